// One SMTP session as a client: nodemailer's connection on a socket of ours, its callbacks made promises, its errors sorted.
import type { Socket } from "node:net";
import { Readable } from "node:stream";
import type { TLSSocket } from "node:tls";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Clock } from "../../world/world.ts";
import type { SessionLog } from "../tracking/protocol.ts";
import { Connection, type Inside } from "./connection.ts";
import { isProved } from "./terms.ts";

export interface ClientOptions {
  readonly socket: Socket;
  readonly clock: Clock;
  /** The name of the other server, for TLS. */
  readonly host: string;
  /** What we call ourselves in EHLO. */
  readonly name: string;
  readonly tls: "ignore" | "opportunistic" | "required";
  /** Options of tls.connect: whether and how the certificate is checked. */
  readonly tlsOptions: SMTPConnection.Options["tls"];
  /** How long the other side may be silent, in milliseconds. */
  readonly silenceMs: number;
  /** Whether it says HELO at once. */
  readonly helo?: boolean;
  /** Told of each line, but of no message and no password. */
  readonly log?: Pick<SessionLog, "sent" | "received" | "info">;
}

/** One transaction. Recipients share their DSN parameters. */
export interface Transaction {
  readonly from: string;
  readonly to: readonly string[];
  readonly size: number;
  readonly eightBit: boolean;
  readonly utf8: boolean;
  /** REQUIRETLS (RFC 8689 2), for a session that is encrypted and where it was offered. */
  readonly requireTls?: boolean;
  readonly dsn?: {
    readonly ret?: "FULL" | "HDRS" | undefined;
    readonly envid?: string | undefined;
    readonly notify?: readonly string[] | undefined;
    readonly original?: string | undefined;
  };
}

/** What the other side said. A reply is one line: "550 5.1.1 No such user here". */
export interface Replied {
  readonly accepted: readonly string[];
  /** Recipients refused at RCPT TO. */
  readonly rejected: ReadonlyMap<string, string>;
  /** The reply that decided for the accepted ones; undefined when the session broke before it. */
  readonly reply: string | undefined;
  /** Why the session is over, when it is. */
  readonly broken?: string;
}

export interface Client {
  readonly secure: boolean;
  /** Whether it is encrypted, and the certificate of the other side good and its own. */
  readonly proved: boolean;
  /** Whether the other side announced an extension: "DSN", "8BITMIME", "SMTPUTF8", "AUTH". */
  offers(extension: string): boolean;
  /** Rejects with a {@link ClientFailure}. */
  logIn(user: string, password: string): Promise<void>;
  /** Never rejects. `begun` is told when the other side takes the content. */
  send(transaction: Transaction, content: readonly Buffer[], begun?: () => void): Promise<Replied>;
  /** Says QUIT; resolves when the socket is closed, after five seconds at the latest. */
  close(): Promise<void>;
}

/** A session that could not be set up. */
export class ClientFailure extends Error {
  /** "tls": the other side and we did not come to terms about encryption. */
  readonly kind: "tls" | "reply" | "connection";
  constructor(kind: ClientFailure["kind"], text: string) {
    super(text);
    this.kind = kind;
  }
}

const setUpMs = 2 * 60_000;
const slowestBytesPerMs = 2;
const pieceSize = 64 * 1024;
/** What is longer goes piece by piece, as the other side takes it. */
const mostWhole = 256 * 1024;

/** Greets, says EHLO and takes up TLS. Rejects with a {@link ClientFailure}; the socket is destroyed then. */
export function openClient(options: ClientOptions): Promise<Client> {
  const { socket, clock } = options;
  const connection = new Connection({
    connection: socket,
    host: options.host,
    name: options.name,
    secure: false,
    ignoreTLS: options.tls === "ignore",
    requireTLS: options.tls === "required",
    opportunisticTLS: options.tls === "opportunistic",
    ...(options.tlsOptions ? { tls: options.tlsOptions } : {}),
    socketTimeout: options.silenceMs,
    greetingTimeout: setUpMs,
    connectionTimeout: setUpMs,
    maxResponseSize: 64 * 1024,
    transactionLog: options.log !== undefined,
    logger: options.log ? logger(options.log) : false,
  } as unknown as SMTPConnection.Options);
  connection.helo = options.helo ?? false;
  const inside = connection as unknown as Inside;
  let ended = false;
  connection.on("error", () => undefined);
  connection.on("end", () => {
    ended = true;
  });

  /**
   * The whole of a step has a bound: a peer that says one byte now and then must not hold it for ever. The library does
   * not tell every step that the connection has gone, so what that means is `gone`.
   */
  async function bounded<T>(ms: number, work: Promise<T>, gone: () => T | Promise<T>): Promise<T> {
    const bound = clock.after(ms, () => socket.destroy());
    let close: (() => void) | undefined;
    const closed = new Promise<T>((resolve) => {
      close = () => resolve(gone());
      socket.once("close", close);
    });
    try {
      return await Promise.race([work, closed]);
    } finally {
      bound.cancel();
      if (close) socket.off("close", close);
    }
  }

  const lost = () => new ClientFailure("connection", "The connection was closed.");

  const tlsSocket = () => (connection as unknown as { readonly _socket: Partial<TLSSocket> })._socket;

  let lines: Inside["_ehloLines"];
  let announced: ReadonlySet<string> = new Set();

  function offers(extension: string): boolean {
    if (inside._supportedExtensions.includes(extension)) return true;
    if (inside._ehloLines !== lines) {
      lines = inside._ehloLines;
      announced = new Set(lines?.map((line) => line.split(" ")[0]!.toUpperCase()));
    }
    return announced.has(extension);
  }

  function logIn(user: string, password: string): Promise<void> {
    const step = new Promise<void>((resolve, reject) => {
      connection.once("error", (error) => reject(failureOf(error)));
      connection.login(
        { credentials: { user, pass: password } } as SMTPConnection.AuthenticationCredentials,
        (error) => (error ? reject(failureOf(error)) : resolve()),
      );
    });
    return bounded(setUpMs, step, () => Promise.reject(lost()));
  }

  function send(transaction: Transaction, content: readonly Buffer[], begun?: () => void): Promise<Replied> {
    connection.wantsUtf8 = transaction.utf8 && offers("SMTPUTF8");
    const { dsn } = transaction;
    const envelope = {
      from: transaction.from,
      to: [...transaction.to],
      size: transaction.size,
      use8BitMime: transaction.eightBit,
      requireTLSExtensionEnabled: transaction.requireTls ?? false,
      ...(dsn && offers("DSN")
        ? {
            dsn: {
              ret: dsn.ret,
              envid: dsn.envid,
              notify: dsn.notify?.map((word) => word.toUpperCase()),
              orcpt: dsn.original,
            },
          }
        : {}),
    } as unknown as SMTPConnection.Envelope;
    const whole = content.length === 1 && content[0]!.length <= mostWhole && content[0]!.length > 0;
    connection.begun = whole ? (begun ?? (() => undefined)) : undefined;
    const step = new Promise<Replied>((resolve) => {
      connection.send(envelope, whole ? content[0]! : Readable.from(pieces(content, begun)), (error, info) => {
        if (!error) {
          const said = { accepted: list(info.accepted), rejected: refusals(info.rejectedErrors) };
          resolve({ ...said, ...decisive(oneLine(info.response)) });
        } else resolve(failedSend(error));
      });
    });
    return bounded(options.silenceMs + transaction.size / slowestBytesPerMs, step, () => ({
      accepted: [],
      rejected: new Map(),
      reply: undefined,
      broken: lost().message,
    }));
  }

  function failedSend(error: SMTPConnection.SMTPError): Replied {
    // Recipients that were sent along with a sender who was refused were not judged: their 503 says nothing of them.
    const judged = error.command !== "MAIL FROM";
    const rejected = refusals(judged ? (error.rejectedErrors ?? inside._envelope?.rejectedErrors) : []);
    const accepted = judged ? list(inside._envelope?.accepted ?? []) : [];
    const closing = error.responseCode === 421 || ended || socket.destroyed;
    if (error.code === "EMESSAGE" && error.response === undefined) {
      return { accepted, rejected, reply: "552 5.3.4 Message size exceeds fixed maximum message size" };
    }
    // Said by the library before anything went over the wire: the session is as good as it was.
    if (error.code === "EENVELOPE" && error.responseCode === undefined && error.command === "API") {
      return { accepted, rejected, reply: `554 5.5.4 ${oneLine(error.message)}` };
    }
    if (error.responseCode === undefined || (error.responseCode === 421 && error.command === "CONN")) {
      const said = error.response === undefined ? undefined : decisive(oneLine(error.response));
      return { accepted, rejected, reply: undefined, broken: said?.broken ?? said?.reply ?? oneLine(error.message) };
    }
    const reply = oneLine(error.response ?? error.message);
    return { accepted, rejected, ...decisive(reply), ...(closing ? { broken: reply } : {}) };
  }

  /** Ends what is left of a failed transaction, so that the next begins anew. */
  function reset(): Promise<boolean> {
    const step = new Promise<boolean>((resolve) => connection.reset((error) => resolve(!error)));
    return bounded(setUpMs, step, () => false);
  }

  function close(): Promise<void> {
    if (socket.destroyed) return Promise.resolve();
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    if (!ended) connection.quit();
    const bound = clock.after(5000, () => {
      connection.close();
      socket.destroy();
    });
    return closed.finally(() => bound.cancel());
  }

  const client: Client = {
    get secure() {
      return connection.secure;
    },
    get proved() {
      return connection.secure && isProved(tlsSocket(), options.host);
    },
    offers,
    logIn,
    async send(transaction, content, begun) {
      const replied = await send(transaction, content, begun);
      const failed = replied.reply === undefined || !replied.reply.startsWith("2");
      if (!failed || replied.broken !== undefined || ended) return replied;
      return (await reset()) ? replied : { ...replied, broken: "The session could not be reset." };
    },
    close,
  };

  const open = new Promise<Client>((resolve, reject) => {
    connection.once("error", (error) => {
      const failure = failureOf(error);
      reject(inside.upgrading ? new ClientFailure("tls", failure.message) : failure);
    });
    connection.once("end", () =>
      reject(new ClientFailure("connection", "The connection was closed before a greeting.")),
    );
    connection.connect((error) => {
      if (error) return reject(failureOf(error));
      const tls = tlsSocket();
      if (connection.secure) options.log?.info(`${tls.getProtocol?.()} with ${tls.getCipher?.().standardName}`);
      resolve(client);
    });
  });
  return bounded(setUpMs, open, () => Promise.reject(lost())).catch((error: Error) => {
    connection.close();
    socket.destroy();
    throw error;
  });
}

/** The library's logger: of all it tells, the lines of the protocol. It hides passwords; the rest of a logon is hidden here. */
function logger(log: NonNullable<ClientOptions["log"]>) {
  let challenged = false;
  const debug = ({ tnx }: { readonly tnx?: string }, text: string) => {
    if (tnx === "client") log.sent(challenged ? "<authentication information>" : String(text));
    if (tnx !== "server") return;
    const lines = String(text).split(/\r?\n/);
    challenged = lines[0]?.startsWith("334") ?? false;
    for (const line of lines) log.received(line);
  };
  const nothing = () => undefined;
  return { debug, trace: nothing, info: nothing, warn: nothing, error: nothing, fatal: nothing };
}

function failureOf(error: SMTPConnection.SMTPError): ClientFailure {
  const kind = error.code === "ETLS" ? "tls" : error.response === undefined ? "connection" : "reply";
  return new ClientFailure(kind, oneLine(error.response ?? error.message));
}

function refusals(errors: readonly SMTPConnection.SMTPError[] | undefined): Map<string, string> {
  const refused = new Map<string, string>();
  for (const error of errors ?? []) {
    const recipient = (error as { recipient?: unknown }).recipient;
    if (typeof recipient === "string") refused.set(recipient, oneLine(error.response ?? error.message));
  }
  return refused;
}

const list = (addresses: readonly unknown[]): string[] => addresses.map((address) => String(address));

/** What has no code of three digits is no reply (RFC 5321 4.2): it promises nothing and refuses nothing, and the session is over. */
function decisive(reply: string): { readonly reply: string | undefined; readonly broken?: string } {
  if (/^[2-5]\d\d(?: |$)/.test(reply)) return { reply };
  return { reply: undefined, broken: `The other side answered "${reply.slice(0, 200)}", which is no reply.` };
}

/** A reply of several lines in one: code and enhanced code once, the texts behind one another; bounded. */
export function oneLine(reply: string): string {
  const lines = reply.slice(0, 8000).split(/\r?\n/);
  const first = (lines[0] ?? "").replace(/^(\d{3})-/, "$1 ");
  const enhanced = /^\d{3} ([245]\.\d{1,3}\.\d{1,3})(?: |$)/.exec(first)?.[1];
  const rest = lines.slice(1).map((line) => {
    const text = line.replace(/^\d{3}[ -]?/, "");
    return enhanced !== undefined && text.startsWith(enhanced) ? text.slice(enhanced.length) : text;
  });
  return [first, ...rest]
    .join(" ")
    .replace(/[\x00-\x1f\x7f ]+/g, " ")
    .trim()
    .slice(0, 2000);
}

/** Read once the other side has said 354. */
function* pieces(content: readonly Buffer[], begun?: () => void): Generator<Buffer> {
  begun?.();
  for (const part of content) {
    for (let at = 0; at < part.length; at += pieceSize) yield part.subarray(at, at + pieceSize);
  }
}
