// One contract for the disk and the databases, kept by the real ones and by those in memory.
import { execFileSync } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { realWorld } from "../../src/world/real.ts";
import type { DatabaseChange, World } from "../../src/world/world.ts";
import { byBytes } from "./databases.ts";
import { testWorld } from "./world.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const worlds: Record<string, () => Promise<{ world: World; folder: string }>> = {
  real: async () => {
    const folder = await mkdtemp(join(tmpdir(), "exsh-world-"));
    folders.push(folder);
    return { world: realWorld(), folder };
  },
  test: async () => {
    const world = testWorld();
    await world.disk.makeFolder("/data");
    return { world, folder: "/data" };
  },
};

async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

it("reads only plain files of a bounded size where strangers may write", async () => {
  const { world, folder } = await worlds["real"]!();
  await writeFile(join(folder, "plain"), "12345");
  await symlink(join(folder, "plain"), join(folder, "link"));
  await world.disk.makeFolder(join(folder, "inner"));
  expect((await world.disk.readPlain(join(folder, "plain"), 5)).toString()).toBe("12345");
  for (const [name, code] of [
    ["link", "ELOOP"],
    ["inner", "EINVAL"],
    ["nothing", "ENOENT"],
  ])
    await expect(world.disk.readPlain(join(folder, name!), 5)).rejects.toMatchObject({ code });
  await expect(world.disk.readPlain(join(folder, "plain"), 4)).rejects.toMatchObject({ code: "EFBIG" });
});

it.runIf(process.platform === "linux")("opens a pipe to read it without a wait for whoever writes to it", async () => {
  const { world, folder } = await worlds["real"]!();
  execFileSync("mkfifo", [join(folder, "pipe")]);
  const file = await world.disk.open(join(folder, "pipe"), { readOnly: true });
  await expect(file.read(0, 5)).rejects.toMatchObject({ code: "ESPIPE" });
  await file.close();
});

it("makes folders in folders, and says where none can be made", async () => {
  const { world, folder } = await worlds["real"]!();
  await world.disk.makeFolder(`${folder}/a/b/c`, 0o700);
  await world.disk.makeFolder(`${folder}/a/b/c`, 0o700);
  expect((await world.disk.stat(`${folder}/a/b/c`))?.isFolder).toBe(true);
  await writeFile(`${folder}/a/file`, "");
  await expect(world.disk.makeFolder(`${folder}/a/file`)).rejects.toMatchObject({ code: "EEXIST" });
  await expect(world.disk.makeFolder(`${folder}/a/file/below`)).rejects.toMatchObject({ code: "ENOTDIR" });
});

// A folder that is there and takes no children answers ENOENT, which the recursive mkdir of Node repeats for ever.
it.runIf(process.platform === "linux")("gives up where a folder takes no children", async () => {
  await expect(realWorld().disk.makeFolder("/proc/exsh/data")).rejects.toMatchObject({ code: "ENOENT" });
});

describe.each(Object.entries(worlds))("%s disk", (name, make) => {
  it("appends, reads anywhere, truncates and appends where it was cut", async () => {
    const { world, folder } = await make();
    const file = await world.disk.open(`${folder}/a.log`, { create: true });
    await file.append([Buffer.from("hello "), Buffer.alloc(0), Buffer.from("world")]);
    await file.sync();
    expect(await file.size()).toBe(11);
    expect((await file.read(6, 100)).toString()).toBe("world");
    expect((await file.read(11, 5)).length).toBe(0);
    await file.truncate(5);
    await file.append([Buffer.from("!")]);
    await file.close();
    expect((await world.disk.read(`${folder}/a.log`)).toString()).toBe("hello!");
    const again = await world.disk.open(`${folder}/a.log`);
    await again.append(Array.from({ length: 3000 }, (_, index) => Buffer.from(`${index % 10}`)));
    expect(await again.size()).toBe(3006);
    expect((await again.read(3000, 6)).toString()).toBe("456789");
    await again.close();
  });

  it("appends with room for what comes next", async () => {
    const { world, folder } = await make();
    const file = await world.disk.open(`${folder}/a.log`, { create: true, durable: true });
    await file.append([Buffer.from("one")], 10);
    expect((await file.read(0, 100)).toString("latin1")).toBe(`one${"\0".repeat(10)}`);
    await file.append([Buffer.from("two")]);
    expect((await file.read(0, 100)).toString("latin1")).toBe(`onetwo${"\0".repeat(7)}`);
    await file.truncate(3);
    await file.append([Buffer.from("three")]);
    expect((await world.disk.read(`${folder}/a.log`)).toString()).toBe("onethree");
    await file.close();
  });

  it("replaces, lists, renames and removes", async () => {
    const { world, folder } = await make();
    await world.disk.makeFolder(`${folder}/in/side`);
    await world.disk.write(`${folder}/in/b`, "one");
    await world.disk.write(`${folder}/in/b`, "two");
    await world.disk.append(`${folder}/in/a`, "x");
    await world.disk.append(`${folder}/in/a`, "y");
    expect(await world.disk.list(`${folder}/in`)).toEqual(["a", "b", "side"]);
    expect((await world.disk.read(`${folder}/in/b`)).toString()).toBe("two");
    expect((await world.disk.read(`${folder}/in/a`)).toString()).toBe("xy");
    await world.disk.rename(`${folder}/in/a`, `${folder}/in/c`);
    await world.disk.syncFolder(`${folder}/in`);
    await world.disk.remove(`${folder}/in/b`);
    await world.disk.remove(`${folder}/in/b`);
    expect(await world.disk.list(`${folder}/in`)).toEqual(["c", "side"]);
    expect(await world.disk.stat(`${folder}/in/c`)).toMatchObject({ size: 2, isFolder: false });
    expect(await world.disk.stat(`${folder}/in`)).toMatchObject({ isFolder: true });
    await world.disk.removeFolder(`${folder}/in`);
    expect(await world.disk.stat(`${folder}/in`)).toBeUndefined();
    expect(await world.disk.list(`${folder}/in`)).toEqual([]);
    expect((await world.disk.space(folder)).free).toBeGreaterThan(0);
  });

  it("opens a file that may only be read to read it", async () => {
    const { world, folder } = await make();
    await world.disk.write(`${folder}/a`, "abc");
    await world.disk.adjust(`${folder}/a`, { readOnly: true });
    // Root may write it all the same.
    const mayWrite = process.getuid?.() === 0 && name === "real";
    if (!mayWrite) await expect(world.disk.open(`${folder}/a`)).rejects.toMatchObject({ code: "EACCES" });
    const file = await world.disk.open(`${folder}/a`, { readOnly: true });
    expect((await file.read(0, 5)).toString()).toBe("abc");
    await file.close();
  });

  it("tells by code what fails", async () => {
    const { world, folder } = await make();
    await expect(world.disk.open(`${folder}/none`)).rejects.toMatchObject({ code: "ENOENT" });
    await expect(world.disk.read(`${folder}/none`)).rejects.toMatchObject({ code: "ENOENT" });
    await expect(world.disk.write(`${folder}/no/folder`, "x")).rejects.toMatchObject({ code: "ENOENT" });
  });
});

const key = fc.string({ unit: "grapheme", minLength: 1, maxLength: 4 });
const changes = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant("put" as const), key, value: fc.string() }),
    fc.record({ type: fc.constant("del" as const), key }),
  ),
  { maxLength: 8 },
);

describe.each(Object.entries(worlds))("%s database", (_name, make) => {
  it("keeps what batches say, in the order of the bytes, over a closing", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(changes, { maxLength: 5 }), key, key, async (batches, low, high) => {
        const { world, folder } = await make();
        let database = await world.databases.open(`${folder}/db`);
        const model = new Map<string, string>();
        for (const [index, batch] of batches.entries()) {
          await database.batch(batch as DatabaseChange[], { sync: index % 2 === 0 });
          for (const change of batch)
            if (change.type === "put") model.set(change.key, change.value);
            else model.delete(change.key);
        }
        await database.flush();
        expect(await database.verify()).toEqual([]);
        await database.close();
        database = await world.databases.open(`${folder}/db`);
        expect(database.damage).toEqual([]);
        const rows = [...model].sort(([a], [b]) => byBytes(a, b));
        expect(await collect(database.entries({}))).toEqual(rows);
        const inside = rows.filter(([name]) => byBytes(name, low) >= 0 && byBytes(name, high) < 0);
        expect(await collect(database.entries({ gte: low, lt: high }))).toEqual(inside);
        const above = rows.filter(([name]) => byBytes(name, low) > 0);
        expect(await collect(database.entries({ gt: low, reverse: true, limit: 2 }))).toEqual(
          above.reverse().slice(0, 2),
        );
        const names = [...model.keys(), "none at all"];
        expect(await database.getMany(names)).toEqual(names.map((name) => model.get(name)));
        expect(names.map((name) => database.getNow(name))).toEqual(names.map((name) => model.get(name)));
        expect(await database.get("none at all")).toBeUndefined();
        await database.close();
      }),
      { numRuns: 25 },
    );
  });

  it("walks a range as it was, whatever is written meanwhile", async () => {
    const { world, folder } = await make();
    const database = await world.databases.open(`${folder}/db`);
    const put = (name: string, value: string) => ({ type: "put" as const, key: name, value });
    const names = Array.from({ length: 1200 }, (_, index) => `k${String(index).padStart(5, "0")}`);
    await database.batch(
      names.map((name) => put(name, "1")),
      { sync: true },
    );
    const walk = database.entries({});
    expect((await walk.next()).value).toEqual([names[0], "1"]);
    await database.batch([...names.map((name) => put(name, "2")), put("a", "new")], { sync: false });
    const rest = await collect(walk);
    expect(rest.length).toBe(1199);
    expect(new Set(rest.map(([, value]) => value))).toEqual(new Set(["1"]));
    await database.close();
  });

  it("is held by one at a time", async () => {
    const { world, folder } = await make();
    const database = await world.databases.open(`${folder}/db`);
    await expect(world.databases.open(`${folder}/db`)).rejects.toMatchObject({ code: "LEVEL_LOCKED" });
    expect(database.clean).toBe(true);
    await database.close();
    const again = await world.databases.open(`${folder}/db`);
    expect(again.clean).toBe(true);
    await again.close();
  });
});

describe("LevelDB's files", () => {
  /** A store with tables and a log, closed or as a kill leaves it. */
  async function filled(clean: boolean): Promise<string> {
    const { world, folder } = await worlds["real"]!();
    let database = await world.databases.open(`${folder}/db`);
    const rows = (from: number) =>
      Array.from({ length: 300 }, (_, index) => ({
        type: "put" as const,
        key: `key ${from + index}`,
        value: `value ${Math.sin(from + index)}`,
      }));
    await database.batch(rows(0), { sync: true });
    await database.close();
    database = await world.databases.open(`${folder}/db`);
    await database.batch(rows(300), { sync: true });
    await database.batch(rows(600), { sync: true });
    if (clean) await database.close();
    await cp(`${folder}/db`, `${folder}/copy`, { recursive: true });
    if (!clean) await database.close();
    return `${folder}/copy`;
  }

  it.each([
    ["closed cleanly", true],
    ["left by a kill", false],
  ])("%s: whichever byte is flipped, it is said before anything is changed", async (_when, clean) => {
    const world = realWorld();
    const copy = await filled(clean);
    for (const name of (await readdir(copy)).filter((name) =>
      /^(?:CURRENT|MANIFEST-\d+|\d+\.(?:ldb|log))$/.test(name),
    )) {
      const whole = await readFile(join(copy, name));
      const places = [0, 1, 4, 5, 6, 7, whole.length >> 1, whole.length - 30, whole.length - 5, whole.length - 1];
      for (const at of places.filter((place) => place >= 0 && place < whole.length)) {
        const harmed = Buffer.from(whole);
        harmed[at]! ^= 0x10;
        await writeFile(join(copy, name), harmed);
        const before = await readdir(copy);
        const opened = await world.databases.open(copy).then(
          (database) => database.close().then(() => "opened"),
          (error) => error,
        );
        expect(opened, `${name} at ${at}`).toMatchObject({ code: "LEVEL_CORRUPTION" });
        expect(opened.damage[0]).toContain(copy);
        expect(await readdir(copy)).toEqual(before);
      }
      await writeFile(join(copy, name), whole);
    }
    const database = await world.databases.open(copy);
    expect(database.damage).toEqual([]);
    expect(database.clean).toBe(clean);
    expect((await collect(database.entries({}))).length).toBe(900);
    await database.close();
  });

  it("a lost CURRENT does not make an empty database of a full one", async () => {
    const copy = await filled(true);
    await rm(join(copy, "CURRENT"));
    await expect(realWorld().databases.open(copy, { evenDamaged: true })).rejects.toMatchObject({
      code: "LEVEL_CORRUPTION",
    });
  });

  it("opens what can be read when told to, and says what was dropped", async () => {
    const copy = await filled(false);
    const log = (await readdir(copy)).find((name) => name.endsWith(".log"))!;
    const data = await readFile(join(copy, log));
    data[20]! ^= 1;
    await writeFile(join(copy, log), data);
    const database = await realWorld().databases.open(copy, { evenDamaged: true });
    expect(database.damage.length).toBeGreaterThan(0);
    expect((await collect(database.entries({}))).length).toBeLessThan(900);
    await database.close();
  });

  it("a record that the end of the log cuts is no damage", async () => {
    const copy = await filled(false);
    const log = (await readdir(copy)).find((name) => name.endsWith(".log"))!;
    const data = await readFile(join(copy, log));
    await writeFile(join(copy, log), data.subarray(0, data.length - 10));
    const database = await realWorld().databases.open(copy);
    expect(database.damage).toEqual([]);
    expect((await collect(database.entries({}))).length).toBe(600);
    await database.close();
  });

  it("flush makes durable what was not synced", async () => {
    const { world, folder } = await worlds["real"]!();
    const database = await world.databases.open(`${folder}/db`);
    await database.batch([{ type: "put", key: "a", value: "1" }], { sync: false });
    await database.flush();
    await cp(`${folder}/db`, `${folder}/copy`, { recursive: true });
    for (const name of await readdir(`${folder}/copy`))
      if (name.endsWith(".log")) await writeFile(`${folder}/copy/${name}`, "");
    const copy = await world.databases.open(`${folder}/copy`);
    expect(await copy.get("a")).toBe("1");
    await copy.close();
    await database.close();
  });
});
