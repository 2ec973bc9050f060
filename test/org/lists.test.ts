// Dynamic groups, address lists and updates of policies: whom a filter takes in, when, and how far an update has come.
import { beforeEach, describe, expect, test } from "vitest";
import type { Context, Progress } from "../../src/command/context.ts";
import { AddressList } from "../../src/org/classes/AddressList.ts";
import { DynamicDistributionGroup } from "../../src/org/classes/DynamicDistributionGroup.ts";
import { EmailAddressPolicy } from "../../src/org/classes/EmailAddressPolicy.ts";
import { GlobalAddressList } from "../../src/org/classes/GlobalAddressList.ts";
import { memberGuidsOf, membersOf } from "../../src/org/filtered.ts";
import { shownBy } from "../../src/org/lists.ts";
import { updateRecipients } from "../../src/org/policyupdate.ts";
import { openOrganization } from "../../src/org/store/store.ts";
import { directoryOf } from "../../src/transport/categorizer/directory.ts";
import { type Bench, bench } from "./cmdlets.ts";
import { addMailbox, collect, folder, sampleOrganization } from "./organization.ts";

let at: Bench;
const one = async (name: string, given: Record<string, unknown> = {}) => (await at.get(name, given))[0];
const names = (list: readonly { readonly Name: string }[]) =>
  list
    .map((one) => one.Name)
    .sort()
    .join(" ");

beforeEach(async () => {
  at = await bench();
});

/** One of each kind, two of them in Sales. */
async function population() {
  await at.get("New-OrganizationalUnit", { Name: "Vienna" });
  await at.get("New-Mailbox", { Name: "Ann", Shared: true });
  await at.get("New-Mailbox", { Name: "Ben", Shared: true, OrganizationalUnit: "Vienna" });
  await at.get("New-Mailbox", { Name: "Room", Room: true });
  await at.get("New-Mailbox", { Name: "Car", Equipment: true });
  await at.get("New-MailUser", { Name: "Mia", ExternalEmailAddress: "mia@partner.example" });
  await at.get("New-MailContact", { Name: "Cho", ExternalEmailAddress: "cho@partner.example" });
  await at.get("New-DistributionGroup", { Name: "Grp" });
  await at.get("Set-User", { Identity: "Ann", Department: "Sales", Company: "O'Neil" });
  await at.get("Set-User", { Identity: "Mia", Department: "Sales" });
  await at.get("Set-Mailbox", { Identity: "Ben", CustomAttribute3: "x" });
}

describe("dynamic groups", () => {
  const everywhere = { RecipientContainer: "contoso.com" };
  test.each<[Record<string, unknown>, string]>([
    [{ IncludedRecipients: ["AllRecipients"] }, "Ann Car Cho Dyn Grp Mia Room"],
    [{ IncludedRecipients: ["AllRecipients"], ...everywhere }, "Ann Ben Car Cho Dyn Grp Mia Room"],
    [{ IncludedRecipients: ["MailboxUsers"], ...everywhere }, "Ann Ben"],
    [{ IncludedRecipients: ["Resources"] }, "Car Room"],
    [{ IncludedRecipients: ["MailUsers", "MailContacts"] }, "Cho Mia"],
    [{ IncludedRecipients: ["MailGroups"] }, "Dyn Grp"],
    [{ IncludedRecipients: ["None"] }, ""],
    [{ IncludedRecipients: ["AllRecipients"], ConditionalDepartment: ["Sales", "Other"] }, "Ann Mia"],
    [{ IncludedRecipients: ["MailboxUsers"], ConditionalCompany: ["O'Neil"] }, "Ann"],
    [{ IncludedRecipients: ["MailboxUsers"], ConditionalCustomAttribute3: ["x"], ...everywhere }, "Ben"],
    [{ IncludedRecipients: ["AllRecipients"], RecipientContainer: "Vienna" }, "Ben"],
    [{ RecipientFilter: "Name -like 'A*' -or Alias -eq 'cho'" }, "Ann Cho"],
    [{ RecipientFilter: "Department -eq 'Sales' -and RecipientType -ne 'MailUser'" }, "Ann"],
  ])("%j takes in %s", async (given, expected) => {
    await population();
    const made = await one("New-DynamicDistributionGroup", { Name: "Dyn", ...given });
    expect(names(await collect(membersOf(at.org, made)))).toBe(expected);
    const guids = await memberGuidsOf(at.org, made);
    expect(guids).toEqual([...guids].sort());
    expect(guids).toHaveLength(expected === "" ? 0 : expected.split(" ").length);
  });

  test("who is a member follows from what people are at the moment", async () => {
    await population();
    const given = { Name: "Dyn", IncludedRecipients: ["AllRecipients"], ConditionalDepartment: ["Sales"] };
    const made = await one("New-DynamicDistributionGroup", given);
    await at.get("Set-User", { Identity: "Ann", Department: "Law" });
    expect(names(await collect(membersOf(at.org, made)))).toBe("Mia");
    await at.get("Set-DynamicDistributionGroup", { Identity: "Dyn", ConditionalDepartment: ["Law"] });
    const now = (await at.org.get(DynamicDistributionGroup, made.Guid))!;
    expect(now.RecipientFilter).toBe("(Alias -ne $null) -and (Department -eq 'Law')");
    expect(names(await collect(membersOf(at.org, now)))).toBe("Ann");
  });

  test("the categorizer takes them a part at a time, each once, and finds senders in them", async () => {
    await population();
    const made = await one("New-DynamicDistributionGroup", { Name: "Dyn", IncludedRecipients: ["AllRecipients"] });
    const directory = directoryOf(at.org);
    const all: string[] = [];
    for (let after = ""; ; ) {
      const { guids, more } = await directory.members(made.Guid, after, 3);
      all.push(...guids);
      if (!more) break;
      after = guids.at(-1)!;
    }
    expect(all).toEqual(await memberGuidsOf(at.org, made));
    const ann = await one("Get-Mailbox", { Identity: "Ann" });
    const ben = await one("Get-Mailbox", { Identity: "Ben" });
    expect(await directory.within(ann.Guid, [made.Guid])).toBe(made.Guid);
    expect(await directory.within(ben.Guid, [made.Guid])).toBeUndefined();
  });

  test.each<[Record<string, unknown>, RegExp]>([
    [{ RecipientFilter: "Nonsense" }, /Invalid filter/],
    [{ RecipientFilter: `Name -eq '${"x".repeat(2048)}'` }, /at most 2048/],
    [{ IncludedRecipients: ["Nobody"] }, /Nobody/],
    [{ IncludedRecipients: ["AllRecipients"], RecipientContainer: "Nowhere" }, /couldn't be found/],
    [{}, /IncludedRecipients/],
    [{ IncludedRecipients: ["None"], RecipientFilter: "Alias -eq 'x'" }, /parameter set/i],
  ])("%j is refused", async (given, reason) => {
    expect(await at.fails("New-DynamicDistributionGroup", { Name: "Dyn", ...given })).toMatch(reason);
    expect(await at.get("Get-DynamicDistributionGroup")).toEqual([]);
  });

  test("a filter of one's own stays one", async () => {
    await at.get("New-DynamicDistributionGroup", { Name: "Dyn", RecipientFilter: "Alias -eq 'x'" });
    expect(await at.fails("Set-DynamicDistributionGroup", { Identity: "Dyn", IncludedRecipients: ["None"] })).toMatch(
      /filter of its own/,
    );
  });
});

describe("address lists", () => {
  const shown = async (name: string) => names(await collect(shownBy(at.org, await at.org.find(AddressList, name))));
  const paths = async (given: Record<string, unknown> = {}) =>
    (await at.get("Get-AddressList", given))
      .map((list) => list.Identity)
      .sort()
      .join(" ");

  test("a new organization has the standard ones, which hold whom they should", async () => {
    await population();
    expect(await paths()).toBe("\\All Contacts \\All Distribution Lists \\All Rooms \\All Users");
    expect(await shown("All Contacts")).toBe("Cho");
    expect(await shown("\\All Distribution Lists")).toBe("Grp");
    expect(await shown("All Rooms")).toBe("Room");
    expect(await shown("All Users")).toBe("Ann Ben Car Mia Room");
    await at.get("Set-Mailbox", { Identity: "Ann", HiddenFromAddressListsEnabled: true });
    expect(await shown("All Users")).toBe("Ben Car Mia Room");
    const all = await collect(at.org.all(GlobalAddressList));
    expect(names(await collect(shownBy(at.org, all[0]!)))).toBe("Ben Car Cho Grp Mia Room");
    const member = async (name: string) => (await one("Get-Recipient", { Identity: name })).AddressListMembership;
    expect(await member("Ann")).toEqual([]);
    expect(await member("Room")).toEqual(["\\Default Global Address List", "\\All Rooms", "\\All Users"]);
  });

  test("a list holds whom its filter took in when it was last applied", async () => {
    await population();
    await at.get("New-AddressList", { Name: "L", IncludedRecipients: ["MailContacts"] });
    expect([await shown("L"), (await one("Get-AddressList", { Identity: "L" })).RecipientFilterApplied]).toEqual([
      "",
      false,
    ]);
    await at.get("Update-AddressList", { Identity: "L" });
    expect(await shown("L")).toBe("Cho");
    await at.get("Set-AddressList", { Identity: "L", IncludedRecipients: ["MailUsers"] });
    expect([await shown("L"), (await one("Get-AddressList", { Identity: "L" })).RecipientFilterApplied]).toEqual([
      "Cho",
      false,
    ]);
    await at.get("Update-AddressList", { Identity: "L" });
    expect(await shown("L")).toBe("Mia");
  });

  test("lists stand in a tree, and follow when it changes", async () => {
    const none = { IncludedRecipients: ["None"] };
    await at.get("New-AddressList", { Name: "Offices", ...none });
    await at.get("New-AddressList", { Name: "Vienna", Container: "\\Offices", ...none });
    await at.get("New-AddressList", { Name: "Sales", Container: "\\Offices\\Vienna", ...none });
    await at.get("New-AddressList", { Name: "Sales", ...none });
    expect(await at.fails("New-AddressList", { Name: "sales", Container: "Vienna", ...none })).toMatch(/already/);
    expect(await at.fails("Get-AddressList", { Identity: "Sales" })).toMatch(/multiple entries/);
    await at.get("Set-AddressList", { Identity: "Offices", Name: "Places" });
    expect(await paths({ Container: "\\Places" })).toBe("\\Places\\Vienna");
    expect(await paths({ SearchText: "sal" })).toBe("\\Places\\Vienna\\Sales \\Sales");
    expect(await at.fails("Move-AddressList", { Identity: "Places", Target: "\\Places\\Vienna" })).toMatch(/itself/);
    await at.get("Move-AddressList", { Identity: "Vienna", Target: "\\" });
    expect(await paths({ SearchText: "sal" })).toBe("\\Sales \\Vienna\\Sales");
    expect(await at.fails("Remove-AddressList", { Identity: "Vienna" })).toMatch(/lists below it/);
    await at.get("Remove-AddressList", { Identity: "Vienna", Recursive: true });
    expect(await paths({ SearchText: "a" })).toContain("\\Sales");
    expect(await paths()).not.toContain("Vienna");
    expect(await at.org.verify()).toEqual([]);
  });

  test("the default global list stays as it is; others come and go", async () => {
    const first = await one("Get-GlobalAddressList", { DefaultOnly: true });
    expect(await at.fails("Remove-GlobalAddressList", { Identity: first.Name })).toMatch(/can't be removed/);
    expect(await at.fails("Set-GlobalAddressList", { Identity: first.Name, Name: "x" })).toMatch(/can't be changed/);
    await at.get("New-GlobalAddressList", { Name: "Second", IncludedRecipients: ["MailUsers"] });
    await at.get("Set-GlobalAddressList", { Identity: "Second", ConditionalCompany: ["x"] });
    await at.get("Update-GlobalAddressList", { Identity: "Second" });
    expect((await one("Get-GlobalAddressList", { Identity: "Second" })).LastUpdatedRecipientFilter).toMatch(/Company/);
    await at.get("Remove-GlobalAddressList", { Identity: "Second" });
    expect(await at.get("Get-GlobalAddressList")).toHaveLength(1);
  });
});

describe("Update-EmailAddressPolicy", () => {
  /** A context that gives up at the n-th report of progress, as a killed process would. */
  function context(org: Context["org"], until = Number.POSITIVE_INFINITY) {
    const told: Progress[] = [];
    const verbose: string[] = [];
    const ctx = {
      org,
      signal: new AbortController().signal,
      verbose: (text: string) => verbose.push(text),
      warning: (text: string) => verbose.push(text),
      progress(record: Progress) {
        told.push(record);
        if (told.length === until) throw new Error("killed");
      },
    } as unknown as Context;
    return { ctx, told, verbose };
  }

  test("goes on where it was interrupted, and starts anew when policies have changed", async () => {
    const { world, org } = await sampleOrganization();
    const count = 2500;
    for (let from = 0; from < count; from += 500) {
      await org.change(async (tx) => {
        for (let n = from; n < from + 500; n++) await addMailbox(tx, `u${String(n).padStart(4, "0")}`);
      });
    }
    const [policy] = await collect(org.all(EmailAddressPolicy));
    const templates = async (second: string) =>
      org.change((tx) =>
        tx.set(policy!, {
          EnabledEmailAddressTemplates: ["SMTP:%m@contoso.com", second],
          RecipientFilterApplied: false,
        }),
      );
    await templates("smtp:%m.a@contoso.com");
    const first = context(org, 20);
    await expect(
      updateRecipients((await org.get(EmailAddressPolicy, policy!.Guid))!, false, first.ctx),
    ).rejects.toThrow("killed");
    await org.close();
    const again = await openOrganization(folder, world);
    const now = (await again.get(EmailAddressPolicy, policy!.Guid))!;
    expect([now.RecipientFilterApplied, now.UpdatedThrough]).toEqual([false, expect.stringMatching(/ u1023$/)]);
    const second = context(again);
    await updateRecipients(now, false, second.ctx);
    // Behind the note there are 1477 left (the one of the note is looked at again).
    expect(second.told[0]).toMatchObject({ status: "64 of 1477 recipients", percent: 4 });
    expect(second.verbose).toEqual([expect.stringMatching(/goes on at the name 'u1023'/)]);
    const done = (await again.get(EmailAddressPolicy, policy!.Guid))!;
    expect([done.RecipientFilterApplied, done.UpdatedThrough]).toEqual([true, null]);
    for (const name of ["u0000", "u1023", "u1500", "u2499"]) {
      expect((await again.resolve(`${name}.a@contoso.com`))?.Name).toBe(name);
    }
    await again.change((tx) => tx.set(done, { UpdatedThrough: now.UpdatedThrough }));
    await again.change((tx) =>
      tx.set(done, { EnabledEmailAddressTemplates: ["SMTP:%m@contoso.com", "smtp:%m.b@contoso.com"] }),
    );
    const third = context(again);
    await updateRecipients((await again.get(EmailAddressPolicy, policy!.Guid))!, false, third.ctx);
    expect(third.told[0]).toMatchObject({ status: "64 of 2500 recipients" });
    expect((await again.resolve("u0000.b@contoso.com"))?.Name).toBe("u0000");
    expect(await again.verify()).toEqual([]);
  }, 60_000);

  test("Update-Recipient does the same for one", async () => {
    await at.get("New-Mailbox", { Name: "Ann", Shared: true });
    await at.get("New-Mailbox", { Name: "Ben", Shared: true });
    const EnabledEmailAddressTemplates = ["SMTP:%m.x@contoso.com"];
    await at.get("Set-EmailAddressPolicy", { Identity: "Default Policy", EnabledEmailAddressTemplates });
    await at.get("Update-Recipient", { Identity: "Ann" });
    expect((await one("Get-Mailbox", { Identity: "Ann" })).EmailAddresses).toEqual([
      "SMTP:Ann.x@contoso.com",
      "smtp:Ann@contoso.com",
    ]);
    expect((await one("Get-Mailbox", { Identity: "Ben" })).PrimarySmtpAddress).toBe("Ben@contoso.com");
  });

  test("a policy looks into its container alone, and recipients that come to fit another policy change over", async () => {
    await at.get("New-OrganizationalUnit", { Name: "Vienna" });
    await at.get("New-AcceptedDomain", { Name: "F", DomainName: "fabrikam.com" });
    const made = await one("New-EmailAddressPolicy", {
      Name: "P",
      IncludedRecipients: ["AllRecipients"],
      RecipientContainer: "Vienna",
      EnabledEmailAddressTemplates: ["SMTP:%m@fabrikam.com"],
      DisabledEmailAddressTemplates: ["smtp:%m@old.example"],
    });
    expect([made.RecipientContainer, made.DisabledEmailAddressTemplates]).toEqual([
      "contoso.com/Vienna",
      ["smtp:%m@old.example"],
    ]);
    const inside = await one("New-Mailbox", { Name: "Ann", Shared: true, OrganizationalUnit: "Vienna" });
    const outside = await one("New-Mailbox", { Name: "Ben", Shared: true });
    expect([inside.PrimarySmtpAddress, outside.PrimarySmtpAddress]).toEqual(["Ann@fabrikam.com", "Ben@contoso.com"]);
    await at.get("New-EmailAddressPolicy", {
      Name: "Sales",
      IncludedRecipients: ["MailboxUsers"],
      ConditionalDepartment: ["Sales"],
      EnabledPrimarySMTPAddressTemplate: "%m.sales@contoso.com",
    });
    await at.get("Set-User", { Identity: "Ben", Department: "Sales" });
    expect((await one("Get-Mailbox", { Identity: "Ben" })).EmailAddresses).toEqual([
      "SMTP:Ben.sales@contoso.com",
      "smtp:Ben@contoso.com",
    ]);
    expect(await at.fails("Remove-OrganizationalUnit", { Identity: "Vienna" })).toMatch(/still used/);
  });
});

test.each<[string, Record<string, unknown>]>([
  ["New-AddressList", { Name: "Offices", IncludedRecipients: ["None"] }],
  ["New-OrganizationalUnit", { Name: "Offices" }],
])("%s tells to choose another name where one is taken, for nobody chooses a path", async (cmdlet, given) => {
  await at.get(cmdlet, given);
  expect(await at.fails(cmdlet, given)).toMatch(/ was not saved; choose another Name\.$/);
});
