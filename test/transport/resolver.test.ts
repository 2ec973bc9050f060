// The resolver and what mail makes of its answers: caching, aliases, truncation, retries, preference, loops.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressLiteral, mailHosts, smartHosts } from "../../src/transport/dns/hosts.ts";
import { asciiName, createResolver } from "../../src/transport/dns/resolver.ts";
import type { Zones } from "../world/dns.ts";
import { testWorld } from "../world/world.ts";

function resolving(zones: Zones, servers?: readonly string[]) {
  const world = testWorld({ dns: zones });
  const resolver = createResolver({
    dns: world.dns,
    clock: world.clock,
    random: world.random,
    ...(servers ? { servers: () => servers } : {}),
  });
  const finder = {
    resolver,
    random: world.random,
    isOurs: (address: string, port: number) => address === "192.0.2.1" && port === 25,
  };
  return { world, resolver, finder };
}

const data = (looked: { kind: string; records?: readonly { data: unknown }[] }) =>
  looked.records?.map((record) => record.data);

describe("answers", () => {
  test("are kept for their TTL, counted down, and asked for again behind it", async () => {
    const { world, resolver } = resolving({ "a.example": { A: ["192.0.2.7"], ttl: 60 } });
    await resolver.look("a.example", "A");
    await world.clock.advance(59_000);
    expect(await resolver.look("A.EXAMPLE.", "A")).toMatchObject({ kind: "found", records: [{ ttl: 1 }] });
    expect(world.dns.asked).toEqual(["A a.example"]);
    await world.clock.advance(1000);
    await resolver.look("a.example", "A");
    expect(world.dns.asked).toHaveLength(2);
    resolver.flush();
    await resolver.look("a.example", "A");
    expect(world.dns.asked).toHaveLength(3);
  });

  test("that there is nothing are kept too (RFC 2308), failures are not", async () => {
    const { world, resolver } = resolving({ "a.example": { A: ["192.0.2.7"] }, "bad.example": "SERVFAIL" });
    for (let round = 0; round < 2; round++) {
      expect((await resolver.look("none.example", "A")).kind).toBe("noname");
      expect((await resolver.look("a.example", "MX")).kind).toBe("none");
    }
    expect(world.dns.asked).toEqual(["A none.example", "MX a.example"]);
    // A minute where no SOA says how long (RFC 2308 5).
    await world.clock.advance(59_999);
    await resolver.look("none.example", "A");
    expect(world.dns.asked).toHaveLength(2);
    await world.clock.advance(1);
    await resolver.look("none.example", "A");
    expect(world.dns.asked).toHaveLength(3);
    expect(await resolver.look("bad.example", "A")).toMatchObject({ kind: "failed", error: "192.0.2.53: SERVFAIL" });
    await resolver.look("bad.example", "A");
    expect(world.dns.asked.filter((one) => one === "A bad.example")).toHaveLength(4);
  });

  test("asked for by several at once come from one question", async () => {
    const { world, resolver } = resolving({ "a.example": { A: ["192.0.2.7"] } });
    const all = await Promise.all(Array.from({ length: 20 }, () => resolver.look("a.example", "A")));
    expect(new Set(all.map((one) => one.kind))).toEqual(new Set(["found"]));
    expect(world.dns.asked).toHaveLength(1);
  });

  test("follow aliases, within and across answers, and not for ever", async () => {
    const { resolver } = resolving({
      "www.example": { CNAME: "host.example" },
      "host.example": { A: ["192.0.2.7"] },
      "round.example": { CNAME: "about.example" },
      "about.example": { CNAME: "round.example" },
    });
    expect(data(await resolver.look("www.example", "A"))).toEqual(["192.0.2.7"]);
    expect((await resolver.look("round.example", "A")).kind).toBe("failed");
  });

  test("that are cut come again over TCP", async () => {
    const { world, resolver } = resolving({ "big.example": { TXT: ["long"], truncated: true } });
    expect((await resolver.look("big.example", "TXT")).kind).toBe("found");
    expect(world.dns.asked).toEqual(["TXT big.example", "TXT big.example tcp"]);
  });

  test("come from the next server when one is silent, and none means trying again later", async () => {
    const { world, resolver } = resolving({ "a.example": { A: ["192.0.2.7"] } }, ["192.0.2.53", "192.0.2.54"]);
    const ask = world.dns.ask.bind(world.dns);
    world.dns.ask = async (server, query, options) => {
      if (server === "192.0.2.53") throw new Error("silent");
      return ask(server, query, options);
    };
    expect((await resolver.look("a.example", "A")).kind).toBe("found");
    expect(await resolving({}, []).resolver.look("a.example", "A")).toMatchObject({
      kind: "failed",
      error: "no DNS server is configured",
    });
  });

  test("of any bytes whatever do no harm", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const { world, resolver } = resolving({});
        world.dns.ask = async (_, query) => Buffer.concat([query.subarray(0, 2), Buffer.from(bytes)]);
        expect(["failed", "none", "noname", "found"]).toContain((await resolver.look("a.example", "A")).kind);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ["Bücher.example", "xn--bcher-kva.example"],
    ["_dmarc.Example.", "_dmarc.example"],
    ["a..b", ""],
    ["", ""],
    [`${"a".repeat(64)}.example`, ""],
    ["김.example", "xn--4k0b.example"],
  ])("the name %s is asked for as '%s'", (name, expected) => {
    expect(asciiName(name)).toBe(expected);
  });
});

describe("mail hosts", () => {
  const zones: Zones = {
    "mx.example": { MX: ["20 b.example", "10 a.example"] },
    "a.example": { A: ["192.0.2.10"], AAAA: ["2001:db8::10"] },
    "b.example": { A: ["192.0.2.20"] },
    "plain.example": { A: ["192.0.2.30"] },
    "six.example": { AAAA: ["2001:db8::30"] },
    "null.example": { MX: ["0 ."] },
    "empty.example": { TXT: ["nothing"] },
    "lost.example": { MX: ["10 gone.example"] },
    "wait.example": { MX: ["10 broken.example"] },
    "broken.example": "SERVFAIL",
    "silent.example": "timeout",
    "here.example": { A: ["169.254.1.1", "0.0.0.0"], AAAA: ["fe80::1", "::", "ff02::1", "::ffff:169.254.1.1"] },
    "mixed.example": { A: ["169.254.1.1"], AAAA: ["fe80::1", "2001:db8::40"] },
    "sixes.example": { MX: ["20 b.example", "10 six.example"] },
    "ours.example": { MX: ["10 us.example", "20 b.example"] },
    "behind.example": { MX: ["10 b.example", "20 us.example", "30 a.example"] },
    "us.example": { A: ["192.0.2.1"] },
    "some.example": { MX: ["10 broken.example", "20 b.example"] },
  };

  test.each([
    ["mx.example", "hosts", ["192.0.2.10", "2001:db8::10", "192.0.2.20"]],
    ["plain.example", "hosts", ["192.0.2.30"]],
    ["six.example", "hosts", ["2001:db8::30"]],
    ["some.example", "hosts", ["192.0.2.20"]],
    ["mixed.example", "hosts", ["2001:db8::40"]],
    ["sixes.example", "hosts", ["2001:db8::30", "192.0.2.20"]],
    ["here.example", "never", "554 5.4.4 SMTPSEND.DNS.NonExistentDomain"],
    ["[169.254.1.1]", "never", "554 5.4.4 SMTPSEND.DNS.InvalidData"],
    ["[IPv6:fe80::1]", "never", "554 5.4.4 SMTPSEND.DNS.InvalidData"],
    ["[0.0.0.0]", "never", "554 5.4.4 SMTPSEND.DNS.InvalidData"],
    ["behind.example", "hosts", ["192.0.2.20"]],
    ["[192.0.2.99]", "hosts", ["192.0.2.99"]],
    ["null.example", "never", "556 5.1.10"],
    ["missing.example", "never", "554 5.4.4 SMTPSEND.DNS.NonExistentDomain"],
    ["empty.example", "never", "554 5.4.4 SMTPSEND.DNS.NonExistentDomain"],
    ["lost.example", "never", "554 5.4.4 SMTPSEND.DNS.InvalidData"],
    ["ours.example", "never", "554 5.4.4 SMTPSEND.DNS.MxLoopback"],
    ["us.example", "never", "554 5.4.4 SMTPSEND.DNS.MxLoopback"],
    ["wait.example", "wait", "451 4.4.0"],
    ["broken.example", "wait", "451 4.4.0"],
    ["silent.example", "wait", "451 4.4.0"],
  ])("of %s: %s", async (domain, kind, expected) => {
    const found = await mailHosts(resolving(zones).finder, domain, 25);
    expect(found.kind).toBe(kind);
    if (found.kind === "hosts") expect(found.hosts.map((host) => host.address)).toEqual(expected);
    else expect(found.error.startsWith(expected as string)).toBe(true);
  });

  test("of equal preference come in another order now and then", async () => {
    const { finder } = resolving({
      "mx.example": { MX: ["10 a.example", "10 b.example"] },
      "a.example": { A: ["192.0.2.10"] },
      "b.example": { A: ["192.0.2.20"] },
    });
    const firsts = new Set<string>();
    for (let round = 0; round < 30; round++) {
      const found = await mailHosts(finder, "mx.example", 25);
      if (found.kind === "hosts") firsts.add(found.hosts[0]!.address);
    }
    expect(firsts.size).toBe(2);
  });

  test.each([
    [["plain.example"], "hosts", ["192.0.2.30"]],
    [["[192.0.2.99]"], "hosts", ["192.0.2.99"]],
    [["mx.example"], "hosts", ["192.0.2.10", "2001:db8::10", "192.0.2.20"]],
    [["missing.example"], "wait", "451 4.4.0"],
    [["us.example"], "wait", "451 4.4.0"],
    [["missing.example", "plain.example"], "hosts", ["192.0.2.30"]],
  ])("of smart hosts %s: %s", async (names, kind, expected) => {
    const found = await smartHosts(resolving(zones).finder, names, 25);
    expect(found.kind).toBe(kind);
    if (found.kind === "hosts") expect(found.hosts.map((host) => host.address)).toEqual(expected);
    else expect(found.kind === "wait" && found.error.startsWith(expected as string)).toBe(true);
  });

  test("our own address on another port is another server", async () => {
    expect((await mailHosts(resolving(zones).finder, "us.example", 2525)).kind).toBe("hosts");
  });

  test.each([
    ["[192.0.2.1]", "192.0.2.1"],
    ["[IPv6:2001:DB8::1]", "2001:db8::1"],
    ["192.0.2.1", undefined],
    ["[nonsense]", undefined],
  ])("the literal %s", (text, expected) => {
    expect(addressLiteral(text)).toBe(expected);
  });
});
