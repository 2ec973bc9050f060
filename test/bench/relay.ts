// How fast queued mail goes to the next server, exsh beside Postfix in turns; run after a build: npm run bench -- relay
// [rounds=5] [messages=5000]. The time is that from the first message at smtp-sink to the last.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ownLoopback } from "../peers/tools.ts";
import { numbered, send, sendSelf } from "./mail/client.ts";
import { run, startExsh, template } from "./mail/exsh.ts";
import { startPostfix } from "./mail/postfix.ts";
import { freePort, until } from "./mail/proc.ts";
import { hasSink, type Sink, startSink } from "./mail/sink.ts";
import { choices, inTurns } from "./mail/turns.ts";
import { load, median } from "./measure.ts";

const { number } = choices([], { rounds: 5, messages: 5000 });
const messages = number["messages"]!;
const mail = { messages, bytes: 4096, sessions: 20, reused: true };
const domain = "relay.test";
const limitMs = 120_000;

interface Relayed {
  /** Messages a second. */
  readonly rate: number;
  /** Seconds of processor for 1,000 messages. */
  readonly cpu: number;
}

async function relayed(sink: Sink, order: () => unknown, cpu: () => number): Promise<Relayed> {
  const before = cpu();
  await order();
  await until(() => (sink.count >= messages ? true : undefined), "Not all messages were relayed in time.", limitMs);
  // What follows the last reply is part of the work: the queue is emptied.
  await new Promise((resolve) => setTimeout(resolve, 500));
  return {
    rate: ((sink.count - 1) * 1000) / (sink.last - sink.first),
    cpu: ((cpu() - before) * 1000) / messages,
  };
}

/** So that a just-in-time compiler has compiled, and pools of processes are filled, before it counts: servers run for years. */
const warmUp = { ...mail, messages: 10_000 };

async function warmed(address: string, port: number, sent: () => Promise<unknown>): Promise<void> {
  const sink = await startSink(address, port);
  try {
    await sent();
    const all = () => sink.count >= warmUp.messages || undefined;
    await until(all, "Not all messages of the warm-up were relayed in time.", limitMs);
  } finally {
    sink.end();
  }
}

/** While the sink is away the queue waits to retry; then it comes, and Retry-Queue gives the order. */
async function ofExsh(): Promise<Relayed> {
  const address = ownLoopback();
  const port = await freePort(address);
  const organization = await template(
    1,
    `New-AcceptedDomain -Name Relay -DomainName ${domain} -DomainType InternalRelay | Out-Null
    New-SendConnector -Name Relay -AddressSpaces ${domain} -SmartHosts "[${address}]" -Port ${port} -DNSRoutingEnabled $false | Out-Null`,
  );
  const peer = await startExsh(organization);
  try {
    await warmed(address, port, () => sendSelf(peer, numbered(domain), warmUp));
    await sendSelf(peer, numbered(domain), mail);
    const count = `(Get-Queue | Where-Object DeliveryType -like Smart* | Measure-Object MessageCount -Sum).Sum`;
    const queued = async () => Number(await run(peer.data, count)) === messages || undefined;
    await until(queued, "Not all messages were queued in time.", limitMs);
    const sink = await startSink(address, port);
    try {
      const order = () => run(peer.data, "Get-Queue -Filter \"Status -eq 'Retry'\" | Retry-Queue -Confirm:$false");
      return await relayed(sink, order, peer.cpu);
    } finally {
      sink.end();
    }
  } finally {
    await peer.end();
    organization.remove();
  }
}

/** Deferred while smtp may not run; then it may, and `postqueue -f` gives the order. */
async function ofPostfix(): Promise<Relayed> {
  const address = ownLoopback();
  const port = await freePort(address);
  const peer = await startPostfix({ smtp_host_lookup: "native" });
  let sink: Sink | undefined;
  try {
    const ways = join(peer.postfix.folder, "etc", "ways");
    writeFileSync(ways, `${domain} smtp:[${address}]:${port}\n`);
    await warmed(address, port, () => send(peer, domain, warmUp));
    peer.postfix.run("postconf", "-e", "defer_transports=smtp");
    peer.postfix.run("postfix", "reload");
    await send(peer, domain, mail);
    const deferred = () => (peer.postfix.run("postqueue", "-j").match(/"deferred"/g)?.length ?? 0) >= messages;
    await until(() => deferred() || undefined, "Not all messages were queued in time.", limitMs);
    sink = await startSink(address, port);
    peer.postfix.run("postconf", "-e", "defer_transports=");
    peer.postfix.run("postfix", "reload");
    return await relayed(sink, () => peer.postfix.run("postqueue", "-f"), peer.cpu);
  } finally {
    await peer.end();
    sink?.end();
  }
}

if (!hasSink) throw new Error("This needs smtp-sink: on Debian, apt-get install postfix.");
console.log(
  `Relay of ${messages} queued messages of 4 KB to smtp-sink, ${number["rounds"]} rounds in turns, ${load()}`,
);
const shown = ({ rate, cpu }: Relayed) => `${rate.toFixed(0)} messages/s, ${cpu.toFixed(3)} CPU-s per 1,000`;
const peers = new Map([
  ["exsh", ofExsh],
  ["postfix", ofPostfix],
]);
const results = await inTurns(number["rounds"]!, peers, (_, result) => shown(result));
const middle = new Map<string, Relayed>();
for (const [name, all] of results) {
  const one = { rate: median(all.map(({ rate }) => rate)), cpu: median(all.map(({ cpu }) => cpu)) };
  middle.set(name, one);
  console.log(`  median   ${name} ${shown(one)}`);
}
const [ours, theirs] = [middle.get("exsh"), middle.get("postfix")];
if (ours && theirs) {
  const ratios = [
    `messages/s ${(ours.rate / theirs.rate).toFixed(2)} (goal 4)`,
    `CPU saved ${(theirs.cpu / ours.cpu).toFixed(2)}`,
  ];
  console.log(`  exsh / postfix: ${ratios.join(", ")}`);
}
