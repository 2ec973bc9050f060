// How many commits a second the spool takes, beside plain append and fdatasync on the same disk in the same run.
// Run: npx esbuild test/bench/spool.ts --bundle --platform=node --format=cjs --external:classic-level --outfile=dist/bench.cjs && node dist/bench.cjs
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSpool, refKey, type Spool } from "../../src/spool/spool.ts";
import { realWorld } from "../../src/world/real.ts";

const world = realWorld();
const runs = 3;

/** About what reception commits for one message. */
function receive(spool: Spool, id: string, data: Buffer): Promise<void> {
  const item = {
    from: "sender@contoso.com",
    to: [{ address: "recipient@contoso.com", status: "Ready" }],
    received: world.clock.now(),
    size: data.length,
    headers: "x".repeat(300),
  };
  return spool.commit({
    puts: [
      [`queue/${id}`, item],
      [refKey(id, `queue-${id}`), null],
    ],
    bodies: [{ id, data }],
  });
}

/** Runs `work` with `lanes` at a time for about a second. @returns how many were done a second. */
async function rate(lanes: number, work: () => Promise<void>): Promise<number> {
  const start = world.clock.monotonic();
  const cpu = process.cpuUsage();
  let done = 0;
  const lane = async () => {
    while (world.clock.monotonic() - start < 1000) {
      await work();
      done++;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const used = process.cpuUsage(cpu);
  spent = (used.user + used.system) / 1000 / done;
  return (done * 1000) / (world.clock.monotonic() - start);
}

let spent = 0;
const median = (all: number[]): number => [...all].sort((a, b) => a - b)[all.length >> 1]!;

async function main(): Promise<void> {
  const folder = await mkdtemp(join(process.argv[2] ?? tmpdir(), "exsh-bench-"));
  try {
    for (const size of [4096, 102_400])
      for (const lanes of [1, 50]) {
        const plain: number[] = [];
        const spooled: number[] = [];
        let cpu = 0;
        for (let run = 0; run < runs; run++) {
          const data = world.random.bytes(size);
          const file = await world.disk.open(`${folder}/plain-${size}-${lanes}-${run}`, { create: true });
          plain.push(
            await rate(1, async () => {
              await file.append([data]);
              await file.sync();
            }),
          );
          await file.close();
          const spool = await openSpool(`${folder}/spool-${size}-${lanes}-${run}`, world);
          let serial = 0;
          spooled.push(await rate(lanes, () => receive(spool, `m${serial++}`, data)));
          cpu = spent;
          await spool.close();
        }
        const ratio = (median(spooled) / median(plain)).toFixed(2);
        console.log(
          `${size} bytes, ${lanes} waiting: ${median(spooled).toFixed(0)} commits/s, ${cpu.toFixed(3)} CPU-s per 1,000; ` +
            `append+fdatasync one by one ${median(plain).toFixed(0)}/s; ratio ${ratio}`,
        );
      }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

void main();
