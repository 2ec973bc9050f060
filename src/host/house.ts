// An organization opened in this process: its store, its spool, its mailboxes and its transport, and how it is shared.

import type { Cmdlet } from "../command/cmdlet.ts";
import type { Invocation, Running, Services, Streams } from "../command/context.ts";
import { type Given, runHere } from "../command/run.ts";
import type { ShellRunner } from "../language/session.ts";
import type { Snapshot } from "../org/organization.ts";
import type { StartReport } from "../transport/transport.ts";
import type { Json } from "../values/type.ts";
import { buildVersion } from "./build.ts";
import type { Folder } from "./folder.ts";
import { createLink, type Link, type Owned } from "./link.ts";
import { events } from "./log.ts";
import type { Opened } from "./open.ts";
import { runThere } from "./remote.ts";
import type { Visit } from "./visit.ts";

export interface House extends Owned {
  readonly folder: Folder;
  /** Whether services have never run here before. */
  readonly firstStart: boolean;
  /** Starts the services; `whole` when every port that an enabled connector names is served, which is then noted. */
  start(): Promise<StartReport & { readonly whole: boolean }>;
  /** Stops the services gracefully. */
  stop(): Promise<void>;
  /** Resolves when stop-transport has ended the services. */
  readonly stopped: Promise<void>;
}

export interface HouseOptions {
  /** The domain of a new organization, as asked for. */
  readonly domain: string | undefined;
  /** For a process that lives for its services alone: what ends it. */
  readonly onStop: (() => void) | undefined;
}

export interface HouseLink extends Link {
  own(): Promise<House>;
}

/** The link of this process to the organization in a folder. */
export function openLink(folder: Folder, visit: Visit, options: HouseOptions): HouseLink {
  return createLink({
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
      run: (cmdlet, invocation, streams, given) => runOwned(cmdlet, invocation, streams, given, owned.services, visit),
    }),
    async stopServices(owned) {
      await (owned as House).stop();
      options.onStop?.();
      return options.onStop !== undefined;
    },
  }) as HouseLink;
}

async function house(folder: Folder, { world, log }: Visit, opened: Opened): Promise<House> {
  const { services } = opened;
  const firstStart = (await world.disk.stat(folder.listeners)) === undefined;
  let since: number | null = null;
  let told: (() => void) | undefined;
  const stopped = new Promise<void>((resolve) => {
    told = resolve;
  });
  return {
    services,
    folder,
    firstStart,
    stopped,
    get serving() {
      return services.transport.running;
    },
    async start() {
      const report = await services.transport.start();
      const whole = allListen(services.org.snapshot(), report);
      since = world.clock.now();
      if (whole) await world.disk.write(folder.listeners, `${JSON.stringify(report.listeners, undefined, 2)}\n`);
      return { ...report, whole };
    },
    async stop() {
      if (services.transport.running) await services.transport.stop();
      since = null;
      told?.();
    },
    async status(): Promise<Json> {
      return {
        running: services.transport.running,
        pid: world.host.pid,
        data: folder.path,
        version: buildVersion,
        since: since === null ? null : new Date(since).toISOString(),
        listeners: services.transport.listeners.map((one) => ({ ...one })),
      };
    },
    async close() {
      if (services.transport.running) {
        log.write("information", events.transportStopping, "Stopping the transport.");
        await services.transport.stop();
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
  services: Services,
  { world, log }: Visit,
) {
  if (cmdlet.confirms !== undefined && !invocation.preferences.whatIf)
    log.write("information", events.cmdlet, `${cmdlet.name} with ${[...given].map((name) => `-${name}`).join(" ")}`);
  return runHere(cmdlet, invocation, streams, given, { ...services, world } as Given);
}

/** Runs cmdlets of the organization wherever it is owned, and those of the shell in the scope they were called in. */
export function linkedRunner(link: HouseLink, visit: Visit): ShellRunner {
  return (cmdlet, invocation, streams, given, shell) => {
    if (cmdlet.runs === "shell")
      return runHere(cmdlet, invocation, streams, given, { shell, world: visit.world } as Given);
    let running: Running | undefined;
    let release: (() => void) | undefined;
    return {
      async begin(bound) {
        const place = await link.acquire();
        release = place.release;
        running =
          "here" in place
            ? runOwned(cmdlet, invocation, streams, given, place.here.services, visit)
            : runThere(place.there, cmdlet, invocation, streams, given, visit.world.clock);
        await running.begin(bound);
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
