// The beginning of the process: reads the command line and hands over to what it asks for; modules load when needed.

import { Problem } from "../command/problem.ts";
import { createRegistry, type Loader } from "../command/registry.ts";
import { realWorld } from "../world/real.ts";
import { parseArguments, type Request } from "./arguments.ts";
import type { ShellModule } from "./conversation.ts";
import { guardProcess } from "./crash.ts";
import { dataFolder } from "./folder.ts";
import { noLog } from "./log.ts";
import { leave, onSignal } from "./signals.ts";
import { openTerminal } from "./terminal.ts";
import type { Visit } from "./visit.ts";

/** Runs exsh for the words behind its name; ends the process with the exit status. */
export async function main(
  argv: readonly string[],
  loaders: Readonly<Record<string, Loader>>,
  shell: () => Promise<ShellModule>,
): Promise<void> {
  const world = realWorld();
  const terminal = openTerminal(world.host);
  const request = parseArguments(argv, world.host.env, Math.min(terminal.width, 120));
  const visit: Visit = {
    world,
    terminal,
    registry: createRegistry(loaders),
    shell,
    logs: undefined,
    log: noLog,
    link: undefined,
    last: [],
  };
  guardProcess(
    world,
    () => visit.logs ?? dataFolder("data" in request ? request.data : undefined, world.host).logs,
    (text) => terminal.error(text),
    () => visit.log,
    async () => {
      for (const task of visit.last) await task();
    },
  );
  const status = await (isEphemeral(request) ? performEphemeral(request, visit) : perform(request, visit)).catch(
    (error) => {
      if (!(error instanceof Problem)) throw error;
      terminal.error(`exsh: ${error.message}\n`);
      return 1;
    },
  );
  await terminal.flush();
  leave(status);
}

type Placed = Exclude<Request, { kind: "print" | "wrong" }>;

const isEphemeral = (request: Request): request is Placed =>
  "ephemeral" in request && request.ephemeral && request.kind !== "check";

/** Does it in an organization that is made for it and gone afterwards, however it ends. */
async function performEphemeral(request: Placed, visit: Visit): Promise<number> {
  const { makeEphemeral } = await import("./ephemeral.ts");
  const made = makeEphemeral(visit, (request.kind === "start" ? request.domain : undefined) ?? "exsh.test");
  const letGo = onSignal((_name, status) => {
    void made
      .then(({ end }) => end())
      .catch(() => undefined)
      .then(() => leave(status));
  });
  try {
    const { folder } = await made;
    // These end by themselves when asked to, and say so.
    if (["start", "shell", "command", "file"].includes(request.kind)) letGo();
    return await perform({ ...request, data: folder.path }, visit);
  } finally {
    await made.then(({ end }) => end());
    letGo();
  }
}

/** Does what was asked for; gives the exit status. */
async function perform(request: Request, visit: Visit): Promise<number> {
  switch (request.kind) {
    case "print":
      visit.terminal.out(request.text);
      return 0;
    case "wrong":
      visit.terminal.error(request.text);
      return 2;
    case "check":
      return (await import("./check.ts")).checkScripts(request.file, visit);
    case "start":
      return (await import("./start.ts")).startTransport(request, visit);
    case "stop":
      return (await import("./control.ts")).stopTransport(request, visit);
    case "status":
      return (await import("./control.ts")).showStatus(request, visit);
    case "wait":
      return (await import("./control.ts")).waitReady(request, visit);
    default:
      return (await import("./run.ts")).runSession(request, visit);
  }
}
