// The spool case by case: order of syncs, damage of every kind, failures of the index, pressure, and what is refused.

import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { printRecord, recordHead } from "../../src/spool/record.ts";
import { openSpool, refKey, type Spool, startingWith } from "../../src/spool/spool.ts";
import { realWorld } from "../../src/world/real.ts";
import { type TestWorld, testWorld } from "../world/world.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const receive = (spool: Spool, id: string, data: Buffer | Buffer[]) =>
  spool.commit({ puts: { [`queue/${id}`]: { id }, [refKey(id, "queue")]: null }, bodies: [{ id, data }] });

const log = (number: number) => `/spool/log/${String(number).padStart(10, "0")}.log`;

/** Up to where a file of the log was written, without the zeros behind. */
const written = (data: Buffer): number => data.findLastIndex((byte) => byte !== 0) + 1;

async function filled(count: number, options = {}): Promise<{ world: TestWorld; spool: Spool }> {
  const world = testWorld();
  const spool = await openSpool("/spool", world, options);
  for (let index = 0; index < count; index++) await receive(spool, `m${index}`, Buffer.alloc(200, 97 + index));
  return { world, spool };
}

describe("a commit", () => {
  it("resolves only after the sync that holds its record, and many share one", async () => {
    const world = testWorld();
    const spool = await openSpool("/spool", world);
    const begun = world.disk.operations.length;
    const settled: { id: string; after: number }[] = [];
    const all = Array.from({ length: 60 }, (_, index) =>
      receive(spool, `m${index}`, Buffer.from(`body ${index}`)).then(() =>
        settled.push({ id: `m${index}`, after: world.disk.operations.length }),
      ),
    );
    await Promise.all(all);
    const done = world.disk.operations.slice(begun).map(({ kind }) => kind);
    expect(done.filter((kind) => kind === "sync").length).toBeLessThan(10);
    expect(done.filter((kind) => kind !== "append" && kind !== "sync")).toEqual([]);
    // Appends and syncs alternate, and nobody hears of success between an append and its sync.
    for (const { after } of settled) expect(world.disk.operations[after - 1]!.kind).toBe("sync");
    expect(settled.map(({ id }) => id)).toEqual(Array.from({ length: 60 }, (_, index) => `m${index}`));
  });

  it.each([true, false])(
    "brings room for those behind it, which is no damage after an end (in good order: %s)",
    async (clean) => {
      const { world, spool } = await filled(1);
      const { length } = await world.disk.read(log(1));
      for (const id of ["a", "b", "c"]) await receive(spool, id, Buffer.alloc(2000, id));
      expect((await world.disk.read(log(1))).length).toBe(length);
      if (clean) await spool.close();
      const next = clean ? world : world.crash();
      const after = await openSpool("/spool", next);
      expect(after.facts).toMatchObject({ clean, torn: 0, damage: [], recovered: clean ? 0 : 4 });
      await receive(after, "d", Buffer.alloc(2000, "d"));
      expect(await next.disk.list("/spool/log")).toHaveLength(1);
      for (const id of ["a", "b", "c", "d"]) expect((await after.body(id)).equals(Buffer.alloc(2000, id))).toBe(true);
      expect(await after.verify()).toEqual([]);
    },
  );

  it("is not told of while its sync is under way", async () => {
    const { world, spool } = await filled(0);
    let told = false;
    world.disk.fault = ({ kind }) => {
      if (kind === "sync") expect(told).toBe(false);
      return undefined;
    };
    await receive(spool, "a", Buffer.from("x")).then(() => {
      told = true;
    });
    expect(told).toBe(true);
    expect(world.disk.operations.at(-1)!.kind).toBe("sync");
  });

  it("shows its rows and bodies at once, in pieces too, and sees order and snapshots of ranges", async () => {
    const { spool } = await filled(3);
    expect(await spool.get("queue/m1")).toEqual({ id: "m1" });
    expect(await spool.getMany(["queue/m2", "nothing"])).toEqual([{ id: "m2" }, undefined]);
    await receive(spool, "big", [Buffer.alloc(70_000, 1), Buffer.alloc(70_000, 2)]);
    const sizes: number[] = [];
    for await (const piece of spool.bodyPieces("big")) sizes.push(piece.length);
    expect(sizes).toEqual([65_536, 65_536, 8_928]);
    await receive(spool, "empty", []);
    expect([await spool.bodySize("big"), await spool.bodySize("empty"), await spool.bodySize("none")]).toEqual([
      140_000,
      0,
      undefined,
    ]);
    for await (const _ of spool.bodyPieces("empty")) expect.fail("an empty body has no pieces");
    await expect(spool.body("none")).rejects.toMatchObject({ id: "BodyNotFound" });
    const keys: string[] = [];
    for await (const [key] of spool.entries(startingWith("queue/m"))) {
      keys.push(key);
      await spool.commit({ deletes: ["queue/m2"] });
    }
    expect(keys).toEqual(["queue/m0", "queue/m1", "queue/m2"]);
    expect(await spool.get("queue/m2")).toBeUndefined();
  });

  it("is read ahead by who reads bodies in their order, also where more is written behind them", async () => {
    const { world, spool } = await filled(100);
    const reads = () => world.disk.operations.filter((one) => one.kind === "read").length;
    const before = reads();
    for (let index = 0; index < 150; index++) {
      expect(await spool.body(`m${index}`)).toEqual(Buffer.alloc(200, 97 + index));
      await receive(spool, `m${index + 100}`, Buffer.alloc(200, 97 + index + 100));
    }
    expect(reads() - before).toBeLessThan(20);
    await spool.close();
  });

  it("must keep the rules of its keys", async () => {
    const { spool } = await filled(0);
    await expect(spool.commit({ puts: { "content/x": 1 } })).rejects.toThrow("spool's own");
    await expect(spool.commit({ deletes: ["spool/durable"] })).rejects.toThrow("spool's own");
    await expect(spool.commit({ bodies: [{ id: "x", data: Buffer.alloc(1) }] })).rejects.toThrow("without a reference");
    await expect(receive(spool, "a/b", Buffer.alloc(1))).rejects.toThrow("cannot be the id");
  });

  it("is refused when too much waits, and after closing", async () => {
    const { spool } = await filled(0, { maxWaiting: 10_000 });
    const ended = await Promise.allSettled(
      Array.from({ length: 5 }, (_, index) => receive(spool, `m${index}`, Buffer.alloc(4000))),
    );
    const refused = ended.filter((one) => one.status === "rejected").map((one) => one.reason.id);
    expect(refused).toEqual(["SpoolBusy", "SpoolBusy", "SpoolBusy"]);
    expect(spool.waiting).toEqual({ commits: 0, bytes: 0 });
    // One that alone is too large is taken all the same.
    await receive(spool, "large", Buffer.alloc(20_000));
    const last = receive(spool, "last", Buffer.alloc(10));
    await spool.close();
    await last;
    await expect(receive(spool, "late", Buffer.alloc(10))).rejects.toMatchObject({ id: "SpoolClosed" });
  });
});

describe("a full disk", () => {
  it("refuses clearly, loses nothing, and goes on when there is room", async () => {
    const { world, spool } = await filled(3);
    world.disk.capacity = 3000;
    await expect(receive(spool, "no", Buffer.alloc(5000))).rejects.toMatchObject({
      id: "SpoolFull",
      category: "ResourceUnavailable",
    });
    await receive(spool, "small", Buffer.alloc(100));
    world.disk.capacity = 1e9;
    await receive(spool, "yes", Buffer.alloc(5000));
    const after = await openSpool("/spool", world.crash());
    expect(after.facts.damage).toEqual([]);
    expect([await after.get("queue/no"), await after.bodySize("small"), await after.bodySize("yes")]).toEqual([
      undefined,
      100,
      5000,
    ]);
  });
});

describe("an index that fails", () => {
  it("is made whole from the log as soon as it can be written again", async () => {
    const { world, spool } = await filled(2);
    world.databases.fault = () => "ENOSPC";
    // It is in the log, and the index holds it in memory until it finds that it cannot write.
    await receive(spool, "a", Buffer.alloc(10));
    await world.clock.advance(1000);
    await expect(receive(spool, "b", Buffer.alloc(10))).rejects.toMatchObject({ id: "SpoolFull" });
    expect(await spool.get("queue/a")).toBeDefined();
    world.databases.fault = () => undefined;
    await receive(spool, "c", Buffer.alloc(10));
    const rows = await spool.getMany(["queue/m0", "queue/m1", "queue/a", "queue/b", "queue/c"]);
    expect(rows.map((row) => row !== undefined)).toEqual([true, true, true, false, true]);
    expect(await spool.verify()).toEqual([]);
    await spool.close();
    const after = await openSpool("/spool", world);
    expect(after.facts).toMatchObject({ damage: [], recovered: 0, clean: true });
    expect(await after.bodySize("c")).toBe(10);
    expect((await openSpool("/spool", world.crash())).facts).toMatchObject({ damage: [], clean: false });
  });

  it("for a moment lets no commit fail: what the log holds is kept, and is said to be", async () => {
    const { world, spool } = await filled(2);
    let faults = 1;
    world.databases.fault = () => (faults-- > 0 ? "EIO" : undefined);
    await Promise.all(["a", "b", "c"].map((name) => receive(spool, name, Buffer.alloc(10))));
    expect((await spool.getMany(["queue/a", "queue/b", "queue/c"])).every((row) => row !== undefined)).toBe(true);
    faults = 1;
    const last = receive(spool, "d", Buffer.alloc(10));
    await spool.close();
    await last;
    expect(await (await openSpool("/spool", world)).bodySize("d")).toBe(10);
  });

  it("for longer holds back the answer to what the log has taken, and refuses what comes then", async () => {
    const { world, spool } = await filled(2);
    await receive(spool, "a", Buffer.alloc(10));
    const failing = { on: true };
    world.databases.fault = () => (failing.on ? "ENOSPC" : undefined);
    // The index fails while the log takes this one.
    const failed = world.clock.advance(2000);
    const taken = receive(spool, "b", Buffer.alloc(10));
    let told = false;
    void taken.finally(() => {
      told = true;
    });
    await failed;
    await expect(receive(spool, "c", Buffer.alloc(10))).rejects.toMatchObject({ id: "SpoolFull" });
    failing.on = false;
    await world.clock.advance(2000);
    await taken;
    expect(told).toBe(true);
    expect(await spool.bodySize("b")).toBe(10);
    expect(await spool.bodySize("c")).toBeUndefined();
    await spool.close();
  });

  it("is made whole by whoever reads a range, when nobody writes", async () => {
    const { world, spool } = await filled(2);
    let faults = 2;
    world.databases.fault = () => (faults-- > 0 ? "ENOSPC" : undefined);
    await receive(spool, "a", Buffer.alloc(10));
    await world.clock.advance(2000);
    const keys = async () => {
      const found: string[] = [];
      for await (const [key] of spool.entries({ gte: "queue/", lt: "queue0" })) found.push(key);
      return found;
    };
    await expect(keys()).rejects.toMatchObject({ id: "SpoolFull" });
    expect(await keys()).toEqual(["queue/a", "queue/m0", "queue/m1"]);
  });

  it("that is lost is made anew, and so said", async () => {
    const { world, spool } = await filled(5);
    await spool.close();
    await world.disk.removeFolder("/spool/index");
    const after = await openSpool("/spool", world);
    expect(after.facts).toMatchObject({ rebuilt: true, recovered: 5, damage: [] });
    expect((await after.body("m4")).equals(Buffer.alloc(200, 101))).toBe(true);
  });
});

describe("damage", () => {
  it("in the middle of the log is said, and what is around it is kept", async () => {
    const { world } = await filled(5);
    const before = written(await world.disk.read(log(1)));
    // The third record, which later syncs prove to have been durable.
    const at = Math.floor(before / 2);
    world.disk.harm(log(1), (data) => {
      data[at]! ^= 0x40;
      return data;
    });
    await world.disk.removeFolder("/spool/index");
    const spool = await openSpool("/spool", world.crash());
    expect(spool.facts.damage).toEqual([
      expect.stringMatching(/is damaged from byte \d+ to \d+: 1 record from number \d+ on cannot be read/),
    ]);
    const kept = (await spool.getMany([0, 1, 2, 3, 4].map((index) => `queue/m${index}`))).filter(
      (row) => row !== undefined,
    );
    expect(kept.length).toBe(4);
  });

  it("is a broken write where the first of several records is zeros, and nothing is written over the others", async () => {
    const { world, spool } = await filled(1);
    const before = written(await world.disk.read(log(1)));
    await Promise.all(["a", "b"].map((id) => receive(spool, id, Buffer.alloc(300, id))));
    world.disk.harm(log(1), (data) => data.fill(0, before, data.indexOf('{"p":[["queue/b"') - recordHead));
    const next = world.crash();
    const after = await openSpool("/spool", next);
    expect(after.facts).toMatchObject({ recovered: 1, damage: [] });
    expect(after.facts.torn).toBeGreaterThan(0);
    expect(await after.getMany(["queue/m0", "queue/a", "queue/b"])).toEqual([{ id: "m0" }, undefined, undefined]);
    expect(await next.disk.list("/spool/log")).toHaveLength(2);
  });

  it("of any one byte is said or does no harm", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(10_000), fc.integer({ min: 0, max: 7 }), fc.boolean(), async (place, bit, clean) => {
        const { world, spool } = await filled(4);
        if (clean) await spool.close();
        world.disk.harm(log(1), (data) => {
          data[place % written(data)]! ^= 1 << bit;
          return data;
        });
        const after = await openSpool("/spool", world.crash({ keepUnsynced: "all" }));
        const said = [...after.facts.damage, ...(await after.verify())];
        let read = 0;
        for (let index = 0; index < 4; index++) {
          const body = await after.body(`m${index}`).catch((error) => error);
          // A body is right, or it is an error: never other bytes.
          if (Buffer.isBuffer(body)) expect(body.equals(Buffer.alloc(200, 97 + index))).toBe(true);
          if (Buffer.isBuffer(body)) read++;
        }
        // The two copies of the head stand for one another. In the last record it looks like the end of a broken write.
        if (said.length === 0 && after.facts.torn === 0) expect(read).toBe(4);
        expect(read).toBeGreaterThanOrEqual(3);
        await after.close();
      }),
      { numRuns: 150 },
    );
  });

  it("of a file that is gone is said", async () => {
    const { world, spool } = await filled(12, { fileSize: 1000 });
    await spool.close();
    expect((await world.disk.list("/spool/log")).length).toBeGreaterThan(2);
    await world.disk.remove(log(1));
    const after = await openSpool("/spool", world);
    expect(after.facts.damage).toEqual([expect.stringContaining(`${log(1)} is missing`)]);
    expect(await after.verify()).toEqual(expect.arrayContaining([expect.stringMatching(/message body 'm0' is lost/)]));
    await expect(after.body("m0")).rejects.toMatchObject({ id: "BodyNotFound" });
    expect((await after.body("m11")).length).toBe(200);
  });

  it("of the newest file that is gone is said, and its numbers are not used again", async () => {
    const { world, spool } = await filled(12, { fileSize: 1000 });
    await spool.close();
    const names = await world.disk.list("/spool/log");
    await world.disk.remove(`/spool/log/${names.at(-1)}`);
    const after = await openSpool("/spool", world);
    expect(after.facts.damage.join("\n")).toContain(`/spool/log/${names.at(-1)} is missing`);
    await receive(after, "new", Buffer.alloc(10));
    expect((await world.disk.list("/spool/log")).at(-1)! > names.at(-1)!).toBe(true);
  });

  it("behind a message that looks like a log is no way in", async () => {
    const world = testWorld();
    const spool = await openSpool("/spool", world);
    await receive(spool, "a", Buffer.from("first"));
    // A record that is whole in itself, but for a mark that nobody outside knows.
    const text = '{"p":[["box/forged",1]]}';
    await receive(
      spool,
      "b",
      Buffer.concat([Buffer.alloc(50), printRecord(Buffer.alloc(8), 3, 0, text, 0), Buffer.alloc(50)]),
    );
    const size = written(await world.disk.read(log(1)));
    world.disk.harm(log(1), (data) => data.subarray(0, size - 10));
    const after = await openSpool("/spool", world.crash());
    expect(after.facts.torn).toBeGreaterThan(0);
    expect([await after.get("box/forged"), await after.get("queue/a")]).toEqual([undefined, { id: "a" }]);
  });

  it("of a newer format is refused", async () => {
    const { world, spool } = await filled(1);
    await spool.close();
    world.disk.harm(log(1), (data) => data);
    const { printFileHead } = await import("../../src/spool/record.ts");
    const head = printFileHead({ number: 2, first: 2, files: {}, mark: "00".repeat(8), format: 99 } as never);
    await world.disk.write(log(2), head);
    await expect(openSpool("/spool", world)).rejects.toMatchObject({ id: "SpoolNewer" });
  });
});

describe("collection", () => {
  it("gives the room of dead bodies back, keeps live ones readable, and readers undisturbed", async () => {
    const { world, spool } = await filled(30, { fileSize: 2000 });
    const before = (await world.disk.list("/spool/log")).length;
    const reading = spool.bodyPieces("m29", 50);
    await reading.next();
    for (let index = 0; index < 29; index++)
      await spool.commit({ deletes: [`queue/m${index}`, refKey(`m${index}`, "queue")] });
    await spool.collect();
    // What went while messages were deleted counts as well.
    expect((await world.disk.list("/spool/log")).length).toBeLessThan(before / 2);
    let rest = 50;
    for await (const piece of reading) rest += piece.length;
    expect(rest).toBe(200);
    expect((await spool.body("m29")).equals(Buffer.alloc(200, 97 + 29))).toBe(true);
    await expect(spool.body("m3")).rejects.toMatchObject({ id: "BodyNotFound" });
    expect(await spool.verify()).toEqual([]);
  });

  it("reads no file of which most is alive", async () => {
    const { world, spool } = await filled(30, { fileSize: 2000 });
    const opened: string[] = [];
    const { open } = world.disk;
    world.disk.open = (path, options) => {
      if (!options?.create) opened.push(path);
      return open.call(world.disk, path, options);
    };
    await spool.commit({ deletes: ["queue/m3", refKey("m3", "queue")] });
    await world.clock.advance(61_000);
    await world.clock.settle(20);
    expect(opened).toEqual([]);
    await spool.close();
  });

  it("gives back after a crash what died before it and had not been noted durably", async () => {
    const { world, spool } = await filled(60, { fileSize: 8000 });
    const old = (await world.disk.list("/spool/log")).slice(0, 2);
    for (let index = 0; index < 59; index++)
      await spool.commit({ deletes: [`queue/m${index}`, refKey(`m${index}`, "queue")] });
    const after = world.crash({ keepUnsynced: "none" });
    const again = await openSpool("/spool", after, { fileSize: 8000 });
    expect(again.facts.recovered).toBeGreaterThan(0);
    expect(await after.disk.list("/spool/log")).toEqual(expect.arrayContaining(old));
    await receive(again, "more", Buffer.from("more"));
    await again.commit({ deletes: ["queue/more", refKey("more", "queue")] });
    await after.clock.advance(61_000);
    await after.clock.settle(50);
    expect((await after.disk.list("/spool/log")).filter((name) => old.includes(name))).toEqual([]);
    expect((await again.body("m59")).equals(Buffer.alloc(200, 97 + 59))).toBe(true);
    expect(await again.verify()).toEqual([]);
    await again.close();
  });

  it("runs by itself, a while after something was deleted", async () => {
    const { world, spool } = await filled(30, { fileSize: 2000 });
    for (let index = 0; index < 30; index++)
      await spool.commit({ deletes: [`queue/m${index}`, refKey(`m${index}`, "queue")] });
    const before = (await world.disk.list("/spool/log")).length;
    await world.clock.advance(61_000);
    await world.clock.settle(20);
    expect((await world.disk.list("/spool/log")).length).toBeLessThan(before);
    expect(await spool.verify()).toEqual([]);
    await spool.close();
  });
});

describe("on a real disk", () => {
  it("keeps what it was given over closing and over a kill, and says which file is damaged", async () => {
    const folder = await mkdtemp(join(tmpdir(), "exsh-spool-"));
    folders.push(folder);
    const world = realWorld();
    let spool = await openSpool(folder, world, { fileSize: 20_000 });
    await expect(openSpool(folder, world)).rejects.toMatchObject({ code: "LEVEL_LOCKED" });
    const bodies = Array.from({ length: 40 }, (_, index) => Buffer.alloc(1000 + index, index));
    await Promise.all(bodies.map((data, index) => receive(spool, `m${index}`, data)));
    await Promise.all(
      bodies
        .slice(0, 30)
        .map((_, index) => spool.commit({ deletes: [`queue/m${index}`, refKey(`m${index}`, "queue")] })),
    );
    await spool.collect();
    expect(await spool.verify()).toEqual([]);
    await spool.close();
    spool = await openSpool(folder, world, { fileSize: 20_000 });
    expect(spool.facts).toMatchObject({ recovered: 0, torn: 0, rebuilt: false, damage: [] });
    for (let index = 30; index < 40; index++) expect((await spool.body(`m${index}`)).equals(bodies[index]!)).toBe(true);
    await spool.close();
    const [table] = (await readdir(join(folder, "index"))).filter((name) => /\.(ldb|log)$/.test(name));
    const path = join(folder, "index", table!);
    const data = await readFile(path);
    data[data.length >> 1]! ^= 1;
    await writeFile(path, data);
    spool = await openSpool(folder, world, { fileSize: 20_000 });
    expect(spool.facts.rebuilt).toBe(true);
    expect(spool.facts.damage).toEqual([expect.stringContaining(path)]);
    for (let index = 30; index < 40; index++) expect((await spool.body(`m${index}`)).equals(bodies[index]!)).toBe(true);
    await spool.close();
  });
});
