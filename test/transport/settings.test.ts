// Send connectors, remote domains, transport settings: what the cmdlets take, what they refuse, and in which words.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ExchangeServer } from "../../src/org/classes/ExchangeServer.ts";
import { addressSpace, certificateName, serverAddress, smartHost } from "../../src/org/routekinds.ts";
import { Dictionary } from "../../src/values/dictionary.ts";
import { Credential, SecureString } from "../../src/values/secret.ts";
import { type Call, pipe } from "../command/harness.ts";
import { type Flow, openFlow } from "./flow.ts";

let flow: Flow;
beforeEach(async () => {
  flow = await openFlow();
});
afterEach(() => flow.close());

async function run(...calls: Call[]) {
  const { org, transport } = flow;
  const told = await pipe(calls, { world: flow.world, services: { org, transport } });
  const errors = [...told.errors.map((error) => error.message), ...(told.thrown ? [String(told.thrown.message)] : [])];
  return { output: told.output as any[], errors, warnings: told.warnings, screen: told.screen };
}

const secret = new Credential("relay", new SecureString("correct horse"));

describe("New-SendConnector", () => {
  test("has Exchange's defaults", async () => {
    const { output } = await run(["New-SendConnector", { Name: "Out", AddressSpaces: "*" }]);
    expect(output[0]).toMatchObject({
      Enabled: true,
      DNSRoutingEnabled: true,
      Port: 25,
      SmtpMaxMessagesPerConnection: 20,
    });
    expect(String(output[0].MaxMessageSize)).toBe("35 MB (36,700,160 bytes)");
  });

  test("takes smart hosts in place of DNS, and knows the usages", async () => {
    const { output } = await run([
      "New-SendConnector",
      {
        Name: "Hub",
        AddressSpaces: ["a.example", "*.b.example;5"],
        SmartHosts: ["10.0.0.1", "Hub.Example"],
        Internal: true,
      },
    ]);
    expect(output[0]).toMatchObject({ DNSRoutingEnabled: false, SmartHosts: ["[10.0.0.1]", "hub.example"] });
    expect(String(output[0].MaxMessageSize)).toBe("Unlimited");
    for (const named of [{ Usage: "Custom" }, { Custom: true }, { Internet: true }, { Partner: true }]) {
      const { output: made } = await run([
        "New-SendConnector",
        { Name: JSON.stringify(named), AddressSpaces: "*", ...named },
      ]);
      expect(String(made[0].MaxMessageSize)).toBe("35 MB (36,700,160 bytes)");
    }
    expect(output[0].AddressSpaces.map(addressSpace.show)).toEqual(["SMTP:a.example;1", "SMTP:*.b.example;5"]);
  });

  test.each([
    [{ SmartHosts: ["10.0.0.1"], DNSRoutingEnabled: true }, "set DNSRoutingEnabled to $false"],
    [{ DNSRoutingEnabled: false }, "needs SmartHosts"],
    [{ SmartHostAuthMechanism: "BasicAuth", SmartHosts: "10.0.0.1" }, "needs AuthenticationCredential"],
    [{ SmartHostAuthMechanism: "BasicAuth", AuthenticationCredential: secret }, "needs SmartHosts"],
    [{ RequireTLS: true, IgnoreSTARTTLS: true }, "exclude each other"],
    [{ TlsAuthLevel: "EncryptionOnly" }, "TlsAuthLevel needs RequireTLS"],
    [{ TlsDomain: "a.example", RequireTLS: true }, "only used when TlsAuthLevel is DomainValidation"],
    [{ TlsAuthLevel: "DomainValidation", RequireTLS: true, SmartHosts: "10.0.0.1" }, "needs TlsDomain"],
    [{ ForceHELO: true, RequireTLS: true }, "RequireTLS needs EHLO"],
    [{ AddressSpaces: ["*", "SMTP:*;5"] }, "named twice"],
    [{ AddressSpaces: [] }, "AddressSpaces"],
    [{ ConnectionInactivityTimeOut: "00:00:00" }, "ConnectionInactivityTimeOut must be"],
    [{ Internal: true, Partner: true }, "one usage"],
    [{ Port: 0 }, "between 1 and 65535"],
  ])("refuses %j: %s", async (named, words) => {
    const { errors, output } = await run(["New-SendConnector", { Name: "Out", AddressSpaces: "*", ...named }]);
    expect(output).toEqual([]);
    expect(errors.join()).toContain(words);
    expect(flow.org.snapshot().sendConnectors).toEqual([]);
  });

  test("is bound to the server it is made on, or to those it is told of", async () => {
    const words = { Name: "Internet", Internet: true, AddressSpaces: "*", DNSRoutingEnabled: true };
    const { output, errors } = await run(["New-SendConnector", { ...words, SourceTransportServers: "EX1" }]);
    expect(errors).toEqual([]);
    expect(output[0].SourceTransportServers.map(String)).toEqual(["EX1"]);
    const plain = await run(["New-SendConnector", { Name: "Plain", AddressSpaces: "a.example" }]);
    expect(plain.output[0].SourceTransportServers.map(String)).toEqual(["EX1"]);
    const unknown = await run(["New-SendConnector", { ...words, Name: "Other", SourceTransportServers: "EX9" }]);
    expect(unknown.errors.join()).toMatch(/'EX9' couldn't be found/);
    for (const none of [[], null]) {
      const bare = await run(["Set-SendConnector", { Identity: "Plain", SourceTransportServers: none }]);
      expect(bare.errors.join()).toContain("must name at least one server");
    }
  });

  test("a connector of other servers routes nothing here, and the plan says so", async () => {
    const { org } = flow;
    await org.change((tx) =>
      tx.add(ExchangeServer, { Name: "EX2", Fqdn: "ex2.contoso.com", AdminDisplayVersion: "Version 1" }),
    );
    await run(["New-SendConnector", { Name: "Out", AddressSpaces: "*", SourceTransportServers: ["EX1", "EX2"] }]);
    const route = async () => (await run(["Test-MailRoute", { Recipients: "kim@fabrikam.example" }])).output[0];
    expect(await route()).toMatchObject({ Action: "Relay", Connector: "Out" });
    await run(["Set-SendConnector", { Identity: "Out", SourceTransportServers: Dictionary.of({ Remove: "EX1" }) }]);
    const other = await route();
    expect(other.Action).toBe("Wait");
    expect(other.Reasons.join()).toContain(
      "Send connector 'Out' is used by other servers only: its SourceTransportServers are EX2.",
    );
    await run(["Set-SendConnector", { Identity: "Out", IsScopedConnector: true }]);
    expect((await route()).Reasons.join()).toContain("are EX2, and it is scoped to their site.");
  });

  test("never shows the password it keeps", async () => {
    await run([
      "New-SendConnector",
      {
        Name: "Hub",
        AddressSpaces: "*",
        SmartHosts: "10.0.0.1",
        SmartHostAuthMechanism: "BasicAuth",
        AuthenticationCredential: secret,
      },
    ]);
    for (const last of ["Format-List", "ConvertTo-Json", "Out-String"]) {
      const { output, screen } = await run(["Get-SendConnector"], [last], ["Out-Default"]);
      expect(JSON.stringify(output) + screen).not.toContain("correct horse");
    }
    expect(flow.org.snapshot().sendConnectors[0]?.AuthenticationCredential?.password.reveal()).toBe("correct horse");
  });
});

describe("the others", () => {
  test("Set-SendConnector adds to and takes from lists, keeps the rules, and says when nothing changed", async () => {
    await run(["New-SendConnector", { Name: "Out", AddressSpaces: "a.example" }]);
    expect((await run(["Set-SendConnector", { Identity: "Out", SmartHosts: "10.0.0.1" }])).errors.join()).toContain(
      "set DNSRoutingEnabled to $false",
    );
    expect(
      (await run(["Set-SendConnector", { Identity: "Out", SmartHosts: "10.0.0.1", DNSRoutingEnabled: false }])).errors,
    ).toEqual([]);
    expect((await run(["Set-SendConnector", { Identity: "Out", Port: 25 }])).warnings.join()).toContain(
      "no settings of 'Out' have been modified",
    );
    expect((await run(["Remove-SendConnector", { Identity: "Out", Confirm: false }])).errors).toEqual([]);
    expect((await run(["Get-SendConnector", { Identity: "Out" }])).errors).toHaveLength(1);
  });

  test("the default remote domain stays", async () => {
    expect((await run(["Remove-RemoteDomain", { Identity: "Default", Confirm: false }])).errors.join()).toContain(
      "can't be removed",
    );
    await run(["New-RemoteDomain", { Name: "Partner", DomainName: "*.Fabrikam.com" }]);
    await run(["Set-RemoteDomain", { Identity: "Partner", NDREnabled: false }]);
    const { output } = await run(["Get-RemoteDomain", { Identity: "Partner" }]);
    expect(output[0]).toMatchObject({ DomainName: "*.fabrikam.com", NDREnabled: false, DeliveryReportEnabled: true });
  });

  test("intervals stay in their bounds, and a delay comes before the end", async () => {
    const set = (values: object) => run(["Get-TransportService"], ["Set-TransportService", { ...values }]);
    expect((await set({ MessageRetryInterval: "00:00:00" })).errors.join()).toContain(
      "MessageRetryInterval is out of range",
    );
    expect((await set({ MessageExpirationTimeout: "01:00:00" })).errors.join()).toContain(
      "DelayNotificationTimeout must not be longer",
    );
    expect(
      (await set({ MessageExpirationTimeout: "3.00:00:00", ExternalDNSServers: "192.0.2.1:5353" })).errors,
    ).toEqual([]);
    expect(
      (await run(["Set-TransportConfig", { MaxSendSize: "unlimited", MaxRecipientEnvelopeLimit: 5 }])).errors,
    ).toEqual([]);
    const [config] = (await run(["Get-TransportConfig"])).output;
    expect([String(config.MaxSendSize), config.MaxRecipientEnvelopeLimit]).toEqual(["Unlimited", 5]);
  });
});

describe("kinds", () => {
  test.each([
    ["*", "SMTP:*;1"],
    ["contoso.com", "SMTP:contoso.com;1"],
    ["smtp:*.Contoso.com;100", "SMTP:*.contoso.com;100"],
    ["SMTP:contoso.com ;5", "SMTP:contoso.com;5"],
    ["--", "SMTP:--;1"],
  ])("the address space %s is %s", (given, shown) => {
    expect(addressSpace.show(addressSpace.convert(given))).toBe(shown);
    expect(addressSpace.decode(addressSpace.encode(addressSpace.convert(given)))).toEqual(addressSpace.convert(given));
  });

  test.each(["*contoso.com", "contoso.com;0", "contoso.com;101", "X400:c=us", "", "---", "a b.com"])(
    "'%s' is no address space",
    (given) => {
      expect(() => addressSpace.convert(given)).toThrow(/isn't a valid address space/);
    },
  );

  test.each(["CN=a", "<I><S>CN=a", "<I>CN=ca<S>", "<S>CN=a<I>CN=ca", "<I>CN=ca\r\n<S>CN=a"])(
    "'%s' names no certificate",
    (given) => {
      expect(() => certificateName.convert(given)).toThrow(/doesn't name a certificate/);
    },
  );

  test.each([
    ["10.0.0.1", "[10.0.0.1]"],
    ["[2001:DB8::1]", "[2001:db8::1]"],
    ["Mail.Contoso.com", "mail.contoso.com"],
  ])("the smart host %s is %s", (given, shown) => {
    expect(smartHost.convert(given)).toBe(shown);
  });

  test.each(["[mail.contoso.com]", "a b", "", "10.0.0.1:25"])("'%s' is no smart host", (given) => {
    expect(() => smartHost.convert(given)).toThrow(/isn't a valid smart host/);
  });

  test.each(["192.0.2.1", "192.0.2.1:53", "2001:db8::1", "[2001:db8::1]:5353"])("%s is a server's address", (given) => {
    expect(serverAddress.convert(given)).toBe(given);
  });

  test.each(["dns.example", "192.0.2.1:0", "192.0.2.1:70000", "300.0.0.1"])("%s is none", (given) => {
    expect(() => serverAddress.convert(given)).toThrow(/isn't the address of a server/);
  });
});
