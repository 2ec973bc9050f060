// Kinds of recipients: what each is called, how one becomes another under the same GUID, and what is refused.
import { beforeEach, describe, expect, test } from "vitest";
import { type Bench, bench, password } from "./cmdlets.ts";
import { collect } from "./organization.ts";

let at: Bench;
const external = { ExternalEmailAddress: "robin@partner.example" };
const one = async (name: string, given: Record<string, unknown> = {}) => (await at.get(name, given))[0];

beforeEach(async () => {
  at = await bench();
});

/** Cmdlet, parameters → RecipientType, RecipientTypeDetails, whether the account is disabled. */
const kinds: [string, Record<string, unknown>, string, string, unknown][] = [
  ["New-Mailbox", { Password: password(), UserPrincipalName: "n@contoso.com" }, "UserMailbox", "UserMailbox", false],
  ["New-Mailbox", { Shared: true }, "UserMailbox", "SharedMailbox", true],
  ["New-Mailbox", { Room: true }, "UserMailbox", "RoomMailbox", true],
  [
    "New-Mailbox",
    { Room: true, EnableRoomMailboxAccount: true, RoomMailboxPassword: password() },
    "UserMailbox",
    "RoomMailbox",
    false,
  ],
  ["New-Mailbox", { Equipment: true }, "UserMailbox", "EquipmentMailbox", true],
  ["New-Mailbox", { LinkedMasterAccount: "FABRIKAM\\n" }, "UserMailbox", "LinkedMailbox", true],
  ["New-Mailbox", { LinkedRoom: true, LinkedMasterAccount: "FABRIKAM\\n" }, "UserMailbox", "LinkedRoomMailbox", true],
  ["New-MailUser", external, "MailUser", "MailUser", true],
  [
    "New-MailUser",
    { ...external, Password: password(), UserPrincipalName: "n@contoso.com" },
    "MailUser",
    "MailUser",
    false,
  ],
  ["New-MailContact", external, "MailContact", "MailContact", null],
  ["New-DistributionGroup", {}, "MailUniversalDistributionGroup", "MailUniversalDistributionGroup", null],
  ["New-DistributionGroup", { Type: "Security" }, "MailUniversalSecurityGroup", "MailUniversalSecurityGroup", null],
  ["New-DistributionGroup", { RoomList: true }, "MailUniversalDistributionGroup", "RoomList", null],
  [
    "New-DynamicDistributionGroup",
    { IncludedRecipients: ["AllRecipients"] },
    "DynamicDistributionGroup",
    "DynamicDistributionGroup",
    null,
  ],
];

test.each(kinds)("%s %j makes a %s, more closely a %s", async (name, given, type, details, disabled) => {
  const made = await one(name, { Name: "N", ...given });
  expect([made.RecipientType, made.RecipientTypeDetails, made.get("AccountDisabled")]).toEqual([
    type,
    details,
    disabled,
  ]);
  const seen = await one("Get-Recipient", { Identity: "N", RecipientTypeDetails: [details] });
  expect([seen.RecipientType, seen.RecipientTypeDetails]).toEqual([type, details]);
  const policyAddress = String(made.EmailAddresses.find((proxy: string) => proxy.startsWith("SMTP:")));
  expect(policyAddress.toLowerCase()).toBe("smtp:n@contoso.com");
  expect((await at.org.resolve("N@CONTOSO.COM"))?.Guid).toBe(made.Guid);
  expect(await at.org.verify()).toEqual([]);
});

test.each(kinds)("%s %j can be moderated from the beginning", async (name, given) => {
  await at.get("New-Mailbox", { Name: "Mod", Shared: true });
  const moderation = { ModerationEnabled: true, ModeratedBy: ["Mod"], SendModerationNotifications: "Never" };
  const made = await one(name, { Name: "N", ...given, ...moderation });
  expect([made.ModerationEnabled, made.ModeratedBy.map(String), made.SendModerationNotifications]).toEqual([
    true,
    ["contoso.com/Users/Mod"],
    "Never",
  ]);
});

describe("Set-Mailbox -Type", () => {
  const types = [
    ["Regular", "UserMailbox"],
    ["Shared", "SharedMailbox"],
    ["Room", "RoomMailbox"],
    ["Equipment", "EquipmentMailbox"],
  ] as const;
  const pairs = types.flatMap(([from]) => types.map(([to, details]) => [from, to, details] as const));

  test.each(pairs)("%s becomes %s", async (from, to, details) => {
    const kind = from === "Regular" ? { Password: password(), UserPrincipalName: "n@contoso.com" } : { [from]: true };
    const made = await one("New-Mailbox", { Name: "N", ...kind });
    await at.get("Set-Mailbox", { Identity: "N", Type: to });
    const now = await one("Get-Mailbox", { Identity: "N" });
    expect([now.Guid, now.RecipientTypeDetails, now.ResourceType]).toEqual([
      made.Guid,
      details,
      to === "Room" || to === "Equipment" ? to : null,
    ]);
    // A person's account stays disabled until somebody enables it.
    expect(now.AccountDisabled).toBe(from !== "Regular" || to !== "Regular");
  });

  test("a room that becomes something else has no capacity any more", async () => {
    await at.get("New-Mailbox", { Name: "N", Room: true, ResourceCapacity: 8 });
    await at.get("Set-Mailbox", { Identity: "N", Type: "Shared" });
    expect((await one("Get-Mailbox", { Identity: "N" })).ResourceCapacity).toBeNull();
    expect(await at.fails("Set-Mailbox", { Identity: "N", ResourceCapacity: 8 })).toMatch(/is no room/);
  });

  test("a linked mailbox that becomes regular is linked no more", async () => {
    await at.get("New-Mailbox", { Name: "N", LinkedMasterAccount: "FABRIKAM\\n" });
    await at.get("Set-Mailbox", { Identity: "N", Type: "Regular" });
    const now = await one("Get-Mailbox", { Identity: "N" });
    expect([now.RecipientTypeDetails, now.LinkedMasterAccount, now.IsLinked]).toEqual(["UserMailbox", null, false]);
  });
});

describe("accounts elsewhere", () => {
  test("Set-User links a mailbox, and takes the link away", async () => {
    await at.get("New-Mailbox", { Name: "N", Password: password(), UserPrincipalName: "n@contoso.com" });
    await at.get("Set-User", { Identity: "N", LinkedMasterAccount: "FABRIKAM\\n" });
    const linked = await one("Get-Mailbox", { Identity: "N" });
    expect([linked.RecipientTypeDetails, linked.AccountDisabled]).toEqual(["LinkedMailbox", true]);
    await at.get("Set-Mailbox", { Identity: "N", LinkedMasterAccount: null });
    expect((await one("Get-Mailbox", { Identity: "N" })).RecipientTypeDetails).toBe("UserMailbox");
  });

  test("a user without a mailbox is a LinkedUser, and gets a linked mailbox", async () => {
    await at.get("New-Mailbox", { Name: "N", LinkedMasterAccount: "FABRIKAM\\n" });
    await at.get("Disable-Mailbox", { Identity: "N" });
    expect((await one("Get-User", { Identity: "N" })).RecipientTypeDetails).toBe("LinkedUser");
    expect((await one("Enable-Mailbox", { Identity: "N" })).RecipientTypeDetails).toBe("LinkedMailbox");
    await at.get("Disable-Mailbox", { Identity: "N" });
    const shared = await one("Enable-Mailbox", { Identity: "N", Shared: true });
    expect([shared.RecipientTypeDetails, shared.LinkedMasterAccount]).toEqual(["SharedMailbox", null]);
  });

  test.each([
    ["n", /DOMAIN/],
    ["FABRIKAM\\", /DOMAIN/],
    ['"n\r\nX: y"@fabrikam.com', /DOMAIN/],
  ])("%j is no account elsewhere", async (account, reason) => {
    expect(await at.fails("New-Mailbox", { Name: "N", LinkedMasterAccount: account })).toMatch(reason);
  });

  test("a shared mailbox cannot be linked", async () => {
    await at.get("New-Mailbox", { Name: "N", Shared: true });
    expect(await at.fails("Set-Mailbox", { Identity: "N", LinkedMasterAccount: "FABRIKAM\\n" })).toMatch(
      /can't be linked.*SharedMailbox/,
    );
  });
});

describe("with an address and without", () => {
  test("a mail user is disabled and enabled under the same GUID, and keeps its person", async () => {
    const made = await one("New-MailUser", { Name: "Robin", FirstName: "Robin", ...external });
    expect(made.EmailAddresses).toEqual(["SMTP:Robin@contoso.com", "smtp:robin@partner.example"]);
    await at.get("Set-User", { Identity: "Robin", Title: "Clerk" });
    await at.get("Disable-MailUser", { Identity: "Robin" });
    const user = await one("Get-User", { Identity: "Robin" });
    expect([user.Guid, user.RecipientTypeDetails, user.Title]).toEqual([made.Guid, "DisabledUser", "Clerk"]);
    expect(await at.org.resolve("robin@partner.example")).toBeUndefined();
    expect(await at.fails("Disable-MailUser", { Identity: "Robin" })).toMatch(/couldn't be found/);
    const again = await one("Enable-MailUser", { Identity: "Robin", ExternalEmailAddress: "r@fabrikam.com" });
    expect([again.Guid, again.Title, again.EmailAddresses, again.Alias]).toEqual([
      made.Guid,
      "Clerk",
      ["SMTP:Robin@contoso.com", "smtp:r@fabrikam.com"],
      "Robin",
    ]);
    expect(await at.fails("Enable-MailUser", { Identity: "Robin", ...external })).toMatch(
      /does not support recipients of this type.*MailUser/,
    );
    await at.get("Remove-MailUser", { Identity: "Robin" });
    expect(await at.get("Get-User")).toEqual([]);
    expect(await at.org.verify()).toEqual([]);
  });

  test("a user may get a mailbox or an address elsewhere, not both", async () => {
    await at.get("New-Mailbox", { Name: "N", Shared: true });
    expect(await at.fails("Enable-MailUser", { Identity: "N", ...external })).toMatch(/SharedMailbox/);
    await at.get("Disable-Mailbox", { Identity: "N" });
    await at.get("Enable-MailUser", { Identity: "N", ...external });
    expect(await at.fails("Enable-Mailbox", { Identity: "N" })).toMatch(/N/);
    expect((await one("Get-Recipient", { Identity: "N" })).RecipientType).toBe("MailUser");
  });

  test("a contact likewise", async () => {
    const made = await one("New-MailContact", { Name: "Robin", ...external });
    await at.get("Set-Contact", { Identity: "Robin", Company: "Partner", WebPage: "http://partner.example" });
    await at.get("Disable-MailContact", { Identity: "Robin" });
    const contact = await one("Get-Contact", { Identity: "Robin" });
    expect([contact.Guid, contact.RecipientType, contact.Company]).toEqual([made.Guid, "Contact", "Partner"]);
    await at.get("Set-Contact", { Identity: "Robin", WindowsEmailAddress: "robin@partner.example", Phone: "1" });
    expect((await one("Get-Contact", { Identity: "Robin" })).WindowsEmailAddress).toBe("robin@partner.example");
    const again = await one("Enable-MailContact", { Identity: "Robin", ...external });
    expect([again.Guid, again.Phone, again.ExternalEmailAddress]).toEqual([
      made.Guid,
      "1",
      "SMTP:robin@partner.example",
    ]);
    await at.get("Disable-MailContact", { Identity: "Robin" });
    await at.get("Remove-Contact", { Identity: "Robin" });
    expect(await at.get("Get-Contact")).toEqual([]);
  });

  test.each([
    [{}, "UniversalDistributionGroup", "MailUniversalDistributionGroup"],
    [{ Type: "Security" }, "UniversalSecurityGroup", "MailUniversalSecurityGroup"],
    [{ RoomList: true }, "UniversalDistributionGroup", "MailUniversalDistributionGroup"],
  ])("a group %j keeps its members as a %s, and gets an address again as a %s", async (given, plain, mail) => {
    await at.get("New-Mailbox", { Name: "Room", Room: true });
    const made = await one("New-DistributionGroup", { Name: "G", Members: ["Room"], Notes: "x", ...given });
    await at.get("Disable-DistributionGroup", { Identity: "G" });
    const group = await one("Get-Group", { Identity: "G" });
    expect([group.Guid, group.RecipientType, group.RecipientTypeDetails, group.Notes]).toEqual([
      made.Guid,
      "Group",
      plain,
      "x",
    ]);
    expect(group.Members.map(String)).toEqual(["contoso.com/Users/Room"]);
    expect(await at.get("Get-DistributionGroup")).toEqual([]);
    const again = await one("Enable-DistributionGroup", { Identity: "G", Alias: "grp" });
    expect([again.Guid, again.RecipientTypeDetails, again.PrimarySmtpAddress]).toEqual([
      made.Guid,
      mail,
      "grp@contoso.com",
    ]);
    expect((await at.get("Get-DistributionGroupMember", { Identity: "G" })).map((m) => m.Name)).toEqual(["Room"]);
    await at.get("Set-Group", { Identity: "G", DisplayName: "Group", ManagedBy: "Room", IsHierarchicalGroup: true });
    expect((await one("Get-DistributionGroup", { Identity: "G" })).DisplayName).toBe("Group");
    await at.get("Disable-DistributionGroup", { Identity: "G" });
    await at.get("Remove-Group", { Identity: "G" });
    expect(await at.org.verify()).toEqual([]);
  });
});

describe("people", () => {
  test("direct reports follow from managers, of all kinds of people", async () => {
    await at.get("New-Mailbox", { Name: "Boss", Shared: true });
    await at.get("New-Mailbox", { Name: "Ann", Shared: true });
    await at.get("New-MailUser", { Name: "Ben", ...external });
    await at.get("New-MailContact", { Name: "Cho", ExternalEmailAddress: "c@partner.example" });
    await at.get("Set-User", { Identity: "Ann", Manager: "Boss" });
    await at.get("Set-User", { Identity: "Ben", Manager: "Boss" });
    await at.get("Set-Contact", { Identity: "Cho", Manager: "Ben" });
    const reports = async (name: string) => (await one("Get-User", { Identity: name })).DirectReports.map(String);
    expect(await reports("Boss")).toEqual(["contoso.com/Users/Ann", "contoso.com/Users/Ben"]);
    expect(await reports("Ben")).toEqual(["contoso.com/Users/Cho"]);
    await at.get("Remove-MailUser", { Identity: "Ben" });
    expect(await reports("Boss")).toEqual(["contoso.com/Users/Ann"]);
    expect((await one("Get-Contact", { Identity: "Cho" })).Manager).toBeNull();
  });

  test.each([
    ["GeoCoordinates", "47.644125;-122.122411", "47.644125;-122.122411"],
    ["GeoCoordinates", " 1; 2;3 ", "1;2;3"],
    ["SeniorityIndex", 7, 7],
    ["PhoneticDisplayName", "ahn", "ahn"],
    ["PostOfficeBox", ["1", "2"], ["1", "2"]],
    ["OtherTelephone", ["+1 555 0100"], ["+1 555 0100"]],
  ])("%s %j is kept as %j and can be filtered by", async (property, given, kept) => {
    await at.get("New-Mailbox", { Name: "Ann", Shared: true });
    await at.get("New-Mailbox", { Name: "Ben", Shared: true });
    await at.get("Set-User", { Identity: "Ann", [property]: given });
    expect((await one("Get-User", { Identity: "Ann" })).get(property)).toEqual(kept);
    const value = Array.isArray(kept) ? kept[0] : kept;
    const found = await at.get("Get-User", { Filter: `${property} -eq '${value}'` });
    expect(found.map((user) => user.Name)).toEqual(["Ann"]);
  });

  test.each([
    ["GeoCoordinates", "north"],
    ["GeoCoordinates", "91;0"],
    ["GeoCoordinates", "1;2;3;4"],
    ["SeniorityIndex", -1],
    ["Title", "x".repeat(129)],
    ["Manager", "nobody"],
  ])("%s %j is refused, and nothing is changed", async (property, given) => {
    await at.get("New-Mailbox", { Name: "Ann", Shared: true });
    const before = (await one("Get-User", { Identity: "Ann" })).stored();
    await at.fails("Set-User", { Identity: "Ann", [property]: given });
    expect((await one("Get-User", { Identity: "Ann" })).stored()).toEqual(before);
  });
});

describe("organizational units", () => {
  beforeEach(async () => {
    await at.get("New-OrganizationalUnit", { Name: "Sales" });
    await at.get("New-OrganizationalUnit", { Name: "Vienna", Parent: "Sales" });
  });

  test.each([
    ["contoso.com/Sales/Vienna", "contoso.com/Sales/Vienna"],
    ["vienna", "contoso.com/Sales/Vienna"],
    ["OU=Vienna,OU=Sales,DC=contoso,DC=com", "contoso.com/Sales/Vienna"],
    ["contoso.com/Users", "contoso.com/Users"],
    ["contoso.com", "contoso.com"],
  ])("-OrganizationalUnit %s is %s", async (given, path) => {
    const made = await one("New-Mailbox", { Name: "N", Shared: true, OrganizationalUnit: given });
    expect([made.OrganizationalUnit, made.Identity]).toEqual([path, `${path}/N`]);
    expect((await one("Get-Mailbox", { Identity: `${path}/N` })).Guid).toBe(made.Guid);
    expect((await one("Get-Mailbox", { Identity: made.DistinguishedName })).Guid).toBe(made.Guid);
    const seen = await at.get("Get-Recipient", { OrganizationalUnit: given });
    expect(seen.map((recipient) => recipient.Name)).toEqual(["N"]);
  });

  test("Get- cmdlets look into the units below, and into no others", async () => {
    await at.get("New-Mailbox", { Name: "A", Shared: true, OrganizationalUnit: "Sales" });
    await at.get("New-MailUser", { Name: "B", ...external, OrganizationalUnit: "Vienna" });
    await at.get("New-MailContact", { Name: "C", ExternalEmailAddress: "c@x.example", OrganizationalUnit: "Vienna" });
    await at.get("New-DistributionGroup", { Name: "D", OrganizationalUnit: "Vienna" });
    await at.get("New-Mailbox", { Name: "E", Shared: true });
    const names = async (unit: string) =>
      (await at.get("Get-Recipient", { OrganizationalUnit: unit })).map((one) => one.Name).join("");
    expect([await names("Sales"), await names("Vienna"), await names("contoso.com"), await names("Users")]).toEqual([
      "ABCD",
      "BCD",
      "ABCDE",
      "E",
    ]);
    for (const [cmdlet, name] of [
      ["Get-User", "B"],
      ["Get-MailUser", "B"],
      ["Get-MailContact", "C"],
      ["Get-Contact", "C"],
      ["Get-DistributionGroup", "D"],
      ["Get-Group", "D"],
    ] as const) {
      expect((await at.get(cmdlet, { OrganizationalUnit: "Vienna" })).map((one) => one.Name)).toEqual([name]);
    }
    expect(await at.fails("Get-Mailbox", { OrganizationalUnit: "Nowhere" })).toMatch(/couldn't be found/);
  });

  test("a unit that is needed stays", async () => {
    await at.get("New-Mailbox", { Name: "A", Shared: true, OrganizationalUnit: "Vienna" });
    expect(await at.fails("Remove-OrganizationalUnit", { Identity: "Sales" })).toMatch(/contoso.com\/Sales\/Vienna/);
    expect(await at.fails("Remove-OrganizationalUnit", { Identity: "Vienna" })).toMatch(/Vienna\/A/);
    await at.get("Remove-Mailbox", { Identity: "A" });
    await at.get("Set-OrganizationConfig", { DistributionGroupDefaultOU: "Vienna" });
    expect(await at.fails("Remove-OrganizationalUnit", { Identity: "Vienna" })).toMatch(/DistributionGroupDefaultOU/);
    await at.get("Set-OrganizationConfig", { DistributionGroupDefaultOU: null });
    const looking = { IncludedRecipients: ["None"], RecipientContainer: "Vienna" };
    await at.get("New-DynamicDistributionGroup", { Name: "Dyn", ...looking });
    expect(await at.fails("Remove-OrganizationalUnit", { Identity: "Vienna" })).toMatch(/Users\/Dyn/);
    await at.get("Remove-DynamicDistributionGroup", { Identity: "Dyn" });
    await at.get("Remove-OrganizationalUnit", { Identity: "Vienna" });
    await at.get("Remove-OrganizationalUnit", { Identity: "Sales" });
    expect(await at.get("Get-OrganizationalUnit")).toEqual([]);
  });

  test("two units of one name stand in different places only", async () => {
    await at.get("New-OrganizationalUnit", { Name: "Vienna" });
    expect(await at.fails("New-OrganizationalUnit", { Name: "VIENNA", Parent: "Sales" })).toMatch(
      /already an object with the CanonicalName/,
    );
    expect(await at.fails("Get-Mailbox", { OrganizationalUnit: "Vienna" })).toMatch(/multiple entries/);
    const shown = async (given: Record<string, unknown>) =>
      (await at.get("Get-OrganizationalUnit", given)).map((unit) => unit.Identity);
    expect(await shown({ IncludeContainers: true })).toEqual([
      "contoso.com/Sales",
      "contoso.com/Sales/Vienna",
      "contoso.com/Users",
      "contoso.com/Vienna",
    ]);
    expect(await shown({ SingleNodeOnly: true })).toEqual(["contoso.com/Sales", "contoso.com/Vienna"]);
    expect(await shown({ Identity: "Sales" })).toEqual(["contoso.com/Sales", "contoso.com/Sales/Vienna"]);
    expect(await shown({ Identity: "Sales", SingleNodeOnly: true })).toEqual(["contoso.com/Sales/Vienna"]);
    expect(await shown({ SearchText: "VIE" })).toEqual(["contoso.com/Sales/Vienna", "contoso.com/Vienna"]);
    expect((await shown({ ResultSize: 1 })).length).toBe(1);
    expect((await collect(at.org.inUnit("contoso.com/Sales"))).length).toBe(0);
  });
});
