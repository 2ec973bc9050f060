// Resolution and routing as tables: who is written to, what comes out, and the reasons given.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { acceptedDomainOf, type ConnectorEntry, routeOf } from "../../src/transport/categorizer/routing.ts";
import { box, type Case, connector, contact, domains, group, planOf, shown } from "./table.ts";

const from = (alias: string, authenticated = true) => ({ from: `${alias}@contoso.com`, subject: { authenticated } });
const alice = { alice: box() };

const cases: readonly Case[] = [
  {
    name: "a mailbox",
    directory: alice,
    to: ["alice@contoso.com"],
    plan: ["DB1: alice@contoso.com"],
    because: ["alice has its mailbox in DB1"],
  },
  { name: "a mailbox in another case", directory: alice, to: ["Alice@Contoso.COM"], plan: ["DB1: Alice@Contoso.COM"] },
  {
    name: "a proxy address becomes the primary one",
    directory: { alice: box({ proxies: ["al@contoso.com"] }) },
    to: ["al@contoso.com"],
    plan: ["DB1: alice@contoso.com"],
    because: ["al@contoso.com is an address of alice, whose primary one is alice@contoso.com"],
  },
  {
    name: "postmaster alone is of the default domain",
    directory: { postmaster: box() },
    to: ["Postmaster"],
    plan: ["DB1: Postmaster@contoso.com"],
  },
  {
    name: "nobody in an authoritative domain",
    to: ["x@contoso.com"],
    plan: ["fail 5.1.10: x@contoso.com"],
    because: ["authoritative domain 'Contoso'"],
  },
  {
    name: "nobody below a wildcard domain",
    to: ["x@a.labs.contoso.com"],
    plan: ["fail 5.1.10: x@a.labs.contoso.com"],
    because: ["authoritative domain 'Labs'"],
  },
  {
    name: "nobody in a relay domain goes on",
    to: ["x@partner.example"],
    plan: ["partner.example: x@partner.example"],
    because: ["relay domain 'Partner'"],
  },
  {
    name: "nobody below a relay domain with subdomains",
    to: ["x@eu.partner.example"],
    plan: ["eu.partner.example: x@eu.partner.example"],
    because: ["relay domain 'Partner'"],
  },
  {
    name: "an external relay domain",
    to: ["x@other.example"],
    plan: ["other.example: x@other.example"],
    because: ["relay domain 'Other'"],
  },
  {
    name: "a domain outside",
    to: ["x@fabrikam.com"],
    plan: ["fabrikam.com: x@fabrikam.com"],
    because: ["'Internet' carries fabrikam.com"],
  },
  {
    name: "two domains outside are two items",
    to: ["x@a.example", "y@b.example", "z@a.example"],
    plan: ["a.example: x@a.example z@a.example", "b.example: y@b.example"],
  },
  {
    name: "one smart host is one item",
    to: ["x@a.example", "y@b.example"],
    settings: { connectors: [connector("Hub", "*", { smartHosts: ["[10.0.0.1]", "hub.example"] })] },
    plan: ["[10.0.0.1],hub.example: x@a.example y@b.example"],
  },
  {
    name: "no connector",
    to: ["x@a.example"],
    settings: { connectors: [] },
    plan: ["Unreachable: x@a.example"],
    because: ["No Send connector has an address space for a.example"],
  },
  {
    name: "a mailbox and a stranger part",
    directory: alice,
    to: ["alice@contoso.com", "x@a.example"],
    plan: ["DB1: alice@contoso.com", "a.example: x@a.example"],
  },
  {
    name: "the same recipient twice",
    directory: alice,
    to: ["alice@contoso.com", "ALICE@contoso.com"],
    plan: ["DB1: alice@contoso.com"],
    because: ["gets the message already"],
  },
  { name: "the same stranger twice", to: ["x@a.example", "X@A.example"], plan: ["a.example: x@a.example"] },
  {
    name: "a group",
    directory: { ...alice, bob: box(), staff: group(["alice", "bob"]) },
    to: ["staff@contoso.com"],
    plan: ["DB1: alice@contoso.com bob@contoso.com"],
    because: ["staff is a group of 2"],
  },
  {
    name: "a nested group",
    directory: { ...alice, inner: group(["alice"]), outer: group(["inner"]) },
    to: ["outer@contoso.com"],
    plan: ["DB1: alice@contoso.com"],
  },
  {
    name: "groups that hold each other",
    directory: { ...alice, one: group(["two", "alice"]), two: group(["one"]) },
    to: ["one@contoso.com"],
    plan: ["DB1: alice@contoso.com"],
  },
  {
    name: "an empty group takes the message and ends",
    directory: { none: group([]) },
    to: ["none@contoso.com"],
    plan: [],
    because: ["none is a group of 0"],
  },
  {
    name: "a member that is gone",
    directory: { ...alice, staff: group(["alice", "gone"]) },
    to: ["staff@contoso.com"],
    plan: ["DB1: alice@contoso.com"],
  },
  {
    name: "a report to a group ends",
    directory: { ...alice, staff: group(["alice"]) },
    from: "",
    to: ["staff@contoso.com"],
    subject: { report: true },
    plan: [],
    because: ["Groups do not pass reports on"],
  },
  {
    name: "reports on members go to the manager",
    directory: { ...alice, staff: group(["alice"], { reportTo: "manager", manager: "boss@contoso.com" }) },
    to: ["staff@contoso.com"],
    plan: ["DB1: alice@contoso.com as boss@contoso.com"],
  },
  {
    name: "a contact",
    directory: { kim: contact("kim@fabrikam.com") },
    to: ["kim@contoso.com"],
    plan: ["fabrikam.com: kim@fabrikam.com"],
    because: ["contact with the address kim@fabrikam.com"],
  },
  {
    name: "a contact with an address of ours",
    directory: { ...alice, kim: contact("alice@contoso.com") },
    to: ["kim@contoso.com"],
    plan: ["DB1: alice@contoso.com"],
  },
  {
    name: "a contact that leads to itself",
    directory: { kim: contact("kim@contoso.com") },
    to: ["kim@contoso.com"],
    plan: ["fail 5.4.6: kim@contoso.com"],
  },
  {
    name: "forwarding without a copy",
    directory: { ...alice, bob: box({ forwardTo: "alice" }) },
    to: ["bob@contoso.com"],
    plan: ["DB1: alice@contoso.com"],
    because: ["bob forwards to alice."],
  },
  {
    name: "forwarding with a copy",
    directory: { ...alice, bob: box({ forwardTo: "alice", deliverAndForward: true }) },
    to: ["bob@contoso.com"],
    plan: ["DB1: bob@contoso.com alice@contoso.com"],
    because: ["bob forwards to alice and keeps a copy"],
  },
  {
    name: "ForwardingAddress goes before ForwardingSmtpAddress",
    directory: { ...alice, bob: box({ forwardTo: "alice", forwardSmtp: "x@a.example" }) },
    to: ["bob@contoso.com"],
    plan: ["DB1: alice@contoso.com"],
  },
  {
    name: "forwarding outside",
    directory: { bob: box({ forwardSmtp: "x@a.example" }) },
    to: ["bob@contoso.com"],
    plan: ["a.example: x@a.example"],
    because: ["bob forwards to x@a.example"],
  },
  {
    name: "forwarding to a group",
    directory: { ...alice, staff: group(["alice"]), bob: box({ forwardTo: "staff" }) },
    to: ["bob@contoso.com"],
    plan: ["DB1: alice@contoso.com"],
  },
  {
    name: "forwarding to nobody",
    directory: { bob: box({ forwardTo: "gone" }) },
    to: ["bob@contoso.com"],
    plan: ["fail 5.2.0: bob@contoso.com"],
  },
  {
    name: "forwarding in a circle",
    directory: { a: box({ forwardTo: "b" }), b: box({ forwardTo: "a" }) },
    to: ["a@contoso.com"],
    plan: ["fail 5.4.6: a@contoso.com"],
  },
  {
    name: "both of two that forward to each other",
    directory: { a: box({ forwardTo: "b" }), b: box({ forwardTo: "a" }) },
    to: ["a@contoso.com", "b@contoso.com"],
    plan: ["fail 5.4.6: b@contoso.com", "fail 5.4.6: a@contoso.com"],
  },
  {
    name: "a group whose only member forwards back to it",
    directory: { staff: group(["a"]), a: box({ forwardTo: "staff" }) },
    to: ["staff@contoso.com"],
    plan: ["fail 5.4.6: staff@contoso.com"],
  },
  {
    name: "a group of which one member forwards back to it",
    directory: { ...alice, staff: group(["a", "alice"]), a: box({ forwardTo: "staff" }) },
    to: ["staff@contoso.com", "a@contoso.com"],
    plan: ["DB1: alice@contoso.com"],
  },
  {
    name: "two that forward to each other by address, behind one who keeps a copy",
    directory: {
      a: box({ forwardSmtp: "b@contoso.com" }),
      b: box({ forwardSmtp: "a@contoso.com" }),
      c: box({ forwardTo: "a", deliverAndForward: true }),
    },
    to: ["a@contoso.com", "b@contoso.com", "c@contoso.com"],
    plan: ["DB1: c@contoso.com", "fail 5.4.6: b@contoso.com", "fail 5.4.6: a@contoso.com"],
  },
  {
    name: "forwarding in a circle where one keeps a copy",
    directory: { a: box({ forwardTo: "b", deliverAndForward: true }), b: box({ forwardTo: "a" }) },
    to: ["a@contoso.com"],
    plan: ["DB1: a@contoso.com"],
  },
  {
    name: "both of two that keep and forward",
    directory: {
      a: box({ forwardTo: "b", deliverAndForward: true }),
      b: box({ forwardTo: "a", deliverAndForward: true }),
    },
    to: ["a@contoso.com"],
    plan: ["DB1: a@contoso.com b@contoso.com"],
  },
  {
    name: "a stranger to a group for authenticated senders",
    directory: { ...alice, staff: group(["alice"], { requireAuthentication: true }) },
    to: ["staff@contoso.com"],
    plan: ["fail 5.7.1: staff@contoso.com"],
    because: ["authenticated senders only"],
  },
  {
    name: "an authenticated sender to it",
    directory: { ...alice, bob: box(), staff: group(["alice"], { requireAuthentication: true }) },
    to: ["staff@contoso.com"],
    ...from("bob"),
    plan: ["DB1: alice@contoso.com"],
  },
  {
    name: "one who may not",
    directory: { alice: box({ acceptFrom: ["boss"] }), bob: box(), boss: box() },
    to: ["alice@contoso.com"],
    ...from("bob"),
    plan: ["fail 5.7.1: alice@contoso.com"],
    because: ["chosen senders only, and bob@contoso.com is none of them"],
  },
  {
    name: "one who may",
    directory: { alice: box({ acceptFrom: ["boss"] }), boss: box() },
    to: ["alice@contoso.com"],
    ...from("boss"),
    plan: ["DB1: alice@contoso.com"],
  },
  {
    name: "a stranger who writes the address of one who may",
    directory: { alice: box({ acceptFrom: ["boss"] }), boss: box() },
    to: ["alice@contoso.com"],
    ...from("boss", false),
    plan: ["fail 5.7.1: alice@contoso.com"],
    because: ["chosen senders only, and nobody has proved to be boss@contoso.com"],
  },
  {
    name: "a contact who may, and has no password here",
    directory: { alice: box({ acceptFrom: ["kim"] }), kim: contact("kim@fabrikam.com") },
    to: ["alice@contoso.com"],
    ...from("kim", false),
    plan: ["DB1: alice@contoso.com"],
  },
  {
    name: "a stranger who writes the address of one who is rejected",
    directory: { alice: box({ rejectFrom: ["boss"] }), boss: box() },
    to: ["alice@contoso.com"],
    ...from("boss", false),
    plan: ["fail 5.7.1: alice@contoso.com"],
  },
  {
    name: "one who may as a member of a nested group",
    directory: {
      alice: box({ acceptFromMembers: ["leads"] }),
      leads: group(["inner"]),
      inner: group(["boss"]),
      boss: box(),
    },
    to: ["alice@contoso.com"],
    ...from("boss"),
    plan: ["DB1: alice@contoso.com"],
  },
  {
    name: "rejected goes before accepted",
    directory: { alice: box({ acceptFrom: ["bob"], rejectFrom: ["bob"] }), bob: box() },
    to: ["alice@contoso.com"],
    ...from("bob"),
    plan: ["fail 5.7.1: alice@contoso.com"],
    because: ["rejects mail from bob@contoso.com"],
  },
  {
    name: "a member of a rejected group",
    directory: { alice: box({ rejectFromMembers: ["temps"] }), temps: group(["bob"]), bob: box() },
    to: ["alice@contoso.com"],
    ...from("bob"),
    plan: ["fail 5.7.1: alice@contoso.com"],
  },
  {
    name: "a restriction stops one member, not the others",
    directory: { alice: box({ rejectFrom: ["bob"] }), bob: box(), carol: box(), staff: group(["alice", "carol"]) },
    to: ["staff@contoso.com"],
    ...from("bob"),
    plan: ["DB1: carol@contoso.com", "fail 5.7.1: alice@contoso.com"],
  },
  {
    name: "reports of ours pass every restriction",
    directory: { alice: box({ requireAuthentication: true, acceptFrom: ["boss"] }) },
    from: "",
    to: ["alice@contoso.com"],
    subject: { system: true, size: 99_999 },
    plan: ["DB1: alice@contoso.com"],
  },
  {
    name: "larger than the organization sends",
    directory: alice,
    to: ["alice@contoso.com"],
    subject: { size: 10_001 },
    plan: ["fail 5.2.3: alice@contoso.com"],
    because: ["the organization allows at most 10000"],
  },
  {
    name: "as large as it sends",
    directory: alice,
    to: ["alice@contoso.com"],
    subject: { size: 10_000 },
    plan: ["DB1: alice@contoso.com"],
  },
  {
    name: "a mailbox's own limit is smaller",
    directory: { alice: box({ maxReceive: 50 }) },
    to: ["alice@contoso.com"],
    plan: ["fail 5.2.3: alice@contoso.com"],
    because: ["takes at most 50"],
  },
  {
    name: "own limits between authenticated parties go before the organization's",
    directory: { alice: box({ maxReceive: 30_000 }), bob: box({ maxSend: 30_000 }) },
    to: ["alice@contoso.com"],
    from: "bob@contoso.com",
    subject: { authenticated: true, size: 20_000 },
    plan: ["DB1: alice@contoso.com"],
  },
  {
    name: "not for strangers",
    directory: { alice: box({ maxReceive: 30_000 }) },
    to: ["alice@contoso.com"],
    subject: { size: 20_000 },
    settings: { limits: { maxSend: undefined, maxReceive: 10_000 } },
    plan: ["fail 5.2.3: alice@contoso.com"],
  },
  {
    name: "a sender's own limit is smaller",
    directory: { alice: box(), bob: box({ maxSend: 50 }) },
    to: ["alice@contoso.com"],
    ...from("bob"),
    plan: ["fail 5.2.3: alice@contoso.com"],
    because: ["bob@contoso.com may send at most 50"],
  },
  {
    name: "too large to leave",
    directory: { bob: box({ maxSend: 30_000 }) },
    to: ["x@a.example"],
    from: "bob@contoso.com",
    subject: { authenticated: true, size: 20_000 },
    plan: ["fail 5.2.3: x@a.example"],
    because: ["lets at most 10000 out"],
  },
  {
    name: "a right to pass limits",
    directory: alice,
    to: ["alice@contoso.com"],
    subject: { size: 99_999, bypassSizeLimit: true },
    plan: ["DB1: alice@contoso.com"],
  },
  {
    name: "too many recipients",
    directory: alice,
    to: ["alice@contoso.com", "x@a.example"],
    settings: { maxRecipients: 1 },
    plan: ["fail 5.5.3: alice@contoso.com", "fail 5.5.3: x@a.example"],
    because: ["names 2 recipients; 1 are allowed"],
  },
  {
    name: "a group counts as one",
    directory: { ...alice, bob: box(), staff: group(["alice", "bob"]) },
    to: ["staff@contoso.com"],
    settings: { maxRecipients: 1 },
    plan: ["DB1: alice@contoso.com bob@contoso.com"],
  },
  {
    name: "a sender's own RecipientLimits go before the organization's",
    directory: { ...alice, bob: box({ recipientLimit: 5 }) },
    to: ["alice@contoso.com", "bob@contoso.com"],
    ...from("bob"),
    settings: { maxRecipients: 1 },
    plan: ["DB1: alice@contoso.com bob@contoso.com"],
  },
  {
    name: "a mailbox without a database",
    directory: { alice: { kind: "Mailbox" } },
    to: ["alice@contoso.com"],
    plan: ["fail 5.3.2: alice@contoso.com"],
  },
  {
    name: "what an earlier plan resolved is only routed",
    directory: { ...alice, bob: box({ forwardTo: "alice", deliverAndForward: true, requireAuthentication: true }) },
    to: [{ address: "bob@contoso.com", given: "bob@contoso.com", resolved: true }],
    plan: ["DB1: bob@contoso.com"],
  },
  {
    name: "too large for the only route",
    to: ["x@a.example"],
    settings: { connectors: [connector("Small", "*", { maxSize: 10 })] },
    plan: ["fail 5.3.4: x@a.example"],
    because: ["'Small' takes at most 10 bytes; the message has 100"],
  },
];

describe("a plan", () => {
  test.each(cases)("$name", async (one) => {
    const plan = await planOf(one);
    expect(shown(plan, one.from ?? "someone@example.net")).toEqual(one.plan);
    const reasons = plan.reasons.map((reason) => reason.text).join("\n");
    for (const part of one.because ?? []) expect(reasons).toContain(part);
    expect(
      plan.failed.every(({ recipient }) => plan.reasons.some((reason) => reason.address === recipient.given)),
    ).toBe(true);
  });

  test("members of a group get no success reports of their own (RFC 3461 5.2.7.3)", async () => {
    const plan = await planOf({
      name: "",
      directory: { ...alice, staff: group(["alice"]) },
      to: [{ address: "staff@contoso.com", notify: ["success", "failure"], original: "rfc822;staff@contoso.com" }],
      plan: [],
    });
    expect(plan.items[0]?.recipients[0]).toMatchObject({ address: "alice@contoso.com", notify: ["failure"] });
    expect(plan.items[0]?.recipients[0]?.original).toBeUndefined();
    expect(plan.expanded[0]?.recipient.notify).toEqual(["success", "failure"]);
  });
});

const routes: readonly [string, readonly ConnectorEntry[], string, string, number?][] = [
  [
    "the exact domain before its wildcard",
    [connector("A", "*.contoso.net"), connector("B", "contoso.net")],
    "contoso.net",
    "B",
  ],
  ["a wildcard holds the domain itself", [connector("A", "*.contoso.net")], "contoso.net", "A"],
  ["a wildcard holds what is below", [connector("A", "*.contoso.net")], "a.b.contoso.net", "A"],
  ["an exact domain does not", [connector("A", "contoso.net")], "a.contoso.net", "unreachable"],
  [
    "the longer wildcard",
    [connector("A", "*.net"), connector("B", "*.contoso.net"), connector("C", "*")],
    "x.contoso.net",
    "B",
  ],
  ["any wildcard before the star", [connector("C", "*;1"), connector("A", "*.net;99")], "x.net", "A"],
  ["no half a label", [connector("A", "*.toso.net")], "contoso.net", "unreachable"],
  ["the lower cost", [connector("A", "*;10"), connector("B", "*;5")], "x.net", "B"],
  ["specific before cheap", [connector("A", "*;1"), connector("B", "x.net;100")], "x.net", "B"],
  ["the name, without case", [connector("b", "*"), connector("A", "*")], "x.net", "A"],
  ["the best space of a connector counts", [connector("A", "*;1 x.net;50"), connector("B", "x.net;20")], "x.net", "B"],
  ["a disabled one is not there", [connector("A", "x.net", { enabled: false }), connector("B", "*")], "x.net", "B"],
  ["one too small is not there", [connector("A", "x.net", { maxSize: 99 }), connector("B", "*")], "x.net", "B", 100],
  ["one just large enough is", [connector("A", "x.net", { maxSize: 100 }), connector("B", "*")], "x.net", "A", 100],
  ["all too small", [connector("A", "*", { maxSize: 99 })], "x.net", "fail", 100],
  [
    "too small or disabled",
    [connector("A", "*", { maxSize: 99 }), connector("B", "*", { enabled: false })],
    "x.net",
    "fail",
    100,
  ],
  ["only disabled ones", [connector("B", "*", { enabled: false })], "x.net", "unreachable"],
];

describe("a route", () => {
  test.each(routes)("%s", (_, connectors, domain, expected, size = 1) => {
    const route = routeOf(connectors, domain, size);
    expect(route.kind === "queue" ? route.hop.connector.slice(2) : route.kind).toBe(expected);
    expect(route.reasons.length).toBeGreaterThan(0);
  });

  test("does not depend on the order of the connectors", () => {
    const spaces = fc.constantFrom("*", "*.net", "x.net", "*.x.net", "a.x.net");
    const one = fc.record({ space: spaces, cost: fc.integer({ min: 1, max: 3 }), enabled: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(one, { minLength: 1, maxLength: 6 }),
        fc.constantFrom("x.net", "a.x.net", "y.net", "z.org"),
        (list, domain) => {
          const connectors = list.map(({ space, cost, enabled }, at) =>
            connector(`n${at}`, `${space};${cost}`, { enabled }),
          );
          const [there, back] = [routeOf(connectors, domain, 1), routeOf([...connectors].reverse(), domain, 1)];
          expect(there.kind === "queue" ? there.hop : there.kind).toEqual(back.kind === "queue" ? back.hop : back.kind);
        },
      ),
    );
  });

  test.each([
    ["contoso.com", "Contoso"],
    ["x.contoso.com", undefined],
    ["labs.contoso.com", "Labs"],
    ["a.labs.contoso.com", "Labs"],
    ["eu.partner.example", "Partner"],
    ["a.other.example", undefined],
    ["nothing.example", undefined],
  ])("the accepted domain of %s", (domain, name) => {
    expect(acceptedDomainOf(domains, domain)?.name).toBe(name);
  });
});
