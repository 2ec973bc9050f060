// Speed and memory of the language beside plain JavaScript doing the same in the same process.
// Run: npm run bench -- language
import { loadavg } from "node:os";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { readProperty } from "../../src/command/read.ts";
import { createRegistry } from "../../src/command/registry.ts";
import { type Given, runHere } from "../../src/command/run.ts";
import type { Screen } from "../../src/command/session.ts";
import { createSession } from "../../src/language/session.ts";
import { parse } from "../../src/language/syntax/parser.ts";
import { realWorld } from "../../src/world/real.ts";
import { coreLoaders, lines, scripts } from "./sources.ts";

const runs = 5;
const million = 1_000_000;
const corpusSize = 4 * 2 ** 20;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const world = realWorld();
const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1]!;
const tell = (text: string) => process.stdout.write(`${text}\n`);
const progress = (text: string) => process.stderr.write(`${text}\n`);

const problems: string[] = [];
const session = createSession({
  world,
  registry: createRegistry(coreLoaders()),
  screen: {
    width: 120,
    out() {},
    flush() {},
    write() {},
    error: (record) => problems.push(record.message),
    warning: (text) => problems.push(text),
    verbose() {},
    debug() {},
    information() {},
  } as Screen,
  runner: (cmdlet, invocation, streams, given, shell) =>
    runHere(cmdlet, invocation, streams, given, { world, shell } as unknown as Given),
});

/** Runs a script; gives the last object it puts out. */
async function shell(source: string): Promise<unknown> {
  let last: unknown;
  await session.run(source, {
    out: (value) => {
      last = value;
    },
  });
  if (problems.length > 0) throw new Error(`${source}: ${problems[0]}`);
  return last;
}

async function timed(work: () => unknown): Promise<{ ms: number; value: unknown }> {
  const start = performance.now();
  const value = await work();
  return { ms: performance.now() - start, value };
}

/** Runs both in turn, the first run (nothing is compiled yet) told apart; both must give the same. */
async function compare(name: string, source: string, same: () => unknown, read = (value: unknown) => value) {
  const ours: number[] = [];
  const plain: number[] = [];
  let first = 0;
  for (let run = 0; run <= runs; run++) {
    progress(`${name}: ${run} of ${runs}`);
    const mine = await timed(() => shell(source));
    const its = await timed(same);
    if (Number(read(mine.value)) !== its.value) throw new Error(`${name}: ${read(mine.value)} is not ${its.value}.`);
    if (run === 0) {
      first = mine.ms;
      continue;
    }
    ours.push(mine.ms);
    plain.push(its.ms);
  }
  const ratios = ours.map((ms, i) => ms / plain[i]!);
  tell(
    `${name}: ${median(ours).toFixed(0)} ms (first ${first.toFixed(0)}); JavaScript ${median(plain).toFixed(1)} ms; ratio ${median(ratios).toFixed(2)}`,
  );
}

async function* where(to: number, test: (it: number) => boolean) {
  for (let it = 1; it <= to; it++) if (test(it)) yield it;
}
async function* forEach(from: AsyncIterable<number>, work: (it: number) => number) {
  for await (const it of from) yield work(it);
}
async function sum(from: AsyncIterable<number>): Promise<number> {
  let total = 0;
  for await (const it of from) total += it;
  return total;
}

function foreachLoop(): number {
  let total = 0;
  for (let i = 1; i <= million; i++) {
    if (i % 2 === 0) total += i * 3;
    else total -= 1;
  }
  return total;
}

function whileLoop(): number {
  let total = 0;
  let i = 0;
  while (i < million) {
    if (i % 2 === 0) total += i * 3;
    else total -= 1;
    i++;
  }
  return total;
}

/** Scripts as long as people's are, each its own: names and numbers differ from one to the next. */
function corpus(): string[] {
  const whole = scripts();
  const short = lines().filter((line) => parse(line).errors.length === 0);
  const made: string[] = [];
  let size = 0;
  for (let n = 0; size < corpusSize; n++) {
    const body: string[] = [];
    for (let i = 0; i < 12; i++) {
      const [a, b] = [short[(n * 29 + i * 2) % short.length], short[(n * 29 + i * 2 + 1) % short.length]];
      body.push(`# Step ${i} of run ${n}`, `if ($step${n} -ge ${i}) {`, `    ${a}`, `} else {`, `    ${b}`, "}", "");
    }
    const script = `${whole[n % whole.length]}\nfunction Invoke-Part${n} {\n${body.join("\n")}\n}\n`;
    made.push(script);
    size += Buffer.byteLength(script);
  }
  return made;
}

function parsing(): void {
  const all = corpus();
  for (const one of all) {
    const [wrong] = parse(one).errors;
    if (wrong) throw new Error(`A script of the corpus is wrong at line ${wrong.line}: ${wrong.message}`);
  }
  const bytes = all.reduce((size, one) => size + Buffer.byteLength(one), 0);
  const rates: number[] = [];
  for (let run = 1; run <= runs; run++) {
    progress(`parsing: ${run} of ${runs}`);
    const start = performance.now();
    for (const one of all) parse(one);
    rates.push(bytes / 1e3 / (performance.now() - start));
  }
  tell(`parsing: ${median(rates).toFixed(1)} MB/s (${all.length} scripts, ${(bytes / 1e6).toFixed(1)} MB)`);
}

/** How far the live heap rises over its start while `count` objects stream, in bytes; looked at ten times. */
async function rise(count: number): Promise<number> {
  const source = `1..${count} | ForEach-Object { [pscustomobject]@{ Id = $_; Name = "user$_" } } | Where-Object Id -gt 0 | Select-Object Name`;
  collect();
  const start = process.memoryUsage().heapUsed;
  let most = 0;
  let seen = 0;
  await session.run(source, {
    out: () => {
      if (++seen % (count / 10) !== 0) return;
      collect();
      most = Math.max(most, process.memoryUsage().heapUsed - start);
    },
  });
  if (seen !== count || problems.length > 0) throw new Error(`${seen} of ${count} objects came. ${problems[0] ?? ""}`);
  return most;
}

async function memory(): Promise<void> {
  const short: number[] = [];
  const long: number[] = [];
  for (let run = 0; run <= runs; run++) {
    progress(`memory: ${run} of ${runs}`);
    const [a, b] = [await rise(million / 10), await rise(million)];
    if (run === 0) continue;
    short.push(a);
    long.push(b);
  }
  const kilobytes = (all: number[]) => `${(median(all) / 1024).toFixed(0)} kB`;
  tell(
    `memory: live heap rises by ${kilobytes(short)} while 100,000 objects stream, by ${kilobytes(long)} for 1,000,000`,
  );
}

const load = () =>
  loadavg()
    .map((one) => one.toFixed(2))
    .join(" ");
tell(`Node ${process.version}, load average ${load()}`);
await compare(
  "pipeline",
  `1..${million} | Where-Object { $_ % 3 -eq 0 } | ForEach-Object { $_ * 2 } | Measure-Object -Sum`,
  () =>
    sum(
      forEach(
        where(million, (it) => it % 3 === 0),
        (it) => it * 2,
      ),
    ),
  (value) => readProperty(value, "Sum", world),
);
await compare(
  "foreach",
  `$total = 0; foreach ($i in 1..${million}) { if ($i % 2 -eq 0) { $total += $i * 3 } else { $total -= 1 } }; $total`,
  foreachLoop,
);
await compare(
  "while",
  `$total = 0; $i = 0; while ($i -lt ${million}) { if ($i % 2 -eq 0) { $total += $i * 3 } else { $total -= 1 }; $i++ }; $total`,
  whileLoop,
);
parsing();
await memory();
tell(`load average ${load()}`);
