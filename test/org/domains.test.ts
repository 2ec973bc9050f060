// Addresses of all recipients: whose domain is accepted, in whatever spelling; one owner each; who decides the primary.
import { beforeEach, describe, expect, test } from "vitest";
import { isAccepted } from "../../src/org/domains.ts";
import { Dictionary } from "../../src/values/dictionary.ts";
import { type Bench, bench } from "./cmdlets.ts";

let at: Bench;
const one = async (name: string, given: Record<string, unknown> = {}) => (await at.get(name, given))[0];
const external = (address = "robin@partner.example") => ({ ExternalEmailAddress: address });
const addresses = async (name: string) => (await one("Get-Recipient", { Identity: name })).EmailAddresses;

/** Of each class one, without an address policy, so that its addresses are what a test gives. */
const makers: [string, Record<string, unknown>, string][] = [
  ["New-Mailbox", { Shared: true }, "Set-Mailbox"],
  ["New-MailUser", external(), "Set-MailUser"],
  ["New-MailContact", external(), "Set-MailContact"],
  ["New-DistributionGroup", {}, "Set-DistributionGroup"],
  ["New-DynamicDistributionGroup", { IncludedRecipients: ["None"] }, "Set-DynamicDistributionGroup"],
];

beforeEach(async () => {
  at = await bench();
});

describe("accepted domains", () => {
  test.each([
    ["contoso.com", true],
    ["CONTOSO.COM", true],
    ["sub.contoso.com", false],
    ["a.fabrikam.com", true],
    ["b.a.fabrikam.com", true],
    ["fabrikam.com", false],
    ["deep.example", true],
    ["very.deep.example", true],
    ["notdeep.example", false],
    ["bücher.example", true],
    ["BÜCHER.example", true],
    ["xn--bcher-kva.example", true],
    ["bucher.example", false],
  ])("%s: %s", async (domain, expected) => {
    await at.get("New-AcceptedDomain", { Name: "W", DomainName: "*.fabrikam.com" });
    await at.get("New-AcceptedDomain", { Name: "D", DomainName: "deep.example" });
    await at.get("Set-AcceptedDomain", { Identity: "D", MatchSubDomains: true });
    await at.get("New-AcceptedDomain", { Name: "B", DomainName: "bücher.example" });
    expect(isAccepted(at.org.snapshot(), domain)).toBe(expected);
  });

  test("one that an address spells otherwise stays, and policies take either spelling", async () => {
    await at.get("New-AcceptedDomain", { Name: "B", DomainName: "xn--bcher-kva.example" });
    await at.get("New-EmailAddressPolicy", {
      Name: "P",
      IncludedRecipients: ["MailContacts"],
      EnabledPrimarySMTPAddressTemplate: "%m@bücher.example",
    });
    expect(await at.fails("Remove-AcceptedDomain", { Identity: "B" })).toMatch(/address policy P/);
    await at.get("Remove-EmailAddressPolicy", { Identity: "P" });
    await at.get("New-Mailbox", { Name: "N", Shared: true, PrimarySmtpAddress: "n@bücher.example" });
    expect(await at.fails("Remove-AcceptedDomain", { Identity: "B" })).toMatch(/contoso.com\/Users\/N/);
    expect((await at.org.resolve("N@xn--bcher-kva.example"))?.Name).toBe("N");
    await at.get("Remove-Mailbox", { Identity: "N" });
    await at.get("Remove-AcceptedDomain", { Identity: "B" });
  });
});

describe.each(makers)("%s %j", (make, given, change) => {
  test("a primary address outside the accepted domains is refused, also later and in a list", async () => {
    const outside = { PrimarySmtpAddress: "n@other.example" };
    expect(await at.fails(make, { Name: "N", ...given, ...outside })).toMatch(/not an accepted domain/);
    await at.get(make, { Name: "N", ...given });
    const free = { Identity: "N", EmailAddressPolicyEnabled: false };
    const before = await addresses("N");
    for (const more of [
      outside,
      { EmailAddresses: ["SMTP:n@other.example"] },
      { WindowsEmailAddress: "n@other.example" },
    ]) {
      expect(await at.fails(change, { ...free, ...more })).toMatch(/not an accepted domain/);
      expect(await addresses("N")).toEqual(before);
    }
    await at.get(change, { Identity: "N", EmailAddresses: Dictionary.of({ Add: "n@other.example" }) });
    expect(await addresses("N")).toEqual([...before, "smtp:n@other.example"]);
  });

  test("keeps addresses of other kinds, each of them its own alone", async () => {
    const x500 = "X500:/o=Old/ou=Site/cn=Recipients/cn=n";
    await at.get(make, { Name: "N", ...given });
    await at.get(change, {
      Identity: "N",
      EmailAddresses: Dictionary.of({ Add: [x500, "sip:n@contoso.com", "eum:123"] }),
    });
    expect(await addresses("N")).toEqual(
      expect.arrayContaining([
        "x500:/o=Old/ou=Site/cn=Recipients/cn=n".replace("x500", "X500"),
        "sip:n@contoso.com",
        "eum:123",
      ]),
    );
    expect((await one("Get-Recipient", { Identity: x500 })).Name).toBe("N");
    await at.get("New-DistributionGroup", { Name: "Other" });
    for (const taken of [x500, "N@contoso.com", "SIP:N@CONTOSO.COM"]) {
      const add = Dictionary.of({ Add: taken });
      expect(await at.fails("Set-DistributionGroup", { Identity: "Other", EmailAddresses: add })).toMatch(
        /already being used.*contoso.com\/Users\/N/,
      );
    }
    await at.get(change, { Identity: "N", EmailAddresses: Dictionary.of({ Remove: [x500, "eum:123"] }) });
    expect((await addresses("N")).join(" ")).not.toMatch(/X500|eum/i);
    expect(await at.org.verify()).toEqual([]);
  });

  test("where a policy decides, the primary address stays; without one it is free", async () => {
    await at.get(make, { Name: "N", ...given });
    const before = await addresses("N");
    expect(await at.fails(change, { Identity: "N", PrimarySmtpAddress: "x@contoso.com" })).toMatch(
      /decided by an email address policy/,
    );
    await at.get(change, { Identity: "N", WindowsEmailAddress: "x@contoso.com" });
    expect(await addresses("N")).toEqual(before);
    await at.get(change, {
      Identity: "N",
      EmailAddressPolicyEnabled: false,
      WindowsEmailAddress: "x@contoso.com",
    });
    const now = await one("Get-Recipient", { Identity: "N" });
    expect([now.PrimarySmtpAddress, now.EmailAddresses[1]]).toEqual(["x@contoso.com", "smtp:N@contoso.com"]);
    await at.get(change, { Identity: "N", Alias: "other" });
    expect((await one("Get-Recipient", { Identity: "N" })).PrimarySmtpAddress).toBe("x@contoso.com");
    await at.get(change, { Identity: "N", EmailAddressPolicyEnabled: true });
    expect((await one("Get-Recipient", { Identity: "N" })).PrimarySmtpAddress).toBe("other@contoso.com");
  });

  test("attributes, restrictions and limits are kept and can be filtered by", async () => {
    await at.get("New-Mailbox", { Name: "Ann", Shared: true });
    await at.get("New-DynamicDistributionGroup", { Name: "All", IncludedRecipients: ["AllRecipients"] });
    await at.get(make, { Name: "N", ...given });
    await at.get(change, {
      Identity: "N",
      CustomAttribute15: "fifteen",
      ExtensionCustomAttribute5: ["a", "b"],
      MailTip: "Away",
      MailTipTranslations: ["de:Nicht da"],
      HiddenFromAddressListsEnabled: true,
      GrantSendOnBehalfTo: ["Ann"],
      MaxReceiveSize: "1MB",
      AcceptMessagesOnlyFromSendersOrMembers: ["Ann", "All"],
      RejectMessagesFrom: ["Ann"],
      SimpleDisplayName: "plain",
    });
    const now = (await at.org.resolve("n@contoso.com"))!;
    expect({
      five: now.ExtensionCustomAttribute5,
      tip: [now.MailTip, now.MailTipTranslations],
      hidden: now.HiddenFromAddressListsEnabled,
      behalf: now.GrantSendOnBehalfTo.map(String),
      size: String(now.MaxReceiveSize),
      from: now.AcceptMessagesOnlyFrom.map(String),
      members: now.AcceptMessagesOnlyFromDLMembers.map(String),
      not: now.RejectMessagesFrom.map(String),
      plain: now.SimpleDisplayName,
    }).toEqual({
      five: ["a", "b"],
      tip: ["Away", ["de:Nicht da"]],
      hidden: true,
      behalf: ["contoso.com/Users/Ann"],
      size: "1 MB (1,048,576 bytes)",
      from: ["contoso.com/Users/Ann"],
      members: ["contoso.com/Users/All"],
      not: ["contoso.com/Users/Ann"],
      plain: "plain",
    });
    for (const filter of [
      "CustomAttribute15 -eq 'fifteen'",
      "ExtensionCustomAttribute5 -eq 'B'",
      "HiddenFromAddressListsEnabled -eq $true",
    ]) {
      expect((await at.get("Get-Recipient", { Filter: filter })).map((r) => r.Name)).toEqual(["N"]);
    }
    await at.get("Remove-Mailbox", { Identity: "Ann" });
    await at.get("Remove-DynamicDistributionGroup", { Identity: "All" });
    const left = (await at.org.resolve("n@contoso.com"))!;
    expect([left.GrantSendOnBehalfTo, left.AcceptMessagesOnlyFrom, left.AcceptMessagesOnlyFromDLMembers]).toEqual([
      [],
      [],
      [],
    ]);
    expect(await at.org.verify()).toEqual([]);
  });

  test.each([
    [{ MailTip: "x".repeat(176) }, /175/],
    [{ MailTipTranslations: ["Nicht da"] }, /no translation/],
    [{ CustomAttribute1: "x".repeat(1025) }, /1024/],
    [{ GrantSendOnBehalfTo: ["nobody"] }, /couldn't be found/],
    [{ MaxReceiveSize: "big" }, /big/],
    [{ EmailAddresses: ["not an address"] }, /valid SMTP address/],
    [{ Alias: "a b" }, /valid alias/],
    [{ EmailAddresses: ["SMTP:a@contoso.com", "smtp:A@contoso.com"], EmailAddressPolicyEnabled: false }, undefined],
  ])("%j", async (more, reason) => {
    await at.get(make, { Name: "N", ...given });
    const before = (await at.org.resolve("n@contoso.com"))!.stored();
    if (reason === undefined) {
      await at.get(change, { Identity: "N", ...more });
      expect((await addresses("N")).filter((proxy: string) => /^smtp:a@/i.test(proxy))).toEqual(["SMTP:a@contoso.com"]);
      return;
    }
    expect(await at.fails(change, { Identity: "N", ...more })).toMatch(reason);
    expect((await at.org.resolve("n@contoso.com"))!.stored()).toEqual(before);
  });
});

test("a contact may have its external address as the primary one", async () => {
  await at.get("New-MailContact", { Name: "C", ...external(), PrimarySmtpAddress: "robin@partner.example" });
  expect(await addresses("C")).toEqual(["SMTP:robin@partner.example"]);
  await at.get("New-MailUser", { Name: "U", ...external("u@partner.example") });
  await at.get("Set-MailUser", {
    Identity: "U",
    EmailAddressPolicyEnabled: false,
    PrimarySmtpAddress: "u@partner.example",
  });
  expect((await one("Get-MailUser", { Identity: "U" })).PrimarySmtpAddress).toBe("u@partner.example");
  expect(await at.fails("Set-MailUser", { Identity: "U", PrimarySmtpAddress: "u@elsewhere.example" })).toMatch(
    /not an accepted domain/,
  );
});

test("of writers that want one address at the same time one gets it, whatever their classes", async () => {
  const address = "wanted@contoso.com";
  for (const [make, given] of makers) {
    const outside = "ExternalEmailAddress" in given ? external(`${make}@partner.example`) : {};
    await at.get(make, { Name: make, ...given, ...outside, Alias: make.slice(4) });
  }
  const told = await Promise.allSettled(
    Array.from({ length: 8 }, () => makers)
      .flat()
      .map(([make, , change]) => at.get(change, { Identity: make, EmailAddresses: Dictionary.of({ Add: address }) })),
  );
  const owner = (await at.org.resolve(address))!.Name;
  const failed = told.filter((one) => one.status === "rejected");
  // The owner may ask again: it has the address already.
  expect(failed).toHaveLength((makers.length - 1) * 8);
  const holders = (await at.get("Get-Recipient")).filter((r) => r.EmailAddresses.includes(`smtp:${address}`));
  expect(holders.map((r) => r.Name)).toEqual([owner]);
  expect(await at.org.verify()).toEqual([]);
});

describe("groups", () => {
  test.each([
    ["DL_<GroupName>", "DL_Sales"],
    ["<groupname> (group)", "Sales (group)"],
  ])("the naming policy %s makes %s", async (policy, name) => {
    await at.get("Set-OrganizationConfig", { DistributionGroupNamingPolicy: policy });
    const made = await one("New-DistributionGroup", { Name: "Sales" });
    expect([made.Name, made.DisplayName, made.Alias]).toEqual([name, name, "Sales"]);
    const plain = await one("New-DistributionGroup", { Name: "Law", IgnoreNamingPolicy: true });
    expect(plain.Name).toBe("Law");
    await at.get("Set-DistributionGroup", { Identity: "Law", DisplayName: "Sales" });
    const law = await one("Get-DistributionGroup", { Identity: "Law" });
    expect([law.Name, law.DisplayName]).toEqual(["Law", name]);
    await at.get("Set-DistributionGroup", { Identity: "Law", DisplayName: "Plain", IgnoreNamingPolicy: true });
    expect((await one("Get-DistributionGroup", { Identity: "Law" })).DisplayName).toBe("Plain");
  });

  test.each(["DL_", "<Department>_<GroupName>", "<GroupName><GroupName>", "<GroupName"])(
    "%s is no naming policy",
    async (policy) => {
      expect(await at.fails("Set-OrganizationConfig", { DistributionGroupNamingPolicy: policy })).toMatch(
        /no naming policy/,
      );
    },
  );

  test("who may join and leave has its rules", async () => {
    const made = await one("New-DistributionGroup", { Name: "G" });
    expect([made.MemberJoinRestriction, made.MemberDepartRestriction]).toEqual(["Closed", "Open"]);
    await at.get("Set-DistributionGroup", { Identity: "G", MemberJoinRestriction: "Open" });
    const secure = await one("New-DistributionGroup", { Name: "S", Type: "Security" });
    expect(secure.MemberDepartRestriction).toBe("Closed");
    expect(await at.fails("Set-DistributionGroup", { Identity: "S", MemberJoinRestriction: "Open" })).toMatch(
      /security group/,
    );
    await at.fails("Set-DistributionGroup", { Identity: "G", MemberDepartRestriction: "ApprovalRequired" });
  });

  test("owners can be members from the beginning, and new groups stand where the organization says", async () => {
    await at.get("New-OrganizationalUnit", { Name: "Groups" });
    await at.get("Set-OrganizationConfig", { DistributionGroupDefaultOU: "Groups" });
    await at.get("New-Mailbox", { Name: "Ann", Shared: true });
    const made = await one("New-DistributionGroup", { Name: "G", ManagedBy: ["Ann"], CopyOwnerToMember: true });
    expect(made.Identity).toBe("contoso.com/Groups/G");
    expect((await at.get("Get-DistributionGroupMember", { Identity: "G" })).map((m) => m.Name)).toEqual(["Ann"]);
    expect(await at.fails("Set-DistributionGroup", { Identity: "G", RoomList: true })).toMatch(/neither/);
  });
});
