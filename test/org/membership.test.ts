// Filters with MemberOfGroup: who is found, by which name of the group, and where they cannot stand.
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { type Bench, bench } from "./cmdlets.ts";

let at: Bench;
const found = async (cmdlet: string, filter: string) =>
  (await at.get(cmdlet, { Filter: filter })).map((one) => one.Name).join(" ");

beforeEach(async () => {
  at = await bench();
  for (const Name of ["Ann", "Ben", "Cas", "Dan"]) await at.get("New-Mailbox", { Name, Shared: true });
  await at.get("Set-User", { Identity: "Ben", Department: "Sales" });
  await at.get("New-DistributionGroup", { Name: "Crew", Members: ["Ann", "Ben"] });
  await at.get("New-DistributionGroup", { Name: "O'Neil Team", Alias: "oneil", Members: ["Ben", "Cas", "Crew"] });
  await at.get("New-DistributionGroup", { Name: "Empty" });
});

test.each<[string, string, string]>([
  ["Get-Mailbox", "MemberOfGroup -eq 'Crew'", "Ann Ben"],
  ["Get-Mailbox", "memberofgroup -eq 'contoso.com/Users/crew'", "Ann Ben"],
  ["Get-Mailbox", "MemberOfGroup -eq 'CN=Crew,CN=Users,DC=contoso,DC=com'", "Ann Ben"],
  ["Get-Mailbox", "MemberOfGroup -ne 'Crew'", "Cas Dan"],
  ["Get-Recipient", "MemberOfGroup -eq 'O''Neil Team'", "Ben Cas Crew"],
  ["Get-DistributionGroup", "MemberOfGroup -eq 'oneil'", "Crew"],
  ["Get-User", "MemberOfGroup -eq 'Crew' -and Department -eq 'Sales'", "Ben"],
  ["Get-User", "MemberOfGroup -eq 'Crew' -and -not (MemberOfGroup -eq 'oneil')", "Ann"],
  ["Get-Mailbox", "MemberOfGroup -eq 'Crew' -or Name -eq 'Dan'", "Ann Ben Dan"],
  ["Get-Mailbox", "MemberOfGroup -eq 'Empty'", ""],
])("%s -Filter %s finds %s", async (cmdlet, filter, expected) => {
  expect(await found(cmdlet, filter)).toBe(expected);
});

test("members come and go, also by GUID, and a filter outlives its group", async () => {
  const [crew] = await at.get("Get-DistributionGroup", { Identity: "Crew" });
  const filter = `MemberOfGroup -eq '${crew.Guid}'`;
  await at.get("New-DynamicDistributionGroup", { Name: "Follows", RecipientFilter: filter });
  await at.get("New-AddressList", { Name: "Crew list", RecipientFilter: "MemberOfGroup -eq 'Crew'" });
  await at.get("Update-AddressList", { Identity: "Crew list" });
  const members = async () =>
    (await at.get("Get-Recipient", { RecipientPreviewFilter: filter })).map((one) => one.Name).join(" ");
  const lists = async (Identity: string) => (await at.get("Get-Recipient", { Identity }))[0].AddressListMembership;
  expect([await members(), await lists("Ann"), await lists("Dan")]).toEqual([
    "Ann Ben",
    expect.arrayContaining(["\\Crew list"]),
    expect.not.arrayContaining(["\\Crew list"]),
  ]);
  await at.run(["Remove-DistributionGroupMember", { Identity: "Crew", Member: "Ann" }]);
  await at.run(["Add-DistributionGroupMember", { Identity: "Crew", Member: "Dan" }]);
  expect([await members(), await lists("Ann")]).toEqual(["Ben Dan", expect.not.arrayContaining(["\\Crew list"])]);
  await at.run(["Remove-DistributionGroup", { Identity: "Crew" }]);
  expect([await members(), await lists("Dan")]).toEqual(["", expect.not.arrayContaining(["\\Crew list"])]);
});

test.each<[string, Record<string, unknown>, string]>([
  ["Get-Mailbox", { Filter: "Name -ne 'x' -and MemberOfGroup -eq 'Nobody'" }, "position 37"],
  ["Get-Mailbox", { Filter: "MemberOfGroup -eq 'Ann'" }, "there is no group 'Ann'"],
  ["Get-Mailbox", { Filter: "MemberOfGroup -like 'C*'" }, "'-like' cannot be used with 'MemberOfGroup'"],
  ["Get-Mailbox", { Filter: "MemberOfGroup -eq $null" }, "the name, DN or GUID of a group is expected"],
  ["New-DynamicDistributionGroup", { Name: "D", RecipientFilter: "MemberOfGroup -eq 'Nobody'" }, "no group 'Nobody'"],
  [
    "New-EmailAddressPolicy",
    {
      Name: "P",
      EnabledEmailAddressTemplates: ["SMTP:%m@contoso.com"],
      RecipientFilter: "MemberOfGroup -eq 'Crew'",
    },
    "can't ask for MemberOfGroup",
  ],
])("%s %j is refused", async (cmdlet, given, expected) => {
  expect(await at.fails(cmdlet, given)).toContain(expected);
});

test("with any other condition it finds what a look at each object finds", async () => {
  const people = ["Ann", "Ben", "Cas", "Dan"];
  const groups: Readonly<Record<string, readonly string[]>> = {
    Crew: ["Ann", "Ben"],
    oneil: ["Ben", "Cas"],
    Empty: [],
  };
  type Said = readonly [text: string, holds: (name: string) => boolean];
  const { said } = fc.letrec<{ said: Said; leaf: Said; pair: Said; not: Said }>((tie) => ({
    said: fc.oneof({ depthSize: "small" }, tie("leaf"), tie("pair"), tie("not")),
    leaf: fc.oneof(
      fc
        .tuple(fc.constantFrom("Crew", "oneil", "Empty"), fc.boolean())
        .map(
          ([group, is]): Said => [
            `MemberOfGroup -${is ? "eq" : "ne"} '${group}'`,
            (name) => groups[group]!.includes(name) === is,
          ],
        ),
      fc.constantFrom(...people).map((known): Said => [`Name -eq '${known}'`, (name) => name === known]),
    ),
    pair: fc
      .tuple(tie("said"), tie("said"), fc.boolean())
      .map(
        ([a, b, both]): Said => [
          `(${a[0]} -${both ? "and" : "or"} ${b[0]})`,
          (name) => (both ? a[1](name) && b[1](name) : a[1](name) || b[1](name)),
        ],
      ),
    not: tie("said").map((one): Said => [`-not (${one[0]})`, (name) => !one[1](name)]),
  }));
  await fc.assert(
    fc.asyncProperty(said, async ([text, holds]) => {
      expect(await found("Get-Mailbox", text)).toBe(people.filter(holds).join(" "));
    }),
    { numRuns: 40 },
  );
});
