// Routing as a table: connectors in short words, a domain, a size, and the way out with all of its reasons.
import { describe, expect, test } from "vitest";
import {
  acceptedDomainOf,
  type ConnectorEntry,
  covers,
  type DomainEntry,
  routeOf,
} from "../../src/transport/categorizer/routing.ts";

/** "Hub *.b.example;5,c.example max=100 off away scoped host=a,b | Net *": name, address spaces, and what is special. */
function connectors(text: string): ConnectorEntry[] {
  if (text === "") return [];
  return text.split(" | ").map((one) => {
    const [name, spaces, ...words] = one.split(" ") as [string, string, ...string[]];
    const value = (key: string) => words.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1);
    const max = value("max");
    return {
      guid: `g-${name}`,
      name,
      enabled: !words.includes("off"),
      spaces: spaces.split(",").map((space) => {
        const [domain, cost] = space.split(";");
        return { domain: domain!, cost: Number(cost ?? 1) };
      }),
      maxSize: max === undefined ? undefined : Number(max),
      smartHosts: value("host")?.split(",") ?? [],
      ...(words.includes("away") ? { elsewhere: ["EX2", "EX3"], scoped: words.includes("scoped") } : {}),
    };
  });
}

const way = (name: string, domain: string, space: string, cost = 1, before = "") =>
  `Send connector '${name}' carries ${domain} by its address space ${space} at cost ${cost}${before === "" ? "" : `, before ${before}`}.`;
const small = (name: string, max: number, size: number) =>
  `Send connector '${name}' takes at most ${max} bytes; the message has ${size}.`;
const off = (name: string) => `Send connector '${name}' is disabled.`;
const away = (name: string, scoped = false) =>
  `Send connector '${name}' is used by other servers only: its SourceTransportServers are EX2, EX3${scoped ? ", and it is scoped to their site" : ""}.`;
const none = (domain: string) => `No Send connector has an address space for ${domain}.`;

type Row = readonly [given: string, domain: string, expected: string, reasons: readonly string[], size?: number];

const rows: readonly Row[] = [
  // Whether a space covers a domain.
  ["", "a.example", "unreachable", [none("a.example")]],
  ["Net *", "a.example", "Net", [way("Net", "a.example", "*")]],
  ["Net *", "example", "Net", [way("Net", "example", "*")]],
  ["Net *", "xn--bcher-kva.example", "Net", [way("Net", "xn--bcher-kva.example", "*")]],
  ["Net *", "[192.0.2.25]", "Net", [way("Net", "[192.0.2.25]", "*")]],
  ["A a.example", "a.example", "A", [way("A", "a.example", "a.example")]],
  ["A a.example", "b.a.example", "unreachable", [none("b.a.example")]],
  ["A a.example", "ba.example", "unreachable", [none("ba.example")]],
  ["A a.example", "a.example.net", "unreachable", [none("a.example.net")]],
  ["A *.a.example", "a.example", "A", [way("A", "a.example", "*.a.example")]],
  ["A *.a.example", "b.a.example", "A", [way("A", "b.a.example", "*.a.example")]],
  ["A *.a.example", "c.b.a.example", "A", [way("A", "c.b.a.example", "*.a.example")]],
  ["A *.a.example", "ba.example", "unreachable", [none("ba.example")]],
  ["A *.a.example", "example", "unreachable", [none("example")]],
  ["A a.example,b.example", "b.example", "A", [way("A", "b.example", "b.example")]],
  ["A a.example,b.example", "c.example", "unreachable", [none("c.example")]],
  ["A --", "a.example", "unreachable", [none("a.example")]],
  // The most specific space wins, whatever it costs.
  ["Net * | A a.example", "a.example", "A", [way("A", "a.example", "a.example", 1, "'Net' (*;1)")]],
  ["Net * | A a.example;100", "a.example", "A", [way("A", "a.example", "a.example", 100, "'Net' (*;1)")]],
  ["Net * | A *.a.example;100", "b.a.example", "A", [way("A", "b.a.example", "*.a.example", 100, "'Net' (*;1)")]],
  ["W *.a.example | A a.example;9", "a.example", "A", [way("A", "a.example", "a.example", 9, "'W' (*.a.example;1)")]],
  [
    "W *.a.example | A *.b.a.example;9",
    "c.b.a.example",
    "A",
    [way("A", "c.b.a.example", "*.b.a.example", 9, "'W' (*.a.example;1)")],
  ],
  [
    "W *.a.example | A b.a.example;9",
    "b.a.example",
    "A",
    [way("A", "b.a.example", "b.a.example", 9, "'W' (*.a.example;1)")],
  ],
  ["W *.a.example | A b.a.example;9", "c.a.example", "W", [way("W", "c.a.example", "*.a.example")]],
  [
    "Net * | W *.example | A *.a.example",
    "b.a.example",
    "A",
    [way("A", "b.a.example", "*.a.example", 1, "'W' (*.example;1), 'Net' (*;1)")],
  ],
  ["A a.example,* | B a.example;2", "a.example", "A", [way("A", "a.example", "a.example", 1, "'B' (a.example;2)")]],
  ["A a.example;9,*;1 | B *;2", "a.example", "A", [way("A", "a.example", "a.example", 9, "'B' (*;2)")]],
  ["A a.example;9,*;5 | B *;2", "b.example", "B", [way("B", "b.example", "*", 2, "'A' (*;5)")]],
  ["A *.a.example;9,a.example;3", "a.example", "A", [way("A", "a.example", "a.example", 3)]],
  // Then the cost, then the name.
  ["A *;5 | B *;2", "a.example", "B", [way("B", "a.example", "*", 2, "'A' (*;5)")]],
  ["A *;2 | B *;5", "a.example", "A", [way("A", "a.example", "*", 2, "'B' (*;5)")]],
  ["A *;99 | B *;100", "a.example", "A", [way("A", "a.example", "*", 99, "'B' (*;100)")]],
  ["B * | A *", "a.example", "A", [way("A", "a.example", "*", 1, "'B' (*;1)")]],
  ["b * | A *", "a.example", "A", [way("A", "a.example", "*", 1, "'b' (*;1)")]],
  ["a10 * | a9 *", "a.example", "a10", [way("a10", "a.example", "*", 1, "'a9' (*;1)")]],
  ["C *;3 | B *;2 | A *;1", "a.example", "A", [way("A", "a.example", "*", 1, "'B' (*;2), 'C' (*;3)")]],
  [
    "E *;5 | D *;4 | C *;3 | B *;2 | A *;1",
    "a.example",
    "A",
    [way("A", "a.example", "*", 1, "'B' (*;2), 'C' (*;3), 'D' (*;4)")],
  ],
  // Those that cannot be used are left out, and say so.
  ["Net * off", "a.example", "unreachable", [off("Net"), none("a.example")]],
  ["Net * | A a.example off", "a.example", "Net", [off("A"), way("Net", "a.example", "*")]],
  ["Net * | A b.example off", "a.example", "Net", [way("Net", "a.example", "*")]],
  ["Net * away", "a.example", "unreachable", [away("Net"), none("a.example")]],
  ["Net * away scoped", "a.example", "unreachable", [away("Net", true), none("a.example")]],
  ["Net * | A a.example away", "a.example", "Net", [away("A"), way("Net", "a.example", "*")]],
  ["Net * | A a.example away scoped", "a.example", "Net", [away("A", true), way("Net", "a.example", "*")]],
  ["Net * off away", "a.example", "unreachable", [off("Net"), none("a.example")]],
  ["A * off | B * away", "a.example", "unreachable", [off("A"), away("B"), none("a.example")]],
  // Sizes come before all else.
  ["Net * max=100", "a.example", "Net", [way("Net", "a.example", "*")], 100],
  ["Net * max=100", "a.example", "too large", [small("Net", 100, 101)], 101],
  ["Net * max=0", "a.example", "too large", [small("Net", 0, 1)], 1],
  ["Net * | A a.example max=100", "a.example", "Net", [small("A", 100, 200), way("Net", "a.example", "*")], 200],
  ["Net *;9 | Big *;1 max=100", "a.example", "Net", [small("Big", 100, 200), way("Net", "a.example", "*", 9)], 200],
  ["A * max=100 | B * max=50", "a.example", "too large", [small("A", 100, 200), small("B", 50, 200)], 200],
  ["A * max=100 | B * max=50", "a.example", "A", [small("B", 50, 80), way("A", "a.example", "*")], 80],
  ["A * max=100 | B * off", "a.example", "too large", [small("A", 100, 200), off("B")], 200],
  ["A * max=100 off", "a.example", "unreachable", [off("A"), none("a.example")], 200],
  ["A b.example max=100", "a.example", "unreachable", [none("a.example")], 200],
  // Smart hosts share one queue; DNS makes one for each domain.
  ["Hub * host=[192.0.2.1]", "a.example", "Hub by [192.0.2.1]", [way("Hub", "a.example", "*")]],
  ["Hub * host=[192.0.2.1],b.example", "a.example", "Hub by [192.0.2.1],b.example", [way("Hub", "a.example", "*")]],
  [
    "Net * | Hub a.example host=h.example",
    "a.example",
    "Hub by h.example",
    [way("Hub", "a.example", "a.example", 1, "'Net' (*;1)")],
  ],
  ["Net * | Hub a.example host=h.example", "b.example", "Net", [way("Net", "b.example", "*")]],
];

describe("a way out", () => {
  test.each(rows.map((row) => ({ row })))("by '$row.0' for $row.1: $row.2", ({ row }) => {
    const [given, domain, expected, reasons, size = 10] = row;
    const route = routeOf(connectors(given), domain, size);
    const [name, hosts] = expected.split(" by ");
    expect(route.reasons).toEqual(reasons);
    if (expected === "unreachable") {
      expect(route).toMatchObject({
        kind: "unreachable",
        error: "A matching connector cannot be found to route the external recipient",
      });
    } else if (expected === "too large") {
      expect(route).toMatchObject({
        kind: "fail",
        response: "550 5.3.4 ROUTING.SizeLimit; message size exceeds fixed maximum message size for route",
      });
    } else {
      const type = hosts === undefined ? "DnsConnectorDelivery" : "SmartHostConnectorDelivery";
      expect(route).toMatchObject({ kind: "queue", hop: { type, domain: hosts ?? domain, connector: `g-${name}` } });
    }
  });

  const ours: readonly Row[] = [
    ["Own --", "relay.example", "Own", [way("Own", "relay.example", "--")]],
    ["Own -- | Net *", "relay.example", "Own", [way("Own", "relay.example", "--", 1, "'Net' (*;1)")]],
    ["Own --;50 | Net *;1", "relay.example", "Own", [way("Own", "relay.example", "--", 50, "'Net' (*;1)")]],
    ["Own -- | W *.example;9", "relay.example", "W", [way("W", "relay.example", "*.example", 9, "'Own' (--;1)")]],
    ["Own -- off | Net *", "relay.example", "Net", [off("Own"), way("Net", "relay.example", "*")]],
  ];

  test.each(ours.map((row) => ({ row })))(
    "for a domain of the organization by '$row.0' to $row.1: $row.2",
    ({ row }) => {
      const [given, domain, name, reasons] = row;
      const route = routeOf(connectors(given), domain, 10, true);
      expect(route.reasons).toEqual(reasons);
      expect(route).toMatchObject({ kind: "queue", hop: { connector: `g-${name}` } });
    },
  );
});

const domains: readonly DomainEntry[] = [
  { name: "Contoso", domain: "contoso.com", type: "Authoritative", subdomains: false },
  { name: "Below", domain: "*.contoso.com", type: "InternalRelay", subdomains: false },
  { name: "Labs", domain: "*.labs.contoso.com", type: "Authoritative", subdomains: false },
  { name: "One", domain: "one.labs.contoso.com", type: "ExternalRelay", subdomains: false },
  { name: "Partner", domain: "partner.example", type: "InternalRelay", subdomains: true },
  { name: "Team", domain: "team.partner.example", type: "Authoritative", subdomains: false },
];

describe("the accepted domain", () => {
  test.each([
    ["contoso.com", "Contoso"],
    ["a.contoso.com", "Below"],
    ["b.a.contoso.com", "Below"],
    ["labs.contoso.com", "Labs"],
    ["a.labs.contoso.com", "Labs"],
    ["one.labs.contoso.com", "One"],
    ["a.one.labs.contoso.com", "Labs"],
    ["partner.example", "Partner"],
    ["a.partner.example", "Partner"],
    ["team.partner.example", "Team"],
    ["a.team.partner.example", "Partner"],
    ["xcontoso.com", undefined],
    ["contoso.com.example", undefined],
    ["com", undefined],
    ["", undefined],
  ])("of %s is %s", (domain, expected) => {
    expect(acceptedDomainOf(domains, domain)?.name).toBe(expected);
    expect(acceptedDomainOf([...domains].reverse(), domain)?.name).toBe(expected);
  });

  test.each([
    ["*", "a.example", true],
    ["*", "", true],
    ["a.example", "A.example", false],
    ["*.a.example", "a.example", true],
    ["*.a.example", ".a.example", true],
    ["a.example", "b.a.example", false],
    ["*.example", "a.b.example", true],
  ])("pattern %s covers '%s': %s", (pattern, domain, expected) => {
    expect(covers(pattern, domain)).toBe(expected);
  });
});
