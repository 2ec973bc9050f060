// What a killed process leaves beside the tables of a database is no damage; a fault in one of its own tables is.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { realDatabases } from "../../src/world/databases.ts";
import { liveTables } from "../../src/world/manifest.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "exsh-manifest-"));
  const database = await realDatabases().open(folder);
  for (let round = 0; round < 3; round++) {
    const rows = Array.from({ length: 200 }, (_, n) => `key ${round} ${n}`);
    await database.batch(
      rows.map((key) => ({ type: "put", key, value: `value of ${key}` })),
      { sync: true },
    );
    await database.flush();
  }
  await database.close();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const tables = async () => (await readdir(folder)).filter((name) => name.endsWith(".ldb"));
const manifest = async () => {
  const current = (await readFile(join(folder, "CURRENT"), "utf8")).trim();
  return { path: join(folder, current), data: await readFile(join(folder, current)) };
};

test("the MANIFEST lists the tables that are there", async () => {
  const live = liveTables((await manifest()).data);
  expect([...live!].sort()).toEqual((await tables()).map((name) => Number.parseInt(name, 10)).sort());
  expect(live!.size).toBeGreaterThan(0);
});

test("a table that was not finished is no damage, and goes", async () => {
  const before = await tables();
  await writeFile(join(folder, "000099.ldb"), Buffer.from("half a table"));
  const database = await realDatabases().open(folder);
  expect(database.damage).toEqual([]);
  expect(await database.get("key 0 7")).toBe("value of key 0 7");
  await database.close();
  expect(await tables()).not.toContain("000099.ldb");
  expect((await tables()).length).toBeGreaterThanOrEqual(Math.min(before.length, 1));
});

test("a flipped byte in a table that belongs to it is damage", async () => {
  const path = join(folder, (await tables())[0]!);
  const data = await readFile(path);
  data[data.length >> 1]! ^= 0x40;
  await writeFile(path, data);
  await expect(realDatabases().open(folder)).rejects.toMatchObject({ code: "LEVEL_CORRUPTION" });
});

test("a MANIFEST that makes no sense lists nothing", async () => {
  expect(liveTables(Buffer.from([1, 2, 3, 4, 2, 0, 1, 99, 99]))).toBeUndefined();
  expect([...liveTables(Buffer.alloc(0))!]).toEqual([]);
});
