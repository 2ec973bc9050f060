// Directory permissions: what entries mean together, who counts as whom, and what the cmdlets make of them.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AccessEntry, may, rightsOf, withEntry, withoutEntry } from "../../src/org/access.ts";
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { ReceiveConnector } from "../../src/org/classes/ReceiveConnector.ts";
import { principalsOf } from "../../src/org/principals.ts";
import { wellKnown } from "../../src/org/wellknown.ts";
import { bench } from "./cmdlets.ts";
import { addMailbox } from "./organization.ts";

const right = (user: string, name: string, more: Partial<AccessEntry> = {}): AccessEntry => ({
  user,
  rights: ["ExtendedRight"],
  right: name,
  inheritance: "All",
  ...more,
});

const holder = (...AccessEntries: AccessEntry[]) => Mailbox.make({ Guid: "box", AccessEntries });

describe("rights that entries give", () => {
  const table: [string, AccessEntry[], string[], boolean][] = [
    ["nothing without an entry", [], ["kim"], false],
    ["an entry for the user", [right("kim", "Send-As")], ["kim"], true],
    ["not one for another", [right("lee", "Send-As")], ["kim"], false],
    ["not another right", [right("kim", "Receive-As")], ["kim"], false],
    ["one for a group of the user", [right("staff", "Send-As")], ["kim", "staff"], true],
    [
      "a denial, whatever its place",
      [right("kim", "Send-As"), right("staff", "Send-As", { deny: true })],
      ["kim", "staff"],
      false,
    ],
    [
      "a denial in front",
      [right("staff", "Send-As", { deny: true }), right("kim", "Send-As")],
      ["kim", "staff"],
      false,
    ],
    [
      "a denial for those who are not meant",
      [right("kim", "Send-As"), right("staff", "Send-As", { deny: true })],
      ["kim"],
      true,
    ],
    ["what is for the objects below alone", [right("kim", "Send-As", { inheritance: "Children" })], ["kim"], false],
    ["full control", [{ user: "kim", rights: ["GenericAll"], inheritance: "All" }], ["kim"], true],
    ["all extended rights", [{ user: "kim", rights: ["ExtendedRight"], inheritance: "None" }], ["kim"], true],
    [
      "general rights that are no extended one",
      [{ user: "kim", rights: ["WriteProperty"], inheritance: "All" }],
      ["kim"],
      false,
    ],
    ["SELF for the object itself", [right(wellKnown.self, "Send-As")], ["box"], true],
    ["not SELF for others", [right(wellKnown.self, "Send-As")], ["kim"], false],
  ];
  test.each(table)("%s", (_, entries, principals, expected) => {
    expect(may(holder(...entries), new Set(principals), "Send-As")).toBe(expected);
  });

  test("a mailbox may send as itself until that is taken or denied", () => {
    const fresh = Mailbox.make({ Guid: "box" });
    expect([...rightsOf(fresh, new Set(["box"]))].sort()).toEqual(["Receive-As", "Send-As"]);
    expect(rightsOf(fresh, new Set(["kim"])).size).toBe(0);
  });

  test("permission groups of a connector count like entries, and a denial of its own goes before them", () => {
    const anonymous = new Set([wellKnown.anonymous]);
    const open = ReceiveConnector.make({
      PermissionGroups: ReceiveConnector.properties.PermissionGroups.type.convert("AnonymousUsers"),
    });
    expect(may(open, anonymous, "ms-Exch-SMTP-Accept-Any-Sender")).toBe(true);
    expect(may(open, new Set([wellKnown.authenticated]), "ms-Exch-SMTP-Submit")).toBe(false);
    const narrowed = ReceiveConnector.make({
      PermissionGroups: open.PermissionGroups,
      AccessEntries: [right(wellKnown.anonymous, "ms-Exch-SMTP-Accept-Any-Sender", { deny: true })],
    });
    expect(may(narrowed, anonymous, "ms-Exch-SMTP-Accept-Any-Sender")).toBe(false);
    expect(may(narrowed, anonymous, "ms-Exch-SMTP-Submit")).toBe(true);
  });

  const entry: fc.Arbitrary<AccessEntry> = fc.record(
    {
      user: fc.constantFrom("kim", "lee", "staff"),
      rights: fc.subarray(["ReadProperty", "WriteProperty", "GenericAll"], { minLength: 1 }),
      inheritance: fc.constantFrom("All" as const, "Children" as const),
      ...{ deny: fc.constantFrom(true as const) },
    },
    { requiredKeys: ["user", "rights", "inheritance"] },
  );

  test("what is added is there once, and gone when it is taken", () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), entry, (before, one) => {
        const base = before.reduce<readonly AccessEntry[]>(withEntry, []);
        const added = withEntry(base, one);
        expect(withEntry(added, one)).toBe(added);
        const taken = withoutEntry(added, one);
        expect(withoutEntry(taken, one)).toBe(taken);
        const kept = (list: readonly AccessEntry[]) =>
          list
            .flatMap(({ rights, ...rest }) =>
              rights.map((right) => JSON.stringify([rest.user, rest.deny, rest.inheritance, right])),
            )
            .sort();
        const removed = new Set(
          one.rights.map((right) => JSON.stringify([one.user, one.deny, one.inheritance, right])),
        );
        expect(kept(taken)).toEqual(kept(base).filter((text) => !removed.has(text)));
      }),
    );
  });
});

describe("who counts as whom", () => {
  test("a user is all security groups above him, and everybody who logged on; not groups for mail alone", async () => {
    const { org } = await bench();
    const { kim, names } = await org.change(async (tx) => {
      const kim = await addMailbox(tx, "kim");
      const group = (Name: string, secure: boolean) =>
        tx.add(DistributionGroup, {
          Name,
          Alias: Name,
          OrganizationalUnit: "contoso.com/Users",
          EmailAddresses: [`SMTP:${Name}@contoso.com`],
          RecipientTypeDetails: secure ? "MailUniversalSecurityGroup" : "MailUniversalDistributionGroup",
        });
      const [inner, outer, list, above] = [
        await group("inner", true),
        await group("outer", true),
        await group("list", false),
        await group("above", true),
      ];
      await tx.link(inner, kim);
      await tx.link(outer, inner);
      await tx.link(inner, outer);
      await tx.link(list, kim);
      await tx.link(above, list);
      return { kim, names: new Map([inner, outer, list, above].map((one) => [one.Guid, one.Name])) };
    });
    const all = await principalsOf(org, kim.Guid);
    expect([...all].map((key) => names.get(key) ?? key)).toEqual([
      kim.Guid,
      "inner",
      "outer",
      wellKnown.authenticated,
      wellKnown.everyone,
    ]);
  });
});

describe("the cmdlets", () => {
  test("Send As is given, counted, and taken by what Get- shows", async () => {
    const { org, get, run } = await bench();
    await org.change(async (tx) => {
      await addMailbox(tx, "kim");
      await addMailbox(tx, "lee");
    });
    const [shown] = await get("Add-ADPermission", { Identity: "kim", User: "CONTOSO\\lee", ExtendedRights: "Send As" });
    expect(shown.stored()).toMatchObject({
      Identity: "contoso.com/Users/kim",
      User: "CONTOSO\\lee",
      Deny: false,
      ExtendedRights: ["Send-As"],
    });
    const lee = await principalsOf(org, (await org.find(Mailbox, "lee")).Guid);
    expect(may(await org.find(Mailbox, "kim"), lee, "Send-As")).toBe(true);
    const told = await run(["Get-ADPermission", { Identity: "kim", User: "lee" }], ["Remove-ADPermission", {}]);
    expect([told.errors, told.warnings]).toEqual([[], []]);
    expect(may(await org.find(Mailbox, "kim"), lee, "Send-As")).toBe(false);
    expect(await get("Get-ADPermission", { Identity: "kim", User: "lee" })).toEqual([]);
  });

  test("a right of a permission group can be taken: the rest stays as entries", async () => {
    const { org, get } = await bench();
    const connector = () => org.find(ReceiveConnector, "EX1\\Default Frontend EX1");
    const before = rightsOf(await connector(), new Set([wellKnown.anonymous]));
    await get("Remove-ADPermission", {
      Identity: "EX1\\Default Frontend EX1",
      User: "NT AUTHORITY\\ANONYMOUS LOGON",
      ExtendedRights: "ms-exch-smtp-accept-any-sender",
    });
    const after = await connector();
    expect(String(after.PermissionGroups)).toBe("ExchangeServers, ExchangeLegacyServers, Custom");
    expect([...rightsOf(after, new Set([wellKnown.anonymous]))].sort()).toEqual(
      [...before].filter((one) => one !== "ms-Exch-SMTP-Accept-Any-Sender").sort(),
    );
  });

  test("a user who is gone is shown by his number, and can be taken out", async () => {
    const { org, get } = await bench();
    await org.change((tx) => addMailbox(tx, "kim"));
    const lee = await org.change((tx) => addMailbox(tx, "lee"));
    await get("Add-ADPermission", { Identity: "kim", User: "lee", ExtendedRights: "Send-As" });
    await get("Remove-Mailbox", { Identity: "lee" });
    const users = async () => (await get("Get-ADPermission", { Identity: "kim" })).map((ace) => ace.User);
    expect(await users()).toContain(lee.Guid);
    await get("Remove-ADPermission", { Identity: "kim", User: lee.Guid, ExtendedRights: "Send-As" });
    expect(await users()).not.toContain(lee.Guid);
    expect(await org.verify()).toEqual([]);
  });

  test.each([
    [{ User: "nobody", ExtendedRights: "Send-As" }, /^User or group "nobody" wasn't found/],
    [
      { User: "kim", ExtendedRights: "Drive-Car" },
      /no extended right 'Drive-Car' on a mailbox\. Those there are: Send-As, Receive-As\./,
    ],
    [{ User: "kim" }, /^Say which rights/],
  ])("%o is refused", async (named, message) => {
    const { org, fails } = await bench();
    await org.change((tx) => addMailbox(tx, "kim"));
    expect(await fails("Add-ADPermission", { Identity: "kim", ...named })).toMatch(message);
  });

  test("rights on a mailbox share an entry, are taken one by one, and go back to what a new one has", async () => {
    const { org, get, run } = await bench();
    await org.change(async (tx) => {
      await addMailbox(tx, "kim");
      await addMailbox(tx, "lee");
    });
    const shown = async (user?: string) =>
      (await get("Get-MailboxPermission", { Identity: "kim", ...(user ? { User: user } : {}) })).map((ace) => [
        ace.User,
        ace.AccessRights.join(),
        ace.Deny,
      ]);
    const self = ["NT AUTHORITY\\SELF", "FullAccess,ReadPermission", false];
    expect(await shown()).toEqual([self]);
    await get("Add-MailboxPermission", { Identity: "kim", User: "lee", AccessRights: "FullAccess" });
    await get("Add-MailboxPermission", { Identity: "kim", User: "lee", AccessRights: ["DeleteItem", "FullAccess"] });
    await get("Add-MailboxPermission", { Identity: "kim", User: "lee", AccessRights: "ChangeOwner", Deny: true });
    expect(await shown("lee")).toEqual([
      ["CONTOSO\\lee", "ChangeOwner", true],
      ["CONTOSO\\lee", "FullAccess,DeleteItem", false],
    ]);
    await get("Remove-MailboxPermission", { Identity: "kim", User: "lee", AccessRights: "FullAccess" });
    expect(await shown("lee")).toEqual([
      ["CONTOSO\\lee", "ChangeOwner", true],
      ["CONTOSO\\lee", "DeleteItem", false],
    ]);
    await get("Remove-MailboxPermission", { Identity: "kim", User: "NT AUTHORITY\\SELF", AccessRights: "FullAccess" });
    const told = await run(
      ["Get-MailboxPermission", { Identity: "kim", User: "lee" }],
      ["Remove-MailboxPermission", {}],
    );
    expect([told.errors, told.warnings]).toEqual([[], []]);
    expect(await shown()).toEqual([["NT AUTHORITY\\SELF", "ReadPermission", false]]);
    await get("Remove-MailboxPermission", { Identity: "kim", ResetDefault: true });
    expect(await shown()).toEqual([self]);
  });
});
