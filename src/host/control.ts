// Commands that speak to the owner of an organization from outside: status, stop-transport, wait-ready.
import type { Json } from "../values/type.ts";
import type { CommonOptions } from "./arguments.ts";
import { dataFolder, type Folder } from "./folder.ts";
import { ask, greet } from "./link.ts";
import type { Visit } from "./visit.ts";

/** What an owner says of itself. */
export interface Status {
  readonly [field: string]: Json;
  readonly running: boolean;
  readonly pid: number;
  readonly data: string;
  readonly version: string;
  /** When the services began, ISO 8601; null while they do not run. */
  readonly since: string | null;
  readonly listeners: readonly ListenerStatus[];
}

export interface ListenerStatus {
  readonly [field: string]: Json;
  readonly service: string;
  readonly connector: string;
  readonly address: string;
  readonly port: number;
  readonly tls: string;
}

/** How often wait-ready looks, in milliseconds. */
const between = 50;
/** How long stop-transport waits for the end of the services; they bound themselves to less. */
const stopWait = 120_000;

/** @returns what the live owner says; undefined when there is none. */
async function statusOf(visit: Visit, folder: Folder): Promise<Status | undefined> {
  const greeting = await greet(visit.world, folder, true);
  if (greeting === undefined) return undefined;
  const reply = await ask(greeting.channel, { t: "status" });
  greeting.channel.destroy();
  return reply?.t === "status" ? (reply["status"] as Status) : undefined;
}

export async function showStatus(options: CommonOptions, visit: Visit): Promise<number> {
  const folder = dataFolder(options.data, visit.world.host);
  const status = await statusOf(visit, folder);
  if (options.outputFormat === "Json") {
    visit.terminal.out(`${JSON.stringify(status ?? { running: false, data: folder.path })}\n`);
    return status?.running ? 0 : 1;
  }
  if (status?.running) {
    visit.terminal.out(describeStatus(status));
    return 0;
  }
  visit.terminal.out(
    status === undefined
      ? `No transport runs for ${folder.path}. 'exsh start-transport' starts it.\n`
      : `Process ${status.pid} has the organization in ${folder.path} open and runs no services. 'exsh start-transport' starts them.\n`,
  );
  return 1;
}

function describeStatus(status: Status): string {
  const head = `The transport of ${status.data} runs in process ${status.pid} (exsh ${status.version}) since ${status.since}.`;
  return `${head}\n${describeListeners(status.listeners)}`;
}

/** One line a listener: service, address, connector, security. */
export function describeListeners(listeners: readonly ListenerStatus[]): string {
  const rows = listeners.map((one) => {
    const host = one.address.includes(":") ? `[${one.address}]` : one.address;
    return { ...one, at: `${host}:${one.port}` };
  });
  const wide = Math.max(0, ...rows.map(({ at }) => at.length));
  return rows
    .map(({ service, at, connector, tls }) => `  ${service}  ${at.padEnd(wide)}  ${connector} (${tls})\n`)
    .join("");
}

export async function stopTransport(options: CommonOptions, visit: Visit): Promise<number> {
  const { world, terminal } = visit;
  const folder = dataFolder(options.data, world.host);
  const greeting = await greet(world, folder, true);
  if (!greeting?.serving) {
    greeting?.channel.destroy();
    terminal.out(`No transport runs for ${folder.path}.\n`);
    return 0;
  }
  const limit = new AbortController();
  const late = world.clock.sleep(stopWait, limit.signal).then(
    () => "late" as const,
    () => "late" as const,
  );
  const reply = await Promise.race([ask(greeting.channel, { t: "stop" }), late]);
  // The owner ends the conversation when it has closed the organization, unless it is a shell that lives on.
  if (reply !== "late" && reply?.["ends"] === true) await Promise.race([greeting.channel.ended, late]);
  limit.abort();
  greeting.channel.destroy();
  if (reply === "late") {
    terminal.error(`exsh: The transport in process ${greeting.pid} did not stop in ${stopWait / 1000} seconds.\n`);
    return 1;
  }
  terminal.out(`The transport of ${folder.path} has stopped.\n`);
  return 0;
}

export async function waitReady(options: CommonOptions & { timeoutMs: number }, visit: Visit): Promise<number> {
  const { world, terminal } = visit;
  const folder = dataFolder(options.data, world.host);
  const deadline = world.clock.monotonic() + options.timeoutMs;
  for (;;) {
    const status = await statusOf(visit, folder);
    if (status?.running) {
      terminal.out(options.outputFormat === "Json" ? `${JSON.stringify(status)}\n` : describeStatus(status));
      return 0;
    }
    const left = deadline - world.clock.monotonic();
    if (left <= 0) {
      const seconds = options.timeoutMs / 1000;
      terminal.error(`exsh: No transport of ${folder.path} accepted mail within ${seconds} s.\n`);
      return 1;
    }
    await world.clock.sleep(Math.min(between, left));
  }
}
