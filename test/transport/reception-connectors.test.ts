// The cmdlets of Receive connectors, which connector serves a peer, and which rights a group gives.
import { describe, expect, test } from "vitest";
import { wellKnown } from "../../src/org/wellknown.ts";
import { selectConnector } from "../../src/transport/reception/connector.ts";
import { wantedListeners } from "../../src/transport/reception/listener.ts";
import { type Right, rightsOn, unproven } from "../../src/transport/reception/permission.ts";
import { bench } from "../org/cmdlets.ts";
import { connector } from "./receptionhouse.ts";

const at25 = { Bindings: ["0.0.0.0:25", "[::]:25"] };

describe("New-, Get-, Set-, Remove-ReceiveConnector", () => {
  test("the first start makes two, with Exchange's settings", async () => {
    const { get } = await bench();
    const [client, frontend] = await get("Get-ReceiveConnector");
    expect([String(frontend.Identity), frontend.Bindings.map(String), frontend.RemoteIPRanges.map(String)]).toEqual([
      "EX1\\Default Frontend EX1",
      ["0.0.0.0:25", "[::]:25"],
      ["::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "0.0.0.0-255.255.255.255"],
    ]);
    expect(String(frontend.AuthMechanism)).toBe("Tls, Integrated, BasicAuth, BasicAuthRequireTLS, ExchangeServer");
    expect(String(frontend.PermissionGroups)).toBe("AnonymousUsers, ExchangeServers, ExchangeLegacyServers");
    expect(String(frontend.MaxMessageSize)).toBe("36 MB (37,748,736 bytes)");
    expect(frontend.MaxRecipientsPerMessage).toBe(200);
    expect(String(client.Identity)).toBe("EX1\\Client Frontend EX1");
    expect(String(client.PermissionGroups)).toBe("ExchangeUsers");
    expect([client.MessageRateLimit, client.MessageRateSource]).toEqual([5, "User"]);
  });

  test.each([
    [
      { Usage: "Client", RemoteIPRanges: ["10.0.0.0/8"] },
      "ExchangeUsers",
      "Tls, Integrated, BasicAuth, BasicAuthRequireTLS",
      587,
    ],
    [
      { Client: true, RemoteIPRanges: ["10.0.0.0/8"] },
      "ExchangeUsers",
      "Tls, Integrated, BasicAuth, BasicAuthRequireTLS",
      587,
    ],
    [
      { Internal: true, RemoteIPRanges: ["10.0.0.0/8"] },
      "ExchangeServers, ExchangeLegacyServers",
      "Tls, ExchangeServer",
      25,
    ],
    [{ Internet: true, Bindings: ["0.0.0.0:26"] }, "AnonymousUsers", "Tls", 26],
    [{ Partner: true, Bindings: ["0.0.0.0:27"], RemoteIPRanges: ["192.0.2.1"] }, "Partners", "Tls", 27],
    [{ Bindings: ["0.0.0.0:28"], RemoteIPRanges: ["192.0.2.1"] }, "None", "Tls", 28],
  ])("usage %j", async (named, groups, mechanisms, port) => {
    const { get } = await bench();
    const [made] = await get("New-ReceiveConnector", { Name: "New", ...named });
    expect(String(made.PermissionGroups)).toBe(groups);
    expect(String(made.AuthMechanism)).toBe(mechanisms);
    expect(made.Bindings[0].port).toBe(port);
    expect(made.TransportRole).toBe("HubTransport");
  });

  test("what is given goes before the usage; lists are changed by Add and Remove", async () => {
    const { get, run } = await bench();
    const [made] = await get("New-ReceiveConnector", {
      Name: "Relay",
      Custom: true,
      Bindings: "0.0.0.0:26",
      RemoteIPRanges: ["192.0.2.1", "10.0.0.0-10.0.0.255"],
      PermissionGroups: "AnonymousUsers, ExchangeUsers",
      MaxProtocolErrors: "unlimited",
      TarpitInterval: "00:00:00",
    });
    expect(String(made.PermissionGroups)).toBe("AnonymousUsers, ExchangeUsers");
    expect(
      (await run(["Set-ReceiveConnector", { Identity: "EX1\\Relay", Banner: "220 hello", Fqdn: "mail.contoso.com" }]))
        .errors,
    ).toEqual([]);
    const [changed] = await get("Get-ReceiveConnector", { Identity: "Relay" });
    expect([changed.Banner, changed.Fqdn]).toEqual(["220 hello", "mail.contoso.com"]);
    await get("Remove-ReceiveConnector", { Identity: "Relay" });
    expect(await get("Get-ReceiveConnector")).toHaveLength(2);
    expect(await get("Get-ReceiveConnector", { Server: "EX1" })).toHaveLength(2);
  });

  test.each([
    [{ AuthMechanism: "None,Tls" }, /'None' cannot stand beside other values/],
    [{ AuthMechanism: "BasicAuthRequireTLS" }, /needs BasicAuth and Tls/],
    [
      { AuthMechanism: "ExternalAuthoritative,BasicAuth", PermissionGroups: "ExchangeServers" },
      /combined with Tls only/,
    ],
    [{ AuthMechanism: "ExternalAuthoritative" }, /needs the permission group ExchangeServers/],
    [{ AuthMechanism: "None", RequireTLS: true }, /RequireTLS needs/],
    [{ AuthMechanism: "Kerberos" }, /not a AuthMechanisms/],
    [{ PermissionGroups: "Everybody" }, /AnonymousUsers/],
    [{ Banner: "Hello" }, /begins with "220 "/],
    [{ Banner: "220 a\r\n250 b" }, /begins with "220 "/],
    [{ Bindings: "25" }, /not a binding/],
    [{ Bindings: ["0.0.0.0:26", "0.0.0.0:26"] }, /named twice|occurs|once/],
    [{ Bindings: [] }, /./],
    [{ RemoteIPRanges: "everywhere" }, /not a range/],
    [{ MaxMessageSize: "1KB" }, /at least 64 KB/],
    [{ MaxRecipientsPerMessage: 0 }, /between 1 and 512000/],
    [{ ConnectionTimeout: "00:04:00" }, /must be longer than ConnectionInactivityTimeout/],
    [{ ConnectionInactivityTimeout: "2.00:00:00" }, /from 1 seconds to 86400 seconds/],
    [{ Fqdn: "not a name" }, /isn't the name of a host/],
    [{ MaxInboundConnection: 10 }, /must not be greater than MaxInboundConnection/],
    [
      { Bindings: at25.Bindings, RemoteIPRanges: "0.0.0.0-255.255.255.255" },
      /conflict with the Receive connector 'EX1\\Default Frontend EX1': both are bound to 0\.0\.0\.0:25/,
    ],
    [{ Name: "Default Frontend EX1" }, /already/],
    [{ PermissionGroups: "AnonymousUsers, Custom" }, /Custom cannot be given/],
  ])("refuses %j", async (named, text) => {
    const { fails, get } = await bench();
    const base = { Name: "New", Bindings: ["0.0.0.0:26"], RemoteIPRanges: ["192.0.2.1"] };
    expect(await fails("New-ReceiveConnector", { ...base, ...named })).toMatch(text);
    expect(await get("Get-ReceiveConnector")).toHaveLength(2);
  });

  test("Set- keeps the rules, too", async () => {
    const { fails, get } = await bench();
    await get("New-ReceiveConnector", { Name: "Lan", Bindings: at25.Bindings, RemoteIPRanges: ["10.0.0.0/8"] });
    expect(await fails("Set-ReceiveConnector", { Identity: "Lan", RemoteIPRanges: "0.0.0.0/0" })).toMatch(
      /conflict with/,
    );
    await get("New-ReceiveConnector", { Name: "Printer", Bindings: at25.Bindings, RemoteIPRanges: ["10.0.0.9"] });
    expect(await fails("Set-ReceiveConnector", { Identity: "Printer", RemoteIPRanges: "9.0.0.0-10.0.0.9" })).toMatch(
      /overlap/,
    );
    expect(await fails("Set-ReceiveConnector", { Identity: "Lan", BareLinefeedRejectionEnabled: false })).toMatch(
      /cannot be \$false: a message with a bare line feed is refused/,
    );
    expect(await fails("Set-ReceiveConnector", { Identity: "Nothing", Enabled: false })).toMatch(/'Nothing'/);
  });
});

describe("PermissionGroups", () => {
  const everybody = "NT AUTHORITY\\ANONYMOUS LOGON";
  const relay = { User: everybody, ExtendedRights: "ms-Exch-SMTP-Accept-Any-Recipient" };

  test("show Custom as long as there are entries beyond the groups", async () => {
    const { get, fails } = await bench();
    const Identity = "Client Frontend EX1";
    const groups = async () => String((await get("Get-ReceiveConnector", { Identity }))[0].PermissionGroups);
    await get("Add-ADPermission", { Identity, ...relay });
    expect(await groups()).toBe("ExchangeUsers, Custom");
    // The entries stay whatever groups are given, with the word or without.
    await get("Set-ReceiveConnector", { Identity, PermissionGroups: "AnonymousUsers" });
    expect(await groups()).toBe("AnonymousUsers, Custom");
    await get("Set-ReceiveConnector", { Identity, PermissionGroups: "Custom" });
    expect(await groups()).toBe("Custom");
    await get("Remove-ADPermission", { Identity, ...relay });
    expect(await groups()).toBe("None");
    expect(await fails("Set-ReceiveConnector", { Identity, PermissionGroups: "AnonymousUsers, Custom" })).toMatch(
      /Custom cannot be given.*Add-ADPermission/,
    );
  });

  test("of which a part is taken are Custom", async () => {
    const { get } = await bench();
    const Identity = "Default Frontend EX1";
    await get("Remove-ADPermission", {
      Identity,
      User: everybody,
      ExtendedRights: "ms-Exch-SMTP-Accept-Authoritative-Domain-Sender",
    });
    const [now] = await get("Get-ReceiveConnector", { Identity });
    expect(String(now.PermissionGroups)).toBe("ExchangeServers, ExchangeLegacyServers, Custom");
    const rights = rightsOn(now, unproven(now));
    expect([rights.has("SMTP-Submit"), rights.has("SMTP-Accept-Authoritative-Domain-Sender")]).toEqual([true, false]);
  });
});

describe("which connector serves a peer (behaviour 1.3)", () => {
  const frontend = connector("All", at25);
  const lan = connector("Lan", { ...at25, RemoteIPRanges: ["10.0.0.0/8"] });
  const printer = connector("Printer", { ...at25, RemoteIPRanges: ["10.0.0.9", "2001:db8::9"] });
  const inside = connector("Inside", { Bindings: ["192.0.2.1:25"], RemoteIPRanges: ["0.0.0.0-255.255.255.255"] });
  const off = connector("Off", { ...at25, RemoteIPRanges: ["10.0.0.9"], Enabled: false });
  const client = connector("Client", { Bindings: ["0.0.0.0:587"] });
  const connectors = [frontend, lan, printer, inside, off, client];

  test.each([
    ["192.0.2.7", "203.0.113.5", 25, "All"],
    ["192.0.2.7", "10.1.2.3", 25, "Lan"],
    ["192.0.2.7", "10.0.0.9", 25, "Printer"],
    ["::ffff:192.0.2.7", "::ffff:10.0.0.9", 25, "Printer"],
    ["2001:db8::1", "2001:db8::9", 25, "Printer"],
    ["2001:db8::1", "2001:db8::8", 25, "All"],
    ["192.0.2.1", "203.0.113.5", 25, "Inside"],
    ["192.0.2.1", "10.0.0.9", 25, "Printer"],
    ["192.0.2.7", "10.0.0.9", 587, "Client"],
    ["2001:db8::1", "2001:db8::9", 587, undefined],
    ["192.0.2.7", "10.0.0.9", 26, undefined],
  ])("to %s from %s on %s: %s", (localAddress, remoteAddress, port, name) => {
    expect(selectConnector(connectors, { localAddress, remoteAddress, port })?.Name).toBe(name);
  });

  test("one socket serves both families where all addresses are meant", () => {
    const wants = wantedListeners([
      frontend,
      lan,
      inside,
      client,
      off,
      connector("Any", { Bindings: ["127.0.0.1:0"] }),
    ]);
    expect(wants.map(({ address, port, instead, bindings }) => [address, port, instead, bindings])).toEqual([
      ["127.0.0.1", 0, undefined, ["127.0.0.1:0"]],
      ["::", 25, "0.0.0.0", ["0.0.0.0:25", "[::]:25", "192.0.2.1:25"]],
      ["0.0.0.0", 587, undefined, ["0.0.0.0:587"]],
    ]);
  });
});

describe("which rights a permission group gives (behaviour 1.5)", () => {
  const rights = (groups: string, mechanism: string, authenticated: boolean): Right[] => {
    const one = connector("One", { PermissionGroups: groups, AuthMechanism: mechanism });
    const user = new Set([wellKnown.authenticated, wellKnown.everyone]);
    return [...rightsOn(one, authenticated ? user : unproven(one))].sort();
  };

  test.each([
    ["None", "Tls", false, []],
    ["None", "Tls", true, []],
    [
      "AnonymousUsers",
      "Tls",
      false,
      ["Accept-Headers-Routing", "SMTP-Accept-Any-Sender", "SMTP-Accept-Authoritative-Domain-Sender", "SMTP-Submit"],
    ],
    ["AnonymousUsers", "Tls", true, []],
    ["ExchangeUsers", "Tls,BasicAuth", false, []],
    [
      "ExchangeUsers",
      "Tls,BasicAuth",
      true,
      ["Accept-Headers-Routing", "Bypass-Anti-Spam", "SMTP-Accept-Any-Recipient", "SMTP-Submit"],
    ],
    ["ExchangeServers", "Tls", false, []],
    ["Partners", "Tls", false, []],
    [
      "ExchangeServers",
      "Tls,ExternalAuthoritative",
      false,
      [
        "Accept-Headers-Routing",
        "Bypass-Anti-Spam",
        "Bypass-Message-Size-Limit",
        "SMTP-Accept-Any-Recipient",
        "SMTP-Accept-Any-Sender",
        "SMTP-Accept-Authentication-Flag",
        "SMTP-Accept-Authoritative-Domain-Sender",
        "SMTP-Submit",
      ],
    ],
  ] as const)("%s, %s, authenticated %s", (groups, mechanism, authenticated, wanted) => {
    expect(rights(groups, mechanism, authenticated)).toEqual(wanted);
  });
});
