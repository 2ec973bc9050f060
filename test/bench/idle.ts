// What an idle connection costs: memory of a server after EHLO and after STARTTLS, with thousands that say nothing more;
// run after a build: npm run bench -- idle [connections 2000] [heap snapshots: a folder].
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { connect as secure } from "node:tls";
import { exsh, freePorts, startTransport, temporaryFolder } from "../process.ts";
import { figure } from "./measure.ts";

const connections = Number(process.argv[2] ?? 2000);
if (!Number.isInteger(connections) || connections < 1 || connections > 20_000)
  throw new Error(`${process.argv[2]} is no count.`);
const snapshots = process.argv[3];

/** So many connect at a time. */
const atATime = 50;

/** Reads replies of a socket until the last line of one. */
function reply(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const read = (piece: Buffer) => {
      text += piece.toString("latin1");
      const end = /^\d{3} .*\r\n$/m.exec(text);
      if (!end) return;
      done();
      if (/^[23]/.test(text)) resolve(text);
      else reject(new Error(`The server said: ${text}`));
    };
    const ended = () => {
      done();
      reject(new Error(`The server ended a connection: ${text}`));
    };
    const done = () => void socket.off("data", read).off("close", ended).off("error", ended);
    socket.on("data", read).on("close", ended).on("error", ended);
  });
}

async function ask(socket: Socket, line: string): Promise<string> {
  const answer = reply(socket);
  socket.write(`${line}\r\n`);
  return answer;
}

async function idle(port: number, tls: boolean): Promise<Socket> {
  const plain = connect({ host: "127.0.0.1", port, noDelay: true });
  await reply(plain);
  await ask(plain, "EHLO bench.example.net");
  if (!tls) return plain;
  await ask(plain, "STARTTLS");
  const secured = secure({ socket: plain, rejectUnauthorized: false });
  await new Promise<void>((resolve, reject) => secured.once("secureConnect", resolve).once("error", reject));
  await ask(secured, "EHLO bench.example.net");
  return secured;
}

async function open(port: number, tls: boolean, count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  let left = count;
  const worker = async () => {
    while (left-- > 0) sockets.push(await idle(port, tls));
  };
  await Promise.all(Array.from({ length: Math.min(atATime, count) }, worker));
  return sockets;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param used whether as many have come and gone before, so that the process has what it needs for that. */
async function measure(tls: boolean, used: boolean): Promise<void> {
  const folder = temporaryFolder();
  const data = join(folder.path, "data");
  mkdirSync(data);
  // The server collects its garbage when it is told, and only for this.
  const preload = join(folder.path, "collect.cjs");
  const told = join(folder.path, "memory.json");
  writeFileSync(
    preload,
    `const v8 = require("node:v8"); v8.setFlagsFromString("--expose-gc");
const gc = require("node:vm").runInNewContext("gc");
process.on("SIGUSR2", () => { gc(); gc(); setTimeout(() => { gc();
  if (process.env.EXSH_SNAPSHOT) v8.writeHeapSnapshot(process.env.EXSH_SNAPSHOT);
  require("node:fs").writeFileSync(${JSON.stringify(told)}, JSON.stringify(process.memoryUsage())); }, 500); });`,
  );
  const setUp = `${freePorts}; Get-ReceiveConnector | Set-ReceiveConnector -MaxInboundConnection Unlimited -MaxInboundConnectionPerSource Unlimited -ConnectionInactivityTimeout 00:10:00 -ConnectionTimeout 01:00:00`;
  const made = await exsh(["--data", data, "-c", setUp]);
  if (made.code !== 0) throw new Error(made.stderr);
  process.env["NODE_OPTIONS"] = `--require ${preload}`;
  if (snapshots) process.env["EXSH_SNAPSHOT"] = join(snapshots, tls ? "tls.heapsnapshot" : "plain.heapsnapshot");
  const server = await startTransport(data);
  delete process.env["NODE_OPTIONS"];
  const memory = async () => {
    writeFileSync(told, "");
    process.kill(server.pid, "SIGUSR2");
    for (let turn = 0; turn < 900; turn++) {
      await pause(200);
      const text = readFileSync(told, "utf8");
      if (text.endsWith("}")) return JSON.parse(text) as NodeJS.MemoryUsage;
    }
    throw new Error("The server did not tell its memory.");
  };
  try {
    // What is compiled at the first connections is none of theirs; and the room for short-lived objects, which grows while
    // many come, stays when they have gone.
    for (let round = 0; round < (used ? connections / atATime : 1); round++) {
      for (const socket of await open(server.port(), tls, atATime)) socket.destroy();
    }
    await pause(500);
    const before = await memory();
    const sockets = await open(server.port(), tls, connections);
    const after = await memory();
    const each = (key: keyof NodeJS.MemoryUsage) => ((after[key] - before[key]) / 1024 / connections).toFixed(1);
    const parts = `heap ${each("heapUsed")} of ${each("heapTotal")}, outside of it ${each("external")}`;
    figure(
      `${connections} idle, ${tls ? "TLS" : "plain"}, ${used ? "server in use" : "server just started"}`,
      `${each("rss")} KB each (${parts})`,
      tls ? "at most 60 KB" : "at most 12 KB",
    );
    for (const socket of sockets) socket.destroy();
  } finally {
    await server.end();
    folder.remove();
  }
}

for (const used of [true, false]) {
  await measure(false, used);
  await measure(true, used);
}
