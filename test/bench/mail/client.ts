// Who sends the mail of a measurement: Postfix's smtp-source where it is installed, and a client of our own.
import { spawn, spawnSync } from "node:child_process";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

export interface Load {
  readonly messages: number;
  /** Bytes of a message. */
  readonly bytes: number;
  readonly sessions: number;
  /** Many messages on each session, or one. */
  readonly reused: boolean;
}

export interface Target {
  readonly address: string;
  readonly port: number;
}

/** Milliseconds since 1970. */
export interface Sent {
  readonly began: number;
  readonly ended: number;
}

export const hasSmtpSource = spawnSync("sh", ["-c", "command -v smtp-source"]).status === 0;

/** For recipient n of a load, counted from 1: `smtp-source -N` names them so. */
export const numbered = (domain: string) => (n: number) => `${n}bench@${domain}`;

/** Sends a load to numbered recipients of a domain; by smtp-source if there is one. Rejects when not all was taken. */
export function send(target: Target, domain: string, load: Load): Promise<Sent> {
  return hasSmtpSource ? bySource(target, domain, load) : sendSelf(target, numbered(domain), load);
}

function bySource({ address, port }: Target, domain: string, load: Load): Promise<Sent> {
  const { messages, sessions, bytes, reused } = load;
  const args = ["-4", "-N", "-C", "5", "-s", String(sessions), "-m", String(messages), "-l", String(bytes)];
  const whom = ["-f", "bench@example.net", "-t", `bench@${domain}`, ...(reused ? ["-d"] : [])];
  return new Promise((resolve, reject) => {
    const began = Date.now();
    const child = spawn("smtp-source", [...args, ...whom, `${address}:${port}`], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece: Buffer) => (said += piece.toString()));
    const limit = setTimeout(() => child.kill("SIGKILL"), 120_000);
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(limit);
      if (code === 0 && said === "") resolve({ began, ended: Date.now() });
      else reject(new Error(`smtp-source ended with ${code}: ${said.slice(0, 500)}`));
    });
  });
}

export interface Manner {
  readonly tls?: boolean;
  readonly user?: { readonly name: string; readonly password: string };
}

/** Lines of text, so many bytes with the header. */
function wire(from: string, bytes: number): Buffer {
  const line = `${"exsh measures itself with lines such as this one. ".repeat(2).slice(0, 76)}\r\n`;
  const head = `From: <${from}>\r\nTo: <bench@example.net>\r\nSubject: Bench\r\n\r\n`;
  return Buffer.from(`${head}${line.repeat(Math.ceil(bytes / line.length))}`.slice(0, bytes - 2).concat("\r\n.\r\n"));
}

/** Sends a load over sessions of our own, which can encrypt and log on. Rejects at the first refusal. */
export async function sendSelf(
  target: Target,
  recipient: (n: number) => string,
  load: Load,
  manner: Manner = {},
): Promise<Sent> {
  const began = Date.now();
  const content = wire(manner.user?.name ?? "bench@example.net", load.bytes);
  let given = 0;
  const takeNext = () => (given < load.messages ? recipient(++given) : undefined);
  const worker = async () => {
    do await session(target, content, load.reused ? Number.POSITIVE_INFINITY : 1, takeNext, manner);
    while (given < load.messages);
  };
  await Promise.all(Array.from({ length: Math.min(load.sessions, load.messages) }, worker));
  return { began, ended: Date.now() };
}

async function session(
  { address, port }: Target,
  content: Buffer,
  most: number,
  takeNext: () => string | undefined,
  { tls, user }: Manner,
): Promise<void> {
  let { read, say } = talk(connect({ host: address, port, noDelay: true }));
  await read();
  const hello = () => say("EHLO bench.example.net\r\n").then(read);
  await hello();
  if (tls) {
    await say("STARTTLS\r\n").then(read);
    ({ read, say } = talk(connectTls({ socket: read.detach(), rejectUnauthorized: false })));
    await hello();
  }
  if (user) {
    const secret = Buffer.from(`\0${user.name}\0${user.password}`).toString("base64");
    await say(`AUTH PLAIN ${secret}\r\n`).then(read);
  }
  for (let count = 0; count < most; count++) {
    const to = takeNext();
    if (to === undefined) break;
    const from = user?.name ?? "bench@example.net";
    await say(`MAIL FROM:<${from}>\r\nRCPT TO:<${to}>\r\nDATA\r\n`).then(read).then(read).then(read);
    await say(content).then(read);
  }
  await say("QUIT\r\n").then(read);
  read.detach().destroy();
}

interface Reader {
  /** One reply; rejects unless it is 2xx or 3xx. */
  (): Promise<void>;
  /** The socket, on which nothing is read any more. */
  detach(): Socket;
}

function talk(socket: Socket): { read: Reader; say: (data: string | Buffer) => Promise<void> } {
  let buffer = "";
  let fault: Error | undefined;
  let wanted: { resolve: () => void; reject: (error: Error) => void } | undefined;
  const look = () => {
    for (let end = buffer.indexOf("\r\n"); wanted && end >= 0; end = buffer.indexOf("\r\n")) {
      const line = buffer.slice(0, end);
      buffer = buffer.slice(end + 2);
      if (line[3] === "-") continue;
      const { resolve, reject } = wanted;
      wanted = undefined;
      if (/^[23]/.test(line)) resolve();
      else reject(new Error(`The server said: ${line}`));
    }
    if (wanted && fault) wanted.reject(fault);
  };
  const heard = (piece: Buffer) => {
    buffer += piece.toString("latin1");
    look();
  };
  const failed = (error: Error) => {
    fault = error;
    look();
  };
  const gone = () => failed(new Error("The server closed the connection."));
  const silent = () => void socket.destroy(new Error("The server has been silent for a minute."));
  socket.setTimeout(60_000, silent);
  socket.on("data", heard).on("error", failed).on("close", gone);
  const read = () =>
    new Promise<void>((resolve, reject) => {
      wanted = { resolve, reject };
      look();
    });
  const detach = () => {
    socket.off("data", heard).off("close", gone).off("timeout", silent);
    return socket;
  };
  const say = async (data: string | Buffer) => void socket.write(data);
  return { read: Object.assign(read, { detach }), say };
}
