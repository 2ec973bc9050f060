// How late the event loop of a server comes under full load: small messages, groups of a hundred and messages of a megabyte
// over 50 sessions, with people who look at queues and logs beside it; run after a build: npm run bench -- pressure
// [messages 3000] [rounds 3].
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Sent, sendSelf } from "./mail/client.ts";
import { boxes, domain, type Exsh, run, startExsh, template } from "./mail/exsh.ts";
import type { Lag } from "./mail/peer.ts";
import { cpuOf, memoryOf, until } from "./mail/proc.ts";
import { load as loadNow, median } from "./measure.ts";

const [messages, rounds] = [3000, 3].map((usual, at) => {
  const given = Number(process.argv[2 + at] ?? usual);
  if (!Number.isInteger(given) || given < 1 || given > 1_000_000)
    throw new Error(`${process.argv[2 + at]} is no count.`);
  return given;
}) as [number, number];

/** One in so many goes to the group of a hundred, and one in so many is large. */
const [perGroup, perLarge] = [20, 50];
const megabyte = 1_000_000;
const limitMs = 300_000;

const setUp = `New-DistributionGroup -Name All -PrimarySmtpAddress all@${domain} -Members @(1..${boxes} | ForEach-Object { "Box$_" }) | Out-Null
  Set-DistributionGroup All -RequireSenderAuthenticationEnabled $false`;

/** What people do meanwhile, over and over, each in a shell of its own. */
const looks = [
  "Get-Queue | Out-Null; Get-Queue | Get-Message -ResultSize 100 -WarningAction SilentlyContinue | Out-Null",
  "Get-MessageTrackingLog -ResultSize 500 -WarningAction SilentlyContinue | Out-Null; Get-TransportStatistics | Out-Null",
];

/** Until a file is there; gives how many answers came. */
async function look(peer: Exsh, stop: string): Promise<number> {
  const counts = looks.map((text) =>
    run(peer.data, `$n = 0; while (-not (Test-Path '${stop}')) { ${text}; $n += 2; Start-Sleep -Milliseconds 50 }; $n`),
  );
  return (await Promise.all(counts)).reduce((sum, one) => sum + Number(one), 0);
}

type Late = Omit<Lag, "own">;
const shown = ({ p50, p99, p999, max }: Late) =>
  `p50 ${p50.toFixed(0)} p99 ${p99.toFixed(0)} p99.9 ${p999.toFixed(0)} max ${max.toFixed(0)} ms`;

async function round(organization: Awaited<ReturnType<typeof template>>): Promise<Lag> {
  const peer = await startExsh(organization);
  try {
    const numbered = (n: number) => `${n}bench@${domain}`;
    const small = (n: number) => (n % perGroup === 0 ? `all@${domain}` : numbered(n));
    const load = { bytes: 4096, sessions: 40, reused: true };
    // So that what is compiled once is compiled.
    await sendSelf(peer, small, { ...load, messages: 500 });
    await peer.lag();
    const before = cpuOf(peer.pid);
    const stop = join(peer.data, "..", "stop");
    const looking = look(peer, stop);
    const sending: Promise<Sent>[] = [
      sendSelf(peer, small, { ...load, messages }),
      sendSelf(peer, numbered, {
        bytes: megabyte,
        sessions: 10,
        reused: true,
        messages: Math.ceil(messages / perLarge),
      }),
    ];
    const sent = await Promise.all(sending);
    const waiting = async () =>
      (await run(peer.data, "(Get-TransportStatistics).MessagesQueued")) === "0" ? true : undefined;
    await until(waiting, "Not all was delivered in time.", limitMs);
    const lag = await peer.lag();
    writeFileSync(stop, "");
    const seconds = (Math.max(...sent.map(({ ended }) => ended)) - sent[0]!.began) / 1000;
    const answers = await looking;
    const since = await run(peer.data, "(Get-TransportStatistics).EventLoopDelay999.TotalMilliseconds");
    console.log(
      `event loop late ${shown(lag)}${lag.own ? `, of that its own ${shown(lag.own)}` : ""}; ` +
        `${(messages / seconds).toFixed(0)} messages/s, ${answers} answers beside, ${(cpuOf(peer.pid) - before).toFixed(1)} CPU-s, ` +
        `${memoryOf(peer.pid).peak} MB; Get-TransportStatistics says p99.9 ${Number(since).toFixed(0)} since the start; ${loadNow()}`,
    );
    return lag;
  } finally {
    await peer.end();
  }
}

// Where Linux tells it: what others on the machine take is no fault of the server.
if (existsSync("/proc/thread-self/schedstat")) process.env["BENCH_OWN"] = "1";
const organization = await template(Math.max(messages, 500), setUp);
try {
  const all: Lag[] = [];
  for (let turn = 0; turn < rounds; turn++) all.push(await round(organization));
  const middle = (each: readonly Late[]): Late => {
    const of = (key: keyof Late) => median(each.map((one) => one[key]));
    return { p50: of("p50"), p99: of("p99"), p999: of("p999"), max: of("max") };
  };
  const own = all.flatMap((one) => one.own ?? []);
  console.log(
    `median  ${shown(middle(all))}${own.length > 0 ? `, its own ${shown(middle(own))}` : ""}   (goal: p99.9 at most 50 ms)`,
  );
} finally {
  organization.remove();
}
