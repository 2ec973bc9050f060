// Carries items to other servers: finds the hosts, connects to the first that answers, and reads each reply.
import { isAscii } from "node:buffer";
import type { Socket } from "node:net";
import { Problem } from "../../command/problem.ts";
import { toSevenBit } from "../../mail/sevenbit.ts";
import type { Organization } from "../../org/organization.ts";
import type { World } from "../../world/world.ts";
import type { NextHop } from "../categorizer/routing.ts";
import { type Host, type HostFinder, type Hosts, mailHosts, smartHosts } from "../dns/hosts.ts";
import { createResolver, type Resolver } from "../dns/resolver.ts";
import { type Core, wholeMessage } from "../queues/core.ts";
import type { Item } from "../queues/queue.ts";
import type { ItemRecipient } from "../queues/records.ts";
import type { Result } from "../queues/settle.ts";
import type { LogFile } from "../tracking/logfile.ts";
import { createSessionLog, type SessionLog } from "../tracking/protocol.ts";
import type { Carrier, Opened, Sent, Session } from "./carrier.ts";
import { type Client, ClientFailure, openClient, type Replied, type Transaction } from "./client.ts";
import { bearsDomain, namesIn } from "./names.ts";

type Connector = ReturnType<Organization["snapshot"]>["sendConnectors"][number];

export interface SmtpCarrierOptions {
  readonly core: Core;
  /** The protocol log. */
  readonly log: LogFile;
  /** True for an address and port where this very server listens; `here` when the address is known to be this machine's. */
  isOurs(address: string, port: number, here?: boolean): boolean;
}

const connectMs = 30_000;
const mostHosts = 10;
const mostRecipients = 100;

export interface SmtpCarrier extends Carrier {
  /** Forgets what DNS said, for when its servers change. */
  flush(): void;
  /** The resolver that a connector asks. */
  resolver(external: boolean): Resolver;
}

export function createSmtpCarrier({ core, log, isOurs }: SmtpCarrierOptions): SmtpCarrier {
  const { world, org } = core;
  const internal = resolverFor(world, () => {
    const service = org.snapshot().transportService;
    return service.InternalDNSAdapterEnabled ? [] : service.InternalDNSServers;
  });
  const external = resolverFor(world, () => {
    const service = org.snapshot().transportService;
    return service.ExternalDNSAdapterEnabled ? [] : service.ExternalDNSServers;
  });

  async function open(hop: NextHop, signal: AbortSignal): Promise<Opened> {
    const connector = org.snapshot().sendConnectors.find((one) => one.Guid === hop.connector);
    if (!connector?.Enabled) return { kind: "wait", error: "451 4.4.0 The Send connector is not there, or disabled." };
    const hosts = await hostsFor(connector, hop);
    if (hosts.kind !== "hosts") return { kind: hosts.kind, error: hosts.error };
    let error = "";
    for (const host of hosts.hosts.slice(0, mostHosts)) {
      if (signal.aborted) return { kind: "wait", error: "421 4.3.2 The transport is stopping." };
      try {
        const client = await connectTo(host, connector, hop, signal);
        return { kind: "session", session: sessionOf(core, client, host, connector) };
      } catch (failure) {
        error = `${failure instanceof Loop ? "" : `441 4.4.1 Error communicating with ${host.name} (${host.address}): `}${(failure as Error).message}`;
      }
    }
    return { kind: "wait", error };
  }

  function hostsFor(connector: Connector, hop: NextHop): Promise<Hosts> {
    const resolver = connector.UseExternalDNSServersEnabled ? external : internal;
    const finder: HostFinder = { resolver, random: world.random, isOurs };
    return connector.SmartHosts.length > 0
      ? smartHosts(finder, connector.SmartHosts, connector.Port)
      : mailHosts(finder, hop.domain, connector.Port);
  }

  async function connectTo(host: Host, connector: Connector, hop: NextHop, signal: AbortSignal): Promise<Client> {
    const level = tlsLevel(connector);
    let client: Client;
    try {
      client = await session(host, connector, hop, level, signal);
    } catch (failure) {
      // Encryption that nobody asked for may fail: then it goes without (RFC 7435 3).
      if (!(failure instanceof ClientFailure) || failure.kind !== "tls" || level !== "opportunistic") throw failure;
      client = await session(host, connector, hop, "ignore", signal);
    }
    const mechanism = connector.SmartHostAuthMechanism;
    if (mechanism === "None" || !connector.AuthenticationCredential) return client;
    try {
      if (!client.offers("AUTH")) throw new ClientFailure("reply", "454 4.7.0 The smart host does not offer AUTH.");
      const { userName, password } = connector.AuthenticationCredential;
      await client.logIn(userName, password.reveal());
      return client;
    } catch (failure) {
      client.close();
      throw failure;
    }
  }

  async function session(
    host: Host,
    connector: Connector,
    hop: NextHop,
    tls: "ignore" | "opportunistic" | "required",
    signal: AbortSignal,
  ): Promise<Client> {
    const source = connector.SourceIPAddress;
    const from =
      source === "0.0.0.0" || source.includes(":") !== host.address.includes(":") ? {} : { localAddress: source };
    const id = world.random.uuid();
    let socket: Socket;
    try {
      socket = await world.net.connect({ host: host.address, port: connector.Port, ...from }, connectMs);
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
    breakWith(signal, socket);
    return openClient({
      socket,
      clock: world.clock,
      host: host.name,
      name: connector.Fqdn ?? org.snapshot().server.Fqdn,
      tls,
      tlsOptions: certificateCheck(connector, hop),
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
      { world, connector, log },
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
    flush() {
      internal.flush();
      external.flush();
    },
    resolver: (fromOutside) => (fromOutside ? external : internal),
  };
}

class Loop extends Error {}

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

function resolverFor(world: World, configured: () => readonly string[]): Resolver {
  const { dns, clock, random } = world;
  return createResolver({
    dns,
    clock,
    random,
    async servers() {
      const servers = configured();
      return servers.length > 0 ? servers : dns.servers();
    },
  });
}

function tlsLevel(connector: Connector): "ignore" | "opportunistic" | "required" {
  if (connector.RequireTLS || connector.SmartHostAuthMechanism === "BasicAuthRequireTLS") return "required";
  return connector.IgnoreSTARTTLS ? "ignore" : "opportunistic";
}

function certificateCheck(connector: Connector, hop: NextHop) {
  const level = connector.TlsAuthLevel;
  if (level === null || level === "EncryptionOnly") return { rejectUnauthorized: false };
  if (level === "CertificateValidation") return { rejectUnauthorized: true, checkServerIdentity: () => undefined };
  const wanted = connector.TlsDomain ?? hop.domain;
  return {
    rejectUnauthorized: true,
    checkServerIdentity: (_: string, certificate: { readonly subjectaltname?: string }) =>
      bearsDomain(namesIn(certificate.subjectaltname), wanted)
        ? undefined
        : new Error(`454 4.7.5 The certificate does not bear the domain ${wanted}.`),
  };
}

function sessionOf(core: Core, client: Client, host: Host, connector: Connector): Session {
  let sent = 0;
  return {
    async send(item) {
      const outcome = await sendItem(core, client, host, item);
      const most = connector.SmtpMaxMessagesPerConnection;
      const full = most > 0 && ++sent >= most;
      return outcome.kind === "answered" && full ? { ...outcome, open: false } : outcome;
    },
    close: () => client.close(),
  };
}

async function sendItem(core: Core, client: Client, host: Host, item: Item): Promise<Sent> {
  let content: Buffer;
  try {
    content = await wholeMessage(core, item.mail);
  } catch (failure) {
    return { kind: "answered", open: true, results: item.recipients.map(unreadable(failure)) };
  }
  // What was declared 8-bit may be ASCII all the same, and the other way round: the bytes decide.
  let eightBit = !isAscii(content);
  const results: Result[] = [];
  const sayable: ItemRecipient[] = [];
  for (const recipient of item.recipients) {
    const response = addressFault(item.sender, recipient.address);
    if (response === undefined) sayable.push(recipient);
    else results.push({ kind: "failed", recipient, response });
  }
  let broken: string | undefined;
  for (const group of groupsOf(sayable)) {
    if (broken !== undefined) {
      for (const recipient of group) results.push({ kind: "later", recipient, response: `421 4.4.2 ${broken}` });
      continue;
    }
    const utf8 = needsUtf8(item, group, content);
    const ascii = eightBit && !utf8 && !client.offers("8BITMIME") ? toSevenBit(content) : undefined;
    if (ascii) [content, eightBit] = [ascii, false];
    const fault = faultOf(content, eightBit, utf8, client);
    if (fault !== undefined) {
      for (const recipient of group) results.push({ kind: "failed", recipient, response: fault, remote: host.name });
      continue;
    }
    const replied = await client.send(transactionOf(item, group, content.length, eightBit, utf8), [content]);
    broken = replied.broken;
    if (replied.reply === undefined && results.length === 0 && replied.rejected.size === 0) {
      return { kind: "lost", error: `451 4.4.2 ${host.name}: ${replied.broken}` };
    }
    for (const recipient of group) results.push(resultOf(recipient, replied, host, client));
  }
  return { kind: "answered", results, open: broken === undefined };
}

/** A body that is gone or damaged stays so; a disk that does not answer now may answer later, and what it says is ours alone. */
function unreadable(failure: unknown): (recipient: ItemRecipient) => Result {
  const lost = failure instanceof Problem && (failure.id === "BodyDamaged" || failure.id === "BodyNotFound");
  return (recipient) =>
    lost
      ? { kind: "failed", recipient, response: "554 5.6.0 The message is damaged on this server's disk" }
      : { kind: "later", recipient, response: "451 4.3.0 The message cannot be read from this server's disk now" };
}

/** The library refuses to say angle brackets, which only a quoted local part can hold, and many servers misread them. */
function addressFault(sender: string, recipient: string): string | undefined {
  const text = "address has an angle bracket in its quoted local part and cannot be passed on";
  if (/[<>]/.test(sender)) return `550 5.1.7 The sender's ${text}`;
  return /[<>]/.test(recipient) ? `550 5.1.3 The recipient's ${text}` : undefined;
}

/** What makes a message impossible to pass on as it is. A NUL would end it somewhere else than where it ends. */
function faultOf(content: Buffer, eightBit: boolean, utf8: boolean, client: Client): string | undefined {
  if (content.includes(0)) return "554 5.6.0 The message holds a NUL character";
  if (utf8 && !client.offers("SMTPUTF8")) {
    return "550 5.6.7 The next server does not take addresses or headers beyond ASCII (SMTPUTF8)";
  }
  if (!eightBit || client.offers("8BITMIME")) return undefined;
  return "554 5.6.3 The next server does not take 8-bit messages (8BITMIME), and this one cannot be converted without breaking it";
}

function needsUtf8(item: Item, group: readonly ItemRecipient[], content: Buffer): boolean {
  const beyond = (text: string) => /[^\x00-\x7f]/.test(text);
  if (beyond(item.sender) || group.some((recipient) => beyond(recipient.address))) return true;
  if (!item.mail.record.envelope.utf8) return false;
  const end = content.indexOf("\r\n\r\n");
  return !isAscii(end < 0 ? content : content.subarray(0, end));
}

/** Recipients with equal DSN parameters share a transaction, as the library has one set for all; bounded in number. */
function groupsOf(recipients: readonly ItemRecipient[]): ItemRecipient[][] {
  const groups = new Map<string, ItemRecipient[]>();
  for (const recipient of recipients) {
    const key = JSON.stringify([recipient.notify ?? null, recipient.original ?? null]);
    const group = groups.get(key);
    if (group) group.push(recipient);
    else groups.set(key, [recipient]);
  }
  return [...groups.values()].flatMap((group) => {
    const cut: ItemRecipient[][] = [];
    for (let at = 0; at < group.length; at += mostRecipients) cut.push(group.slice(at, at + mostRecipients));
    return cut;
  });
}

function transactionOf(
  item: Item,
  group: readonly ItemRecipient[],
  size: number,
  eightBit: boolean,
  utf8: boolean,
): Transaction {
  const { ret, envid } = item.mail.record.envelope;
  const [first] = group;
  return {
    from: item.sender,
    to: group.map((recipient) => recipient.address),
    size,
    eightBit,
    utf8,
    dsn: { ret, envid, notify: first?.notify, original: first?.original },
  };
}

function resultOf(recipient: ItemRecipient, replied: Replied, host: Host, client: Client): Result {
  const refused = replied.rejected.get(recipient.address);
  const response = refused ?? replied.reply ?? `421 4.4.2 ${replied.broken}`;
  const facts = { recipient, response, remote: host.name };
  if (response.startsWith("2")) return { kind: "relayed", ...facts, reports: client.offers("DSN") };
  return { kind: response.startsWith("5") ? "failed" : "later", ...facts };
}
