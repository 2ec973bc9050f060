// Durable ingest and delivery, exsh beside a private Postfix in turns; run after a build: npm run bench -- ingest
// [messages 5000] [sessions 50] [bytes 4096] [rounds 3] [per session: reused or one]. Read ratios, not absolutes.
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { privatePostfix } from "../peers/postfix.ts";
import { ownLoopback } from "../peers/tools.ts";
import { exsh, freePorts, startTransport, temporaryFolder } from "../process.ts";

const [messages, sessions, bytes, rounds] = [5000, 50, 4096, 3].map((usual, at) => {
  const given = Number(process.argv[2 + at] ?? usual);
  if (!Number.isInteger(given) || given < 1 || given > 1_000_000)
    throw new Error(`${process.argv[2 + at]} is no count.`);
  return given;
}) as [number, number, number, number];
const reused = process.argv[6] !== "one";
const limitMs = 300_000;

interface Measured {
  readonly accepted: number;
  readonly delivered: number;
  /** CPU seconds of the server for 1,000 messages, accepted and delivered. */
  readonly cpu: number;
}

/** A message of so many bytes for one recipient, as it goes over the wire. */
function wire(recipient: string): Buffer {
  const line = `${"exsh measures its ingest with lines such as this one. ".repeat(2).slice(0, 76)}\r\n`;
  const head = `From: <bench@example.net>\r\nTo: <${recipient}>\r\nSubject: Bench\r\n\r\n`;
  return Buffer.from(`${head}${line.repeat(Math.ceil(bytes / line.length))}`.slice(0, bytes - 2).concat("\r\n.\r\n"));
}

/** Sends all messages over that many sessions at once; gives milliseconds since 1970 at the first and the last reply. */
async function send(address: string, port: number, recipient: string) {
  const content = wire(recipient);
  const began = Date.now();
  let left = messages;
  const session = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ host: address, port, noDelay: true });
      const say = (command: string) => socket.write(`${command}\r\n`);
      const steps = [
        () => say("EHLO bench.example.net"),
        () => say("MAIL FROM:<bench@example.net>"),
        () => say(`RCPT TO:<${recipient}>`),
        () => say("DATA"),
        () => socket.write(content),
      ];
      let step = 0;
      let buffer = "";
      const next = () => {
        if (step === steps.length) step = reused ? 1 : steps.length + 1;
        if (step > steps.length || (step === 1 && left-- <= 0)) say("QUIT");
        else steps[step++]!();
      };
      socket.setTimeout(60_000, () => socket.destroy(new Error("The server has been silent for a minute.")));
      socket.on("data", (piece) => {
        buffer += piece.toString("latin1");
        for (let end = buffer.indexOf("\r\n"); end >= 0; end = buffer.indexOf("\r\n")) {
          const reply = buffer.slice(0, end);
          buffer = buffer.slice(end + 2);
          if (reply[3] === "-") continue;
          if (!/^[23]/.test(reply)) socket.destroy(new Error(`The server said: ${reply}`));
          else if (reply.startsWith("221")) socket.end();
          else next();
        }
      });
      socket.on("error", reject);
      socket.on("close", () => resolve());
    });
  const worker = async () => {
    do await session();
    while (!reused && left > 0);
  };
  await Promise.all(Array.from({ length: sessions }, worker));
  return { began, ended: Date.now() };
}

/** User and system time of a process and of those it has waited for, in seconds; 0 when it is gone. */
function cpuOf(pid: number, children: boolean): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ").slice(11, 15).map(Number);
    return (fields[0]! + fields[1]! + (children ? fields[2]! + fields[3]! : 0)) / 100;
  } catch {
    return 0;
  }
}

function cpuOfTree(master: number): number {
  let sum = cpuOf(master, true);
  for (const name of readdirSync("/proc").filter((one) => /^\d+$/.test(one))) {
    try {
      const parent = Number(readFileSync(`/proc/${name}/stat`, "utf8").split(") ")[1]!.split(" ")[1]);
      if (parent === master) sum += cpuOf(Number(name), true);
    } catch {
      // It has ended meanwhile.
    }
  }
  return sum;
}

/** Waits until the last message is there; gives when that was. */
async function until(last: () => number | undefined): Promise<number> {
  const end = Date.now() + limitMs;
  for (let found = last(); ; found = last()) {
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error("Not all messages were delivered in time.");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const result = (began: number, ended: number, delivered: number, cpu: number): Measured => ({
  accepted: (messages * 1000) / (ended - began),
  delivered: (messages * 1000) / (delivered - began),
  cpu: (cpu * 1000) / messages,
});

async function roundOfExsh(): Promise<Measured> {
  const folder = temporaryFolder();
  const data = join(folder.path, "data");
  mkdirSync(data);
  const setUp = `${freePorts}; Get-ReceiveConnector | Set-ReceiveConnector -MaxInboundConnection Unlimited -MaxInboundConnectionPerSource Unlimited; New-Mailbox -Shared -Name Bench | Out-Null`;
  const made = await exsh(["--data", data, "-c", setUp]);
  if (made.code !== 0) throw new Error(made.stderr);
  const server = await startTransport(data);
  try {
    const before = cpuOf(server.pid, false);
    const domain = (await exsh(["--data", data, "-c", "(Get-Mailbox Bench).PrimarySmtpAddress"])).stdout.trim();
    const { began, ended } = await send("127.0.0.1", server.port(), domain);
    const logs = join(data, "logs", "MessageTracking");
    const delivered = await until(() => {
      const lines = readdirSync(logs).flatMap((name) => readFileSync(join(logs, name), "utf8").split("\r\n"));
      const times = lines.filter((line) => line.includes(",STOREDRIVER,DELIVER,")).map((line) => line.slice(0, 24));
      return times.length >= messages ? Math.max(...times.map((time) => Date.parse(time))) : undefined;
    });
    return result(began, ended, delivered, cpuOf(server.pid, false) - before);
  } finally {
    await server.end();
    folder.remove();
  }
}

async function roundOfPostfix(): Promise<Measured> {
  const postfix = privatePostfix(ownLoopback(), "postfix.example");
  try {
    await postfix.start();
    const master = Number(readFileSync(join(postfix.folder, "queue", "pid", "master.pid"), "utf8"));
    const before = cpuOfTree(master);
    const { began, ended } = await send(postfix.address, postfix.port, "bench@postfix.example");
    const box = join(postfix.folder, "mail", "box", "new");
    const delivered = await until(() => {
      const names = readdirSync(box);
      return names.length >= messages ? Math.max(...names.map((name) => statSync(join(box, name)).ctimeMs)) : undefined;
    });
    return result(began, ended, delivered, cpuOfTree(master) - before);
  } finally {
    postfix.remove();
  }
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const shown = ({ accepted, delivered, cpu }: Measured) =>
  `${accepted.toFixed(0)} accepted/s, ${delivered.toFixed(0)} delivered/s, ${cpu.toFixed(2)} CPU-s per 1,000`;
const middle = (all: readonly Measured[]): Measured => ({
  accepted: median(all.map((one) => one.accepted)),
  delivered: median(all.map((one) => one.delivered)),
  cpu: median(all.map((one) => one.cpu)),
});

const ours: Measured[] = [];
const theirs: Measured[] = [];
let absent = "";
console.log(`${messages} messages of ${bytes} bytes, ${sessions} sessions, ${reused ? "reused" : "one message each"}`);
for (let round = 1; round <= rounds; round++) {
  ours.push(await roundOfExsh());
  console.log(`exsh    ${shown(ours[ours.length - 1]!)}`);
  if (absent !== "") continue;
  try {
    theirs.push(await roundOfPostfix());
    console.log(`postfix ${shown(theirs[theirs.length - 1]!)}`);
  } catch (error) {
    absent = (error as Error).message;
    console.log(`Without Postfix: ${absent.split("\n")[0]}`);
  }
}
const exshs = middle(ours);
console.log(`median  exsh ${shown(exshs)}`);
if (theirs.length > 0) {
  const peers = middle(theirs);
  console.log(`median  postfix ${shown(peers)}`);
  const ratio = (a: number, b: number) => (a / b).toFixed(2);
  console.log(
    `ratios  accepted ${ratio(exshs.accepted, peers.accepted)}, delivered ${ratio(exshs.delivered, peers.delivered)}, CPU Postfix / exsh ${ratio(peers.cpu, exshs.cpu)}`,
  );
}
