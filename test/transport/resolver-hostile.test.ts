// The resolver among liars and limits: forged answers, protocols, negative answers to the second, lists without end.
import { createSocket } from "node:dgram";
import { type Answer, decode, encode } from "dns-packet";
import { afterEach, describe, expect, test } from "vitest";
import { mailHosts } from "../../src/transport/dns/hosts.ts";
import { createResolver, type Protocol, reverseName } from "../../src/transport/dns/resolver.ts";
import { realDns } from "../../src/world/dns.ts";
import { realWorld } from "../../src/world/real.ts";
import type { Zones } from "../world/dns.ts";
import { testWorld } from "../world/world.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

function resolving(zones: Zones, more: { protocol?: Protocol; recursion?: boolean } = {}) {
  const world = testWorld({ dns: zones });
  const { protocol, ...rest } = more;
  const resolver = createResolver({
    dns: world.dns,
    clock: world.clock,
    random: world.random,
    ...(protocol ? { protocol: () => protocol } : {}),
    ...rest,
  });
  return { world, resolver };
}

/** Answers every query by `answer`, given the query as it was read. */
function answering(answer: (query: ReturnType<typeof decode>) => object) {
  const { world, resolver } = resolving({});
  let asked = 0;
  world.dns.ask = async (_, bytes) => {
    asked++;
    const query = decode(bytes);
    return encode({
      type: "response",
      id: query.id ?? 0,
      flags: 0x180,
      questions: query.questions ?? [],
      ...answer(query),
    });
  };
  return { world, resolver, asked: () => asked };
}

const a = (name: string, data: string): Answer => ({ name, type: "A", ttl: 300, data });

describe("an answer", () => {
  test.each([
    ["to another name", (query: any) => ({ questions: [{ ...query.questions[0], name: "other.example" }] })],
    ["to another type", (query: any) => ({ questions: [{ ...query.questions[0], type: "MX" }] })],
    ["of another class", (query: any) => ({ questions: [{ ...query.questions[0], class: "CH" }] })],
    ["without the question", () => ({ questions: [] })],
    ["to two questions", (query: any) => ({ questions: [query.questions[0], query.questions[0]] })],
    ["with another id", (query: any) => ({ id: (query.id + 1) % 65536 })],
    ["that is a query itself", () => ({ type: "query" })],
  ])("%s is not believed", async (_, forged) => {
    const { resolver } = answering((query) => ({ answers: [a("a.example", "203.0.113.66")], ...forged(query) }));
    expect(await resolver.look("a.example", "A")).toMatchObject({ kind: "failed" });
  });

  test("is believed about the name that was asked alone", async () => {
    const { resolver } = answering(() => ({
      answers: [a("evil.example", "203.0.113.66"), a("a.example", "192.0.2.7")],
    }));
    expect(await resolver.look("a.example", "A")).toMatchObject({ records: [{ data: "192.0.2.7" }] });
    expect(await resolver.look("evil.example", "A")).not.toMatchObject({ records: [{ data: "192.0.2.7" }] });
  });

  test("is waited for behind forged ones on the wire", async () => {
    const socket = createSocket("udp4");
    ends.push(() => socket.close());
    socket.on("message", (bytes, peer) => {
      const query = decode(bytes);
      const send = (packet: object) =>
        socket.send(
          encode({ type: "response", id: query.id ?? 0, flags: 0x180, questions: query.questions ?? [], ...packet }),
          peer.port,
          peer.address,
        );
      send({ id: ((query.id ?? 0) + 1) % 65536, answers: [a("a.example", "203.0.113.66")] });
      send({ questions: [{ name: "b.example", type: "A", class: "IN" }], answers: [a("a.example", "203.0.113.66")] });
      send({ answers: [a("a.example", "192.0.2.7")] });
    });
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    const { clock, random } = realWorld();
    const server = `127.0.0.1:${socket.address().port}`;
    const resolver = createResolver({ dns: realDns(), clock, random, servers: () => [server] });
    expect(await resolver.look("a.example", "A")).toMatchObject({ records: [{ data: "192.0.2.7" }] });
  });
});

describe("that there is nothing", () => {
  const soa = (ttl: number, minimum: number): Answer => ({
    name: "example",
    type: "SOA",
    ttl,
    data: { mname: "ns.example", rname: "root.example", serial: 1, refresh: 1, retry: 1, expire: 1, minimum },
  });

  test.each([
    ["the minimum", [soa(900, 120)], 120],
    ["the TTL of the SOA", [soa(60, 3600)], 60],
    ["a minute without SOA", [], 60],
    ["three hours at most", [soa(1_000_000, 1_000_000)], 10_800],
  ])("is kept for %s, to the second (RFC 2308 5)", async (_, authorities, seconds) => {
    const { world, resolver, asked } = answering(() => ({ flags: 0x183, authorities }));
    expect((await resolver.look("none.example", "MX")).kind).toBe("noname");
    await world.clock.advance(seconds * 1000 - 1);
    expect((await resolver.look("none.example", "MX")).kind).toBe("noname");
    expect(asked()).toBe(1);
    await world.clock.advance(1);
    await resolver.look("none.example", "MX");
    expect(asked()).toBe(2);
  });
});

describe("the protocol", () => {
  test.each([
    ["Any", ["TXT big.example", "TXT big.example tcp"], "found"],
    ["UseTcpOnly", ["TXT big.example tcp"], "found"],
    ["UseUdpOnly", ["TXT big.example", "TXT big.example"], "failed"],
  ] as const)("%s asks %j for what is long", async (protocol, expected, kind) => {
    const { world, resolver } = resolving({ "big.example": { TXT: ["long"], truncated: true } }, { protocol });
    expect((await resolver.look("big.example", "TXT")).kind).toBe(kind);
    expect(world.dns.asked).toEqual(expected);
  });

  test("asks for recursion unless told otherwise, and offers EDNS until a server cannot read it", async () => {
    for (const recursion of [true, false]) {
      const { world, resolver } = resolving({ "a.example": { A: ["192.0.2.7"] } }, { recursion });
      const queries: ReturnType<typeof decode>[] = [];
      const ask = world.dns.ask.bind(world.dns);
      world.dns.ask = async (server, query, options) => {
        const read = decode(query);
        queries.push(read);
        if (!read.additionals?.length) return ask(server, query, options);
        return encode({ type: "response", id: read.id ?? 0, flags: 1, questions: [] });
      };
      expect((await resolver.look("a.example", "A")).kind).toBe("found");
      expect(queries.map((one) => one.additionals?.length)).toEqual([1, 0]);
      expect(queries.map((one) => ((one.flags ?? 0) & 0x100) !== 0)).toEqual([recursion, recursion]);
    }
  });

  test("with the cache alone asks nobody", async () => {
    const { world, resolver } = resolving({ "a.example": { A: ["192.0.2.7"] } });
    expect(await resolver.look("a.example", "A", "cached")).toMatchObject({ error: "it is not in the cache" });
    await resolver.look("a.example", "A");
    expect((await resolver.look("a.example", "A", "cached")).kind).toBe("found");
    expect(world.dns.asked).toHaveLength(1);
  });
});

describe("mail hosts", () => {
  const finderOf = (zones: Zones, ownName?: string) => {
    const { world, resolver } = resolving(zones);
    const finder = { resolver, random: world.random, isOurs: () => false, ...(ownName ? { ownName } : {}) };
    return { world, finder };
  };

  test("of a list without end cost a bounded number of questions, and the best come first", async () => {
    const names = Array.from({ length: 500 }, (_, at) => `h${at}.example`);
    const zones: Zones = Object.fromEntries(names.map((name, at) => [name, { A: [`192.0.2.${at % 250}`] }]));
    zones["many.example"] = { MX: names.map((name, at) => `${at === 499 ? 1 : 10} ${name}`) };
    const { world, finder } = finderOf(zones);
    const found = await mailHosts(finder, "many.example", 25);
    expect(found.kind === "hosts" && found.hosts[0]?.name).toBe("h499.example");
    expect(world.dns.asked.length).toBeLessThanOrEqual(1 + 2 * 24);
  });

  test("that bear our own name are ourselves, whatever their address; those before them are not", async () => {
    const zones: Zones = {
      "ours.example": { MX: ["10 ex1.contoso.com"] },
      "behind.example": { MX: ["5 a.example", "10 EX1.contoso.com", "20 b.example"] },
      "ex1.contoso.com": { A: ["203.0.113.9"] },
      "a.example": { A: ["192.0.2.1"] },
      "b.example": { A: ["192.0.2.2"] },
    };
    const { finder } = finderOf(zones, "ex1.contoso.com");
    expect(await mailHosts(finder, "ours.example", 25)).toMatchObject({
      kind: "never",
      error: "554 5.4.4 SMTPSEND.DNS.MxLoopback; DNS records for this domain are configured in a loop",
    });
    expect(await mailHosts(finder, "behind.example", 25)).toMatchObject({ hosts: [{ name: "a.example" }] });
    expect((await mailHosts(finder, "ours.example", 2525)).kind).toBe("hosts");
  });
});

test.each([
  ["192.0.2.25", "25.2.0.192.in-addr.arpa"],
  ["2001:db8::1", "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"],
  ["a.example", undefined],
])("%s is looked up backwards as %s", (address, expected) => {
  expect(reverseName(address)).toBe(expected);
});
