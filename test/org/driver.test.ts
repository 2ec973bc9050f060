// The contract of drivers, held by LevelDB and by the database of the tests: guarded, whole and durable commits.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { type Driver, databaseDriver } from "../../src/org/store/driver.ts";
import { realWorld } from "../../src/world/real.ts";
import { testWorld } from "../world/world.ts";
import { collect } from "./organization.ts";

const folders: string[] = [];
const makers: Record<string, () => Promise<Driver>> = {
  async leveldb() {
    const folder = await mkdtemp(join(tmpdir(), "exsh-driver-"));
    folders.push(folder);
    return databaseDriver(folder, realWorld());
  },
  memory: () => databaseDriver("/data/organization", testWorld()),
};

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const put = (key: string, value: string) => ({ type: "put", key, value }) as const;

describe.each(Object.entries(makers))("the %s driver", (_name, make) => {
  test("commits under a guard, all or nothing", async () => {
    const driver = await make();
    await driver.commit([put("head", "1"), put("a", "x")], { key: "head", value: undefined });
    await driver.commit([put("head", "2"), put("b", "y")], { key: "head", value: "1" });
    await expect(driver.commit([put("head", "2"), put("c", "z")], { key: "head", value: "1" })).rejects.toMatchObject({
      code: "ECONFLICT",
    });
    expect(await driver.get(["a", "b", "c", "head"])).toEqual(["x", "y", undefined, "2"]);
    await driver.commit([{ type: "del", key: "a" }, put("head", "3")], { key: "head", value: "2" });
    expect(await driver.get(["a"])).toEqual([undefined]);
    await driver.close();
  });

  test("walks ranges in the order of UTF-8 bytes", async () => {
    const driver = await make();
    const keys = ["k/a", "k/\u{1f600}", "k/\uffee", "k/z", "l/a", "k/\x00"];
    await driver.commit(
      keys.map((key) => put(key, key)),
      { key: "head", value: undefined },
    );
    const walked = (await collect(driver.range({ gte: "k/", lt: "k/\u{10ffff}" }))).map(([key]) => key);
    expect(walked).toEqual(["k/\x00", "k/a", "k/z", "k/\uffee", "k/\u{1f600}"]);
    await driver.close();
  });

  test("tells of commits until asked to stop", async () => {
    const driver = await make();
    let told = 0;
    const stop = driver.watch(() => told++);
    await driver.commit([put("head", "1")], { key: "head", value: undefined });
    stop();
    await driver.commit([put("head", "2")], { key: "head", value: "1" });
    expect(told).toBe(1);
    expect(await driver.verify()).toEqual([]);
    await driver.close();
  });

  test("reads many values as it reads few", async () => {
    const driver = await make();
    const rows = Array.from({ length: 40 }, (_, n) => [`key${n}`, `value${n}`] as const);
    await driver.commit(
      rows.map(([key, value]) => put(key, value)),
      { key: "head", value: undefined },
    );
    expect(await driver.get([...rows.map(([key]) => key), "none"])).toEqual([
      ...rows.map(([, value]) => value),
      undefined,
    ]);
    await driver.close();
  });
});

test("after a failed write the database is opened anew, and the guard tells what is there", async () => {
  const world = testWorld();
  const driver = await databaseDriver("/data/organization", world);
  await driver.commit([put("head", "1")], { key: "head", value: undefined });
  world.databases.fault = () => "EIO";
  await expect(driver.commit([put("head", "2")], { key: "head", value: "1" })).rejects.toMatchObject({ code: "EIO" });
  world.databases.fault = () => undefined;
  expect(await driver.get(["head"])).toEqual(["1"]);
  await driver.commit([put("head", "2")], { key: "head", value: "1" });
  expect(await driver.get(["head"])).toEqual(["2"]);
});
