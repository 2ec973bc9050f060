// Aliases, templates and address policies: what they give, and what they refuse.
import { describe, expect, test } from "vitest";
import { accountNameFrom, aliasFrom, toAscii } from "../../src/org/alias.ts";
import { addressKey, alias, isSmtpAddress, proxyAddress } from "../../src/org/kinds.ts";
import { localPart, parseTemplate } from "../../src/org/templates.ts";
import { bench } from "./cmdlets.ts";

describe("aliases", () => {
  test.each([
    ["Kim Akers", "KimAkers"],
    ["Jörg Müller", "JoergMueller"],
    ["Zoë Brontë", "ZoeBronte"],
    ["Kim (Sales)", "Kim?Sales?"],
    ["a..b", "a.b"],
    [".kim.", "kim"],
    ["Åse Ødegård", "AaseOedegaard"],
    ["Иван", "????"],
    ["", "?"],
  ])("from %j is %j", (name, expected) => {
    expect(aliasFrom(name)).toBe(expected);
    expect(alias.convert(expected)).toBe(expected);
  });

  test("account names have at most 20 characters and no signs that they may not hold", () => {
    expect(accountNameFrom("kim.akers+sales@x")).toBe("kim.akerssalesx");
    expect(accountNameFrom("a".repeat(40))).toHaveLength(20);
    expect(toAscii("Straße")).toBe("Strasse");
  });

  test.each(["kim", "k.akers", "o'neil", "a!#$%&'*+-/=?^_`{|}~", "jörg"])("%s is one", (text) => {
    expect(alias.convert(text)).toBe(text);
  });
  test.each(["", " ", "k im", ".kim", "kim.", "k..m", "kim@contoso", "a,b", "<a>", "x".repeat(65)])(
    "%j is none",
    (text) => {
      expect(() => alias.convert(text)).toThrow();
    },
  );
});

describe("addresses", () => {
  test.each(["kim@contoso.com", "o'neil+x@a-b.example", "jörg@contoso.com", '"a b"@contoso.com', "k@bücher.example"])(
    "%s is one",
    (text) => expect(isSmtpAddress(text)).toBe(true),
  );
  test.each([
    "",
    "kim",
    "@contoso.com",
    "kim@",
    "k im@contoso.com",
    "kim@-x.com",
    "kim@[192.0.2.1]",
    "a@b@c.com",
    `${"x".repeat(600)}@a.com`,
  ])("%s is none", (text) => expect(isSmtpAddress(text)).toBe(false));
  test("are equal without case and in either spelling of the domain", () => {
    expect(addressKey("Kim@Contoso.COM")).toBe(addressKey("kim@contoso.com"));
    expect(addressKey("k@BÜCHER.example")).toBe(addressKey("k@xn--bcher-kva.example"));
    expect(addressKey('"kim"@contoso.com')).toBe(addressKey("kim@contoso.com"));
  });
  test.each([
    ["kim@contoso.com", "smtp:kim@contoso.com"],
    ["SMTP:kim@contoso.com", "SMTP:kim@contoso.com"],
    ["Smtp:kim@contoso.com", "smtp:kim@contoso.com"],
    ["X500:/o=Org/cn=kim", "X500:/o=Org/cn=kim"],
  ])("%s reads as %s", (text, expected) => expect(proxyAddress.convert(text)).toBe(expected));
});

describe("templates", () => {
  const facts = { alias: "kim", given: "Kim", surname: "O'Neil", initials: "J", display: "Kim Ö. O'Neil" };
  test.each([
    ["%m", "kim"],
    ["%g.%s", "Kim.O'Neil"],
    ["%1g%s", "KO'Neil"],
    ["%2g%3s", "KiO'N"],
    ["%g.%i.%s", "Kim.J.O'Neil"],
    ["%d", "KimOe.O'Neil"],
    ["%r'_%g.%s", "Kim.O_Neil"],
    ["%r''%g.%s", "Kim.ONeil"],
    ["%rKT%ri!%g", "T!m"],
    ["sales-%m", "sales-kim"],
    ["a%%b", "a%b"],
    ["%g %s", "KimO'Neil"],
  ])("%s gives %s", (format, expected) => expect(localPart(format, facts)).toBe(expected));

  test("fall back on the alias, and leave no dots behind", () => {
    const nobody = { alias: "kim", given: "", surname: "", initials: "", display: "" };
    expect(localPart("%g.%s", nobody)).toBe("kim");
    expect(localPart("%g.%s", { ...nobody, surname: "Akers" })).toBe("Akers");
    expect(localPart("%g", { ...nobody, given: "Иван" })).toBe("Иван");
  });

  test.each([
    ["SMTP:%m@contoso.com", true, "%m", "contoso.com"],
    ["smtp:%g.%s@Contoso.com", false, "%g.%s", "contoso.com"],
    ["@contoso.com", false, "%m", "contoso.com"],
    ["contoso.com", false, "%m", "contoso.com"],
  ])("%s reads", (text, primary, format, domain) => {
    expect(parseTemplate(text)).toEqual({ primary, format, domain });
  });

  test.each(["X400:c=us", "SMTP:%q@contoso.com", "SMTP:%m@", "SMTP:%m@not a domain", "SMTP:<%m>x@"])(
    "%s is refused",
    (text) => {
      expect(() => parseTemplate(text)).toThrow(/template .* isn't valid/);
    },
  );
});

describe("address policies", () => {
  const mailbox = { Name: "Kim Akers", FirstName: "Kim", LastName: "Akers", Shared: true, Alias: "kim" };

  test("the one with the lowest number that fits decides, at creation and when it is updated", async () => {
    const { get, run, org } = await bench();
    await get("New-AcceptedDomain", { Name: "Fabrikam", DomainName: "fabrikam.com" });
    await get("New-Mailbox", mailbox);
    const [made] = await get("New-EmailAddressPolicy", {
      Name: "Shared",
      IncludedRecipients: ["MailboxUsers"],
      EnabledEmailAddressTemplates: ["SMTP:%g.%s@fabrikam.com", "smtp:%m@contoso.com"],
    });
    expect([made.Priority, made.RecipientFilterType, made.RecipientFilterApplied]).toEqual([1, "Precanned", false]);
    const addresses = async (Identity: string) => (await get("Get-Recipient", { Identity }))[0].EmailAddresses;
    expect(await addresses("kim")).toEqual(["SMTP:kim@contoso.com"]);
    await get("New-Mailbox", { ...mailbox, Name: "Kim Two", LastName: "Two", Alias: "kim2" });
    expect(await addresses("kim2")).toEqual(["SMTP:Kim.Two@fabrikam.com", "smtp:kim2@contoso.com"]);
    const told = await run(["Update-EmailAddressPolicy", { Identity: "Shared" }]);
    expect(told.errors).toEqual([]);
    expect(await addresses("kim")).toEqual(["SMTP:Kim.Akers@fabrikam.com", "smtp:kim@contoso.com"]);
    expect((await get("Get-EmailAddressPolicy", { Identity: "Shared" }))[0].RecipientFilterApplied).toBe(true);
    await get("New-MailContact", { Name: "Robin", ExternalEmailAddress: "robin@partner.example" });
    expect(await addresses("Robin")).toEqual(["SMTP:Robin@contoso.com", "smtp:robin@partner.example"]);
    expect(await org.verify()).toEqual([]);
  });

  test("conditions hold together, values of one are alternatives", async () => {
    const { get } = await bench();
    const [made] = await get("New-EmailAddressPolicy", {
      Name: "P",
      IncludedRecipients: ["MailboxUsers", "MailContacts"],
      ConditionalDepartment: ["Sales", "O'Neil"],
      ConditionalCustomAttribute3: ["x"],
      EnabledPrimarySMTPAddressTemplate: "%m@contoso.com",
    });
    expect(made.RecipientFilter).toBe(
      "((RecipientTypeDetails -eq 'UserMailbox' -or RecipientTypeDetails -eq 'SharedMailbox' -or RecipientTypeDetails -eq 'LinkedMailbox') -or (RecipientType -eq 'MailContact')) -and (Department -eq 'Sales' -or Department -eq 'O''Neil') -and (CustomAttribute3 -eq 'x')",
    );
    await get("New-Mailbox", mailbox);
    await get("Set-User", { Identity: "kim", Department: "o'neil" });
    await get("Set-Mailbox", { Identity: "kim", CustomAttribute3: "X" });
    const preview = await get("Get-Recipient", { RecipientPreviewFilter: made.RecipientFilter });
    expect(preview.map((one) => one.Name)).toEqual(["Kim Akers"]);
  });

  test("keep their order without gaps", async () => {
    const { get } = await bench();
    const policy = (Name: string, more: Record<string, unknown> = {}) =>
      get("New-EmailAddressPolicy", {
        Name,
        RecipientFilter: "Alias -like 'x*'",
        EnabledPrimarySMTPAddressTemplate: "%m@contoso.com",
        ...more,
      });
    const order = async () =>
      (await get("Get-EmailAddressPolicy"))
        .map((one) => `${one.Name} ${one.Priority}`)
        .sort((a, b) => a.localeCompare(b));
    await policy("A");
    await policy("B");
    await policy("C", { Priority: 1 });
    expect(await order()).toEqual(["A 2", "B 3", "C 1", "Default Policy Lowest"]);
    await get("Set-EmailAddressPolicy", { Identity: "B", Priority: 1 });
    expect(await order()).toEqual(["A 3", "B 1", "C 2", "Default Policy Lowest"]);
    await get("Remove-EmailAddressPolicy", { Identity: "C" });
    expect(await order()).toEqual(["A 2", "B 1", "Default Policy Lowest"]);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ["New-EmailAddressPolicy", { EnabledEmailAddressTemplates: ["smtp:%m@contoso.com"] }, /Exactly one template/],
    [
      "New-EmailAddressPolicy",
      { EnabledEmailAddressTemplates: ["SMTP:%m@contoso.com", "SMTP:%g@contoso.com"] },
      /Exactly one/,
    ],
    [
      "New-EmailAddressPolicy",
      { EnabledPrimarySMTPAddressTemplate: "%m@other.example" },
      /no authoritative or internal relay/,
    ],
    ["New-EmailAddressPolicy", { EnabledPrimarySMTPAddressTemplate: "%m@contoso.com", Priority: 3 }, /from 1 to 1/],
    [
      "New-EmailAddressPolicy",
      { EnabledPrimarySMTPAddressTemplate: "%m@contoso.com", RecipientFilter: "Nonsense" },
      /Invalid filter/,
    ],
    ["Remove-EmailAddressPolicy", { Identity: "Default Policy" }, /can't be removed/],
    ["Set-EmailAddressPolicy", { Identity: "Default Policy", ConditionalCompany: ["x"] }, /only its templates/],
    [
      "Set-EmailAddressPolicy",
      { Identity: "Default Policy", EnabledEmailAddressTemplates: ["SMTP:%m@x.example"] },
      /no authoritative/,
    ],
  ])("%s %j is refused", async (cmdlet, named, text) => {
    const { fails, get, org } = await bench();
    const base = cmdlet.startsWith("New") ? { Name: "P", RecipientFilter: "Alias -like 'x*'" } : {};
    expect(await fails(cmdlet, { ...base, ...named })).toMatch(text);
    expect(await get("Get-EmailAddressPolicy")).toHaveLength(1);
    expect(await org.verify()).toEqual([]);
  });
});
