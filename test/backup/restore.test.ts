// However a restore is broken off, the folder holds the old data or the new, whole; and nobody restores below an owner.
import { expect, test } from "vitest";
import { settle } from "../../src/backup/journal.ts";
import { restore } from "../../src/backup/restore.ts";
import { codeOf } from "../../src/world/errors.ts";
import { type KeepUnsynced, type TestWorld, testWorld } from "../world/world.ts";
import { addBox, backup, data, holdings, message, never, quiet, rooms } from "./house.ts";

/** A backup of one mailbox and its mail; the data has gone on since. */
async function prepared(seed: number): Promise<TestWorld> {
  const world = testWorld({ seed });
  const open = await rooms(world);
  await world.disk.makeFolder("/data/certificates");
  await world.disk.write("/data/certificates/mail.key", "secret");
  await addBox(open.org, "ann");
  for (let n = 0; n < 8; n++) await open.spool.commit(message("ann", `m${n}`));
  await backup(world, open, "/backup/one");
  await addBox(open.org, "bob");
  await open.spool.commit(message("bob", "m8"));
  await open.close();
  return world;
}

test.each(["none", "torn", "all"] as const)(
  "cut off at any operation of the disk (unsynced: %s), the old or the new is there",
  async (keepUnsynced: KeepUnsynced) => {
    const ends = { old: 0, new: 0 };
    for (let at = 0; ; at += keepUnsynced === "torn" ? 1 : 3) {
      let world = await prepared(at + 1);
      const before = world.disk.operations.length;
      world.disk.fault = (_operation, count) => (count - before >= at ? "ECRASHED" : undefined);
      const done = await restore(data, "/backup/one", world, never, quiet).catch(() => undefined);
      if (done !== undefined) {
        world.disk.fault = () => undefined;
        expect((await holdings(world)).boxes).toEqual(["ann"]);
        break;
      }
      world = world.crash({ keepUnsynced });
      // The next start may be cut off as well.
      const again = world.disk.operations.length;
      world.disk.fault = (_operation, count) => (count - again === at % 7 ? "ECRASHED" : undefined);
      const first = await settle(data, world).then(
        () => true,
        () => false,
      );
      if (!first) world = world.crash({ keepUnsynced });
      world.disk.fault = () => undefined;
      await settle(data, world);
      const { boxes, ids } = await holdings(world);
      const isNew = !boxes.includes("bob");
      ends[isNew ? "new" : "old"]++;
      expect(boxes).toEqual(isNew ? ["ann"] : ["ann", "bob"]);
      expect(ids).toHaveLength(isNew ? 8 : 9);
      expect((await world.disk.read("/data/certificates/mail.key")).toString()).toBe("secret");
      expect(await world.disk.list(data)).not.toContain("restore");
      if (isNew) {
        const aside = (await world.disk.list(data)).find((name) => name.startsWith("before-restore-"))!;
        expect((await holdings(world, `${data}/${aside}`)).boxes).toEqual(["ann", "bob"]);
      }
    }
    expect(ends.old).toBeGreaterThan(10);
    expect(ends.new).toBeGreaterThan(3);
  },
);

test("an owner keeps it out, and it keeps an owner out", async () => {
  const world = await prepared(1);
  const open = await rooms(world);
  const refused = await restore(data, "/backup/one", world, never, quiet).catch(codeOf);
  expect(refused).toBe("LEVEL_LOCKED");
  await open.close();
  expect(await world.disk.list(data)).toEqual(["certificates", "mail", "organization"]);
  const seen: string[] = [];
  await restore(data, "/backup/one", world, never, () => {
    if (seen.length === 0) seen.push("looking");
    else return;
    void settle(data, world).catch((error) => seen.push(codeOf(error)));
  });
  expect(seen).toEqual(["looking", "LEVEL_LOCKED"]);
});

test("stopped by the person, it changes nothing; done twice in a second, both are kept", async () => {
  const world = await prepared(1);
  const before = await holdings(world);
  const stopping = new AbortController();
  const reason = new Error("stopped");
  await expect(restore(data, "/backup/one", world, stopping.signal, () => stopping.abort(reason))).rejects.toBe(reason);
  expect(await holdings(world)).toEqual(before);
  const first = await restore(data, "/backup/one", world, never, quiet);
  const second = await restore(data, "/backup/one", world, never, quiet);
  expect(second.aside).toBe(`${first.aside}-2`);
  expect((await holdings(world, first.aside!)).boxes).toEqual(["ann", "bob"]);
});
