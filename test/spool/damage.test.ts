// Copies of a real spool and of real LevelDB folders, harmed file by file: cut, emptied, taken away, one bit turned. What
// was acknowledged is there whole, or the damage is said; never less without a word, and never other bytes.
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSpool, refKey, type Spool } from "../../src/spool/spool.ts";
import { realWorld } from "../../src/world/real.ts";

const world = realWorld();
const fileSize = 8000;
const bodyOf = (number: number) => Buffer.from(`body ${number} `.repeat(60 + number));
const kept = Array.from({ length: 40 }, (_, number) => number).filter((number) => number % 4 !== 0);
let folder: string;

type Harm = (data: Buffer) => Buffer | undefined;
const turned =
  (at: (length: number) => number): Harm =>
  (data) => {
    data[at(data.length)]! ^= 0x20;
    return data;
  };
const harms: Readonly<Record<string, Harm>> = {
  "taken away": () => undefined,
  emptied: () => Buffer.alloc(0),
  "cut to half": (data) => data.subarray(0, data.length >> 1),
  "cut by one byte": (data) => data.subarray(0, -1),
  "turned at its begin": turned(() => 1),
  "turned in its middle": turned((length) => length >> 1),
  "turned near its end": turned((length) => length - 6),
};

/** A spool with files of all kinds, as a kill leaves it and as a clean end does. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "exsh-damage-"));
  const fill = async (spool: Spool, from: number, to: number) => {
    for (let number = from; number < to; number++)
      await spool.commit({
        puts: { [`queue/m${number}`]: { number }, [refKey(`m${number}`, "queue")]: null },
        bodies: [{ id: `m${number}`, data: bodyOf(number) }],
      });
    for (let number = from; number < to; number += 4)
      await spool.commit({ deletes: [`queue/m${number}`, refKey(`m${number}`, "queue")] });
  };
  const path = join(folder, "spool");
  const first = await openSpool(path, world, { fileSize });
  await fill(first, 0, 20);
  await first.close();
  const spool = await openSpool(path, world, { fileSize });
  await fill(spool, 20, 40);
  // A walk writes what the index holds back: in the second before that, the end of the log has nobody to vouch for it.
  for await (const _ of spool.entries({ gte: "queue/", lt: "queue/a" })) break;
  await cp(path, join(folder, "killed"), { recursive: true });
  await spool.close();
  await cp(path, join(folder, "closed"), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Opens a copy after each harm to each of its files below `inside` and looks. */
async function each(
  copy: "killed" | "closed",
  inside: string,
  look: (spool: Spool, what: string) => Promise<void>,
): Promise<Set<string>> {
  const kinds = new Set<string>();
  const names = (await readdir(join(folder, copy, inside))).filter((name) => !/^(?:LOCK|LOG.*)$/.test(name));
  for (const name of names)
    for (const [how, harm] of Object.entries(harms)) {
      const path = join(folder, "harmed");
      await rm(path, { recursive: true, force: true });
      await cp(join(folder, copy), path, { recursive: true });
      const file = join(path, inside, name);
      const data = await readFile(file);
      if (data.length < 7) continue;
      const harmed = harm(data);
      await (harmed === undefined ? rm(file) : writeFile(file, harmed));
      const what = `${copy}: ${name} ${how}`;
      const spool = await openSpool(path, world, { fileSize });
      try {
        await look(spool, what);
        // It goes on.
        await spool.commit({ puts: { [refKey("new", "queue")]: null }, bodies: [{ id: "new", data: bodyOf(1) }] });
        expect((await spool.body("new")).equals(bodyOf(1)), what).toBe(true);
      } finally {
        await spool.close();
      }
      kinds.add(name.replace(/[\d-]+/, "").replace(/^\./, ""));
    }
  return kinds;
}

async function lostIn(spool: Spool, what: string): Promise<number[]> {
  const lost: number[] = [];
  for (const number of kept) {
    const row = await spool.get(`queue/m${number}`);
    const body = await spool.body(`m${number}`).catch((error: Error) => error);
    // A body is right or an error: never other bytes.
    if (Buffer.isBuffer(body)) expect(body.equals(bodyOf(number)), what).toBe(true);
    if (row === undefined || !Buffer.isBuffer(body)) lost.push(number);
  }
  return lost;
}

describe.each(["killed", "closed"] as const)("of a spool that was %s", (copy) => {
  test("any file of the index may be harmed: the log makes it anew, and nothing is lost", async () => {
    let said = 0;
    const kinds = await each(copy, "index", async (spool, what) => {
      expect(await lostIn(spool, what), what).toEqual([]);
      for (let number = 0; number < 40; number += 4)
        expect(await spool.get(`queue/m${number}`), `${what}: what was removed`).toBeUndefined();
      expect(await spool.verify(), what).toEqual([]);
      if (spool.facts.damage.length > 0) said++;
    });
    expect([...kinds]).toEqual(expect.arrayContaining(["CURRENT", "MANIFEST", "ldb", "log"]));
    expect(said).toBeGreaterThan(10);
  });

  test("any file of the log may be harmed: what is missing is said", async () => {
    let less = 0;
    await each(copy, "log", async (spool, what) => {
      const lost = await lostIn(spool, what);
      const said = [...spool.facts.damage, ...(await spool.verify())];
      if (lost.length > 0) expect(said, `${what}, without ${lost.join()}`).not.toEqual([]);
      if (lost.length > 0) less++;
    });
    expect(less).toBeGreaterThan(5);
  });
});

test("a database that was closed and then harmed is refused, or has all that it had", async () => {
  const names = (await readdir(join(folder, "closed", "index"))).filter((name) => !/^(?:LOCK|LOG.*)$/.test(name));
  const rowsOf = async (path: string) => {
    const database = await world.databases.open(path);
    const rows: string[] = [];
    for await (const [key, value] of database.entries({})) rows.push(`${key}=${value}`);
    await database.close();
    return rows;
  };
  const whole = join(folder, "whole");
  await cp(join(folder, "closed", "index"), whole, { recursive: true });
  const rows = await rowsOf(whole);
  let refused = 0;
  for (const name of names)
    for (const [how, harm] of Object.entries(harms)) {
      const path = join(folder, "harmed");
      await rm(path, { recursive: true, force: true });
      await cp(join(folder, "closed", "index"), path, { recursive: true });
      const data = await readFile(join(path, name));
      if (data.length < 7) continue;
      const harmed = harm(data);
      await (harmed === undefined ? rm(join(path, name)) : writeFile(join(path, name), harmed));
      const found = await rowsOf(path).catch((error: Error) => error);
      if (found instanceof Error) {
        refused++;
        expect(found, `${name} ${how}`).toMatchObject({ code: "LEVEL_CORRUPTION" });
        expect(found.message).toContain(path);
      } else expect(found, `${name} ${how}`).toEqual(rows);
    }
  expect(refused).toBeGreaterThan(10);
});
