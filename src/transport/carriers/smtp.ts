// Carries items to other servers: finds the hosts, connects to the first that answers, and reads each reply.
import type { Socket } from "node:net";
import { SendConnector } from "../../org/classes/SendConnector.ts";
import type { Organization } from "../../org/organization.ts";
import type { World } from "../../world/world.ts";
import type { NextHop } from "../categorizer/routing.ts";
import { type Host, type HostFinder, type Hosts, mailHosts, smartHosts } from "../dns/hosts.ts";
import { createResolver, type Protocol, type Resolver } from "../dns/resolver.ts";
import type { Core } from "../queues/core.ts";
import { createSessionLog, type SessionLog } from "../tracking/protocol.ts";
import type { Carrier, Ends, Opened, Session } from "./carrier.ts";
import { type Client, ClientFailure, openClient } from "./client.ts";
import { connectorFor } from "./intra.ts";
import { type Terms, termsFor } from "./terms.ts";
import { sendItem } from "./transaction.ts";
import { createTrust, type Trusting } from "./trust.ts";

type Connector = ReturnType<Organization["snapshot"]>["sendConnectors"][number];

export interface SmtpCarrierOptions {
  readonly core: Core;
  /** True for an address and port where this very server listens; `here` when the address is known to be this machine's. */
  isOurs(address: string, port: number, here?: boolean): boolean;
  readonly certificates?: Trusting | undefined;
}

const connectMs = 30_000;
const mostHosts = 10;

export interface SmtpCarrier extends Carrier {
  /** Where a server of the organization is, by its name; itself is no other server. */
  find(server: string): Promise<Hosts>;
  /** Forgets what DNS said, for when its servers change. */
  flush(): void;
  /** The resolver that a connector asks. */
  resolver(external: boolean): Resolver;
  dnsServers(external: boolean): Promise<readonly string[]>;
}

export function createSmtpCarrier({ core, isOurs, certificates }: SmtpCarrierOptions): SmtpCarrier {
  const { world, org } = core;
  const trust = createTrust(certificates);
  const service = () => org.snapshot().transportService;
  const internal = resolverFor(
    world,
    () => dnsServers(false),
    () => service().InternalDNSProtocolOption,
  );
  const external = resolverFor(
    world,
    () => dnsServers(true),
    () => service().ExternalDNSProtocolOption,
  );

  /** Those of the settings; the system's where they are to be asked, or none is set. */
  async function dnsServers(outside: boolean): Promise<readonly string[]> {
    const set = service();
    const adapter = outside ? set.ExternalDNSAdapterEnabled : set.InternalDNSAdapterEnabled;
    const servers = outside ? set.ExternalDNSServers : set.InternalDNSServers;
    return adapter || servers.length === 0 ? world.dns.servers() : servers;
  }

  async function open(hop: NextHop, ends: Ends, step: (text: string) => void): Promise<Opened> {
    const connector = connectorFor(hop, org.snapshot());
    if (!connector?.Enabled) return { kind: "wait", error: "451 4.4.0 The Send connector is not there, or disabled." };
    const hosts = await unhurried(ends.hurry, hostsFor(connector, hop));
    if (hosts.kind !== "hosts") {
      const downgraded = connector.ErrorPolicies.has("DowngradeDnsFailures");
      return { kind: downgraded ? "wait" : hosts.kind, error: hosts.error };
    }
    step(`Hosts: ${hosts.hosts.slice(0, mostHosts).map(shownHost).join(" ")}`);
    let error = "";
    for (const host of hosts.hosts.slice(0, mostHosts)) {
      if (ends.stop.aborted) return { kind: "wait", error: "421 4.3.2 The transport is stopping." };
      if (ends.hurry.aborted) break;
      try {
        const client = await connectTo(host, connector, hop, ends);
        step(`Established connection to ${shownHost(host)}`);
        return { kind: "session", session: sessionOf(core, client, host, connector) };
      } catch (failure) {
        const { message } = (ends.hurry.aborted ? ends.hurry.reason : failure) as Error;
        error = `${failure instanceof Loop ? "" : `441 4.4.1 Error communicating with ${host.name} (${host.address}): `}${message}`;
        step(`Failed connection to ${shownHost(host)}: ${message}`);
      }
    }
    return { kind: "wait", error };
  }

  function hostsFor(connector: Connector, hop: NextHop): Promise<Hosts> {
    const resolver = connector.UseExternalDNSServersEnabled ? external : internal;
    const ownName = org.snapshot().server.Fqdn.toLowerCase();
    const finder: HostFinder = { resolver, random: world.random, isOurs, ownName };
    return connector.SmartHosts.length > 0
      ? smartHosts(finder, connector.SmartHosts, connector.Port)
      : mailHosts(finder, hop.domain, connector.Port);
  }

  async function connectTo(host: Host, connector: Connector, hop: NextHop, ends: Ends): Promise<Client> {
    const terms = termsFor(connector, hop, org.snapshot());
    let client: Client;
    try {
      client = await session(host, connector, terms, ends);
    } catch (failure) {
      if (!(failure instanceof ClientFailure) || failure.kind !== "tls" || !terms.yields) throw failure;
      client = await session(host, connector, { ...terms, tls: "ignore" }, ends);
    }
    const mechanism = connector.SmartHostAuthMechanism;
    if (mechanism === "None" || !connector.AuthenticationCredential) return client;
    try {
      // Where TLS was offered and did not come about, somebody may want to read the password.
      if (client.offers("STARTTLS") && !client.secure && terms.tls !== "ignore") {
        throw new ClientFailure("tls", "454 4.7.0 TLS failed, and the password is not sent without it.");
      }
      if (!client.offers("AUTH")) throw new ClientFailure("reply", "454 4.7.0 The smart host does not offer AUTH.");
      const { userName, password } = connector.AuthenticationCredential;
      await client.logIn(userName, password.reveal());
      return client;
    } catch (failure) {
      await client.close();
      throw failure;
    }
  }

  async function session(host: Host, connector: Connector, terms: Terms, ends: Ends): Promise<Client> {
    const name = connector.Fqdn ?? org.snapshot().server.Fqdn;
    const secureContext =
      terms.tls === "ignore" ? undefined : await trust.context(connector.TlsCertificateName, name, terms.mutual);
    const source = connector.SourceIPAddress;
    const from =
      source === "0.0.0.0" || source.includes(":") !== host.address.includes(":") ? {} : { localAddress: source };
    const id = world.random.uuid();
    let socket: Socket;
    try {
      socket = await world.net.connect({ host: host.address, port: connector.Port, ...from }, connectMs, ends.hurry);
    } catch (failure) {
      linesOf(id, connector, host)?.info(`no connection to ${host.name}: ${(failure as Error).message}`);
      throw failure;
    }
    const lines = linesOf(id, connector, host, socket);
    lines?.connected();
    socket.once("close", () => lines?.ended());
    if (loopsBack(socket)) {
      lines?.info("the other side is this server");
      socket.destroy();
      throw new Loop("554 5.3.5 This server is the mail host of the domain: the route leads back to itself.");
    }
    breakWith(ends.stop, socket);
    breakWith(ends.hurry, socket);
    return openClient({
      socket,
      clock: world.clock,
      host: host.name,
      name,
      tls: terms.tls,
      tlsOptions: { ...terms.options, ...(secureContext ? { secureContext } : {}) },
      silenceMs: connector.ConnectionInactivityTimeOut.milliseconds,
      helo: connector.ForceHELO,
      ...(lines ? { log: lines } : {}),
    });
  }

  /** What writes the protocol of a session down, where the connector wants that. */
  function linesOf(id: string, connector: Connector, host: Host, socket?: Socket): SessionLog | undefined {
    if (connector.ProtocolLoggingLevel !== "Verbose") return undefined;
    const local = { localAddress: socket?.localAddress, localPort: socket?.localPort };
    return createSessionLog(
      { world, connector, log: core.logs.send },
      { id, ...local, remoteAddress: host.address, remotePort: connector.Port },
    );
  }

  /** Whether the other end of a connection is one of our own listeners. */
  function loopsBack(socket: Socket): boolean {
    const { remoteAddress: address, remotePort: port, localAddress } = socket;
    return address !== undefined && port !== undefined && address === localAddress && isOurs(address, port, true);
  }

  return {
    open,
    find: (server) =>
      smartHosts({ resolver: internal, random: world.random, isOurs }, [server], SendConnector.properties.Port.default),
    flush() {
      internal.flush();
      external.flush();
    },
    dnsServers,
    resolver: (fromOutside) => (fromOutside ? external : internal),
  };
}

class Loop extends Error {}

/** What DNS says, or that there was no time to wait for it. */
function unhurried(hurry: AbortSignal, hosts: Promise<Hosts>): Promise<Hosts> {
  const hurried = new Promise<Hosts>((resolve) => {
    const wait = () =>
      resolve({ kind: "wait", error: `451 4.4.0 DNS query failed. ${(hurry.reason as Error).message}` });
    if (hurry.aborted) wait();
    else hurry.addEventListener("abort", wait, { once: true });
  });
  return Promise.race([hosts, hurried]);
}

const shownHost = (host: Host) => `${host.name} [${host.address}]`;

const socketsOf = new WeakMap<AbortSignal, Set<Socket>>();

/** Destroys the socket when the signal fires; one listener a signal, however many sockets there are. */
function breakWith(signal: AbortSignal, socket: Socket): void {
  if (signal.aborted) {
    socket.destroy();
    return;
  }
  let sockets = socketsOf.get(signal);
  if (!sockets) {
    const all = new Set<Socket>();
    socketsOf.set(signal, all);
    signal.addEventListener("abort", () => all.forEach((one) => void one.destroy()), { once: true });
    sockets = all;
  }
  const open = sockets;
  open.add(socket);
  socket.once("close", () => open.delete(socket));
}

function resolverFor(
  { dns, clock, random }: World,
  servers: () => Promise<readonly string[]>,
  protocol: () => Protocol,
): Resolver {
  return createResolver({ dns, clock, random, servers, protocol });
}

function sessionOf(core: Core, client: Client, host: Host, connector: Connector): Session {
  let sent = 0;
  return {
    remote: shownHost(host),
    get room() {
      const most = connector.SmtpMaxMessagesPerConnection;
      return most > 0 ? most - sent : Number.POSITIVE_INFINITY;
    },
    send(item, begun) {
      sent++;
      return sendItem(core, client, host, item, connector.ErrorPolicies, begun);
    },
    close: () => client.close(),
  };
}
