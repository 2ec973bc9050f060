// The cmdlets that test our own listeners, and the warning of hidden peers: what they say when all is well, and of each hole.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { wellKnown } from "../../src/org/wellknown.ts";
import { relayTricks } from "../../src/transport/openrelay.ts";
import { gatewayIn, translationWarnings, watchPeers } from "../../src/transport/reception/translation.ts";
import { temporaryFolder } from "../process.ts";
import { openSample, type Sample } from "../sample.ts";
import { testWorld } from "../world/world.ts";
import { allow, connector, internet, openHouse } from "./receptionhouse.ts";

const place = temporaryFolder();
let sample: Sample;

beforeAll(async () => {
  sample = await openSample(`${place.path}/data`);
  await sample.run("Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 0:0 -AuthTarpitInterval 0:0");
});

afterAll(async () => {
  await sample.close();
  place.remove();
});

describe("Test-OpenRelay", () => {
  const frontend = "(Get-ReceiveConnector 'Default Frontend*').Identity";
  const counts = 'Test-OpenRelay | Group-Object Result -NoElement | ForEach-Object { "$($_.Name) $($_.Count)" }';
  const tricks = relayTricks(
    { user: "u", domain: "x.example" },
    { domain: "contoso.com", own: "ex1", address: "127.0.0.1" },
  );

  test("every trick differs from every other", () => {
    const said = tricks.map(({ from, to, first }) => JSON.stringify([from, to, first]));
    expect(new Set(said).size).toBe(tricks.length);
    expect(new Set(tricks.map(({ name }) => name)).size).toBe(tricks.length);
  });

  test("refuses all of them on a new server", async () => {
    const { shown, told, ending } = await sample.run(counts);
    expect([shown, told]).toEqual([`Refused ${2 * (tricks.length + 1)}\n`, ""]);
    expect(ending).toMatchObject({ ok: true });
  });

  test("finds a connector on which everybody relays, by its rights and by trying, and fails", async () => {
    await sample.run(
      `Add-ADPermission ${frontend} -User 'NT AUTHORITY\\ANONYMOUS LOGON' -ExtendedRights ms-Exch-SMTP-Accept-Any-Recipient`,
    );
    const { shown, told, ending } = await sample.run("Test-OpenRelay -Quiet | ForEach-Object Trick");
    const found = shown.trim().split("\n");
    for (const trick of [
      "rights of peers that have not logged on",
      "plain",
      "null sender",
      "spoofed local sender",
      "mixed case",
      "source route by our domain",
    ]) {
      expect(found).toContain(trick);
    }
    for (const trick of ["percent hack", "double @ to our domain", "two recipients in one command"]) {
      expect(found).not.toContain(trick);
    }
    expect(told).toMatch(/Strangers can send mail to others/);
    expect(ending).toMatchObject({ ok: false });
    await sample.run(
      `Remove-ADPermission ${frontend} -User 'NT AUTHORITY\\ANONYMOUS LOGON' -ExtendedRights ms-Exch-SMTP-Accept-Any-Recipient -Confirm:$false`,
    );
  });

  test("trusts a connector for neighbours, and says which it could not reach", async () => {
    await sample.run(
      "New-ReceiveConnector Near -Bindings 127.0.0.1:0 -RemoteIPRanges 127.0.0.0/8,10.0.0.0/8 -AuthMechanism ExternalAuthoritative -PermissionGroups ExchangeServers -TarpitInterval 0:0",
    );
    const near = await sample.run("Test-OpenRelay Near -Quiet | Where-Object Trick -eq plain | ForEach-Object Result");
    expect([near.shown, near.told]).toEqual(["Trusted\n", ""]);
    const port = (await sample.run("(Get-ReceiveConnector Near).Bindings")).shown;
    expect(port.trim()).toBe("127.0.0.1:0");
    await sample.run("Remove-ReceiveConnector Near -Confirm:$false");
  });

  test("takes no recipient of ours", async () => {
    expect((await sample.run("Test-OpenRelay -TargetEmailAddress alice@contoso.com")).told).toMatch(
      /in a domain of this organization/,
    );
  });
});

describe("Test-SmtpConnectivity and Test-ServiceHealth", () => {
  beforeEach(async () => {
    await sample.run("Start-Transport");
  });

  test("say that all is well", async () => {
    const rows = await sample.run(
      'Test-SmtpConnectivity | ForEach-Object { "$($_.ReceiveConnector) $($_.Binding) $($_.StatusCode)" }',
    );
    expect(rows.told).toBe("");
    expect(rows.shown.trim().split("\n")).toEqual([
      expect.stringMatching(/Client Frontend .* 127\.0\.0\.1:0 Success$/),
      expect.stringMatching(/Default Frontend .* 127\.0\.0\.1:0 Success$/),
    ]);
    const health = await sample.run(
      'Test-ServiceHealth | ForEach-Object { "$($_.Role): $($_.RequiredServicesRunning)" }',
    );
    expect([health.shown, health.told]).toEqual(["Mailbox Server Role: True\nHub Transport Server Role: True\n", ""]);
  });

  test("say what does not answer, and give events", async () => {
    await sample.run(
      "Get-ReceiveConnector 'Client Frontend*' | Set-ReceiveConnector -Enabled $false; Stop-Transport -Confirm:$false",
    );
    const rows = await sample.run(
      "$rows = Test-SmtpConnectivity -MonitoringContext $true; $rows | ForEach-Object StatusCode; $rows[-1].Events",
    );
    expect(rows.shown).toMatch(
      /^Unable to connect\nUnable to connect\nSource: MSExchange Monitoring SMTPConnectivity; Id: 1001; Type: Error; /,
    );
    expect(rows.told).toMatch(/Default Frontend .* doesn't answer on 127\.0\.0\.1:0: Nothing listens there\./);
    expect(rows.told).not.toMatch(/Client Frontend/);
    const health = await sample.run('Test-ServiceHealth | ForEach-Object { "$($_.ServicesNotRunning)" }');
    expect(health.shown).toBe("MSExchangeDelivery\nMSExchangeTransport MSExchangeFrontEndTransport\n");
    expect(health.told).toMatch(
      /Hub Transport Server Role: MSExchangeTransport, MSExchangeFrontEndTransport not running\./,
    );
    await sample.run("Get-ReceiveConnector 'Client Frontend*' | Set-ReceiveConnector -Enabled $true; Start-Transport");
  });

  test("Test-Mailflow writes the name of the recipient as one, and gives an event", async () => {
    const { shown, told } = await sample.run(
      "Test-Mailflow -TargetEmailAddress alice@contoso.com -TargetEmailAddressDisplayName 'Größe, \"x\"' -MonitoringContext $true | ForEach-Object { $_.TestMailflowResult; $_.Events }",
    );
    expect(told).toBe("");
    expect(shown).toMatch(/^Success\n+Source: MSExchange Monitoring Mailflow; Id: 1000; Type: Success; /);
    const injected = await sample.run(
      'Test-Mailflow -TargetEmailAddress alice@contoso.com -TargetEmailAddressDisplayName "a`r`nBcc: b"',
    );
    expect(injected.told).toMatch(/one line/);
  });
});

describe("address translation", () => {
  const relay = { AccessEntries: [allow(wellKnown.anonymous, "ms-Exch-SMTP-Accept-Any-Recipient")] };
  const Bindings = ["0.0.0.0:0"];
  const trusting = connector("Near", { ...internet, ...relay, Bindings, RemoteIPRanges: ["172.16.0.0/12"] });

  test("a connector is told of when it would trust the gateway, and no other", () => {
    const all = [
      trusting,
      connector("Own", { ...internet, ...relay, Bindings, RemoteIPRanges: ["10.0.0.0/8"] }),
      connector("Plain", { ...internet, Bindings, RemoteIPRanges: ["172.16.0.0/12"] }),
      connector("Off", { ...internet, ...relay, Bindings, RemoteIPRanges: ["172.17.0.1"], Enabled: false }),
      connector("Loop", {
        ...internet,
        ...relay,
        Bindings: ["127.0.0.1:0", "[::1]:0"],
        RemoteIPRanges: ["172.17.0.1"],
      }),
      connector("Secured", {
        Bindings: ["127.0.0.1:0", "[::]:0"],
        AuthMechanism: "ExternalAuthoritative",
        PermissionGroups: "ExchangeServers",
        RemoteIPRanges: ["172.17.0.1"],
      }),
    ];
    const warned = translationWarnings(all, "172.17.0.1", "Why.");
    expect(warned.map((text) => /^Why\. '([^']+)' trusts that address/.exec(text)?.[1])).toEqual([
      "EX1\\Near",
      "EX1\\Secured",
    ]);
    expect(translationWarnings(all, "nonsense", "Why.")).toEqual([]);
  });

  test.each([
    ["one neighbour under many names", Array.from({ length: 50 }, (_, n) => ["172.17.0.1", `h${n % 5}`]), "172.17.0.1"],
    ["too few to tell", Array.from({ length: 49 }, (_, n) => ["172.17.0.1", `h${n}`]), undefined],
    ["one host that sends much", Array.from({ length: 500 }, () => ["172.17.0.1", "scanner"]), undefined],
    ["two neighbours", Array.from({ length: 500 }, (_, n) => [`172.17.0.${n % 2}`, `h${n}`]), undefined],
    ["one from outside", Array.from({ length: 500 }, (_, n) => ["198.51.100.7", `h${n}`]), undefined],
    [
      "the machine itself beside a gateway",
      Array.from({ length: 100 }, (_, n) => [n % 2 ? "127.0.0.1" : "10.0.2.2", `h${n}`]),
      "10.0.2.2",
    ],
  ])("peers: %s", (_name, peers, gateway) => {
    const told: string[] = [];
    const watch = watchPeers((address) => told.push(address));
    for (const [address, name] of peers) watch.heard(address!, name!);
    expect([watch.gateway, told]).toEqual([gateway, gateway === undefined ? [] : [gateway]]);
  });

  test("the gateway stands in the table of routes", () => {
    const head = "Iface\tDestination\tGateway \tFlags\n";
    expect(gatewayIn(`${head}eth0\t0011AC\t00000000\t0001\neth0\t00000000\t010011AC\t0003\n`)).toBe("172.17.0.1");
    expect(gatewayIn(head)).toBeUndefined();
    expect(gatewayIn("")).toBeUndefined();
  });

  test("a container is warned at its start, and by whoever makes such a connector", async () => {
    const world = testWorld({ now: "2026-03-02T09:00:00Z" });
    await world.disk.makeFolder("/proc/net");
    await world.disk.write("/.dockerenv", "");
    await world.disk.write("/proc/net/route", "x\neth0\t00000000\t010011AC\t0003\n");
    const house = await openHouse({ world, connectors: [connector("One", internet)] });
    const text = expect.stringMatching(
      /^Connections to this container may all come from its gateway 172\.17\.0\.1, whoever makes them\. 'EX1\\Near' trusts/,
    );
    expect(await house.change([connector("One", internet), trusting])).toEqual([text]);
    await house.reception.stop();
    expect((await house.reception.start()).problems).toEqual([text]);
    await house.close();
  });
});
