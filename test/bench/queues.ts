// What a hundred thousand queued messages in ten thousand queues cost; run after a build: npm run bench -- queues
// [messages=100000] [queues=10000]. A name server and the next hosts, away at first, stand on the loopback.
import { createSocket } from "node:dgram";
import { createServer, type Server as Listening } from "node:net";
import { type Answer, decode, encode } from "dns-packet";
import { ownLoopback } from "../peers/tools.ts";
import { send, sendSelf } from "./mail/client.ts";
import { domain, type Exsh, run, startOn, template } from "./mail/exsh.ts";
import type { Lag } from "./mail/peer.ts";
import { freePort, memoryOf, until } from "./mail/proc.ts";
import { choices } from "./mail/turns.ts";
import { figure, median } from "./measure.ts";

const { number } = choices([], { messages: 100_000, queues: 10_000 });
const messages = number["messages"]!;
const queues = Math.min(number["queues"]!, messages);
const host = ownLoopback();
const port = await freePort(host);
const limitMs = 600_000;

/** Every name is its own mail host, at the address of the next hosts. */
async function nameServer(): Promise<{ readonly port: number; close(): void }> {
  const socket = createSocket("udp4");
  socket.on("message", (packet, peer) => {
    const { id, questions = [] } = decode(packet);
    const [question] = questions;
    if (!question) return;
    const { name, type } = question;
    const answers: Answer[] =
      type === "MX"
        ? [{ name, type, ttl: 3600, data: { preference: 10, exchange: name } }]
        : type === "A"
          ? [{ name, type, ttl: 3600, data: host }]
          : [];
    socket.send(encode({ type: "response", id: id ?? 0, flags: 0x0480, questions, answers }), peer.port, peer.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return { port: socket.address().port, close: () => void socket.close() };
}

/** Hosts that take all mail and note when the first recipient of each domain was named. */
function nextHosts(first: Map<string, number>): Promise<Listening> {
  const server = createServer((socket) => {
    let rest = "";
    let data = false;
    socket.on("error", () => undefined);
    socket.write("220 next.test\r\n");
    socket.on("data", (piece) => {
      const lines = (rest + piece.toString("latin1")).split("\r\n");
      rest = lines.pop()!;
      for (const line of lines) {
        if (data) {
          if (line !== ".") continue;
          data = false;
          socket.write("250 2.0.0 Taken\r\n");
        } else if (line.startsWith("RCPT")) {
          const to = line.slice(line.lastIndexOf("@") + 1, line.lastIndexOf(">"));
          if (!first.has(to)) first.set(to, Date.now());
          socket.write("250 2.1.5 Good\r\n");
        } else if (line.startsWith("DATA")) {
          data = true;
          socket.write("354 Go on\r\n");
        } else if (line.startsWith("QUIT")) socket.end("221 Bye\r\n");
        else socket.write("250 next.test\r\n");
      }
    });
  });
  return new Promise((resolve) => server.listen(port, host, 1000, () => resolve(server)));
}

/** Milliseconds that a command takes in a shell, without the shell's own start. */
const timed = async (data: string, command: string) =>
  Number(await run(data, `(Measure-Command { ${command} -WarningAction SilentlyContinue }).TotalMilliseconds`));

async function commands(data: string, where: string): Promise<void> {
  for (const command of [
    "Get-Queue",
    "Get-Queue -ResultSize Unlimited",
    'Get-Queue -Filter "MessageCount -gt 1000"',
    "Get-Queue -SortOrder '-MessageCount' -ResultSize 10",
  ]) {
    const times: number[] = [];
    for (let at = 0; at < 5; at++) times.push(await timed(data, command));
    figure(`${command}, ${where}`, `${median(times).toFixed(0)} ms`, command === "Get-Queue" ? "300 ms" : undefined);
  }
}

async function restarted(data: string, how: string): Promise<Exsh> {
  const began = performance.now();
  const peer = await startOn(data);
  figure(`restart to accepting mail, after ${how}`, `${((performance.now() - began) / 1000).toFixed(2)} s`, "3 s");
  const { now, peak } = memoryOf(peer.pid);
  figure("memory then", `${now} MB, at most ${peak} MB`);
  return peer;
}

const names = await nameServer();
const organization = await template(
  5000,
  `New-AcceptedDomain -Name Many -DomainName "*.many.test" -DomainType InternalRelay | Out-Null
  New-SendConnector -Name Many -AddressSpaces "*.many.test" -Port ${port} -UseExternalDNSServersEnabled $true | Out-Null
  Get-TransportService | Set-TransportService -ExternalDNSAdapterEnabled $false -ExternalDNSServers "127.0.0.1:${names.port}"`,
);
const data = organization.path;
let peer = await startOn(data);
try {
  const recipient = (n: number) => `${n}@d${n % queues}.many.test`;
  const began = performance.now();
  await sendSelf(peer, recipient, { messages, bytes: 4096, sessions: 50, reused: true });
  await until(async () => (await queued()) >= messages || undefined, "Not all were queued.", limitMs);
  figure(`${messages} messages into ${queues} queues`, `${((performance.now() - began) / 1000).toFixed(0)} s`);
  figure("memory", `${memoryOf(peer.pid).now} MB, at most ${memoryOf(peer.pid).peak} MB`, "300 MB");
  await commands(data, "through the socket");
  await peer.end();
  await commandsOfOwner();
  peer = await restarted(data, "an orderly end");
  await peer.end("SIGKILL");
  peer = await restarted(data, "kill -9");
  await underLoad();
  await firstRetry();
} finally {
  await peer.end();
  names.close();
  organization.remove();
}

/** The shell opens the store itself: the queues are read once. */
async function commandsOfOwner(): Promise<void> {
  const text =
    "1..5 | ForEach-Object { (Measure-Command { Get-Queue -WarningAction SilentlyContinue }).TotalMilliseconds }";
  const times = (await run(data, text)).split(/\s+/).map(Number);
  figure("Get-Queue, in the owner, the first", `${times[0]!.toFixed(0)} ms`);
  figure("Get-Queue, in the owner, the next ones", `${median(times.slice(1)).toFixed(0)} ms`, "300 ms");
}

async function underLoad(): Promise<void> {
  await peer.lag();
  const load = { messages: 5000, bytes: 4096, sessions: 50, reused: true };
  for (let at = 0; at < 3; at++) await send(peer, domain, load);
  await until(() => peer.delivered(3 * load.messages), "The load was not delivered in time.", limitMs);
  const { now, peak } = memoryOf(peer.pid);
  figure("memory after 15,000 messages more under full load", `${now} MB, at most ${peak} MB`, "300 MB");
  const lag = await peer.lag();
  const text = ({ p99, p999, max }: Omit<Lag, "own">) =>
    `p99 ${p99.toFixed(0)}, p99.9 ${p999.toFixed(0)}, at most ${max.toFixed(0)} ms`;
  figure("event loop late", text(lag), "50 ms");
  if (lag.own) figure("of which busy itself", text(lag.own), "50 ms");
}

/** The hosts are there now: each queue is to be tried when its time has come. */
async function firstRetry(): Promise<void> {
  const list =
    "Get-Queue -ResultSize Unlimited | Where-Object NextRetryTime | ForEach-Object { \"$($_.NextHopDomain) $(([datetime]$_.NextRetryTime).ToUniversalTime().ToString('o'))\" }";
  const seen = new Map<string, number>();
  const hosts = await nextHosts(seen);
  try {
    const due = new Map(
      (await run(data, list))
        .split("\n")
        .map((line) => line.trim().split(" "))
        .filter(([name, time]) => name?.endsWith(".many.test") && time && Date.parse(time) > 0)
        .map(([name, time]) => [name!, Date.parse(time!)]),
    );
    const before = peer.cpu();
    await until(() => (seen.size >= queues ? true : undefined), "Not every queue was tried in time.", limitMs);
    const late = [...due].filter(([name]) => seen.has(name)).map(([name, time]) => (seen.get(name)! - time) / 1000);
    late.sort((a, b) => a - b);
    const at = (share: number) => late[Math.min(Math.floor(share * late.length), late.length - 1)]!.toFixed(1);
    figure(
      `${late.length} waiting queues, tried after their time`,
      `p50 ${at(0.5)}, p99 ${at(0.99)}, at most ${at(1)} s`,
    );
    await until(async () => (await queued()) === 0 || undefined, "Not all was sent.", limitMs);
    figure("CPU of sending all", `${(((peer.cpu() - before) * 1000) / messages).toFixed(2)} s per 1,000 messages`);
  } finally {
    hosts.close();
  }
}

async function queued(): Promise<number> {
  return Number(await run(data, "(Get-Queue -ResultSize Unlimited | Measure-Object MessageCount -Sum).Sum"));
}
