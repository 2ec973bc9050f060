// A reception on free loopback ports with a small organization in memory, and a client that speaks protocol scripts.
import { connect, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from "node:tls";
import { expect } from "vitest";
import type { AccessEntry } from "../../src/org/access.ts";
import { AcceptedDomain } from "../../src/org/classes/AcceptedDomain.ts";
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { ExchangeServer } from "../../src/org/classes/ExchangeServer.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { ReceiveConnector } from "../../src/org/classes/ReceiveConnector.ts";
import { TransportConfig } from "../../src/org/classes/TransportConfig.ts";
import { TransportService } from "../../src/org/classes/TransportService.ts";
import type { ObjectChange, Organization, Recipient, Snapshot, Watcher } from "../../src/org/organization.ts";
import { Reference } from "../../src/org/reference.ts";
import { type Certificates, openCertificates } from "../../src/transport/certificates/store.ts";
import type { Accepted, Submission } from "../../src/transport/message.ts";
import type { Gate } from "../../src/transport/pressure/pressure.ts";
import { createAuthenticator } from "../../src/transport/reception/authentication.ts";
import { createReception } from "../../src/transport/reception/reception.ts";
import { type Logs, openLogs } from "../../src/transport/tracking/logs.ts";
import type { Reception } from "../../src/transport/transport.ts";
import { type TestWorld, testWorld } from "../world/world.ts";

export const server = "ex1.contoso.com";
const serverReference = new Reference("00000000-0000-4000-8000-000000000001", "EX1");

/** Settings as a cmdlet would give them. */
export type Settings = Readonly<Record<string, unknown>>;

/** A connector on a free loopback port; values are converted as a parameter would be. */
export function connector(name: string, settings: Settings = {}) {
  const values: Record<string, unknown> = {};
  const properties = ReceiveConnector.properties as Record<string, { type: { convert(value: unknown): unknown } }>;
  const given = { Bindings: ["127.0.0.1:0"], TarpitInterval: "00:00:00", AuthTarpitInterval: "00:00:00", ...settings };
  for (const [key, value] of Object.entries(given)) {
    values[key] = value === null || value instanceof Reference ? value : properties[key]!.type.convert(value);
  }
  const guid = `00000000-0000-4000-8000-${Buffer.from(name.slice(0, 6)).toString("hex").padStart(12, "0")}`;
  return ReceiveConnector.make({ Name: name, Server: serverReference, Guid: guid, ...values } as never);
}

export const internet: Settings = { PermissionGroups: "AnonymousUsers", AuthMechanism: "Tls" };
export const client: Settings = {
  PermissionGroups: "ExchangeUsers",
  AuthMechanism: "Tls, BasicAuth, BasicAuthRequireTLS",
};

/** An entry that gives one extended right. */
export function allow(user: string, right: string, deny = false): AccessEntry {
  return { user, rights: ["ExtendedRight"], right, inheritance: "All", ...(deny ? { deny: true as const } : {}) };
}

const alice = Mailbox.make({
  Name: "Alice",
  Guid: "00000000-0000-4000-8000-0000000a11ce",
  EmailAddresses: ["SMTP:alice@contoso.com", "smtp:alice.smith@contoso.com"],
} as never);
const bob = Mailbox.make({
  Name: "Bob",
  Guid: "00000000-0000-4000-8000-000000000b0b",
  EmailAddresses: ["SMTP:bob@contoso.com", "smtp:김@contoso.com"],
} as never);
/** Lets Alice write on her behalf. */
const carol = Mailbox.make({
  Name: "Carol",
  Guid: "00000000-0000-4000-8000-00000000ca01",
  EmailAddresses: ["SMTP:carol@contoso.com"],
  GrantSendOnBehalfTo: [new Reference("00000000-0000-4000-8000-0000000a11ce", "Alice")],
} as never);
/** As whom Alice may send. */
const press = Mailbox.make({
  Name: "Press",
  Guid: "00000000-0000-4000-8000-0000000e7e55",
  EmailAddresses: ["SMTP:press@contoso.com"],
  AccessEntries: [allow("00000000-0000-4000-8000-0000000a11ce", "Send-As")],
} as never);
/** Lets the staff do so, to whom Alice belongs. */
const desk = Mailbox.make({
  Name: "Desk",
  Guid: "00000000-0000-4000-8000-00000000de5c",
  EmailAddresses: ["SMTP:desk@contoso.com"],
  GrantSendOnBehalfTo: [new Reference("00000000-0000-4000-8000-000000057aff", "Staff")],
} as never);
const staff = DistributionGroup.make({
  Name: "Staff",
  Guid: "00000000-0000-4000-8000-000000057aff",
  EmailAddresses: ["SMTP:staff@contoso.com"],
  RequireSenderAuthenticationEnabled: true,
} as never);

const domains = [
  ["contoso.com", "Authoritative", true],
  ["*.lab.contoso.com", "Authoritative", false],
  ["relay.example", "InternalRelay", false],
  ["outside.example", "ExternalRelay", false],
] as const;

/** The GUID of an accepted domain of the house. */
export const domainGuid = (domain: string) => {
  const at = domains.findIndex(([name]) => name === domain);
  return `00000000-0000-4000-8000-0000000d000${at}`;
};

export interface House {
  readonly world: TestWorld;
  readonly reception: Reception;
  readonly logs: Logs;
  readonly certificates: Certificates;
  /** What was accepted, in order. */
  readonly accepted: Submission[];
  /** The port of a connector's first listener. */
  port(name: string): number;
  /** Replaces the connectors as a change of the organization does; gives the warnings. */
  change(connectors: readonly ReturnType<typeof connector>[]): Promise<readonly string[]>;
  /** Ends everything. */
  close(): Promise<void>;
}

export interface HouseOptions {
  readonly connectors: readonly ReturnType<typeof connector>[];
  readonly accept?: (submission: Submission) => Promise<Accepted>;
  readonly memory?: number;
  readonly world?: TestWorld;
  readonly failed?: (error: unknown) => void;
  readonly gate?: () => Gate;
  readonly warn?: (text: string) => void;
}

export async function openHouse(options: HouseOptions): Promise<House> {
  const world = options.world ?? testWorld({ now: "2026-03-02T09:00:00Z" });
  const accepted: Submission[] = [];
  let watcher: Watcher | undefined;
  let snapshot = snapshotOf(options.connectors);
  const recipients = new Map<string, Recipient>();
  for (const recipient of [alice, bob, carol, desk, press, staff]) {
    for (const proxy of recipient.EmailAddresses) recipients.set(proxy.slice(5).toLowerCase(), recipient);
  }
  const org = {
    snapshot: () => snapshot,
    resolve: async (address: string) => recipients.get(address.toLowerCase()),
    async *groupsOf(member: string) {
      if (member === alice.Guid) yield staff;
    },
    watch: (_cls: unknown, watch: Watcher) => {
      watcher = watch;
      return () => {
        watcher = undefined;
      };
    },
  } as unknown as Organization;
  const logs = openLogs(world, org, "/data");
  const certificates = openCertificates(world, "/data/certificates");
  const reception = createReception({
    world,
    org,
    certificates,
    authenticator: createAuthenticator({
      decoy: "never",
      verify: async (hash, password) => hash === `hash of ${password}`,
      find: async (name) => {
        if (name.toLowerCase() === "alice@contoso.com" || name === "alice") {
          return { guid: alice.Guid, address: "alice@contoso.com", hash: "hash of secret", disabled: false };
        }
        if (name === "gone")
          return { guid: bob.Guid, address: "bob@contoso.com", hash: "hash of secret", disabled: true };
        return undefined;
      },
    }),
    accept:
      options.accept ??
      (async (submission) => {
        accepted.push(submission);
        return { internalId: accepted.length, messageId: messageId(submission), networkMessageId: world.random.uuid() };
      }),
    ...(options.gate ? { gate: options.gate } : {}),
    ...(options.memory === undefined ? {} : { memory: options.memory }),
    logs,
    ...(options.warn ? { warn: options.warn } : {}),
    failed:
      options.failed ??
      ((error) => {
        throw error;
      }),
  });
  const { problems } = await reception.start();
  expect(problems).toEqual([]);
  return {
    world,
    reception,
    logs,
    certificates,
    accepted,
    port: (name) => reception.listeners.find((listener) => listener.connector === `EX1\\${name}`)!.port,
    async change(connectors) {
      snapshot = snapshotOf(connectors);
      return (await watcher?.([] as ObjectChange[], snapshot)) ?? [];
    },
    async close() {
      const stopped = reception.stop();
      let done = false;
      void stopped.then(() => {
        done = true;
      });
      // Sessions that are in the middle of something are waited for; the clock lets that wait end.
      while (!done) await world.clock.advance(20_000);
      await stopped;
    },
  };
}

function messageId(submission: Submission): string {
  return /^Message-ID: (<[^>]+>)/im.exec(submission.content.toString("latin1"))?.[1] ?? "<none@contoso.com>";
}

function snapshotOf(connectors: readonly ReturnType<typeof connector>[]): Snapshot {
  const acceptedDomains = domains.map(([domain, type, isDefault]) =>
    AcceptedDomain.make({
      Guid: domainGuid(domain),
      Name: domain,
      DomainName: domain,
      DomainType: type,
      Default: isDefault,
    } as never),
  );
  return {
    version: 1,
    receiveConnectors: connectors,
    acceptedDomains,
    defaultDomain: acceptedDomains[0]!,
    transportService: TransportService.make({ Name: "EX1" } as never),
    transportConfig: TransportConfig.make({ Name: "x", TLSReceiveDomainSecureList: ["secure.example"] } as never),
    server: ExchangeServer.make({ Name: "EX1", Fqdn: server, Guid: serverReference.guid } as never),
  } as unknown as Snapshot;
}

/** A client that knows nothing but lines. */
export class Client {
  #socket: Socket | TLSSocket;
  #buffer = "";
  #wake: () => void = () => undefined;
  closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen(socket);
  }

  static async to(port: number, host = "127.0.0.1"): Promise<Client> {
    const socket = connect({ port, host });
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", () => resolve());
      socket.once("error", reject);
    });
    return new Client(socket);
  }

  #listen(socket: Socket): void {
    socket.setNoDelay(true);
    socket.on("data", (data) => {
      this.#buffer += data.toString("utf8");
      this.#wake();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.closed = true;
      this.#wake();
    });
  }

  send(text: string | Buffer): void {
    this.#socket.write(text);
  }

  /** Sends and waits for the next whole reply. */
  async ask(line: string): Promise<string> {
    this.send(`${line}\r\n`);
    return this.reply();
  }

  /** One reply, its lines joined by "\n"; "" when the connection has ended. */
  async reply(): Promise<string> {
    const lines: string[] = [];
    for (;;) {
      const line = await this.#line();
      if (line === undefined) return lines.join("\n");
      lines.push(line);
      if (line[3] !== "-") return lines.join("\n");
    }
  }

  async #line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#buffer.indexOf("\r\n");
      if (end >= 0) {
        const line = this.#buffer.slice(0, end);
        this.#buffer = this.#buffer.slice(end + 2);
        return line;
      }
      if (this.closed) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Everything until the other side ends. */
  async rest(): Promise<string> {
    while (!this.closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const rest = this.#buffer;
    this.#buffer = "";
    return rest;
  }

  /** The TLS handshake behind a 220. */
  async secure(own: ConnectionOptions = {}): Promise<TLSSocket> {
    const plain = this.#socket;
    plain.removeAllListeners("data");
    const secured = connectTls({ socket: plain, rejectUnauthorized: false, servername: server, ...own });
    await new Promise<void>((resolve, reject) => {
      secured.once("secureConnect", () => resolve());
      secured.once("error", reject);
    });
    plain.removeAllListeners("close");
    this.#socket = secured;
    this.#listen(secured);
    return secured;
  }

  /** Reads no more, until it does again. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(): void {
    this.#socket.destroy();
  }
}

/**
 * Plays a script: "C: " is sent, "S: " is the reply expected ("*" stands for anything), "S: (closed)" the end, "T: "
 * starts TLS, "#" a remark with the clause. Lines before the first S are sent in one piece, as a pipelining client does.
 */
export async function play(port: number, script: string): Promise<void> {
  const speaker = await Client.to(port);
  let waiting = "";
  for (const raw of script.split("\n")) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const text = line.slice(3);
    if (line.startsWith("C:"))
      waiting += `${text.replaceAll("\\0", "\0").replaceAll("\\r", "\r").replaceAll("\\n", "\n")}\r\n`;
    else if (line.startsWith("T:")) await speaker.secure();
    else if (line.startsWith("S:")) {
      if (waiting !== "") speaker.send(waiting);
      waiting = "";
      for (const wanted of text === "(closed)" ? [""] : text.split(" / "))
        expect(await speaker.reply()).toMatch(pattern(wanted));
    } else throw new Error(`A script has lines with C:, S:, T: or #, not "${line}".`);
  }
  speaker.end();
}

function pattern(wanted: string): RegExp {
  const parts = wanted.split("*").map((part) => part.replaceAll("|", "\n").replace(/[.+?^${}()[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^]*")}$`);
}
