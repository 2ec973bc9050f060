// Parses mutations of the repository's own sources: none may throw or take longer than two seconds.
// Run: npm run bench -- fuzz [count] [seed]; each mutation follows from the seed and its number alone.
import { randomInt } from "node:crypto";
import { availableParallelism, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { parse } from "../../src/language/syntax/parser.ts";
import { lines, rows, scripts } from "./sources.ts";

const limitMs = 2000;
/** When a parse that does not come back is given up. */
const hangMs = 20_000;
const wholeMs = 20 * 60_000;
const window = 600;
const longest = 60_000;

interface Task {
  readonly seed: number;
  readonly count: number;
  readonly lane: number;
  readonly lanes: number;
  /** The number of the mutation that each lane is at. */
  readonly at: Int32Array;
}

const pieces = [
  ..."$@(){}[]<>|&;,.:?!=+-*/%#'\"`\\^~ \n\r\t_aZ09–“”‘’é\0\uD800\uDC00\u2028\uFEFF",
  ...["@(", "@{", "$(", "${", "$((", "@'\n", "\n'@", '@"\n', '\n"@', "<#", "#>", "::", "..", "&&", "||", "2>&1", "*>"],
  ...[
    ">>",
    "--%",
    " -eq ",
    "-not ",
    " -split ",
    " -f ",
    "++",
    "--",
    "??",
    "??=",
    "?.",
    "?[",
    "+=",
    "`n",
    "`u{41}",
    "`\n",
  ],
  ...["if", "elseif", "else", "foreach", " in ", "for", "while", "do", "until", "switch -Regex ", "default", "try"],
  ...[
    "catch",
    "finally",
    "trap",
    "throw",
    "return",
    "function ",
    "filter ",
    "param(",
    "begin",
    "process",
    "end",
    "clean",
  ],
  ...[
    "class A {",
    "enum E {",
    "using ",
    "data ",
    "#requires -Version ",
    "[int]",
    "[Parameter(",
    ":label ",
    "0x",
    "1e",
    "1kb",
  ],
];

function all(): string[] {
  return [...scripts(), ...lines(), ...rows()];
}

/** Random whole numbers below a limit, by the mulberry32 generator. */
function numbers(seed: number): (limit: number) => number {
  let state = seed | 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

function mutation(sources: readonly string[], seed: number, number: number): string {
  const below = numbers(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b));
  const one = <T>(of: readonly T[]): T => of[below(of.length)]!;
  const part = (text: string, most: number): string => {
    const start = below(text.length + 1);
    return text.slice(start, start + below(most) + 1);
  };
  let text = one(sources);
  // A long source whole now and then; else a part of it, so that the many mutations are many places.
  if (text.length > window && below(20) > 0) text = part(text, window);
  for (let left = 1 + below(6); left > 0; left--) {
    const at = below(text.length + 1);
    const to = at + below(12);
    const [before, after] = [text.slice(0, at), text.slice(at)];
    switch (below(9)) {
      case 0:
        text = before + text.slice(to);
        break;
      case 1:
        text = before + text.slice(at, to) + after;
        break;
      case 2:
      case 3:
        text = before + one(pieces) + after;
        break;
      case 4:
        text = before + one(pieces) + text.slice(to);
        break;
      case 5:
        text = before + part(one(sources), 80) + after;
        break;
      case 6:
        text = below(2) === 0 ? before : after;
        break;
      case 7:
        text = before + String.fromCharCode(below(below(4) === 0 ? 0x10000 : 0x80)) + text.slice(at + 1);
        break;
      default:
        // Deep nesting and long runs; rarely very long ones.
        text = before + one(pieces).repeat(below(below(200) === 0 ? 8000 : 20)) + after;
    }
  }
  return text.slice(0, longest);
}

function fits(source: string): { problem?: string; ms: number } {
  const start = performance.now();
  try {
    parse(source);
  } catch (error) {
    return { problem: `threw ${error instanceof Error ? error.stack : error}`, ms: 0 };
  }
  return { ms: performance.now() - start };
}

function work({ seed, count, lane, lanes, at }: Task): void {
  const sources = all();
  let slowest = { ms: 0, number: 0 };
  for (let number = lane; number < count; number += lanes) {
    at[lane] = number;
    const source = mutation(sources, seed, number);
    let { problem, ms } = fits(source);
    // A machine that was busy is not a slow parser: it may show once more.
    if (ms > limitMs) ms = Math.min(ms, fits(source).ms);
    if (ms > limitMs) problem = `took ${Math.round(ms)} ms`;
    if (problem !== undefined) {
      parentPort!.postMessage({ number, problem });
      return;
    }
    if (ms > slowest.ms) slowest = { ms, number };
  }
  at[lane] = count;
  parentPort!.postMessage({ slowest });
}

function watch(count: number, seed: number): void {
  const lanes = Math.min(4, availableParallelism());
  const at = new Int32Array(new SharedArrayBuffer(4 * lanes));
  const moved = Array.from({ length: lanes }, (_, lane) => ({ at: lane, since: performance.now() }));
  const start = performance.now();
  const sources = all();
  let slowest = { ms: 0, number: 0 };
  let finished = 0;
  const load = () => loadavg()[0]!.toFixed(2);
  process.stdout.write(`seed ${seed}: ${count} mutations of ${sources.length} sources, load average ${load()}\n`);

  const fail = (number: number, problem: string): never => {
    const source = mutation(sources, seed, number);
    process.stdout.write(`Mutation ${number} of seed ${seed} ${problem}\n${JSON.stringify(source)}\n`);
    process.exit(1);
  };
  const look = setInterval(() => {
    const now = performance.now();
    let done = 0;
    moved.forEach((last, lane) => {
      const number = at[lane]!;
      done += Math.min(number, count) / lanes;
      if (number !== last.at || number >= count) Object.assign(last, { at: number, since: now });
      else if (now - last.since > hangMs) fail(number, `did not end in ${hangMs / 1000} s`);
    });
    process.stderr.write(`${Math.floor(done)} of ${count}, ${Math.round((now - start) / 1000)} s\n`);
    if (now - start > wholeMs) {
      process.stdout.write(`Only ${Math.floor(done)} of ${count} mutations in ${wholeMs / 60_000} minutes.\n`);
      process.exit(1);
    }
  }, 5000);
  for (let lane = 0; lane < lanes; lane++) {
    const task: Task = { seed, count, lane, lanes, at };
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: task });
    worker.on("error", (error) => fail(at[lane]!, `ended the worker: ${error.stack}`));
    worker.on("message", (told: { number: number; problem: string } | { slowest: typeof slowest }) => {
      if ("problem" in told) return fail(told.number, told.problem);
      if (told.slowest.ms > slowest.ms) slowest = told.slowest;
      if (++finished < lanes) return;
      clearInterval(look);
      const seconds = (performance.now() - start) / 1000;
      process.stdout.write(
        `none threw or hung: ${count} in ${seconds.toFixed(1)} s; the slowest, number ${slowest.number}, ` +
          `took ${slowest.ms.toFixed(1)} ms; load average ${load()}\n`,
      );
    });
  }
}

if (isMainThread) {
  const [count = 1_000_000, seed = randomInt(2 ** 31)] = process.argv.slice(2).map(Number);
  if (!(Number.isSafeInteger(count) && count > 0 && count < 2 ** 31 && Number.isSafeInteger(seed)))
    throw new Error("Give a count of mutations and a seed, both whole numbers.");
  watch(count, seed);
} else work(workerData as Task);
