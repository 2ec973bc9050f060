// Each parameter of the connectors' cmdlets has a row here that shows what it does, or names the test that does: a
// parameter that is taken and does nothing has none.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import type { Parameter } from "../../src/command/cmdlet.ts";
import { loaders } from "../loaders.ts";
import { bench } from "../org/cmdlets.ts";
import { addConnector, openFlow } from "./flow.ts";
import { Client, connector, internet, openHouse, type Settings } from "./receptionhouse.ts";
import { smtpServer } from "./smtpserver.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A test elsewhere: its file below test/, and words of its title. */
type Elsewhere = readonly [file: string, title: string];
/** A value, what is said, and how the last reply begins without the value and with it; `beside` holds in both. */
interface Said {
  readonly value: unknown;
  readonly beside?: Settings;
  readonly say?: readonly string[];
  readonly was: RegExp;
  readonly is: RegExp;
}
/** A value that a Get- cmdlet shows, which is all that it does. */
interface Kept {
  readonly kept: string;
}

const connectors = "transport/reception-connectors.test.ts";
const limits = "transport/reception-limits.test.ts";
const reception = "transport/reception.test.ts";
const settings = "transport/reception-settings.test.ts";

const hello = "EHLO client.example";
const from = "MAIL FROM:<joe@example.org>";
const opened = [hello, from];
const offers = (keyword: string) => ({
  say: [hello],
  is: new RegExp(`^250[^]*\\b${keyword}\\b`),
  was: without(keyword),
});
const withholds = (keyword: string) => ({
  say: [hello],
  was: new RegExp(`^250[^]*\\b${keyword}\\b`),
  is: without(keyword),
});
const without = (keyword: string) => new RegExp(`^250(?![^]*\\b${keyword}\\b)`);
const message = (...header: string[]) => [
  ...opened,
  "RCPT TO:<bob@contoso.com>",
  "DATA",
  [...header, "", "Hello", "."].join("\r\n"),
];
const users = { PermissionGroups: "ExchangeUsers", AuthMechanism: "BasicAuth" };
const usage: Elsewhere = [connectors, "usage %j"];

const receive: Readonly<Record<string, Said | Kept | Elsewhere>> = {
  Identity: [connectors, "Set- keeps the rules, too"],
  Name: { kept: "Other" },
  Comment: { kept: "for the scanners" },
  TransportRole: { kept: "FrontendTransport" },
  Server: [connectors, "the first start makes two"],
  Usage: usage,
  Custom: [connectors, "what is given goes before the usage"],
  Internet: usage,
  Partner: usage,
  Internal: usage,
  Client: usage,
  AuthMechanism: { value: "BasicAuth", beside: { PermissionGroups: "ExchangeUsers" }, ...offers("AUTH LOGIN PLAIN") },
  AuthTarpitInterval: [limits, "a failed logon is answered late"],
  Banner: { value: "220 hi", was: /^220 ex1\.contoso\.com /, is: /^220 hi$/ },
  BareLinefeedRejectionEnabled: [connectors, "Set- keeps the rules, too"],
  Bindings: [connectors, "one socket serves both families"],
  ConnectionInactivityTimeout: [reception, "a silent peer is told and left"],
  ConnectionTimeout: [reception, "a silent peer is told and left"],
  DefaultDomain: [settings, "stands behind addresses without a domain"],
  DeliveryStatusNotificationEnabled: { value: false, ...withholds("DSN") },
  DomainSecureEnabled: [settings, "must prove itself where DomainSecureEnabled says so"],
  EightBitMimeEnabled: { value: false, ...withholds("8BITMIME") },
  Enabled: [reception, "a peer outside every range is turned away"],
  EnhancedStatusCodesEnabled: { value: false, say: ["NOOP"], was: /^250 2\.0\.0 OK$/, is: /^250 OK$/ },
  Fqdn: { value: "mail.contoso.com", was: /^220 ex1\.contoso\.com /, is: /^220 mail\.contoso\.com / },
  LongAddressesEnabled: { value: true, ...offers("XLONGADDR") },
  MaxHeaderSize: { value: 100, say: message(`X-Long: ${"x".repeat(200)}`), was: /^250 /, is: /^552 / },
  MaxHopCount: {
    value: 1,
    say: message("Received: from a by b; x", "Received: from b by c; x"),
    was: /^250 /,
    is: /^554 5\.4\.14 /,
  },
  MaxLocalHopCount: {
    value: 1,
    say: message(
      "Received: from a by ex1.contoso.com with SMTP; x",
      "Received: from b by ex1.contoso.com with SMTP; x",
    ),
    was: /^250 /,
    is: /^554 5\.4\.14 /,
  },
  MaxInboundConnection: [reception, "no more connections than MaxInboundConnection"],
  MaxInboundConnectionPerSource: [limits, "at most MaxInboundConnectionPerSource"],
  MaxInboundConnectionPercentagePerSource: [limits, "at most MaxInboundConnectionPerSource"],
  MaxLogonFailures: { value: 1, beside: users, say: [hello, "AUTH PLAIN AGEAYg=="], was: /^535 /, is: /^421 4\.7\.0 / },
  MaxMessageSize: { value: "64KB", say: [hello, `${from} SIZE=99999`], was: /^250 /, is: /^552 5\.3\.4 / },
  MaxProtocolErrors: { value: 1, say: ["XYZZY", "NOOP"], was: /^250 /, is: /^421 4\.7\.0 / },
  MaxRecipientsPerMessage: {
    value: 1,
    say: [...opened, "RCPT TO:<alice@contoso.com>", "RCPT TO:<bob@contoso.com>"],
    was: /^250 /,
    is: /^452 4\.5\.3 /,
  },
  MessageRateLimit: [limits, "MessageRateLimit 2 by %s"],
  MessageRateSource: [limits, "MessageRateLimit 2 by %s"],
  PermissionGroups: { value: "ExchangeUsers", say: opened, was: /^250 /, is: /^530 5\.7\.57 / },
  PipeliningEnabled: { value: false, ...withholds("PIPELINING") },
  ProtocolLoggingLevel: [reception, "each line with its number and direction"],
  RejectReservedTopLevelRecipientDomains: {
    value: true,
    say: [...opened, "RCPT TO:<x@outside.example>"],
    was: /^250 /,
    is: /^550 5\.1\.4 /,
  },
  RejectReservedSecondLevelRecipientDomains: {
    value: true,
    say: [...opened, "RCPT TO:<x@example.com>"],
    was: /^550 5\.7\.54 /,
    is: /^550 5\.1\.5 /,
  },
  RejectSingleLabelRecipientDomains: {
    value: true,
    say: [...opened, "RCPT TO:<x@printer>"],
    was: /^550 5\.7\.54 /,
    is: /^550 5\.1\.6 /,
  },
  RemoteIPRanges: { value: ["192.0.2.1"], was: /^220 /, is: /^421 4\.3\.2 / },
  RequireEHLODomain: { value: true, say: ["EHLO no_name!"], was: /^250/, is: /^501 / },
  RequireTLS: { value: true, say: opened, was: /^250 /, is: /^530 5\.7\.0 / },
  SizeEnabled: { value: "Disabled", ...withholds("SIZE") },
  SmtpUtf8Enabled: { value: false, ...withholds("SMTPUTF8") },
  TarpitInterval: [reception, "a refusal to a stranger comes late"],
  TlsCertificateName: ["transport/certificates.test.ts", "shows a new certificate to the next connection"],
  TlsDomainCapabilities: [settings, "TlsDomainCapabilities give rights to whom they name"],
};

const sending = "transport/sending.test.ts";
const session = "transport/session.test.ts";
const relay = "transport/relay.test.ts";
const making = "transport/settings.test.ts";
const usages: Elsewhere = [making, "takes smart hosts in place of DNS, and knows the usages"];
/** What the other server must see with the value and did not without it; undefined where no mail comes any more. */
interface Sent {
  readonly value: unknown;
  readonly sees: { readonly hello?: string; readonly address?: string } | undefined;
}

const send: Readonly<Record<string, Sent | Kept | Elsewhere>> = {
  Identity: [making, "adds to and takes from lists"],
  Name: { kept: "Other" },
  Comment: { kept: "to the partner" },
  AddressSpaces: [making, "adds to and takes from lists"],
  AuthenticationCredential: [session, "BasicAuthRequireTLS says the password over TLS alone"],
  ConnectionInactivityTimeOut: [session, "that stops in the middle is given up after ConnectionInactivityTimeOut"],
  DNSRoutingEnabled: [making, "takes smart hosts in place of DNS"],
  DomainSecureEnabled: [sending, "lets mail to a listed domain go to hosts alone that prove to be its own"],
  Enabled: { value: false, sees: undefined },
  ErrorPolicies: [sending, "let mail wait for a domain that does not exist"],
  ForceHELO: [relay, "begin with HELO when they are told to"],
  Fqdn: { value: "out.contoso.com", sees: { hello: "EHLO out.contoso.com" } },
  IgnoreSTARTTLS: [session, "is left aside with IgnoreSTARTTLS"],
  IsScopedConnector: [making, "a connector of other servers routes nothing here"],
  MaxMessageSize: { value: "64KB", sees: undefined },
  Port: { value: 1, sees: undefined },
  ProtocolLoggingLevel: [relay, "are written down with Verbose"],
  RequireTLS: { value: true, sees: undefined },
  SmartHostAuthMechanism: [sending, "of BasicAuth is said in the clear where %s"],
  SmartHosts: [sending, "are tried in turn until one answers"],
  SmtpMaxMessagesPerConnection: [relay, "a new one comes after SmtpMaxMessagesPerConnection"],
  SourceIPAddress: { value: "127.0.0.44", sees: { address: "127.0.0.44" } },
  SourceTransportServers: [making, "a connector of other servers routes nothing here"],
  TlsAuthLevel: [session, "EncryptionOnly takes a self-signed certificate"],
  TlsCertificateName: [sending, "is shown where TlsCertificateName names it"],
  TlsDomain: [sending, "DomainValidation of the host's name"],
  UseExternalDNSServersEnabled: ["peers/servers.test.ts", "test"],
  Usage: usages,
  Custom: usages,
  Internal: usages,
  Internet: usages,
  Partner: usages,
};

const tables = { ReceiveConnector: receive, SendConnector: send };

/** The parameters of a connector's cmdlets, but for those that say themselves that they do nothing. */
async function declared(noun: string): Promise<string[]> {
  const names = new Set<string>();
  for (const verb of ["New", "Set"]) {
    const cmdlet = (await loaders()[`${verb}-${noun}`]!()).default;
    const table: Record<string, Parameter> = Object.assign({}, cmdlet.parameters, ...Object.values(cmdlet.sets ?? {}));
    for (const [name, one] of Object.entries(table)) if (one.noEffect === undefined) names.add(name);
  }
  return [...names].sort();
}

describe.each(Object.entries(tables))("New- and Set-%s", (noun, table) => {
  test("have a row for each parameter, and for no other", async () => {
    expect(Object.keys(table).sort()).toEqual(await declared(noun));
  });

  test("declare nothing without effect but what asks for a domain controller", async () => {
    for (const verb of ["New", "Set"]) {
      const cmdlet = (await loaders()[`${verb}-${noun}`]!()).default;
      const idle = Object.entries<Parameter>(cmdlet.parameters ?? {}).filter(([, one]) => one.noEffect !== undefined);
      expect(idle.map(([name]) => name)).toEqual(["DomainController"]);
    }
  });

  const elsewhere = Object.entries(table).filter((row): row is [string, Elsewhere] => Array.isArray(row[1]));
  test.each(elsewhere)("-%s is tried elsewhere", (name, [file, title]) => {
    const text = readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), "utf8");
    expect(text).toContain(title);
    if (name !== "Identity" && name !== "Server") expect(text).toMatch(new RegExp(`\\b${name}\\b`));
  });

  const kept = Object.entries(table).filter((row): row is [string, Kept] => "kept" in row[1]);
  test.each(kept)("-%s is kept and shown", async (name, { kept }) => {
    const { get } = await bench();
    const rest =
      noun === "SendConnector" ? { AddressSpaces: "*" } : { Bindings: "127.0.0.1:0", RemoteIPRanges: "10.0.0.1" };
    const [made] = await get(`New-${noun}`, { Name: "One", ...rest });
    expect(made[name]).not.toBe(kept);
    await get(`Set-${noun}`, { Identity: "One", [name]: kept });
    expect((await get(`Get-${noun}`, { Identity: made.Guid }))[0][name]).toBe(kept);
  });
});

describe("Set-ReceiveConnector", () => {
  const said = Object.entries(receive).filter((row): row is [string, Said] => "was" in row[1]);
  test.each(said)("-%s changes what a session hears", async (name, { value, beside, say, was, is }) => {
    const hear = async (settings: Settings) => {
      const house = await openHouse({ connectors: [connector("One", { ...internet, ...beside, ...settings })] });
      ends.push(() => house.close());
      const speaker = await Client.to(house.port("One"));
      let reply = await speaker.reply();
      for (const line of say ?? []) reply = await speaker.ask(line);
      speaker.end();
      return reply;
    };
    expect(await hear({})).toMatch(was);
    expect(await hear({ [name]: value })).toMatch(is);
  });
});

describe("Set-SendConnector", () => {
  const sent = Object.entries(send).filter((row): row is [string, Sent] => "sees" in row[1]);
  test.each(sent)("-%s changes what the other server sees", async (name, { value, sees }) => {
    const addresses: (string | undefined)[] = [];
    const server = await smtpServer({ connected: (socket) => addresses.push(socket.remoteAddress) });
    ends.push(() => server.close());
    const dns = { "remote.example": { MX: ["10 mx.remote.example"] }, "mx.remote.example": { A: ["127.0.0.1"] } };
    const goes = async (settings: object) => {
      const flow = await openFlow({ dns, mailboxes: ["alice"] });
      ends.push(() => flow.close());
      await addConnector(flow.org, "Out", { AddressSpaces: "*", Port: server.port, ...settings });
      addresses.length = server.commands.length = server.taken.length = 0;
      await flow.send({
        from: "alice@contoso.com",
        to: "bob@remote.example",
        authenticated: true,
        body: `${"x".repeat(98)}\r\n`.repeat(800),
      });
      const stays = () =>
        flow.transport.queues.all().some((queue) => queue.retry !== undefined || queue.hop.type === "Unreachable");
      await flow.until(async () => server.taken.length > 0 || stays() || (await flow.inbox("alice")).length > 0);
      return server.taken.length === 0 ? undefined : { hello: server.commands.at(-1)?.[0], address: addresses.at(-1) };
    };
    const before = await goes({});
    expect(before).toEqual({ hello: "EHLO ex1.contoso.com", address: "127.0.0.1" });
    expect(await goes({ [name]: value })).toEqual(sees && { ...before, ...sees });
  });
});
