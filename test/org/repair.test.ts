// Whatever becomes of what follows from the objects, a repair makes it anew, and says so.
import fc from "fast-check";
import { expect, test } from "vitest";
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { Reference } from "../../src/org/reference.ts";
import { openOrganization } from "../../src/org/store/store.ts";
import type { TestWorld } from "../world/world.ts";
import { addMailbox, collect, folder, sampleOrganization } from "./organization.ts";

async function filled(): Promise<TestWorld> {
  const { org, world } = await sampleOrganization();
  await org.change(async (tx) => {
    const group = await tx.add(DistributionGroup, {
      Name: "All",
      Alias: "all",
      OrganizationalUnit: "contoso.com/Users",
      EmailAddresses: ["SMTP:all@contoso.com"],
    });
    for (const alias of ["ann", "bob", "cat"]) {
      const one = await addMailbox(tx, alias, { Department: "Sales", FirstName: alias });
      await tx.link(group, one);
    }
    await tx.set(await tx.find(Mailbox, "ann"), { ForwardingAddress: Reference.to(await tx.find(Mailbox, "bob")) });
  });
  await org.close();
  return world;
}

/** Every key with its value, beside the history and what a repair may add to it. */
async function contents(world: TestWorld): Promise<Map<string, string>> {
  const database = await world.databases.open(folder);
  const all = new Map<string, string>();
  for await (const [key, value] of database.entries({ gte: "i/", lt: "z" })) all.set(key, value);
  await database.close();
  return all;
}

const isDerived = (key: string) => /^[nuirmw]\//.test(key);

test("keys that were lost, changed or added are as they were", async () => {
  const world = await filled();
  const before = await contents(world);
  const keys = [...before.keys()].filter(isDerived);
  // A membership that is lost on both sides is lost: nothing else tells of it.
  const sides = keys.filter((key) => /^m\//.test(key));
  const damage = fc.record({
    lost: fc.uniqueArray(fc.constantFrom(...keys.filter((key) => !/^w\//.test(key))), { minLength: 1, maxLength: 12 }),
    strays: fc.uniqueArray(
      fc.constantFrom(
        "i/Alias\x00zoe\x00",
        "n/Mailbox\x00zoe\x00",
        "u/Address\x00smtp:zoe@contoso.com",
        "i/Alias\x00ann\x00",
      ),
    ),
  });
  expect(sides).toHaveLength(3);
  const nobody = "99999999-9999-4999-8999-999999999999";
  await fc.assert(
    fc.asyncProperty(damage, async ({ lost, strays }) => {
      const database = await world.databases.open(folder);
      await database.batch(
        [
          ...lost.map((key) => ({ type: "del", key }) as const),
          ...strays.map((key) =>
            key.startsWith("u/")
              ? ({ type: "put", key, value: nobody } as const)
              : ({ type: "put", key: key + nobody, value: "" } as const),
          ),
        ],
        { sync: true },
      );
      await database.close();
      // Without the names of settings the store would seem empty of them; what is opened is looked at all the same.
      const org = await openOrganization(folder, world);
      expect((await org.verify()).length).toBeGreaterThan(0);
      const done = await org.repair();
      expect(done.length).toBeGreaterThanOrEqual(lost.length + strays.length);
      expect(await org.verify()).toEqual([]);
      expect(await org.repair()).toEqual([]);
      expect((await org.resolve("ann@contoso.com"))?.Name).toBe("ann");
      expect(org.snapshot().acceptedDomains).toHaveLength(1);
      await org.close();
      expect(await contents(world)).toEqual(before);
    }),
    { numRuns: 40 },
  );
});

test("a reference to an object that is gone is taken out", async () => {
  const world = await filled();
  const database = await world.databases.open(folder);
  const first = await openedFor(world, database);
  const { org, bob } = first;
  expect((await org.verify()).join("\n")).toContain(`points to ${bob}, which is gone.`);
  expect((await org.repair()).join("\n")).toMatch(/ForwardingAddress of contoso\.com\/Users\/ann pointed to /);
  expect((await org.find(Mailbox, "ann")).ForwardingAddress).toBeNull();
  expect((await collect(org.members((await org.find(DistributionGroup, "all")).Guid))).map((one) => one.Name)).toEqual(
    expect.arrayContaining(["ann", "cat"]),
  );
  // That an object is gone without a change that removed it cannot be mended, and is said.
  expect(await org.verify()).toEqual([`object ${bob} is missing.`]);
});

async function openedFor(world: TestWorld, database: Awaited<ReturnType<TestWorld["databases"]["open"]>>) {
  let bob = "";
  for await (const [key, value] of database.entries({ gte: "o/", lt: "p" })) {
    if (value.includes('"Name":"bob"')) bob = key.slice(2);
  }
  await database.batch([{ type: "del", key: `o/${bob}` }], { sync: true });
  await database.close();
  return { org: await openOrganization(folder, world), bob };
}

test("indexes that an older exsh did not keep are made at opening", async () => {
  const world = await filled();
  const before = await contents(world);
  const database = await world.databases.open(folder);
  const lost = [...before.keys()].filter((key) => key.startsWith("i/Department"));
  expect(lost).toHaveLength(3);
  await database.batch(
    [{ type: "put", key: "meta/indexes", value: "old" }, ...lost.map((key) => ({ type: "del", key }) as const)],
    {
      sync: true,
    },
  );
  await database.close();
  const org = await openOrganization(folder, world);
  expect(await collect(org.query(Mailbox, { filters: ["Department -eq 'Sales'"] }))).toHaveLength(3);
  await org.close();
  expect(await contents(world)).toEqual(before);
});
