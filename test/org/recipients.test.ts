// Cmdlets for recipients: defaults, addresses, kinds, references, and errors that change nothing.
import { beforeEach, describe, expect, test } from "vitest";
import { verifyPassword } from "../../src/org/password.ts";
import { Dictionary } from "../../src/values/dictionary.ts";
import { type Bench, bench, password } from "./cmdlets.ts";

let at: Bench;
const kim = (more: Record<string, unknown> = {}) =>
  at.get("New-Mailbox", {
    Name: "Kim Akers",
    UserPrincipalName: "kim@contoso.com",
    Password: password(),
    FirstName: "Kim",
    LastName: "Akers",
    ...more,
  });
const shared = (Name: string, more: Record<string, unknown> = {}) =>
  at.get("New-Mailbox", { Name, Shared: true, ...more });
const mailbox = async (Identity: string) => (await at.get("Get-Mailbox", { Identity }))[0];
const change = (add: unknown, remove: unknown = []) => Dictionary.of({ Add: add, Remove: remove });

beforeEach(async () => {
  at = await bench();
});

describe("New-Mailbox", () => {
  test("makes a user with a mailbox, with Exchange's defaults", async () => {
    const [made] = await kim();
    expect({
      Identity: made.Identity,
      Alias: made.Alias,
      DisplayName: made.DisplayName,
      EmailAddresses: made.EmailAddresses,
      PrimarySmtpAddress: made.PrimarySmtpAddress,
      SamAccountName: made.SamAccountName,
      RecipientType: made.RecipientType,
      RecipientTypeDetails: made.RecipientTypeDetails,
      OrganizationalUnit: made.OrganizationalUnit,
      DistinguishedName: made.DistinguishedName,
      ServerName: made.ServerName,
      ProhibitSendQuota: String(made.ProhibitSendQuota),
      UseDatabaseQuotaDefaults: made.UseDatabaseQuotaDefaults,
      EmailAddressPolicyEnabled: made.EmailAddressPolicyEnabled,
      AccountDisabled: made.AccountDisabled,
      IsValid: made.IsValid,
      ObjectState: made.ObjectState,
    }).toEqual({
      Identity: "contoso.com/Users/Kim Akers",
      Alias: "kim",
      DisplayName: "Kim Akers",
      EmailAddresses: ["SMTP:kim@contoso.com"],
      PrimarySmtpAddress: "kim@contoso.com",
      SamAccountName: "kim",
      RecipientType: "UserMailbox",
      RecipientTypeDetails: "UserMailbox",
      OrganizationalUnit: "contoso.com/Users",
      DistinguishedName: "CN=Kim Akers,CN=Users,DC=contoso,DC=com",
      ServerName: "EX1",
      ProhibitSendQuota: "Unlimited",
      UseDatabaseQuotaDefaults: true,
      EmailAddressPolicyEnabled: true,
      AccountDisabled: false,
      IsValid: true,
      ObjectState: "Unchanged",
    });
    expect(String(made.Database)).toMatch(/^Mailbox Database \d{10}$/);
    expect(made.names()).not.toContain("Password");
  });

  test("keeps the password as a hash that only the password fits, and shows it nowhere", async () => {
    const [made] = await kim({ Password: password("Straße 9") });
    const hash = await at.org.secret(made.Guid, "#password");
    expect(hash).toMatch(/^scrypt\$\d+\$\d+\$\d+\$/);
    expect(await verifyPassword(hash!, "Straße 9")).toBe(true);
    expect(await verifyPassword(hash!, "straße 9")).toBe(false);
    expect(JSON.stringify(made.stored())).not.toContain("scrypt");
    await at.get("Set-Mailbox", { Identity: "kim", Password: password("next one 1") });
    const next = await at.org.secret(made.Guid, "#password");
    expect(await verifyPassword(next!, "next one 1")).toBe(true);
  });

  test("makes shared, room and equipment mailboxes with a disabled account", async () => {
    const [room] = await at.get("New-Mailbox", { Name: "Room 101", Room: true, ResourceCapacity: 12 });
    expect([
      room.RecipientTypeDetails,
      room.ResourceType,
      room.ResourceCapacity,
      room.Alias,
      room.AccountDisabled,
    ]).toEqual(["RoomMailbox", "Room", 12, "Room101", true]);
    const [one] = await shared("Réception");
    expect([one.RecipientTypeDetails, one.IsShared, one.Alias, one.UserPrincipalName]).toEqual([
      "SharedMailbox",
      true,
      "Reception",
      "Reception@contoso.com",
    ]);
    const [projector] = await at.get("New-Mailbox", { Name: "Projector", Equipment: true });
    expect(projector.ResourceType).toBe("Equipment");
  });

  test("gives a number to an address that somebody else has", async () => {
    await shared("info");
    const [second] = await shared("Info 2", { Alias: "info" });
    expect(second.EmailAddresses).toEqual(["SMTP:info2@contoso.com"]);
    expect(second.SamAccountName).toBe("info2");
  });

  test("an address of one's own turns the policy off", async () => {
    await at.get("New-AcceptedDomain", { Name: "Fabrikam", DomainName: "fabrikam.com" });
    const [one] = await shared("Desk", { PrimarySmtpAddress: "help@fabrikam.com" });
    expect([one.EmailAddressPolicyEnabled, one.EmailAddresses]).toEqual([false, ["SMTP:help@fabrikam.com"]]);
  });

  test("takes rows of a table through the pipeline, and goes on after a bad one", async () => {
    const row = (Name: string, Alias: string) => ({ Name, Alias, UserPrincipalName: `${Alias}@contoso.com` });
    const rows = [row("A", "a"), row("B", "a"), row("A", "c"), { ...row("D", "d"), Alias: "not valid" }, row("E", "e")];
    const { CustomObject } = await import("../../src/values/custom.ts");
    const objects = rows.map((one) => new CustomObject(one));
    const { pipe } = await import("../command/harness.ts");
    const told = await pipe([["New-Mailbox", { Password: password() }]], {
      input: objects,
      world: at.world,
      services: { org: at.org },
    });
    expect(told.output.map((one: any) => one.Name)).toEqual(["A", "E"]);
    expect(told.errors.map((one) => one.message)).toEqual([
      expect.stringContaining("the UserPrincipalName 'a@contoso.com'"),
      expect.stringContaining("the Name 'A'"),
      expect.stringContaining('"not valid" isn\'t a valid alias'),
    ]);
    expect(await at.org.verify()).toEqual([]);
  });

  test.each([
    [{ Password: undefined }, /Password/],
    [{ UserPrincipalName: "kim" }, /isn't a valid user principal name/],
    [{ Alias: "k im" }, /isn't a valid alias/],
    [{ Alias: ".kim" }, /isn't a valid alias/],
    [{ Alias: "k".repeat(65) }, /longer than 64/],
    [{ SamAccountName: "a/b" }, /isn't a valid account name/],
    [{ Database: "Nowhere" }, /'Nowhere' couldn't be found/],
    [{ PrimarySmtpAddress: "kim@" }, /isn't a valid SMTP address/],
    [{ Password: password("") }, /must not be empty/],
    [{ Name: "x".repeat(65) }, /at most 64/],
  ])("refuses %j and changes nothing", async (wrong, text) => {
    const named = Object.fromEntries(
      Object.entries({ Name: "Kim", UserPrincipalName: "kim@contoso.com", Password: password(), ...wrong }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    expect(await at.fails("New-Mailbox", named)).toMatch(text);
    expect(await at.get("Get-Recipient")).toEqual([]);
    expect(await at.org.verify()).toEqual([]);
  });
});

describe("Set-Mailbox", () => {
  test("adds and removes addresses; the primary stays the policy's", async () => {
    await kim();
    await at.get("Set-Mailbox", {
      Identity: "kim",
      EmailAddresses: change(["info@contoso.com", "SMTP:boss@contoso.com"]),
    });
    expect((await mailbox("kim")).EmailAddresses).toEqual([
      "SMTP:kim@contoso.com",
      "smtp:boss@contoso.com",
      "smtp:info@contoso.com",
    ]);
    await at.get("Set-Mailbox", { Identity: "kim", EmailAddresses: change([], ["smtp:INFO@contoso.com"]) });
    expect((await mailbox("boss@contoso.com")).EmailAddresses).toEqual([
      "SMTP:kim@contoso.com",
      "smtp:boss@contoso.com",
    ]);
    expect(await at.fails("Set-Mailbox", { Identity: "kim", PrimarySmtpAddress: "k@contoso.com" })).toContain(
      "decided by an email address policy",
    );
  });

  test.each([
    ["a list with another primary", ["SMTP:boss@contoso.com", "smtp:kim@contoso.com"], true],
    ["a list without the primary", ["boss@contoso.com"], true],
    ["a new primary", change(["SMTP:boss@contoso.com"]), true],
    ["taking the primary away", change([], ["kim@contoso.com"]), true],
    ["one more address", change(["boss@contoso.com"]), false],
    ["a list with the primary", ["boss@contoso.com", "SMTP:KIM@contoso.com"], false],
  ])("under a policy the primary stays as it is, which is said: %s", async (_what, EmailAddresses, said) => {
    await kim();
    const told = await at.run(["Set-Mailbox", { Identity: "kim", EmailAddresses }]);
    expect((await mailbox("kim")).PrimarySmtpAddress.toLowerCase()).toBe("kim@contoso.com");
    const warned = told.warnings.filter((text) =>
      /primary SMTP address.*-EmailAddressPolicyEnabled \$false/.test(text),
    );
    expect([told.errors, warned.length]).toEqual([[], said ? 1 : 0]);
  });

  test("chooses the primary address once the policy is off", async () => {
    await kim();
    await at.get("Set-Mailbox", {
      Identity: "kim",
      EmailAddressPolicyEnabled: false,
      PrimarySmtpAddress: "kim.akers@contoso.com",
    });
    expect((await mailbox("kim")).EmailAddresses).toEqual(["SMTP:kim.akers@contoso.com", "smtp:kim@contoso.com"]);
    await at.get("Set-Mailbox", { Identity: "kim", EmailAddresses: ["a@contoso.com", "b@contoso.com"] });
    expect((await mailbox("kim")).EmailAddresses).toEqual(["SMTP:a@contoso.com", "smtp:b@contoso.com"]);
    await at.get("Set-Mailbox", { Identity: "kim", EmailAddresses: change(["SMTP:c@contoso.com"], ["b@contoso.com"]) });
    expect((await mailbox("kim")).EmailAddresses).toEqual(["SMTP:c@contoso.com", "smtp:a@contoso.com"]);
    await at.get("Set-Mailbox", { Identity: "kim", EmailAddressPolicyEnabled: true });
    expect((await mailbox("kim")).EmailAddresses).toEqual([
      "SMTP:kim@contoso.com",
      "smtp:c@contoso.com",
      "smtp:a@contoso.com",
    ]);
    expect(
      await at.fails("Set-Mailbox", { Identity: "kim", EmailAddressPolicyEnabled: false, EmailAddresses: [] }),
    ).toContain("must have a primary SMTP address");
  });

  test("follows a new alias", async () => {
    await kim();
    await at.get("Set-Mailbox", { Identity: "kim", Alias: "kakers" });
    expect((await mailbox("kakers")).EmailAddresses).toEqual(["SMTP:kakers@contoso.com", "smtp:kim@contoso.com"]);
  });

  test("sets quotas, forwarding, restrictions and attributes, and clears them", async () => {
    await kim();
    await shared("pat");
    await at.get("New-DistributionGroup", { Name: "staff" });
    await at.get("Set-Mailbox", {
      Identity: "kim",
      ProhibitSendQuota: "2GB",
      MaxSendSize: "10MB",
      RecipientLimits: 100,
      ForwardingAddress: "pat",
      DeliverToMailboxAndForward: true,
      AcceptMessagesOnlyFromSendersOrMembers: ["pat", "staff"],
      CustomAttribute7: "seven",
      HiddenFromAddressListsEnabled: true,
      Office: "Building 9",
    });
    const one = await mailbox("kim");
    expect([String(one.ProhibitSendQuota), String(one.MaxSendSize), one.RecipientLimits, one.CustomAttribute7]).toEqual(
      ["2 GB (2,147,483,648 bytes)", "10 MB (10,485,760 bytes)", 100, "seven"],
    );
    expect(String(one.ForwardingAddress)).toBe("contoso.com/Users/pat");
    expect(one.AcceptMessagesOnlyFrom.map(String)).toEqual(["contoso.com/Users/pat"]);
    expect(one.AcceptMessagesOnlyFromDLMembers.map(String)).toEqual(["contoso.com/Users/staff"]);
    expect([one.HiddenFromAddressListsEnabled, one.Office]).toEqual([true, "Building 9"]);
    await at.get("Set-Mailbox", {
      Identity: "kim",
      ForwardingAddress: null,
      CustomAttribute7: null,
      ProhibitSendQuota: "unlimited",
      AcceptMessagesOnlyFromSendersOrMembers: null,
    });
    const after = await mailbox("kim");
    expect([after.ForwardingAddress, after.CustomAttribute7, String(after.ProhibitSendQuota)]).toEqual([
      null,
      null,
      "Unlimited",
    ]);
    expect(after.AcceptMessagesOnlyFromSendersOrMembers).toEqual([]);
  });

  test("keeps quotas in order", async () => {
    await kim();
    expect(await at.fails("Set-Mailbox", { Identity: "kim", IssueWarningQuota: "3GB", ProhibitSendQuota: "2GB" })).toBe(
      "The value of property 'IssueWarningQuota', 3 GB (3,221,225,472 bytes), must be less than or equal to that of property 'ProhibitSendQuota', 2 GB (2,147,483,648 bytes).",
    );
    expect(String((await mailbox("kim")).IssueWarningQuota)).toBe("Unlimited");
    const [database] = await at.get("Get-MailboxDatabase");
    expect(await at.fails("Set-MailboxDatabase", { Identity: database.Guid, ProhibitSendQuota: "3GB" })).toContain(
      "'ProhibitSendReceiveQuota'",
    );
  });

  test("changes the kind", async () => {
    await kim();
    await at.get("Set-Mailbox", { Identity: "kim", Type: "Room" });
    expect([(await mailbox("kim")).RecipientTypeDetails, (await mailbox("kim")).AccountDisabled]).toEqual([
      "RoomMailbox",
      true,
    ]);
  });

  test("warns when nothing was changed, and takes mailboxes through the pipeline", async () => {
    await kim();
    const same = await at.run(["Set-Mailbox", { Identity: "kim", DisplayName: "Kim Akers" }]);
    expect(same.warnings).toEqual([
      "The command completed successfully but no settings of 'contoso.com/Users/Kim Akers' have been modified.",
    ]);
    await shared("pat");
    const piped = await at.run(["Get-Mailbox"], ["Set-Mailbox", { CustomAttribute1: "x" }]);
    expect(piped.errors).toEqual([]);
    expect(await at.get("Get-Mailbox", { Filter: "CustomAttribute1 -eq 'x'" })).toHaveLength(2);
  });

  test("asks nothing and does nothing with -WhatIf", async () => {
    await kim();
    const told = await at.run(["Remove-Mailbox", { Identity: "kim", WhatIf: true }]);
    expect(told.information.join()).toContain('What if: Performing the operation "Remove-Mailbox"');
    expect(await at.get("Get-Mailbox")).toHaveLength(1);
  });
});

describe("Disable-, Enable- and Remove-Mailbox", () => {
  test("the user stays, the addresses are free, and a new mailbox can be given", async () => {
    const [made] = await kim();
    await shared("pat", {});
    await at.get("Set-Mailbox", { Identity: "pat", ForwardingAddress: "kim" });
    await at.get("New-DistributionGroup", { Name: "staff", Members: ["kim"] });
    await at.get("Disable-Mailbox", { Identity: "kim" });
    const [user] = await at.get("Get-User", { Identity: "kim@contoso.com" });
    expect([user.Guid, user.RecipientType, user.FirstName]).toEqual([made.Guid, "User", "Kim"]);
    expect(await at.org.resolve("kim@contoso.com")).toBeUndefined();
    expect((await mailbox("pat")).ForwardingAddress).toBeNull();
    expect(await at.fails("Get-Mailbox", { Identity: "kim" })).toContain("couldn't be found");
    expect(await at.org.verify()).toEqual([]);
    const [again] = await at.get("Enable-Mailbox", { Identity: "kim@contoso.com", Alias: "kim" });
    expect([again.Guid, again.PrimarySmtpAddress, again.RecipientType]).toEqual([
      made.Guid,
      "kim@contoso.com",
      "UserMailbox",
    ]);
    expect(await at.fails("Enable-Mailbox", { Identity: "kim@contoso.com" })).toContain("has a mailbox already");
    expect(again.ExchangeGuid).not.toBe(made.ExchangeGuid);
    expect(await at.org.secret(made.Guid, "#password")).toMatch(/^scrypt/);
    await at.get("Remove-Mailbox", { Identity: "kim" });
    expect(await at.get("Get-User")).toHaveLength(1);
    expect(await at.get("Get-DistributionGroupMember", { Identity: "staff" })).toEqual([]);
    expect(await at.org.verify()).toEqual([]);
  });
});

describe("contacts and groups", () => {
  test("a contact has an address inside and its external one", async () => {
    const [made] = await at.get("New-MailContact", {
      Name: "Robin Counts",
      ExternalEmailAddress: "robin@partner.example",
    });
    expect([made.ExternalEmailAddress, made.EmailAddresses, made.RecipientType]).toEqual([
      "SMTP:robin@partner.example",
      ["SMTP:RobinCounts@contoso.com", "smtp:robin@partner.example"],
      "MailContact",
    ]);
    await at.get("Set-MailContact", { Identity: "RobinCounts", ExternalEmailAddress: "rc@partner.example" });
    const [after] = await at.get("Get-MailContact", { Identity: "rc@partner.example" });
    expect(after.EmailAddresses).toEqual(["SMTP:RobinCounts@contoso.com", "smtp:rc@partner.example"]);
    expect(await at.fails("New-MailContact", { Name: "Other", ExternalEmailAddress: "RC@partner.example" })).toContain(
      "is already being used",
    );
    await at.get("Remove-MailContact", { Identity: "Robin Counts" });
    expect(await at.org.verify()).toEqual([]);
  });

  test("a group takes members, gives them back, and refuses what it must", async () => {
    await kim();
    await shared("pat");
    const [group] = await at.get("New-DistributionGroup", { Name: "All Staff", Members: ["kim"], ManagedBy: ["pat"] });
    expect([group.PrimarySmtpAddress, group.RequireSenderAuthenticationEnabled, group.GroupType]).toEqual([
      "AllStaff@contoso.com",
      true,
      "Universal",
    ]);
    const piped = await at.run(["Get-Mailbox"], ["Add-DistributionGroupMember", { Identity: "AllStaff" }]);
    expect(piped.errors.map((one) => one.message)).toEqual([
      'The recipient "contoso.com/Users/Kim Akers" is already a member of the group "contoso.com/Users/All Staff".',
    ]);
    const members = async () =>
      (await at.get("Get-DistributionGroupMember", { Identity: "AllStaff" })).map((one) => one.Name).sort();
    expect(await members()).toEqual(["Kim Akers", "pat"]);
    expect(await at.fails("Add-DistributionGroupMember", { Identity: "AllStaff", Member: "AllStaff" })).toContain(
      "itself",
    );
    await at.get("Remove-DistributionGroupMember", { Identity: "AllStaff", Member: "kim" });
    expect(await at.fails("Remove-DistributionGroupMember", { Identity: "AllStaff", Member: "kim" })).toContain(
      "isn't a member",
    );
    await at.get("Update-DistributionGroupMember", { Identity: "AllStaff", Members: ["kim"] });
    expect(await members()).toEqual(["Kim Akers"]);
    expect((await at.get("Get-DistributionGroup", { ManagedBy: "pat" })).map((one) => one.Name)).toEqual(["All Staff"]);
    await at.get("Remove-Mailbox", { Identity: "pat" });
    expect((await at.get("Get-DistributionGroup", { Identity: "AllStaff" }))[0].ManagedBy).toEqual([]);
    await at.get("Set-OrganizationConfig", { DistributionGroupNameBlockedWordsList: ["secret"] });
    expect(await at.fails("New-DistributionGroup", { Name: "Top Secret" })).toContain('contains the word "secret"');
    expect(await at.org.verify()).toEqual([]);
  });

  test("security groups and room lists have their own rules", async () => {
    const [group] = await at.get("New-DistributionGroup", { Name: "Auditors", Type: "Security" });
    expect([group.RecipientType, group.GroupType]).toEqual([
      "MailUniversalSecurityGroup",
      "Universal, SecurityEnabled",
    ]);
    await at.get("New-DistributionGroup", { Name: "Rooms", RoomList: true });
    await shared("pat");
    expect(await at.fails("Add-DistributionGroupMember", { Identity: "Rooms", Member: "pat" })).toContain("rooms");
  });

  test("databases and servers through the pipeline stand for what is in them", async () => {
    await shared("pat");
    const from = async (...names: string[]) =>
      (await at.run(...names.map((name) => [name] as const))).output.map((one: any) => one.Name);
    expect(await from("Get-MailboxDatabase", "Get-Mailbox")).toEqual(["pat"]);
    expect(await from("Get-MailboxDatabase", "Get-Recipient")).toEqual(["pat"]);
    expect(await from("Get-ExchangeServer", "Get-Mailbox")).toEqual(["pat"]);
    expect(await from("Get-ExchangeServer", "Get-MailboxDatabase", "Get-Mailbox")).toEqual(["pat"]);
    expect(await from("Get-Mailbox", "Get-Recipient", "Get-User", "Get-Mailbox")).toEqual(["pat"]);
  });

  test("members, and those who still use something, come by name", async () => {
    const names = ["zoe", "Ben", "ann", "yan", "Cho", "xia", "Dan", "eve"];
    const sorted = ["ann", "Ben", "Cho", "Dan", "eve", "xia", "yan", "zoe"];
    for (const name of names) await shared(name);
    await at.get("New-DistributionGroup", { Name: "Staff", Members: names });
    const members = async (more = {}) =>
      (await at.get("Get-DistributionGroupMember", { Identity: "Staff", ...more })).map((one) => one.Name);
    expect(await members()).toEqual(sorted);
    expect(await members({ ResultSize: 3 })).toEqual(sorted.slice(0, 3));
    const used = (text: string) => [...text.matchAll(/'[^']*\/Users\/(\w+)'/g)].map(([, name]) => name);
    const [database] = await at.get("Get-MailboxDatabase");
    // Five of those that refuse are told, whichever are met first.
    const inOrder = (told: readonly (string | undefined)[]) => {
      expect(told).toHaveLength(5);
      expect(told).toEqual(sorted.filter((name) => told.includes(name)));
    };
    inOrder(used(await at.fails("Remove-MailboxDatabase", { Identity: database.Name })));
    await at.get("New-AcceptedDomain", { Name: "Old", DomainName: "old.example" });
    for (const name of names) {
      await at.get("Set-Mailbox", { Identity: name, EmailAddresses: change([`${name}@old.example`]) });
    }
    inOrder(used(await at.fails("Remove-AcceptedDomain", { Identity: "Old" })));
    await at.get("Set-Mailbox", { Identity: "xia", DisplayName: "Same" });
    await at.get("Set-Mailbox", { Identity: "ann", DisplayName: "Same" });
    expect(await at.fails("Get-Mailbox", { Identity: "Same" })).toContain(
      "'contoso.com/Users/ann', 'contoso.com/Users/xia'",
    );
    const shown = async (named = {}) => (await at.get("Get-Mailbox", named)).map((one) => one.Name);
    expect(await shown()).toEqual(sorted);
    expect(await shown({ Filter: "Alias -like '*'" })).toEqual(sorted);
    expect(await shown({ Filter: `Database -eq '${database.Guid}'`, ResultSize: 4 })).toEqual(sorted.slice(0, 4));
  });

  test("1,000 objects are shown unless more are asked for", async () => {
    const { addMailbox } = await import("./organization.ts");
    await at.org.change(async (tx) => {
      for (let n = 0; n < 1001; n++) await addMailbox(tx, `u${n}`);
    });
    const told = await at.run(["Get-Mailbox"]);
    expect(told.output).toHaveLength(1000);
    expect(told.warnings[0]).toContain("By default, only the first 1000 items are returned.");
    const all = await at.run(["Get-Mailbox", { ResultSize: "Unlimited" }]);
    expect([all.output.length, all.warnings]).toEqual([1001, []]);
  });

  test("Get-Recipient shows all kinds by name, and finds them by filter, kind and beginning", async () => {
    await kim({ Name: "Bert" });
    await shared("Desk");
    await at.get("New-MailContact", { Name: "Carol", ExternalEmailAddress: "carol@partner.example" });
    await at.get("New-DistributionGroup", { Name: "All" });
    const names = async (named: Record<string, unknown> = {}) =>
      (await at.get("Get-Recipient", named)).map((one) => `${one.Name} ${one.RecipientTypeDetails}`);
    expect(await names()).toEqual([
      "All MailUniversalDistributionGroup",
      "Bert UserMailbox",
      "Carol MailContact",
      "Desk SharedMailbox",
    ]);
    expect(await names({ RecipientTypeDetails: ["MailContact", "SharedMailbox"] })).toHaveLength(2);
    expect(await names({ Filter: "FirstName -eq 'kim' -or ExternalEmailAddress -like '*partner*'" })).toEqual([
      "Bert UserMailbox",
      "Carol MailContact",
    ]);
    expect(await names({ Anr: "car" })).toEqual(["Carol MailContact"]);
    expect(await names({ SortBy: "RecipientTypeDetails", ResultSize: 2 })).toHaveLength(2);
    const limited = await at.run(["Get-Recipient", { ResultSize: 3 }]);
    expect(limited.output).toHaveLength(3);
    expect(limited.warnings[0]).toContain("There are more results available");
    expect(await at.fails("Get-Recipient", { Filter: "Colour -eq 'red'" })).toMatch(
      /position 1 .*'Colour' is not a property/,
    );
  });
});
