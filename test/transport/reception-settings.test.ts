// Settings of Receive connectors that change what a session may do: domains, certificates of peers, REQUIRETLS.
import { afterEach, describe, expect, test } from "vitest";
import { Reference } from "../../src/org/reference.ts";
import { wellKnown } from "../../src/org/wellknown.ts";
import { authority } from "./authority.ts";
import {
  allow,
  Client,
  connector,
  domainGuid,
  type House,
  internet,
  openHouse,
  play,
  type Settings,
} from "./receptionhouse.ts";

const alicesGuid = "00000000-0000-4000-8000-0000000a11ce";
let house: House | undefined;

afterEach(async () => {
  await house?.close();
  house = undefined;
});

async function open(settings: Settings): Promise<House> {
  house = await openHouse({ connectors: [connector("One", { ...internet, ...settings })] });
  return house;
}

/** Greets, sends one message, and gives the replies that were not the usual ones. */
async function send(client: Client, from: string, header = "", parameters = ""): Promise<string> {
  const replies = [await client.ask(`MAIL FROM:<${from}>${parameters}`), await client.ask("RCPT TO:<bob@contoso.com>")];
  replies.push(await client.ask("DATA"));
  client.send(`Message-ID: <1@client.example>\r\n${header}\r\nHello\r\n.\r\n`);
  replies.push(await client.reply());
  return replies.find((reply) => !/^[23]/.test(reply)) ?? "";
}

async function secured(port: number, own?: { key: string; cert: string }): Promise<Client> {
  const client = await Client.to(port);
  await client.reply();
  await client.ask("EHLO client.example");
  await client.ask("STARTTLS");
  await client.secure(own);
  await client.ask("EHLO client.example");
  return client;
}

describe("DefaultDomain", () => {
  test("stands behind addresses without a domain, and without it they are refused", async () => {
    await open({ DefaultDomain: new Reference(domainGuid("contoso.com"), "contoso.com") });
    await play(
      house!.port("One"),
      `S: 220 *
      C: EHLO printer
      S: 250*
      C: MAIL FROM:<alice>
      S: 250 2.1.0 Sender OK
      C: RCPT TO:<bob>
      S: 250 2.1.5 Recipient OK
      C: RCPT TO:<nobody>
      S: 550 5.1.10 *
      C: RCPT TO:<"bob">
      S: 250 2.1.5 Recipient OK
      C: RCPT TO:<bob@>
      S: 501 5.1.3 Invalid address
      C: DATA
      S: 354 *
      C: .
      S: 250 2.6.0 *`,
    );
    expect(house!.accepted[0]!.envelope).toMatchObject({
      sender: "alice@contoso.com",
      recipients: [{ address: "bob@contoso.com" }],
    });
    await house!.change([connector("One", internet)]);
    await play(
      house!.port("One"),
      `S: 220 *
      C: EHLO printer
      S: 250*
      C: MAIL FROM:<alice>
      S: 501 5.1.7 Invalid address
      C: MAIL FROM:<postmaster>
      S: 250 2.1.0 Sender OK
      C: RCPT TO:<bob>
      S: 501 5.1.3 Invalid address`,
    );
  });
});

describe("REQUIRETLS (RFC 8689)", () => {
  test("is offered and taken over TLS alone (2), and stands in the envelope", async () => {
    await open({});
    await play(
      house!.port("One"),
      `S: 220 *
      C: EHLO client.example
      S: 250-ex1.contoso.com Hello [127.0.0.1]|250-SIZE 37748736|250-PIPELINING|250-DSN|250-ENHANCEDSTATUSCODES|250-STARTTLS|250-8BITMIME|250 SMTPUTF8
      C: MAIL FROM:<joe@example.org> REQUIRETLS
      S: 555 5.5.4 Unrecognized parameter
      C: STARTTLS
      S: 220 *
      T:
      C: HELO client.example
      C: MAIL FROM:<joe@example.org> REQUIRETLS
      S: 250 * / 501 5.5.4 Invalid arguments
      C: EHLO client.example
      S: 250-*250 REQUIRETLS
      C: MAIL FROM:<joe@example.org> REQUIRETLS=yes
      S: 501 5.5.4 Invalid arguments`,
    );
    const client = await secured(house!.port("One"));
    // The duty goes before the wish (5).
    expect(await send(client, "joe@example.org", "TLS-Required: No\r\n", " REQUIRETLS")).toBe("");
    expect(await send(client, "joe@example.org", "TLS-Required: No\r\n")).toBe("");
    client.end();
    expect(house!.accepted.map(({ envelope }) => envelope.requireTls)).toEqual([true, undefined]);
  });
});

describe("rights on a connector (Add-ADPermission)", () => {
  const relay = "ms-Exch-SMTP-Accept-Any-Recipient";

  test("strangers relay where they have the right, and stay strangers", async () => {
    await open({ AccessEntries: [allow(wellKnown.anonymous, relay)] });
    await play(
      house!.port("One"),
      `S: 220 *
      C: EHLO scanner
      S: 250*
      C: MAIL FROM:<scanner@contoso.com>
      S: 250 *
      C: RCPT TO:<someone@elsewhere.example>
      S: 250 2.1.5 Recipient OK
      C: RCPT TO:<nobody@contoso.com>
      S: 550 5.1.10 *
      C: RCPT TO:<staff@contoso.com>
      S: 550 5.7.1 RESOLVER.RST.AuthRequired; authentication required
      C: DATA
      S: 354 *
      C: .
      S: 250 *`,
    );
    expect(house!.accepted[0]!.source.authenticated).toBe(false);
  });

  test("what is denied is not theirs, whatever a group gives", async () => {
    const denied = (right: string) => ({ AccessEntries: [allow(wellKnown.anonymous, `ms-Exch-${right}`, true)] });
    await open(denied("SMTP-Accept-Authoritative-Domain-Sender"));
    const client = await secured(house!.port("One"));
    expect(await client.ask("MAIL FROM:<alice@contoso.com>")).toMatch(/^550 5\.7\.60 /);
    expect(await client.ask("MAIL FROM:<joe@relay.example>")).toMatch(/^250 /);
    await client.ask("RSET");
    await house!.change([connector("One", { ...internet, ...denied("SMTP-Submit") })]);
    // A session goes on as it began; the next one has the new rights.
    expect(await client.ask("MAIL FROM:<joe@example.org>")).toMatch(/^250 /);
    client.end();
    const next = await secured(house!.port("One"));
    expect(await next.ask("MAIL FROM:<joe@example.org>")).toMatch(/^530 5\.7\.57 /);
    next.end();
    await house!.change([connector("One", { ...internet, ...denied("Accept-Headers-Routing") })]);
    const last = await secured(house!.port("One"));
    expect(await send(last, "joe@example.org", "Received: from nowhere\r\nResent-From: <x@example.org>\r\n")).toBe("");
    last.end();
    expect(String(house!.accepted[0]!.content)).not.toMatch(/^(?:Received|Resent)/m);
  });

  test("one user may log on where he may submit, and send as others where he may (Send-As)", async () => {
    const herself = { AccessEntries: [allow(alicesGuid, "ms-Exch-SMTP-Submit"), allow(alicesGuid, relay)] };
    await open({ AuthMechanism: "Tls, BasicAuth", PermissionGroups: "None", ...herself });
    const client = await secured(house!.port("One"));
    expect(await client.ask("AUTH PLAIN AGFsaWNlAHNlY3JldA==")).toBe("235 2.7.0 Authentication successful");
    expect(await client.ask("MAIL FROM:<bob@contoso.com>")).toBe(
      "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
    );
    expect(await send(client, "press@contoso.com", "From: press@contoso.com\r\n")).toBe("");
    expect(await send(client, "alice@contoso.com", "From: press@contoso.com\r\n")).toBe("");
    client.end();
  });
});

describe("certificates of peers", () => {
  const secret = "X-MS-Exchange-Organization-SCL: -1\r\n";
  const kept = () =>
    house!.accepted.splice(0).map((one) => [one.source.authenticated, /SCL/.test(String(one.content))]);

  test("a domain of TLSReceiveDomainSecureList must prove itself where DomainSecureEnabled says so", async () => {
    const [trusted, other] = [await authority(), await authority("Another")];
    await open({ DomainSecureEnabled: true, PermissionGroups: "Partners, AnonymousUsers" });
    await house!.certificates.add(trusted.certificate, undefined, {
      friendlyName: "",
      services: [],
      exportable: false,
      isDefault: false,
      automatic: false,
    });
    const port = house!.port("One");
    const failed = "454 4.7.5 Certificate validation failure";
    const cases: [string, { key: string; cert: string } | undefined, string, string][] = [
      ["without a certificate", undefined, "joe@secure.example", failed],
      ["of another domain", await trusted.issue(["example.org"]), "joe@secure.example", failed],
      ["of a single host of it", await trusted.issue(["mx.secure.example"]), "joe@secure.example", failed],
      ["of an authority that is not trusted", await other.issue(["secure.example"]), "joe@secure.example", failed],
      [
        "that has expired",
        await trusted.issue(["secure.example"], "2020-01-01", "2021-01-01"),
        "joe@secure.example",
        failed,
      ],
      ["of the domain", await trusted.issue(["mx.secure.example", "secure.example"]), "joe@secure.example", ""],
      ["of all its hosts", await trusted.issue(["*.secure.example"]), "joe@secure.example", ""],
      ["for mail of somebody else", await trusted.issue(["secure.example"]), "joe@example.org", ""],
      ["not at all, for mail of somebody else", undefined, "joe@example.org", ""],
    ];
    for (const [name, own, sender, expected] of cases) {
      const client = await secured(port, own);
      expect(await send(client, sender), name).toBe(expected);
      client.end();
    }
    const plain = await Client.to(port);
    await plain.reply();
    await plain.ask("EHLO client.example");
    expect(await plain.ask("MAIL FROM:<joe@secure.example>")).toBe(failed);
    plain.end();
  });

  test("Partners alone may send from the domain that they have proved, and from no other", async () => {
    const trusted = await authority();
    await open({ DomainSecureEnabled: true, PermissionGroups: "Partners" });
    const nothing = { friendlyName: "", services: [], exportable: false, isDefault: false, automatic: false };
    await house!.certificates.add(trusted.certificate, undefined, nothing);
    const stranger = await secured(house!.port("One"));
    expect(await stranger.ask("MAIL FROM:<joe@secure.example>")).toMatch(/^530 5\.7\.57 /);
    stranger.end();
    const partner = await secured(house!.port("One"), await trusted.issue(["secure.example"]));
    expect(await partner.ask("MAIL FROM:<joe@example.org>")).toMatch(/^550 5\.7\.60 /);
    expect(await partner.ask("MAIL FROM:<joe@secure.example>")).toMatch(/^250 /);
    expect(await partner.ask("RCPT TO:<someone@elsewhere.example>")).toMatch(/^550 5\.7\.54 /);
    partner.end();
  });

  test("TlsDomainCapabilities give rights to whom they name", async () => {
    const trusted = await authority();
    await open({
      TlsDomainCapabilities: ["partner.example:AcceptOrgHeaders", "*.cloud.example:AcceptCloudServicesMail"],
    });
    const nothing = { friendlyName: "", services: [], exportable: false, isDefault: false, automatic: false };
    await house!.certificates.add(trusted.certificate, undefined, nothing);
    for (const own of [
      undefined,
      await trusted.issue(["partner.example"]),
      await trusted.issue(["mx.cloud.example"]),
    ]) {
      const client = await secured(house!.port("One"), own);
      expect(await send(client, "joe@partner.example", secret)).toBe("");
      client.end();
    }
    expect(kept()).toEqual([
      [false, false],
      [false, true],
      [true, true],
    ]);
  });
});
