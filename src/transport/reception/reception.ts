// Takes mail: listens for the Receive connectors, gives each connection to its connector, hands whole messages on.

import { X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import { Problem } from "../../command/problem.ts";
import { plainIp } from "../../mail/ranges.ts";
import { ReceiveConnector } from "../../org/classes/ReceiveConnector.ts";
import type { Organization, Snapshot } from "../../org/organization.ts";
import type { World } from "../../world/world.ts";
import { expiryWarnings } from "../certificates/expiry.ts";
import { isNamed } from "../certificates/facts.ts";
import type { Certificate, Certificates } from "../certificates/store.ts";
import type { Accepted, Submission } from "../message.ts";
import type { Activity } from "../metrics/metrics.ts";
import type { Gate } from "../pressure/pressure.ts";
import type { Logs } from "../tracking/logs.ts";
import type { ListenerFacts, Reception } from "../transport.ts";
import { type Authenticator, withTickets } from "./authentication.ts";
import { type ReceiveConnectorObject, selectConnector } from "./connector.ts";
import { createBudget } from "./data.ts";
import { Endpoint, ignore } from "./endpoint.ts";
import { factsOf } from "./facts.ts";
import { type Counters, createCounters } from "./limits.ts";
import { bindingProblem, type Open, openListener, type Want, wantedListeners } from "./listener.ts";
import { createOutbox } from "./outbox.ts";
import { agentEntryOf, type Refused } from "./refused.ts";
import { gatewayOf, translationWarnings, watchPeers } from "./translation.ts";

export interface ReceptionOptions {
  readonly world: World;
  readonly org: Pick<Organization, "snapshot" | "resolve" | "groupsOf" | "watch">;
  /** Resolves after the sync that holds the message; then 250 is said. */
  readonly accept: (submission: Submission) => Promise<Accepted>;
  readonly authenticator: Authenticator;
  /** Whether a user's mailbox is so full that the user may send nothing; none is when absent. */
  readonly isFull?: (user: string) => Promise<boolean>;
  /** Without them STARTTLS is not offered. */
  readonly certificates: Certificates | undefined;
  /** Without them neither protocols nor refusals are written down. */
  readonly logs?: Pick<Logs, "receive" | "agents">;
  /** Told how many come and are turned down. */
  readonly activity?: Activity;
  /** What new messages meet while resources are short. */
  readonly gate?: () => Gate;
  /** Bytes of messages held in memory before the log has them; 256 MB when absent. */
  readonly memory?: number;
  /** For us: an error that nobody foresaw. */
  readonly failed?: (error: unknown) => void;
  /** For the operator: trouble that keeps mail out, each once a minute. */
  readonly warn?: (text: string) => void;
}

interface Served {
  readonly endpoint: Endpoint;
  readonly connector: ReceiveConnectorObject;
  /** Equal as long as nothing that sessions see has changed. */
  readonly mark: string;
}

/** How long in milliseconds sessions may take to end their transaction when reception stops. */
const grace = 10_000;
/** How often, in milliseconds, certificates are looked at: other programs renew files, and ours must be made in time. */
const renewal = 3_600_000;
/** So many looks are a day. */
const looksADay = 24;
/** How long in milliseconds a peer that is turned away may take to read why. */
const lastWords = 5000;
const openGate = (): Gate => ({ refuses: "nobody", tarpit: 0 });
const sourceLimit = "The maximum number of concurrent connections per source has exceeded a limit";
const totalLimit = "The maximum number of concurrent connections has exceeded a limit";

export function createReception(options: ReceptionOptions): Reception {
  const { world, org } = options;
  const facts = factsOf(org, options.isFull);
  const outbox = createOutbox(world.clock);
  const budget = createBudget(options.memory ?? 256 * 1024 * 1024);
  const authenticator = withTickets(options.authenticator, world.random);
  const counters = new Map<string, Counters>();
  const served = new Map<string, Served>();
  const open = new Map<string, Open>();
  const endpoints = new Set<Endpoint>();
  let gateway: string | undefined;
  const peers = watchPeers(() => {
    for (const text of hiddenPeers(org.snapshot().receiveConnectors)) options.warn?.(text);
  });
  let running = false;
  let turn: Promise<readonly string[]> = Promise.resolve([]);
  let unwatch: (() => void) | undefined;
  let unwatchCertificates: (() => void) | undefined;
  let looks = 0;
  let renew: { cancel(): void } | undefined;

  const told = new Map<string, number>();
  const trouble = (error: unknown) => {
    if (!(error instanceof Problem)) return options.failed?.(error);
    const now = world.clock.monotonic();
    if (now - (told.get(error.id) ?? Number.NEGATIVE_INFINITY) < 60_000) return;
    told.set(error.id, now);
    options.warn?.(`A message was put off: ${error.message}`);
  };

  const refused = (one: Refused) => {
    const entry = agentEntryOf(one);
    if (entry) options.logs?.agents.write(entry);
    options.activity?.refused(one.connector, one.refusal.code);
  };

  const countersOf = (guid: string) => {
    const known = counters.get(guid) ?? createCounters(world.clock);
    counters.set(guid, known);
    return known;
  };

  const serve = (socket: Socket, want: Want) => {
    socket.on("error", ignore);
    const { localAddress, remoteAddress } = socket;
    if (localAddress === undefined || remoteAddress === undefined) return void socket.destroy();
    const candidates = [...served.values()]
      .map((one) => one.connector)
      .filter((connector) => want.only === undefined || want.only === connector.Guid);
    const connector = selectConnector(candidates, { localAddress, remoteAddress, port: want.port });
    const chosen = connector && served.get(connector.Guid);
    if (!chosen) return turnAway(socket, "Service not available");
    const release = countersOf(connector.Guid).open(connector, plainIp(remoteAddress));
    if (typeof release === "string") options.activity?.refused(connector.Identity, 421);
    else options.activity?.connected(connector.Identity);
    if (release === "total") turnAway(socket, `${totalLimit}, closing transmission channel`);
    else if (release === "source") turnAway(socket, `${sourceLimit}, closing transmission channel`);
    else chosen.endpoint.serve(socket, release);
  };

  const turnAway = (socket: Socket, text: string) => {
    socket.end(`421 4.3.2 ${text}\r\n`);
    socket.resume();
    const timer = world.clock.after(lastWords, () => socket.destroy());
    socket.once("close", () => timer.cancel());
  };

  /** Makes endpoints and listeners what the connectors say now. */
  const apply = async (snapshot: Snapshot): Promise<readonly string[]> => {
    const problems: string[] = [];
    const connectors = snapshot.receiveConnectors.filter((connector) => connector.Enabled);
    const roots = (await options.certificates?.roots()) ?? [];
    for (const guid of served.keys()) {
      if (!connectors.some((connector) => connector.Guid === guid)) served.delete(guid);
    }
    for (const connector of connectors) {
      const certificate = await certificateOf(connector, problems);
      const mark = JSON.stringify([connector.stored(), facts.server, certificate?.thumbprint, roots]);
      if (served.get(connector.Guid)?.mark === mark) continue;
      const endpoint = new Endpoint(
        {
          world,
          connector,
          facts,
          budget,
          outbox,
          authenticator,
          accept: options.accept,
          gate: options.gate ?? openGate,
          counters: countersOf(connector.Guid),
          log: connector.ProtocolLoggingLevel === "Verbose" ? options.logs?.receive : undefined,
          roots,
          heard: peers.heard,
          hasCertificate: certificate !== undefined,
          refused,
          failed: trouble,
        },
        certificate,
      );
      endpoints.add(endpoint);
      served.set(connector.Guid, { endpoint, connector, mark });
    }
    for (const endpoint of endpoints) {
      const current = [...served.values()].some((one) => one.endpoint === endpoint);
      if (!current && endpoint.sessions.size === 0) endpoints.delete(endpoint);
    }
    // What keeps mail out comes first.
    return [...(await listen(wantedListeners(connectors))), ...problems, ...hiddenPeers(connectors)];
  };

  /** Connectors that would trust strangers whom address translation brings. */
  const hiddenPeers = (connectors: readonly ReceiveConnectorObject[]): readonly string[] => {
    if (peers.gateway !== undefined) {
      const why = `All connections come from ${peers.gateway}, under many names, as behind address translation.`;
      return translationWarnings(connectors, peers.gateway, why);
    }
    const why = `Connections to this container may all come from its gateway ${gateway}, whoever makes them.`;
    return gateway === undefined ? [] : translationWarnings(connectors, gateway, why);
  };

  const listen = async (wants: readonly Want[]): Promise<readonly string[]> => {
    const problems: string[] = [];
    for (const [key, listener] of open) {
      const want = wants.find((one) => one.key === key);
      if (want) open.set(key, { ...listener, want });
      else {
        open.delete(key);
        await listener.close();
      }
    }
    for (const want of wants) {
      if (open.has(want.key)) continue;
      try {
        open.set(want.key, await openListener(world, want, (socket) => serve(socket, want)));
      } catch (error) {
        problems.push(bindingProblem(want.bindings, error));
      }
    }
    return problems;
  };

  const certificateOf = async (
    connector: ReceiveConnectorObject,
    problems: string[],
  ): Promise<Certificate | undefined> => {
    if (!options.certificates || !connector.AuthMechanism.has("Tls")) return undefined;
    const named = connector.TlsCertificateName;
    try {
      const chosen = await options.certificates.get(connector.Fqdn ?? facts.server, named);
      if (named !== null && !isNamed(new X509Certificate(chosen.certificate), named)) {
        problems.push(
          `${connector.Identity} shows another certificate (${chosen.subject}), for there is no valid one with its TlsCertificateName ${named} that is enabled for SMTP.`,
        );
      }
      return chosen;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      problems.push(`${connector.Identity} does not offer STARTTLS, for there is no certificate: ${reason}`);
      return undefined;
    }
  };

  /** One at a time, in the order of the changes. */
  const applySoon = (): Promise<readonly string[]> => {
    const next = turn.catch(() => []).then(() => (running ? apply(org.snapshot()) : []));
    turn = next;
    return next;
  };

  const expiring = async () =>
    options.certificates ? expiryWarnings(await options.certificates.all(), world.clock.now()) : [];

  const warnOfExpiry = async () => {
    for (const text of await expiring().catch(() => [])) options.warn?.(text);
  };

  const watchCertificates = () => {
    renew = world.clock.after(renewal, () => {
      options.certificates?.refresh();
      if (++looks % looksADay === 0) void warnOfExpiry();
      applySoon()
        .catch(trouble)
        .finally(() => running && watchCertificates());
    });
  };

  return {
    async start() {
      if (!running) {
        running = true;
        gateway = await gatewayOf(world);
        unwatch = org.watch(ReceiveConnector, () => applySoon());
        unwatchCertificates = options.certificates?.watch(() => applySoon());
        watchCertificates();
      }
      return { problems: [...(await applySoon()), ...(await expiring())] };
    },
    async stop() {
      running = false;
      unwatch?.();
      unwatchCertificates?.();
      renew?.cancel();
      await turn.catch(() => undefined);
      await Promise.all([...open.values()].map((listener) => listener.close()));
      open.clear();
      served.clear();
      await endSessions(world, [...endpoints]);
      endpoints.clear();
    },
    admit: authenticator.admit,
    get connections() {
      return [...counters.values()].reduce((sum, one) => sum + one.connections, 0);
    },
    get listeners() {
      return listenersOf([...served.values()], [...open.values()]);
    },
  };
}

/** Lets transactions end for a while, then ends what is left. */
async function endSessions(world: World, endpoints: readonly Endpoint[]): Promise<void> {
  const sessions = endpoints.flatMap((endpoint) => [...endpoint.sessions]);
  const enough = new AbortController();
  const ended = sessions.map((session) => session.ended());
  for (const session of sessions) session.retire();
  const late = world.clock.sleep(grace, enough.signal).then(
    () => true,
    () => false,
  );
  await Promise.race([Promise.all(ended), late]);
  enough.abort();
  for (const session of sessions) session.abort();
  await Promise.all(ended);
}

function listenersOf(served: readonly Served[], open: readonly Open[]): ListenerFacts[] {
  const rows: ListenerFacts[] = [];
  const byName = [...served].sort((a, b) => (a.connector.Name < b.connector.Name ? -1 : 1));
  for (const { want, port } of open) {
    for (const binding of want.bindings) {
      const shared = byName.filter(
        ({ connector }) =>
          (want.only === undefined || want.only === connector.Guid) &&
          connector.Bindings.some((one) => String(one) === binding),
      );
      const first = shared[0];
      if (!first) continue;
      rows.push({
        service: "smtp",
        connector: first.connector.Identity,
        address: binding.slice(0, binding.lastIndexOf(":")).replace(/^\[|\]$/g, ""),
        port,
        tls: shared.some((one) => one.endpoint.host.hasCertificate) ? "starttls" : "none",
      });
    }
  }
  return rows.sort((a, b) => a.port - b.port);
}
