// Organizations that an older version founded: what they lack comes at opening, in one change, and not again.
import { expect, test } from "vitest";
import { AddressList } from "../../src/org/classes/AddressList.ts";
import { GlobalAddressList } from "../../src/org/classes/GlobalAddressList.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { completeOrganization } from "../../src/org/founding.ts";
import { collect, type Sample, sampleOrganization } from "./organization.ts";

/** An organization as it was founded before there were address lists and arbitration mailboxes. */
async function older(): Promise<Sample> {
  const sample = await sampleOrganization();
  await sample.org.change(async (tx) => {
    for await (const list of tx.all([AddressList, GlobalAddressList])) await tx.remove(list);
  });
  return sample;
}

const identities = async ({ org }: Sample) =>
  (await collect(org.all([AddressList, GlobalAddressList]))).map((one) => one.Identity).sort();

const founded = ["\\All Contacts", "\\All Distribution Lists", "\\All Rooms", "\\All Users"];
const whole = "\\Default Global Address List";

test("an older organization gets lists and an arbitration mailbox in one change, and only once", async () => {
  const sample = await older();
  const { org, world } = sample;
  const before = org.snapshot().version;
  await completeOrganization(org, world);
  expect(await identities(sample)).toEqual([...founded, whole]);
  const [mailbox] = await collect(org.all(Mailbox));
  expect(org.snapshot().organization.DefaultArbitrationMailbox?.guid).toBe(mailbox!.Guid);
  const entries = await collect(org.history(before + 1));
  expect(entries).toHaveLength(1);
  await completeOrganization(org, world);
  expect(await collect(org.history(before + 1))).toHaveLength(1);
  expect(await org.verify()).toEqual([]);
});

test("lists of the same names stay as they are, and those that were removed stay away", async () => {
  const sample = await older();
  const { org, world } = sample;
  await org.change(async (tx) => {
    await tx.add(AddressList, { Name: "all rooms", RecipientFilter: "Office -eq 'Vienna'" });
    await tx.add(AddressList, { Name: "All Users", Container: "\\all rooms" });
    await tx.add(GlobalAddressList, { Name: "Default Global Address List" });
  });
  await completeOrganization(org, world);
  expect(await identities(sample)).toEqual(
    [
      "\\All Contacts",
      "\\All Distribution Lists",
      "\\All Users",
      whole,
      "\\all rooms",
      "\\all rooms\\All Users",
    ].sort(),
  );
  expect((await org.find(AddressList, "\\all rooms")).RecipientFilter).toBe("Office -eq 'Vienna'");
  expect((await org.find(GlobalAddressList, whole)).IsDefaultGlobalAddressList).toBe(true);
  await org.change(async (tx) => tx.remove(await tx.find(AddressList, "\\All Contacts")));
  await completeOrganization(org, world);
  expect(await identities(sample)).not.toContain("\\All Contacts");
});

test("a new organization lacks the arbitration mailbox alone", async () => {
  const { org, world } = await sampleOrganization();
  const before = org.snapshot().version;
  await completeOrganization(org, world);
  const [entry, ...more] = await collect(org.history(before + 1));
  expect(more).toEqual([]);
  expect(new Set(entry!.changes.map((one) => one.class))).toEqual(new Set(["Mailbox", "OrganizationConfig"]));
});
