// Data of an older version becomes that of today, however often that is broken off; data of a newer one is left alone.
import { describe, expect, test } from "vitest";
import { restore } from "../../src/backup/restore.ts";
import { backUpBefore, bringUpToDate, isOlder, openStores, type Steps } from "../../src/backup/stores.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { openOrganization } from "../../src/org/store/store.ts";
import { openSpool } from "../../src/spool/spool.ts";
import type { Json } from "../../src/values/type.ts";
import { collect } from "../org/organization.ts";
import { type KeepUnsynced, type TestWorld, testWorld } from "../world/world.ts";
import { addBox, backup, data, fileSize, holdings, message, never, queued, quiet, rooms } from "./house.ts";

/** Two made-up versions beyond that of today: a property is renamed and then gets a prefix; rows change value and key. */
const steps: Steps = {
  organization: [
    {
      to: 2,
      object: (row) =>
        row.c === "Mailbox" && row.p["Office"] === undefined
          ? { ...row, p: { ...row.p, Office: row.p["Alias"] as Json } }
          : row,
    },
    {
      to: 3,
      object: (row) =>
        row.c === "Mailbox" && !String(row.p["Office"]).startsWith("Room ")
          ? { ...row, p: { ...row.p, Office: `Room ${row.p["Office"]}` } }
          : row,
    },
  ],
  mail: [
    { to: 2, row: (key, value) => [[key, key.startsWith("box/") ? { ...(value as object), flag: true } : value]] },
    { to: 3, row: (key, value) => [[key.replace(/^queue\/mail\//, "queue/post/"), value]] },
  ],
};

async function older(seed = 1): Promise<TestWorld> {
  const world = testWorld({ seed });
  const open = await rooms(world);
  for (const name of ["ann", "bob"]) await addBox(open.org, name);
  for (let n = 0; n < 5; n++) await open.spool.commit(message("ann", `m${n}`));
  await open.spool.commit(queued("q1"));
  await open.close();
  return world;
}

async function seen(world: TestWorld) {
  const org = await openOrganization(`${data}/organization`, world);
  const offices = (await collect(org.all(Mailbox))).map(({ Office }) => Office);
  const faults = [...(await org.verify())];
  await org.close();
  const spool = await openSpool(`${data}/mail`, world, { fileSize, schema: 3 });
  const keys: string[] = [];
  for await (const [key, value] of spool.entries({})) {
    if (key.startsWith("box/")) expect(value).toMatchObject({ flag: true });
    if (!key.startsWith("content/") && !key.startsWith("spool/")) keys.push(key);
  }
  const { schema } = spool;
  faults.push(...(await spool.verify()));
  await spool.close();
  return { offices, faults, keys, schema };
}

async function upgrade(world: TestWorld): Promise<void> {
  const stores = await openStores(data, world, steps);
  try {
    if (isOlder(stores, steps)) await bringUpToDate(stores, world, steps);
  } finally {
    await stores.spool.close().catch(quiet);
    await stores.driver.close().catch(quiet);
  }
}

describe("older data", () => {
  test("is copied, and becomes that of today, step by step", async () => {
    const world = await older();
    const stores = await openStores(data, world, steps);
    expect(stores.schema).toEqual({ organization: 1, mail: 1 });
    const path = await backUpBefore(stores, data, world, "0.1.0", quiet);
    expect(path).toBe("/data/backups/before-upgrade-from-1.1-20260302T090000Z");
    await bringUpToDate(stores, world, steps);
    await stores.spool.close();
    await stores.driver.close();
    const found = await seen(world);
    expect(found).toMatchObject({ offices: ["Room ann", "Room bob"], faults: [], schema: 3 });
    expect(found.keys).toContain("queue/post/q1");
    expect(found.keys.some((key) => key.startsWith("queue/mail/") || key.startsWith("upgrade/"))).toBe(false);
    const again = await openStores(data, world, steps);
    expect(isOlder(again, steps)).toBe(false);
    await again.spool.close();
    await again.driver.close();
    // This exsh knows version 1 alone: the upgraded data is newer, and the copy brings it back.
    const before = await world.disk.list(`${data}/mail/log`);
    await expect(openStores(data, world)).rejects.toMatchObject({ id: "SpoolNewer" });
    expect(await world.disk.list(`${data}/mail/log`)).toEqual(before);
    await restore(data, path, world, never, quiet);
    expect((await holdings(world)).boxes).toEqual(["ann", "bob"]);
    const back = await openStores(data, world);
    expect(back.schema).toEqual({ organization: 1, mail: 1 });
    await back.spool.close();
    await back.driver.close();
  });

  test("is upgraded once, wherever that is broken off", async () => {
    const clean = await older();
    await upgrade(clean);
    const wanted = await seen(clean);
    let broken = 0;
    for (const keepUnsynced of ["none", "torn", "all"] as const satisfies readonly KeepUnsynced[])
      for (let at = 0; ; at += keepUnsynced === "torn" ? 1 : 3) {
        let world = await older(at + 1);
        const before = world.disk.operations.length;
        let batches = 0;
        // Every other life ends in a commit of the database, the others at the disk of the log.
        if (at % 2 === 0)
          world.disk.fault = (_operation, count) => (count - before >= at >> 1 ? "ECRASHED" : undefined);
        else world.databases.fault = () => (batches++ >= at >> 1 ? "EIO" : undefined);
        const whole = await upgrade(world).then(
          () => true,
          () => false,
        );
        world.disk.fault = () => undefined;
        world.databases.fault = () => undefined;
        if (!whole) world = world.crash({ keepUnsynced });
        if (!whole) broken++;
        await upgrade(world);
        expect(await seen(world)).toEqual(wanted);
        if (whole && at > 60) break;
        expect(at).toBeLessThan(400);
      }
    expect(broken).toBeGreaterThan(40);
  });

  test("comes with an older backup, too", async () => {
    const world = await older();
    const open = await rooms(world);
    await backup(world, open, "/backup/one");
    await open.close();
    const { manifest, counts } = await restore(data, "/backup/one", world, never, quiet);
    expect(manifest.schema).toEqual({ organization: 1, mail: 1 });
    expect(counts.messages).toBe(5);
  });
});

describe("data of a newer version", () => {
  test("of the organization is refused in words, and untouched", async () => {
    const world = await older();
    const database = await world.databases.open(`${data}/organization`);
    await database.batch([{ type: "put", key: "meta/schema", value: "7" }], { sync: true });
    await database.close();
    const refused = openStores(data, world);
    await expect(refused).rejects.toMatchObject({ id: "OrganizationStoreNewer" });
    await expect(refused).rejects.toThrow("is of version 7, and this exsh knows version 1 at most. Use the newer exsh");
    // Closed again: whoever knows it may open it.
    await (await world.databases.open(`${data}/organization`)).close();
  });

  test("in a backup is refused, too", async () => {
    const world = await older();
    const open = await rooms(world);
    await backup(world, open, "/backup/one");
    await open.close();
    const { printManifest, readManifest } = await import("../../src/backup/manifest.ts");
    const manifest = await readManifest("/backup/one", world.disk);
    const newer = { ...manifest, schema: { organization: 1, mail: 2 } };
    await world.disk.write("/backup/one/manifest.json", printManifest(newer));
    await expect(restore(data, "/backup/one", world, never, quiet)).rejects.toMatchObject({ id: "BackupNewer" });
  });
});
