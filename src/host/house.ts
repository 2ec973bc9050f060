// An organization opened in this process: its store, its spool, its mailboxes and its transport, and how it is shared.

import type { Upkeep } from "../backup/services.ts";
import type { Cmdlet } from "../command/cmdlet.ts";
import type { Bound, Invocation, Running, Streams } from "../command/context.ts";
import { Problem } from "../command/problem.ts";
import { ErrorRecord, TerminatingError } from "../command/record.ts";
import { ended, type Given, runHere } from "../command/run.ts";
import type { ShellRunner } from "../language/session.ts";
import type { Snapshot } from "../org/organization.ts";
import type { StartReport, Transport } from "../transport/transport.ts";
import type { Json } from "../values/type.ts";
import { buildVersion } from "./build.ts";
import { recordCrash } from "./crash.ts";
import { unexpected } from "./errors.ts";
import type { Folder } from "./folder.ts";
import { createLink, type Link, type Owned } from "./link.ts";
import { events } from "./log.ts";
import { offered } from "./offers.ts";
import type { Opened } from "./open.ts";
import { NotBegun, runThere } from "./remote.ts";
import type { Visit } from "./visit.ts";

export interface House extends Owned {
  readonly folder: Folder;
  /** Starts the services. */
  start(): Promise<Started>;
  /** Stops the services gracefully. */
  stop(): Promise<void>;
  /** Resolves when stop-transport has ended the services. */
  readonly stopped: Promise<void>;
}

export interface Started extends StartReport {
  /** A sentence for each port that gave way to another one; they stand among the problems, too. */
  readonly replaced: readonly string[];
  /** Whether every port that an enabled connector names is served. */
  readonly whole: boolean;
}

export interface HouseOptions {
  /** The domain of a new organization, as asked for. */
  readonly domain: string | undefined;
  /** For a process that lives for its services alone: what ends it. */
  readonly onStop: (() => void) | undefined;
}

export interface HouseLink extends Link {
  readonly folder: Folder;
  own(): Promise<House>;
}

/** The link of this process to the organization in a folder. */
export function openLink(folder: Folder, visit: Visit, options: HouseOptions): HouseLink {
  const link = createLink({
    world: visit.world,
    folder,
    log: visit.log,
    // Only the owner loads the store and the services.
    async open() {
      const { openOrganizationFolder } = await import("./open.ts");
      return house(folder, visit, await openOrganizationFolder(folder, visit, options.domain));
    },
    serving: (owned) => ({
      load: (name) => visit.registry.load(name),
      run: (cmdlet, invocation, streams, given) => runOwned(cmdlet, invocation, streams, given, owned as House, visit),
      offers: async (wanted) => offered(await visit.registry.load(wanted.cmdlet), wanted, owned.services),
    }),
    async stopServices(owned) {
      await (owned as House).stop();
      options.onStop?.();
      return options.onStop !== undefined;
    },
  });
  return Object.assign(link, { folder }) as HouseLink;
}

/** What can be done only while no process has the organization open. */
function upkeepOf(link: HouseLink, { world }: Visit): Upkeep {
  const data = link.folder.path;
  return {
    data,
    async restore(path, signal, told) {
      const { restore } = await import("../backup/restore.ts");
      return link.vacate(() => restore(data, path, world, signal, told));
    },
    async repair(agree, signal, told) {
      const { repair } = await import("../backup/repair.ts");
      return link.vacate(() => repair(data, world, buildVersion, agree, signal, told));
    },
  };
}

async function house(folder: Folder, { world, log }: Visit, opened: Opened): Promise<House> {
  const { org, transport: bare } = opened.services;
  let firstStart = (await world.disk.stat(folder.listeners)) === undefined;
  let since: number | null = null;
  let told: (() => void) | undefined;
  const stopped = new Promise<void>((resolve) => {
    told = resolve;
  });

  /** However the services are started, by start-transport or inside a shell, a first start sees to the ports. */
  const start = async (): Promise<Started> => {
    const replaced = firstStart && !bare.running ? await (await import("./ports.ts")).replacePorts(org, world) : [];
    const report = await bare.start();
    const whole = allListen(org.snapshot(), report);
    since ??= world.clock.now();
    if (whole) {
      await world.disk.write(folder.listeners, `${JSON.stringify(report.listeners, undefined, 2)}\n`);
      firstStart = false;
    }
    return { listeners: report.listeners, problems: [...replaced, ...report.problems], replaced, whole };
  };
  const stop = async (): Promise<void> => {
    since = null;
    if (bare.running) await bare.stop();
  };
  const transport: Transport = Object.create(bare, { start: { value: start }, stop: { value: stop } });

  return {
    services: { ...opened.services, transport },
    folder,
    stopped,
    get serving() {
      return bare.running;
    },
    start,
    async stop() {
      await stop();
      told?.();
    },
    async status(): Promise<Json> {
      return {
        running: since !== null,
        pid: world.host.pid,
        data: folder.path,
        version: buildVersion,
        since: since === null ? null : new Date(since).toISOString(),
        listeners: bare.listeners.map((one) => ({ ...one })),
      };
    },
    async close() {
      if (bare.running) {
        log.write("information", events.transportStopping, "Stopping the transport.");
        await stop();
      }
      await opened.close();
    },
  };
}

function allListen({ receiveConnectors }: Snapshot, { listeners }: StartReport): boolean {
  const ports = new Set(listeners.map((one) => one.port));
  const wanted = receiveConnectors.filter((one) => one.Enabled).flatMap((one) => one.Bindings);
  return wanted.every(({ port }) => (port === 0 ? listeners.length > 0 : ports.has(port)));
}

/** Runs a cmdlet in the owner, whoever asked: the one place for what must hold for all of them. */
function runOwned(
  cmdlet: Cmdlet,
  invocation: Invocation,
  streams: Streams,
  given: ReadonlySet<string>,
  { services, folder }: House,
  { world, log }: Visit,
): Running {
  if (cmdlet.confirms !== undefined && !invocation.preferences.whatIf)
    log.write("information", events.cmdlet, [cmdlet.name, ...[...given].map((name) => `-${name}`)].join(" "));
  const running = runHere(cmdlet, invocation, streams, given, { ...services, world } as Given);

  /** A defect of ours is written down for whoever mends it, and told as one. */
  const told = async (error: unknown): Promise<never> => {
    const defect = defectIn(error);
    if (defect === undefined) throw error;
    const text = await recordCrash(world, folder.logs, defect);
    log.write("error", events.unexpected, text);
    throw new TerminatingError(
      ErrorRecord.of(unexpected(text), invocation.name, invocation.position),
      (error as TerminatingError).ends,
    );
  };
  const guarded = (work: () => void | Promise<void>): void | Promise<void> => {
    try {
      return work()?.catch(told);
    } catch (error) {
      return told(error);
    }
  };
  return {
    begin: (bound) => guarded(() => running.begin(bound)),
    process: (bound) => guarded(() => running.process(bound)),
    end: () => guarded(() => running.end()),
    close: () => running.close(),
  };
}

/** The error of the program itself behind one that a cmdlet ended by; undefined when it is one for people. */
function defectIn(error: unknown): Error | undefined {
  const problem = error instanceof TerminatingError ? error.cause : undefined;
  const cause = problem instanceof Problem ? problem.cause : undefined;
  const ours = [TypeError, RangeError, ReferenceError, SyntaxError];
  return ours.some((kind) => cause instanceof kind) ? (cause as Error) : undefined;
}

/** False when the owner closes just now and has begun nothing. */
async function begins(running: Running, bound: Bound): Promise<boolean> {
  try {
    await running.begin(bound);
    return true;
  } catch (error) {
    if (!(error instanceof NotBegun)) throw error;
    await running.close();
    return false;
  }
}

/** Runs cmdlets of the organization wherever it is owned, and those of the shell in the scope they were called in. */
export function linkedRunner(link: HouseLink, visit: Visit): ShellRunner {
  const upkeep = upkeepOf(link, visit);
  return (cmdlet, invocation, streams, given, shell) => {
    if (cmdlet.runs === "shell")
      return runHere(cmdlet, invocation, streams, given, { shell, world: visit.world, upkeep } as Given);
    let running: Running | undefined;
    let release: (() => void) | undefined;
    return {
      async begin(bound) {
        for (let begun = false; !begun; ) {
          const place = await link.acquire().catch((error) => {
            if (!(error instanceof Problem)) throw error;
            throw ended(error, invocation);
          });
          release = place.release;
          running =
            "here" in place
              ? runOwned(cmdlet, invocation, streams, given, place.here as House, visit)
              : runThere(place.there, cmdlet, invocation, streams, given, visit.world.clock);
          begun = await begins(running, bound);
          if (!begun) release();
        }
      },
      process: (bound) => running!.process(bound),
      end: () => running?.end(),
      async close() {
        try {
          await running?.close();
        } finally {
          release?.();
        }
      },
    };
  };
}
