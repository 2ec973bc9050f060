// The transport as a whole: reception in front, pipeline and queues behind, started and stopped together.

import type { MailboxStore } from "../mailbox/store.ts";
import { AcceptedDomain } from "../org/classes/AcceptedDomain.ts";
import { MailboxDatabase } from "../org/classes/MailboxDatabase.ts";
import { RemoteDomain } from "../org/classes/RemoteDomain.ts";
import { SendConnector } from "../org/classes/SendConnector.ts";
import { TransportService } from "../org/classes/TransportService.ts";
import { mountAtStartup } from "../org/mounting.ts";
import type { Organization } from "../org/organization.ts";
import type { Spool } from "../spool/spool.ts";
import type { World } from "../world/world.ts";
import { createMailboxCarrier } from "./carriers/mailbox.ts";
import { createSmtpCarrier } from "./carriers/smtp.ts";
import type { Trusting } from "./carriers/trust.ts";
import { planWith } from "./categorizer/categorizer.ts";
import { directoryOf, settingsOf } from "./categorizer/directory.ts";
import type { Plan, Subject } from "./categorizer/plan.ts";
import { submissionHop } from "./categorizer/routing.ts";
import type { Resolver } from "./dns/resolver.ts";
import { createEntry } from "./entry.ts";
import type { Accepted, Submission } from "./message.ts";
import { type Activity, createMetrics, type Metrics } from "./metrics/metrics.ts";
import { createMetricsServer } from "./metrics/server.ts";
import { createModeration, type ModerationDesk } from "./moderation/moderation.ts";
import { createPickup } from "./pickup/pickup.ts";
import { createPipeline } from "./pipeline.ts";
import { createPressure, type Gate, type Notify, type Pressure } from "./pressure/pressure.ts";
import { type Core, createCore } from "./queues/core.ts";
import { createKeeping } from "./queues/keeping.ts";
import { createParking } from "./queues/parking.ts";
import { createQueueLog } from "./queues/queuelog.ts";
import { runningKey } from "./queues/records.ts";
import { createScheduler } from "./queues/scheduler.ts";
import { createSettling } from "./queues/settle.ts";
import { createSteering, type Steering } from "./queues/steering.ts";
import type { AuthenticatedUser, Ticket } from "./reception/authentication.ts";
import { createLanguages, type Languages } from "./reports/languages.ts";
import { type Logs, openLogs } from "./tracking/logs.ts";
import { createRoutingLog } from "./tracking/routinglog.ts";
import { createTracker, type Tracker } from "./tracking/tracking.ts";

/** One address and port on which a service accepts connections. */
export interface ListenerFacts {
  readonly service: "smtp";
  /** Identity of the Receive connectors that share the binding, first by name. */
  readonly connector: string;
  readonly address: string;
  readonly port: number;
  /** "none", "starttls" or "implicit". */
  readonly tls: "none" | "starttls" | "implicit";
}

/** What stands before the pipeline and listens; built by reception.ts. */
export interface Reception {
  /** Binds what the Receive connectors say; `problems` tells for people what could not be bound. Never rejects for one binding. */
  start(): Promise<{ readonly problems: readonly string[] }>;
  /** Stops accepting, lets transactions under way end (bounded), then closes what is left. */
  stop(): Promise<void>;
  /** A logon by which this process submits mail as a user. */
  admit(user: AuthenticatedUser): Ticket;
  readonly listeners: readonly ListenerFacts[];
  /** Connections of clients now. */
  readonly connections: number;
}

export interface StartReport {
  readonly listeners: readonly ListenerFacts[];
  /** What could not be started, one sentence each. */
  readonly problems: readonly string[];
}

/** The running mail flow of one server. */
export interface Transport {
  /** Takes up the queues from the spool, then listens. A second call while running changes nothing. */
  start(): Promise<StartReport>;
  /** Stops listening, finishes what is in flight within a bound; what is left stays in the spool. */
  stop(): Promise<void>;
  readonly running: boolean;
  readonly listeners: readonly ListenerFacts[];
  /** A logon on the client listeners for a cmdlet of this process; undefined where nothing listens. */
  admit(user: AuthenticatedUser): Ticket | undefined;
  /** Takes responsibility for a message: resolves after the sync that holds it. Rejects when it cannot be kept. */
  accept(submission: Submission): Promise<Accepted>;
  /** The queues as people see and steer them; reading them never disturbs what is in flight. */
  readonly queues: Steering;
  /** Messages that wait for moderators. */
  readonly moderation: ModerationDesk;
  readonly tracking: Tracker;
  readonly metrics: Metrics;
  /** What the server is short of, and what it does about it. */
  readonly pressure: Pressure;
  /** When it was started, milliseconds since 1970; undefined while it stands. */
  readonly started: number | undefined;
  /** What would become of a message; nothing is sent. */
  plan(subject: Subject): Promise<Plan>;
  /** Of reports; those from files are read when the transport starts. */
  readonly languages: Languages;
  /** What Send connectors ask for names; the other one for those that use external DNS servers. */
  resolver(external: boolean): Resolver;
  /** Whom that resolver asks. */
  dnsServers(external: boolean): Promise<readonly string[]>;
  /** Does what is due at once; gives the milliseconds until something is due again. For tests. */
  step(): number | undefined;
}

export interface TransportOptions {
  readonly world: World;
  readonly org: Organization;
  readonly spool: Spool;
  readonly mailboxes: MailboxStore;
  /** Where the logs go: the data folder. */
  readonly folder: string;
  /** Builds what listens; without it nothing does. */
  readonly reception?: (joints: {
    readonly accept: (submission: Submission) => Promise<Accepted>;
    readonly logs: Logs;
    readonly activity: Activity;
    readonly gate: () => Gate;
  }) => Reception;
  /** The certificates that Send connectors show, and trust. */
  readonly certificates?: Trusting;
  /** Whether message files are taken from the pickup and replay directories. */
  readonly pickup?: boolean;
  /** For the operator. */
  readonly log?: (text: string) => void;
  /** The same for what has a number of its own. */
  readonly notify?: Notify;
}

declare module "../command/context.ts" {
  interface Services {
    readonly transport: Transport;
  }
}

const stopMs = 15_000;

export function createTransport(options: TransportOptions): Transport {
  const { world, org, spool, mailboxes } = options;
  const tracker = createTracker(world, org, options.folder);
  const logs = openLogs(world, org, options.folder);
  const languages = createLanguages(world, `${options.folder}/languages`);
  const core: Core = createCore({
    world,
    org,
    spool,
    tracker,
    logs,
    languages,
    log: options.log ?? (() => undefined),
  });
  createParking(core);
  const keeping = createKeeping(core);
  const settling = createSettling(core, keeping);
  const directory = directoryOf(org);
  const carrier = createMailboxCarrier(core, mailboxes);
  const accept = createEntry(core, keeping, directory, carrier);
  const smtp = createSmtpCarrier({ core, isOurs, certificates: options.certificates });
  const moderation = createModeration(core, settling, mailboxes);
  const pipeline = createPipeline(core, directory, settling, moderation);
  const scheduler = createScheduler(core, {
    pipeline,
    settling,
    smtp,
    mailboxes: carrier,
  });
  const queueLog = createQueueLog(core, options.folder, () => queues.all());
  const pressure = createPressure({
    world,
    folder: options.folder,
    load: () => ({
      submissions: core.queues.find(submissionHop)?.items.size ?? 0,
      commits: spool.waiting.commits,
    }),
    shed() {
      for (const mail of core.mails.values()) mail.release?.();
      smtp.flush();
    },
    holdRemote(holds) {
      core.remoteHeld = holds;
      if (!holds) for (const queue of core.queues.all()) core.wake(queue);
    },
    notify: options.notify ?? (() => undefined),
  });
  const metrics: Metrics = createMetrics({
    world,
    pressure,
    tracker,
    spool,
    queues: () => queues.all(),
    connections: () => reception?.connections ?? 0,
  });
  const metricsServer = createMetricsServer(world, metrics.registry);
  const serveMetrics = async (): Promise<readonly string[]> => {
    const problem = await metricsServer.listen(org.snapshot().transportService.MetricsPort);
    return problem === undefined ? [] : [problem];
  };
  const routingLog = createRoutingLog(world, org, options.folder, core.log);
  const queues = createSteering(core, { pipeline, settling, scheduler, smtp });
  const reception = options.reception?.({
    accept,
    logs,
    activity: metrics.activity,
    gate: pressure.gate,
  });
  const log = options.log ?? (() => undefined);
  const pickup = options.pickup
    ? createPickup({ world, org, folder: options.folder, accept, gate: pressure.gate, tracker, log })
    : undefined;
  let loaded: Promise<readonly string[]> | undefined;
  let running = false;
  let started = 0;
  let loading: AbortController | undefined;
  let unwatch: (() => void) | undefined;
  let unmount: (() => void) | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  /** Reads the queues once; cmdlets see them also while the transport stands still. */
  function load(): Promise<readonly string[]> {
    loaded ??= keeping.load().catch((error) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = turn.then(work, work);
    turn = next.catch(() => undefined);
    return next;
  }

  async function start(): Promise<StartReport> {
    if (running) return { listeners: reception?.listeners ?? [], problems: [] };
    const odd = [...(await load()), ...(await languages.load())];
    // A full disk does not keep mail from moving: then the end of this process will look like an orderly one.
    await spool.commit({ puts: [[runningKey, true]] }).catch((error: Error) => odd.push(error.message));
    odd.push(...(await pressure.start()));
    running = true;
    started = world.clock.now();
    unwatch = org.watch([SendConnector, AcceptedDomain, RemoteDomain, TransportService], (_, snapshot) => {
      void routingLog.write(snapshot);
      smtp.flush();
      queues.reroute();
      // Times may have changed: each item looks anew when its next moment is.
      for (const mail of core.mails.values()) for (const item of mail.items.values()) core.tend(item);
      return serveMetrics();
    });
    await mountAtStartup(org);
    unmount = org.watch(MailboxDatabase, (_, { databases }) => {
      const mounted = new Set(databases.filter((one) => one.IsMounted).map((one) => one.Guid));
      for (const queue of queues.all()) if (queue.retry && mounted.has(queue.hop.connector)) scheduler.retryNow(queue);
    });
    void routingLog.write(org.snapshot());
    // Clients need not wait until ten thousand queues have found out what they are to do.
    const bound = reception ? (await reception.start()).problems : [];
    loading = new AbortController();
    scheduler.start(queues.rerouting());
    queueLog.start();
    const problems = [...bound, ...(await serveMetrics()), ...((await pickup?.start()) ?? [])];
    keeping.announceAll(loading.signal);
    return { listeners: reception?.listeners ?? [], problems: [...odd, ...problems] };
  }

  async function stop(): Promise<void> {
    if (!running) return;
    await reception?.stop();
    await metricsServer.listen(null);
    running = false;
    loading?.abort();
    pressure.stop();
    unwatch?.();
    unmount?.();
    await pickup?.stop();
    await scheduler.stop(stopMs);
    // On a full disk the next start looks at more than it need.
    await spool.commit({ deletes: [runningKey] }).catch(() => undefined);
    queueLog.stop();
    await Promise.all([tracker.flush(), logs.flush(), queueLog.log.flush(), routingLog.write(org.snapshot())]);
  }

  /** A binding to all addresses is met under those of this machine: the loopback's, and what `here` says is one. */
  function isOurs(address: string, port: number, here = isLoopback(address)): boolean {
    return (reception?.listeners ?? []).some(
      (listener) => listener.port === port && (listener.address === address || (isWildcard(listener.address) && here)),
    );
  }

  return {
    start: () => inTurn(start),
    stop: () => inTurn(stop),
    get running() {
      return running;
    },
    get listeners() {
      return running ? (reception?.listeners ?? []) : [];
    },
    admit: (user) => reception?.admit(user),
    async accept(submission) {
      await load();
      return accept(submission);
    },
    queues: { ...queues, load },
    moderation,
    tracking: tracker,
    metrics,
    pressure,
    get started() {
      return running ? started : undefined;
    },
    languages,
    plan: (subject) => planWith(directory, { ...subject, checked: true }, settingsOf(org.snapshot())),
    resolver: smtp.resolver,
    dnsServers: smtp.dnsServers,
    step: scheduler.step,
  };
}

const isWildcard = (address: string) => address === "0.0.0.0" || address === "::";
const isLoopback = (address: string) => address === "::1" || address.startsWith("127.");
