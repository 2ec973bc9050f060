// Backups hold one moment, whole, while everything goes on; what is damaged or does not fit is refused before anything is changed.
import { describe, expect, test } from "vitest";
import { readManifest } from "../../src/backup/manifest.ts";
import { restore } from "../../src/backup/restore.ts";
import { testWorld } from "../world/world.ts";
import { addBox, backup, data, holdings, message, never, queued, quiet, rooms } from "./house.ts";

const bring = (world: ReturnType<typeof testWorld>, path: string) => restore(data, path, world, never, quiet);

describe("a backup", () => {
  test("holds what was acknowledged before it began, and nothing half, while commits and collection go on", async () => {
    const world = testWorld();
    const open = await rooms(world);
    await addBox(open.org, "ann");
    for (let n = 0; n < 60; n++) await open.spool.commit(message("ann", `before${n}`));
    await open.spool.commit(queued("waiting"));
    for (let n = 0; n < 40; n++)
      await open.spool.commit({ deletes: [`box/ann/message/before${n}`, `ref/before${n}/box-ann-before${n}`] });
    // Mailboxes and their mail come in pairs: a message without its mailbox would be a torn moment.
    let stop = false;
    const busy = (async () => {
      for (let n = 0; !stop; n++) {
        await addBox(open.org, `late${n}`);
        await open.spool.commit(message(`late${n}`, `mail${n}`));
        if (n % 3 === 0) await open.spool.collect();
      }
    })();
    const manifest = await backup(world, open, "/backup/one");
    stop = true;
    await busy;
    expect(await open.spool.verify()).toEqual([]);
    await open.close();

    const after = await holdings(world);
    expect(after.ids).toContain("mail0");
    const { counts, aside } = await bring(world, "/backup/one");
    expect(counts).toEqual(manifest.counts);
    expect(aside).toBe("/data/before-restore-20260302T090000Z");
    const found = await holdings(world);
    for (let n = 40; n < 60; n++) expect(found.ids).toContain(`before${n}`);
    expect(found.ids).toContain("waiting");
    expect(found.ids).not.toContain("before0");
    for (const id of found.ids.filter((one) => one.startsWith("mail")))
      expect(found.boxes).toContain(id.replace("mail", "late"));
    // What was there stays, whole.
    expect(await holdings(world, aside!)).toEqual(after);
  });

  test("counts objects by class, messages and queues, and says the hash of each file", async () => {
    const world = testWorld();
    const open = await rooms(world);
    for (const name of ["ann", "bob"]) await addBox(open.org, name);
    for (const id of ["a1", "a2"]) await open.spool.commit(message("ann", id));
    await open.spool.commit(message("bob", "b1"));
    await open.spool.commit(queued("q1"));
    const manifest = await backup(world, open, "/backup/one");
    expect(manifest.counts).toMatchObject({ objects: { Mailbox: 2 }, mailboxes: 2, messages: 3, queued: 1 });
    expect(manifest.files.map(({ name }) => name)).toEqual(["organization.jsonl", "mail/log/0000000001.log"]);
    expect(await readManifest("/backup/one", world.disk)).toEqual(manifest);
    await open.close();
  });

  test("keeps no file of the log longer than it needs it", async () => {
    const world = testWorld();
    const open = await rooms(world);
    for (let n = 0; n < 60; n++) await open.spool.commit(message("ann", `m${n}`));
    const moment = await open.spool.moment(["box/"]);
    for (let n = 0; n < 60; n++)
      await open.spool.commit({ deletes: [`box/ann/message/m${n}`, `ref/m${n}/box-ann-m${n}`] });
    await open.spool.collect();
    const [first] = moment.files;
    expect((await moment.read(first!.name, 0, 8)).toString()).toBe("EXSHLOG\n");
    expect(await world.disk.list("/data/mail/log")).toContain(first!.name);
    const keys: string[] = [];
    for await (const key of moment.keys) keys.push(key);
    expect(keys).toHaveLength(60);
    await moment.release();
    expect(await world.disk.list("/data/mail/log")).not.toContain(first!.name);
    await open.close();
  });

  test("takes the certificates along", async () => {
    const world = testWorld();
    const open = await rooms(world);
    await world.disk.makeFolder("/data/certificates");
    await world.disk.write("/data/certificates/mail.key", "secret");
    await backup(world, open, "/backup/one");
    await open.close();
    await world.disk.write("/data/certificates/other.key", "newer");
    const { aside } = await bring(world, "/backup/one");
    expect(await world.disk.list("/data/certificates")).toEqual(["mail.key"]);
    expect(await world.disk.list(`${aside}/certificates`)).toEqual(["mail.key", "other.key"]);
  });

  test("is refused where something is, or where it has no room, and leaves nothing", async () => {
    const world = testWorld();
    const open = await rooms(world);
    await world.disk.makeFolder("/backup/full");
    await world.disk.write("/backup/full/file", "mine");
    await expect(backup(world, open, "/backup/full")).rejects.toMatchObject({ id: "BackupTargetNotEmpty" });
    await expect(backup(world, open, "/backup/full/file")).rejects.toMatchObject({ id: "BackupTargetNotEmpty" });
    world.disk.capacity = 2 ** 20;
    await expect(backup(world, open, "/backup/none")).rejects.toMatchObject({ id: "NotEnoughSpace" });
    world.disk.capacity = Number.POSITIVE_INFINITY;
    world.disk.fault = ({ kind, path }) =>
      kind === "append" && path.includes("/organization.jsonl") ? "ENOSPC" : undefined;
    await expect(backup(world, open, "/backup/none")).rejects.toThrow("the disk is full");
    world.disk.fault = () => undefined;
    expect(await world.disk.list("/backup")).toEqual(["full"]);
    await open.spool.commit(message("ann", "still"));
    await backup(world, open, "/backup/none");
    await open.close();
  });

  test("that reads back as something else is no backup", async () => {
    const world = testWorld();
    const open = await rooms(world);
    await open.spool.commit(message("ann", "a1"));
    let harmed = "";
    world.disk.fault = ({ kind, path }) => {
      if (kind === "syncFolder" || !path.endsWith(".log") || !path.includes("partial") || harmed !== "")
        return undefined;
      if (kind !== "read") return undefined;
      harmed = path;
      world.disk.harm(path, (bytes) => {
        bytes[bytes.length - 1]! ^= 1;
        return bytes;
      });
      return undefined;
    };
    await expect(backup(world, open, "/backup/one")).rejects.toMatchObject({ id: "BackupNotVerified" });
    expect(harmed).not.toBe("");
    expect(await world.disk.list("/backup")).toEqual([]);
    await open.close();
  });
});

describe("a damaged backup is refused, and named is what is damaged:", () => {
  test.each([
    ["a changed byte of the log", "mail/log/0000000001.log", (bytes: Buffer) => flipped(bytes, bytes.length - 3)],
    ["a log that was cut", "mail/log/0000000001.log", (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
    ["a changed byte of the rows", "organization.jsonl", (bytes: Buffer) => flipped(bytes, 99)],
    [
      "a changed count",
      "manifest.json",
      (bytes: Buffer) => Buffer.from(bytes.toString().replace('"messages": 1', '"messages": 2')),
    ],
    [
      "a name that leads elsewhere",
      "manifest.json",
      (bytes: Buffer) => Buffer.from(bytes.toString().replace("organization.jsonl", "../secret")),
    ],
    ["no JSON", "manifest.json", () => Buffer.from("{")],
  ])("%s", async (_what, file, change) => {
    const world = testWorld();
    const open = await rooms(world);
    await open.spool.commit(message("ann", "a1"));
    await backup(world, open, "/backup/one");
    await open.close();
    const before = await holdings(world);
    world.disk.harm(`/backup/one/${file}`, change);
    await expect(bring(world, "/backup/one")).rejects.toMatchObject({
      id: "BackupDamaged",
      target: `/backup/one/${file}`,
    });
    expect(await holdings(world)).toEqual(before);
    expect(await world.disk.list(data)).toEqual(["mail", "organization"]);
  });

  test("a file that is missing", async () => {
    const world = testWorld();
    const open = await rooms(world);
    await backup(world, open, "/backup/one");
    await open.close();
    await world.disk.remove("/backup/one/organization.jsonl");
    await expect(bring(world, "/backup/one")).rejects.toThrow("/backup/one/organization.jsonl is missing");
  });

  test("one of a newer format, and a folder that is none", async () => {
    const world = testWorld();
    await world.disk.makeFolder("/backup/one");
    await expect(bring(world, "/backup/one")).rejects.toMatchObject({ id: "BackupNotFound" });
    await world.disk.write("/backup/one/manifest.json", JSON.stringify({ format: 99 }));
    await expect(bring(world, "/backup/one")).rejects.toMatchObject({ id: "BackupNewer" });
  });
});

const flipped = (bytes: Buffer, at: number): Buffer => {
  bytes[at]! ^= 1;
  return bytes;
};
