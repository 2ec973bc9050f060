// npm run simulate: runs seeds one after the other and prints those that break a law.
import { parseArgs } from "node:util";
import { runSeed, type Verdict } from "./run.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "100" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    verbose: { type: "boolean", short: "v", default: false },
  },
});

const number = (text: string, name: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} takes a whole number, not "${text}".`);
  return Number(text);
};

const from = number(values.seed ?? values.from, values.seed === undefined ? "from" : "seed");
const count = values.seed === undefined ? number(values.seeds, "seeds") : 1;
const began = performance.now();
const failed: Verdict[] = [];
const sums = { letters: 0, acknowledged: 0, ends: 0, steps: 0 };
const progressEvery = 10_000;
let shown = began;

for (let seed = from; seed < from + count; seed++) {
  const verdict = await runSeed(seed, values.verbose ? (line) => console.log(line) : undefined);
  for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += verdict[key];
  if (verdict.broken.length > 0) {
    failed.push(verdict);
    console.log(`Seed ${seed} breaks:`);
    for (const line of verdict.broken.slice(0, 10)) console.log(`  ${line}`);
    if (!values.verbose) for (const line of verdict.last.slice(-25)) console.log(`    ${line}`);
  }
  const now = performance.now();
  if (now - shown < progressEvery && seed + 1 < from + count) continue;
  shown = now;
  const done = seed + 1 - from;
  const rate = (done / ((now - began) / 1000)).toFixed(2);
  console.log(`${done} of ${count} seeds, ${rate} a second, ${failed.length} failed`);
}
console.log(
  `${sums.letters} messages, ${sums.acknowledged} of them acknowledged; ${sums.ends} ends of processes; ${sums.steps} steps.`,
);
if (failed.length > 0) console.log(`Repeat with: npm run simulate -- --seed ${failed[0]!.seed} -v`);
if (failed.length > 0) console.log(`Failed: ${failed.map(({ seed }) => seed).join(" ")}`);
if (count === 1) console.log(`Trace ${failed[0]?.digest ?? ""}`);
process.exit(failed.length > 0 ? 1 : 0);
