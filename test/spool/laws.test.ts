// The laws of the spool, over random commits, failures of the disk and power cuts at any point.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Change, openSpool, refKey, type Spool } from "../../src/spool/spool.ts";
import type { Json } from "../../src/values/type.ts";
import { type TestWorld, testWorld } from "../world/world.ts";

/** A message is received, moved to a box, or removed; numbers choose which one and how large. */
type Step = { readonly kind: "receive" | "move" | "remove" | "settle" | "collect"; readonly n: number };

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("receive", "receive", "receive", "move", "move", "remove", "settle", "settle", "collect"),
  n: fc.nat(4000),
});

/** What a spool must hold: rows, and bodies by id. */
interface Model {
  readonly rows: Map<string, Json>;
  readonly bodies: Map<string, Buffer>;
}

const bytesOf = (id: string, size: number): Buffer =>
  Buffer.from(`${id}:`.repeat(size / id.length + 1)).subarray(0, size);

/** The change of a step in a model, and the model after it; nothing when there is nothing to move or remove. */
function changeOf(model: Model, { kind, n }: Step, serial: number): { change: Change; after: Model } | undefined {
  const rows = new Map(model.rows);
  const bodies = new Map(model.bodies);
  if (kind === "receive") {
    const id = `b${serial}`;
    const data = bytesOf(id, n);
    const puts: [string, Json][] = [
      [`queue/${id}`, { serial, n }],
      [refKey(id, `queue-${id}`), null],
      ["last", serial],
    ];
    for (const [key, value] of puts) rows.set(key, value);
    bodies.set(id, data);
    return {
      change: { puts, bodies: [{ id, data: n % 2 ? data : [data.subarray(0, n >> 1), data.subarray(n >> 1)] }] },
      after: { rows, bodies },
    };
  }
  const waiting = [...rows.keys()].filter((key) => key.startsWith(kind === "move" ? "queue/" : "ref/"));
  const chosen = waiting[n % Math.max(waiting.length, 1)];
  if (chosen === undefined) return undefined;
  const id = chosen.split("/")[1]!;
  const holder = rows.has(`queue/${id}`) ? "queue" : "box";
  const deletes = [`${holder}/${id}`, refKey(id, `${holder}-${id}`)];
  const puts: [string, Json][] =
    kind === "move"
      ? [
          [`box/${id}`, { n }],
          [refKey(id, `box-${id}`), null],
        ]
      : [];
  for (const key of deletes) rows.delete(key);
  for (const [key, value] of puts) rows.set(key, value);
  if (kind === "remove") bodies.delete(id);
  return { change: { puts, deletes }, after: { rows, bodies } };
}

async function rowsOf(spool: Spool): Promise<Map<string, Json>> {
  const rows = new Map<string, Json>();
  for await (const [key, value] of spool.entries({}))
    if (!key.startsWith("content/") && !key.startsWith("spool/")) rows.set(key, value);
  return rows;
}

const same = (a: Map<string, Json>, b: Map<string, Json>): boolean =>
  a.size === b.size && [...a].every(([key, value]) => JSON.stringify(value) === JSON.stringify(b.get(key)));

/** Runs steps until done or dead. @returns the models after each commit that was begun, and how many were acknowledged. */
async function live(spool: Spool, start: Model, steps: readonly Step[], serial: number, world: TestWorld) {
  const models = [start];
  let acknowledged = 0;
  let pending: Promise<unknown>[] = [];
  for (const [index, one] of steps.entries()) {
    if (one.kind === "settle" || one.kind === "collect") {
      if (one.kind === "collect") pending.push(spool.collect().catch(() => undefined));
      await Promise.all(pending.splice(0));
      continue;
    }
    const next = changeOf(models.at(-1)!, one, serial + index);
    if (!next) continue;
    models.push(next.after);
    const mine = models.length - 1;
    pending.push(
      spool.commit(next.change).then(
        () => {
          acknowledged = Math.max(acknowledged, mine);
        },
        () => undefined,
      ),
    );
  }
  await Promise.all(pending);
  pending = [];
  await world.clock.settle(1);
  return { models, acknowledged };
}

/** Opens after a crash and sees that the spool is one of the models that may be, whole. */
async function check(
  world: TestWorld,
  models: readonly Model[],
  from: number,
  damaged = false,
): Promise<{ spool: Spool; model: Model }> {
  const spool = await openSpool("/spool", world, { fileSize: 6000 });
  if (!damaged) expect(spool.facts.damage).toEqual([]);
  const rows = await rowsOf(spool);
  const found = models.findIndex((model, index) => index >= from && same(model.rows, rows));
  expect(found, `rows after the crash: ${[...rows.keys()].join(" ")}`).toBeGreaterThanOrEqual(from);
  const model = models[found]!;
  for (const [id, data] of model.bodies) {
    expect((await spool.body(id)).equals(data)).toBe(true);
    expect(await spool.bodySize(id)).toBe(data.length);
    const pieces: Buffer[] = [];
    for await (const piece of spool.bodyPieces(id, 700)) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(data)).toBe(true);
  }
  expect(await spool.verify()).toEqual([]);
  return { spool, model };
}

const empty: Model = { rows: new Map(), bodies: new Map() };

describe("any crash point", () => {
  it("leaves what was acknowledged whole, and the rest whole or absent, life after life", async () => {
    const seen = { torn: 0, recovered: 0, removed: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            steps: fc.array(step, { maxLength: 40 }),
            at: fc.nat(150),
            keep: fc.constantFrom("none", "torn", "torn", "all"),
          }),
          {
            minLength: 3,
            maxLength: 6,
            size: "max",
          },
        ),
        fc.nat(),
        async (lives, seed) => {
          let world = testWorld({ seed });
          let models: readonly Model[] = [empty];
          let acknowledged = 0;
          for (const [life, { steps, at, keep }] of lives.entries()) {
            const { spool, model } = await check(world, models, acknowledged);
            seen.torn += spool.facts.torn > 0 ? 1 : 0;
            seen.removed += (await world.disk.list("/spool/log"))[0] === "0000000001.log" ? 0 : 1;
            seen.recovered += spool.facts.recovered > 0 ? 1 : 0;
            const begun = world.disk.operations.length;
            world.disk.fault = (_, count) => (count >= begun + at ? "ECRASHED" : undefined);
            const ran = await live(spool, model, steps, life * 1000, world);
            ({ models, acknowledged } = ran);
            world = world.crash({ keepUnsynced: keep });
          }
          const { spool, model } = await check(world, models, acknowledged);
          await spool.close();
          const again = await check(world, [model], 0);
          expect(again.spool.facts.recovered).toBe(0);
          await again.spool.close();
        },
      ),
      { numRuns: Number(process.env["RUNS"] ?? 300) },
    );
    expect(Math.min(seen.torn, seen.recovered, seen.removed), JSON.stringify(seen)).toBeGreaterThan(1);
  });

  it("the log alone makes the index anew, also after files were collected", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: "max" }), fc.nat(), async (steps, seed) => {
        const world = testWorld({ seed });
        const { spool, model } = await check(world, [empty], 0);
        const { models } = await live(spool, model, [...steps, { kind: "collect", n: 0 }], 0, world);
        await spool.close();
        world.databases.harm("/spool/index", ["/spool/index/000007.ldb: the block at byte 0 has a wrong checksum."]);
        const rebuilt = await openSpool("/spool", world, { fileSize: 6000 });
        expect(rebuilt.facts.damage.length).toBe(1);
        expect(rebuilt.facts.rebuilt || rebuilt.facts.sequence === 0).toBe(true);
        expect(same(await rowsOf(rebuilt), models.at(-1)!.rows)).toBe(true);
        for (const [id, data] of models.at(-1)!.bodies) expect((await rebuilt.body(id)).equals(data)).toBe(true);
        await rebuilt.close();
        await (await check(world, models.slice(-1), 0)).spool.close();
      }),
      { numRuns: Number(process.env["RUNS"] ?? 100) },
    );
  });
});

describe("a disk that fails", () => {
  it.each(["ENOSPC", "EIO"])("%s: what was refused never happened, what was acknowledged did", async (code) => {
    const seen = { refused: 0, kept: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.array(fc.nat(60), { minLength: 2, maxLength: 12 }),
        fc.nat(),
        async (steps, at, seed) => {
          const world = testWorld({ seed });
          const { spool } = await check(world, [empty], 0);
          const begun = world.disk.operations.length;
          const fails = new Set(at.map((count) => count + begun));
          world.disk.fault = ({ kind }, count) =>
            fails.has(count) && (kind === "append" || (code === "EIO" && kind === "sync")) ? code : undefined;
          let model = empty;
          const refused: Model[] = [];
          for (const [index, one] of steps.entries()) {
            if (one.kind === "collect") await spool.collect().catch(() => undefined);
            const next = one.kind === "collect" || one.kind === "settle" ? undefined : changeOf(model, one, index);
            if (!next) continue;
            try {
              await spool.commit(next.change);
              model = next.after;
              seen.kept++;
            } catch (error) {
              expect(error).toMatchObject({ name: "Problem", id: code === "ENOSPC" ? "SpoolFull" : "SpoolFailed" });
              seen.refused++;
              // A disk that fails twice and then loses power may keep what the first failure refused, if nothing came after.
              if (code === "EIO") refused.push(next.after);
            }
            expect(same(await rowsOf(spool), model.rows)).toBe(true);
          }
          const after = await check(world.crash({ keepUnsynced: "torn" }), [model, ...refused], 0);
          await after.spool.close();
        },
      ),
      { numRuns: Number(process.env["RUNS"] ?? 150) },
    );
    expect(Math.min(seen.refused, seen.kept)).toBeGreaterThan(5);
  });
});
