// Start-up of a simple command beside bare Node, alternating in one run; the medians and their ratio are printed.
// `npx esbuild test/bench/start.ts --bundle --platform=node --format=esm | node --input-type=module -` after `npm run build`.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const rounds = 31;
const door = join(process.cwd(), "bin", "exsh");
const commands: Readonly<Record<string, readonly string[]>> = {
  "node -e 0": ["-e", "0"],
  "exsh -NoProfile -c 1": [door, "-NoProfile", "-c", "1"],
  "exsh --version": [door, "--version"],
};

const times = new Map(Object.keys(commands).map((name) => [name, [] as number[]]));
for (let round = 0; round < rounds; round++) {
  for (const [name, args] of Object.entries(commands)) {
    const start = process.hrtime.bigint();
    const { status } = spawnSync(process.execPath, args);
    if (status !== 0) throw new Error(`${name} ended with ${status}.`);
    times.get(name)!.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const bare = median(times.get("node -e 0")!);
for (const [name, values] of times) {
  const middle = median(values);
  process.stdout.write(`${name.padEnd(24)} ${middle.toFixed(1).padStart(7)} ms   ${(middle / bare).toFixed(2)}\n`);
}
