// start-transport: owns an organization and runs its services, until a signal or stop-transport ends it.
import { resolve } from "node:path";
import type { CommonOptions } from "./arguments.ts";
import { buildVersion } from "./build.ts";
import { describeListeners } from "./control.ts";
import { notStarted } from "./errors.ts";
import { dataFolder } from "./folder.ts";
import { type House, openLink, type Started } from "./house.ts";
import { createLog, events, type Log } from "./log.ts";
import { onSignal } from "./signals.ts";
import type { Visit } from "./visit.ts";

type StartOptions = CommonOptions & { readonly domain: string | undefined; readonly readyFile: string | undefined };

/** @returns the exit status: 0 after an orderly end. */
export async function startTransport(options: StartOptions, visit: Visit): Promise<number> {
  const { world, terminal } = visit;
  const folder = dataFolder(options.data, world.host);
  const log = createLog(world.clock, terminal.error);
  visit.log = log;
  visit.logs = folder.logs;
  const readyFile = options.readyFile === undefined ? undefined : resolve(world.host.cwd, options.readyFile);
  let stop: (() => void) | undefined;
  const stopping = new Promise<void>((resolve) => {
    stop = resolve;
  });
  // A server may be left to itself by nohup, which a handler of SIGHUP would undo; a temporary one ends with its terminal.
  let stopped = false;
  // Held to the very end: a signal that comes while the process leaves finds nothing left to do, and does not kill it.
  onSignal(
    (name) => {
      if (stopped) return;
      log.write("information", events.transportStopping, `Stopping, because of ${name}.`);
      stop!();
    },
    visit.link ? ["SIGTERM", "SIGINT", "SIGHUP"] : ["SIGTERM", "SIGINT"],
  );
  const link = visit.link ?? openLink(folder, visit, { domain: options.domain, onStop: stop! });
  try {
    if (readyFile !== undefined) await world.disk.remove(readyFile);
    const house = await link.own();
    visit.last.push(() => link.close());
    await start(house, options, visit, log, readyFile);
    await Promise.race([stopping, house.stopped]);
    await house.stop();
    log.write("information", events.transportStopped, "The transport has stopped.");
    if (readyFile !== undefined) await world.disk.remove(readyFile);
    return 0;
  } finally {
    await link.close();
    stopped = true;
  }
}

/** Starts the services; whatever could not be started ends the start, for a server that half works helps nobody. */
async function start(
  house: House,
  options: StartOptions,
  { world, terminal }: Visit,
  log: Log,
  readyFile: string | undefined,
): Promise<void> {
  log.write("information", events.transportStarting, `Starting the transport of ${house.folder.path}.`);
  const report = await house.start();
  // Not sooner: what a start reads of long queues is collected faster at once than piece by piece.
  world.host.thrifty();
  if (!report.whole) {
    await house.stop();
    throw notStarted(report.problems);
  }
  for (const text of report.problems)
    log.write("warning", report.replaced.includes(text) ? events.portReplaced : events.startProblem, text);
  for (const one of report.listeners)
    log.write("information", events.listening, `${one.connector} listens on ${one.address} port ${one.port}.`);
  log.write("information", events.transportStarted, "The transport accepts mail.");
  const facts = { pid: world.host.pid, data: house.folder.path, listeners: report.listeners };
  if (readyFile !== undefined) await world.disk.write(readyFile, `${JSON.stringify(facts)}\n`);
  terminal.out(options.outputFormat === "Json" ? `${JSON.stringify(facts)}\n` : welcome(house, options, report));
}

/** What a person reads after the start: where it listens, and what to type next. */
function welcome(house: House, options: StartOptions, report: Started): string {
  const domain = house.services.org.snapshot().defaultDomain.DomainName;
  const lines = [
    `exsh ${buildVersion}: the organization ${domain} in ${house.folder.path} accepts mail on`,
    describeListeners(report.listeners.map((one) => ({ ...one }))).trimEnd(),
    ...report.replaced,
  ];
  if (options.noLogo) return `${lines.join("\n")}\n`;
  const at = options.data === undefined ? "" : ` --data ${quoted(options.data)}`;
  const next = [
    `exsh${at}`,
    `exsh${at} -c "New-Mailbox -Shared -Name Info -Alias info"`,
    `exsh${at} -c "Test-Mailflow"`,
    `exsh${at} stop-transport`,
  ];
  const wide = Math.max(...next.map((line) => line.length)) + 3;
  const notes = [
    "the management shell",
    "a first mailbox",
    "send a message and see it arrive",
    "stop, losing nothing (or Ctrl+C here)",
  ];
  return `${lines.join("\n")}\n\nNext, in another terminal:\n${next.map((line, index) => `  ${line.padEnd(wide)}${notes[index]}\n`).join("")}`;
}

const quoted = (word: string): string => (/^[\w./~:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
