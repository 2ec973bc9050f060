// Cmdlets for accepted domains, databases and servers: defaults, rules, and what refers to what.
import { describe, expect, test } from "vitest";
import { bench } from "./cmdlets.ts";
import { addMailbox } from "./organization.ts";

describe("accepted domains", () => {
  test("are created, shown, changed and removed", async () => {
    const { get, run } = await bench();
    const [made] = await get("New-AcceptedDomain", { Name: "Fabrikam", DomainName: "Fabrikam.com" });
    expect([made.DomainName, made.DomainType, made.Default]).toEqual(["fabrikam.com", "Authoritative", false]);
    const [relay] = await get("New-AcceptedDomain", {
      Name: "Relay",
      DomainName: "*.relay.example",
      DomainType: "internalrelay",
    });
    expect(relay.DomainType).toBe("InternalRelay");
    expect((await get("Get-AcceptedDomain")).map((one) => one.Name)).toEqual(["contoso.com", "Fabrikam", "Relay"]);
    expect((await get("Get-AcceptedDomain", { Identity: "f*" })).map((one) => one.Name)).toEqual(["Fabrikam"]);
    const told = await run(["Get-AcceptedDomain", { Identity: "fabrikam.com" }], ["Set-AcceptedDomain", { Name: "F" }]);
    expect(told.errors).toEqual([]);
    await get("Remove-AcceptedDomain", { Identity: "F" });
    expect(await get("Get-AcceptedDomain")).toHaveLength(2);
  });

  test("there is always one default", async () => {
    const { get, fails, org } = await bench();
    await get("New-AcceptedDomain", { Name: "Fabrikam", DomainName: "fabrikam.com" });
    await get("Set-AcceptedDomain", { Identity: "Fabrikam", MakeDefault: true });
    expect((await get("Get-AcceptedDomain")).filter((one) => one.Default).map((one) => one.Name)).toEqual(["Fabrikam"]);
    expect(org.snapshot().defaultDomain.Name).toBe("Fabrikam");
    expect(await fails("Set-AcceptedDomain", { Identity: "Fabrikam", MakeDefault: false })).toContain(
      "default accepted domain",
    );
    expect(await fails("Remove-AcceptedDomain", { Identity: "Fabrikam" })).toContain("default accepted domain");
  });

  test("one that is needed stays", async () => {
    const { get, fails, org } = await bench();
    await get("New-AcceptedDomain", { Name: "Fabrikam", DomainName: "fabrikam.com" });
    await get("Set-AcceptedDomain", { Identity: "Fabrikam", MakeDefault: true });
    expect(await fails("Remove-AcceptedDomain", { Identity: "contoso.com" })).toContain(
      "still used by 'the address policy Default Policy'",
    );
    await get("New-AcceptedDomain", { Name: "Third", DomainName: "third.example" });
    await org.change((tx) => addMailbox(tx, "kim", { EmailAddresses: ["SMTP:kim@third.example"] }));
    expect(await fails("Remove-AcceptedDomain", { Identity: "Third" })).toContain("'contoso.com/Users/kim'");
    await get("New-AcceptedDomain", { Name: "Example", DomainName: "*.example" });
    await get("Remove-AcceptedDomain", { Identity: "Third" });
    expect(await fails("Remove-AcceptedDomain", { Identity: "Example" })).toContain("'contoso.com/Users/kim'");
  });

  test("a wildcard is no default", async () => {
    const { get, fails } = await bench();
    await get("New-AcceptedDomain", { Name: "Sub", DomainName: "*.fabrikam.com" });
    expect(await fails("Set-AcceptedDomain", { Identity: "Sub", MakeDefault: true })).toContain("wildcard");
    expect((await get("Get-AcceptedDomain", { Identity: "contoso.com" }))[0].Default).toBe(true);
  });

  test.each([
    [{ Name: "x", DomainName: "*" }, /name a domain/],
    [{ Name: "x", DomainName: "not a domain" }, /isn't a valid SMTP domain/],
    [{ Name: "x", DomainName: "contoso.com" }, /There is already an object with the DomainName 'contoso.com'/],
    [{ Name: "contoso.com", DomainName: "x.example" }, /There is already an object with the Name 'contoso.com'/],
    [{ Name: "x".repeat(65), DomainName: "x.example" }, /at most 64/],
    [{ Name: "x", DomainName: "x.example", DomainType: "Foreign" }, /Authoritative, InternalRelay, ExternalRelay/],
  ])("refuses %j", async (named, text) => {
    const { fails, get, org } = await bench();
    expect(await fails("New-AcceptedDomain", named)).toMatch(text);
    expect(await get("Get-AcceptedDomain")).toHaveLength(1);
    expect(await org.verify()).toEqual([]);
  });
});

describe("databases and servers", () => {
  test("a database is made, changed and removed, but not while it holds mailboxes", async () => {
    const { get, fails, org, run } = await bench();
    const [made] = await get("New-MailboxDatabase", { Name: "DB02", Server: "EX1" });
    expect([String(made.Server), String(made.IssueWarningQuota), String(made.ProhibitSendQuota)]).toEqual([
      "EX1",
      "1.899 GB (2,039,480,320 bytes)",
      "2 GB (2,147,483,648 bytes)",
    ]);
    await run(
      ["Get-MailboxDatabase", { Identity: "DB02" }],
      ["Set-MailboxDatabase", { ProhibitSendQuota: "3GB", ProhibitSendReceiveQuota: "4GB" }],
    );
    expect(String((await get("Get-MailboxDatabase", { Identity: "DB02" }))[0].ProhibitSendQuota)).toContain("3 GB");
    await org.change((tx) => addMailbox(tx, "kim"));
    expect(await fails("Remove-MailboxDatabase", { Identity: "DB02" })).toContain("contoso.com/Users/kim");
    const [other] = await get("Get-MailboxDatabase", { Identity: "Mailbox Database*" });
    await get("Remove-MailboxDatabase", { Identity: other.Name });
    expect((await get("Get-MailboxDatabase")).map((one) => one.Name)).toEqual(["DB02"]);
  });

  test("a server is found by either name, and its settings are kept", async () => {
    const { get, fails, run } = await bench();
    expect((await get("Get-ExchangeServer", { Identity: "ex1.contoso.com" }))[0].Name).toBe("EX1");
    await get("Set-ExchangeServer", { Identity: "ex1", MonitoringGroup: "Building 3" });
    expect((await get("Get-ExchangeServer"))[0].MonitoringGroup).toBe("Building 3");
    const again = await run(["Set-ExchangeServer", { Identity: "ex1", MonitoringGroup: "Building 3" }]);
    expect(again.warnings).toEqual(["The command completed successfully but no settings of 'EX1' have been modified."]);
    expect(await fails("Get-ExchangeServer", { Identity: "ex2" })).toBe(
      "The operation couldn't be performed because object 'ex2' couldn't be found on 'ex1.contoso.com'.",
    );
  });

  test("the list of blocked words grows and shrinks", async () => {
    const { get } = await bench();
    await get("Set-OrganizationConfig", { DistributionGroupNameBlockedWordsList: ["secret", "internal"] });
    const words = { Add: ["hidden"], Remove: ["SECRET"] };
    const { Dictionary } = await import("../../src/values/dictionary.ts");
    await get("Set-OrganizationConfig", { DistributionGroupNameBlockedWordsList: Dictionary.of(words) });
    expect((await get("Get-OrganizationConfig"))[0].DistributionGroupNameBlockedWordsList).toEqual([
      "internal",
      "hidden",
    ]);
  });
});

test("a mailbox server that is excluded from provisioning takes no mailbox that names no database", async () => {
  const { get, fails, org } = await bench();
  await get("Set-MailboxServer", { Identity: "EX1", IsExcludedFromProvisioning: true });
  expect((await get("Get-MailboxServer"))[0].IsExcludedFromProvisioning).toBe(true);
  expect(await fails("New-Mailbox", { Name: "Info", Shared: true })).toMatch(
    /^No mailbox database takes new mailboxes/,
  );
  const [named] = await get("New-Mailbox", { Name: "Info", Shared: true, Database: org.snapshot().databases[0]!.Name });
  expect(named.Name).toBe("Info");
});
