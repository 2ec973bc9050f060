// Whole plans as a table with every reason given: kinds of accepted domains, limits, forwarding, groups, ways that part.
import { describe, expect, test } from "vitest";
import { box, type Case, connector, contact, group, planOf, shown } from "./table.ts";

const alice = { alice: box({ proxies: ["al@contoso.com", "alice@sub.labs.contoso.com"] }) };
const from = (alias: string) => ({ from: `${alias}@contoso.com`, subject: { authenticated: true } });

const rows: readonly (Case & { readonly reasons: readonly string[] })[] = [
  {
    name: "authoritative, known",
    directory: alice,
    to: ["alice@contoso.com"],
    plan: ["DB1: alice@contoso.com"],
    reasons: ["alice has its mailbox in DB1."],
  },
  {
    name: "authoritative, by another address",
    directory: alice,
    to: ["al@contoso.com"],
    plan: ["DB1: alice@contoso.com"],
    reasons: [
      "al@contoso.com is an address of alice, whose primary one is alice@contoso.com.",
      "alice has its mailbox in DB1.",
    ],
  },
  {
    name: "authoritative with subdomains, known",
    directory: alice,
    to: ["alice@sub.labs.contoso.com"],
    plan: ["DB1: alice@contoso.com"],
    reasons: [
      "alice@sub.labs.contoso.com is an address of alice, whose primary one is alice@contoso.com.",
      "alice has its mailbox in DB1.",
    ],
  },
  {
    name: "authoritative, unknown",
    to: ["nobody@contoso.com"],
    plan: ["fail 5.1.10: nobody@contoso.com"],
    reasons: [
      "contoso.com is the authoritative domain 'Contoso', and nobody in it has the address nobody@contoso.com.",
    ],
  },
  {
    name: "authoritative with subdomains, unknown",
    to: ["nobody@a.labs.contoso.com"],
    plan: ["fail 5.1.10: nobody@a.labs.contoso.com"],
    reasons: [
      "a.labs.contoso.com is the authoritative domain 'Labs', and nobody in it has the address nobody@a.labs.contoso.com.",
    ],
  },
  {
    name: "authoritative with subdomains, the domain itself",
    to: ["nobody@labs.contoso.com"],
    plan: ["fail 5.1.10: nobody@labs.contoso.com"],
    reasons: [
      "labs.contoso.com is the authoritative domain 'Labs', and nobody in it has the address nobody@labs.contoso.com.",
    ],
  },
  {
    name: "below an authoritative domain without subdomains",
    to: ["x@sub.contoso.com"],
    plan: ["sub.contoso.com: x@sub.contoso.com"],
    reasons: ["Send connector 'Internet' carries sub.contoso.com by its address space * at cost 1."],
  },
  {
    name: "internal relay, known",
    directory: { kim: box({ primary: "kim@partner.example", proxies: ["kim@partner.example"] }) },
    to: ["kim@partner.example"],
    plan: ["DB1: kim@partner.example"],
    reasons: ["kim has its mailbox in DB1."],
  },
  {
    name: "internal relay, unknown",
    to: ["x@partner.example"],
    plan: ["partner.example: x@partner.example"],
    reasons: [
      "partner.example is the relay domain 'Partner'; its other recipients are elsewhere.",
      "Send connector 'Internet' carries partner.example by its address space * at cost 1.",
    ],
  },
  {
    name: "internal relay, a subdomain",
    to: ["x@a.partner.example"],
    plan: ["a.partner.example: x@a.partner.example"],
    reasons: [
      "a.partner.example is the relay domain 'Partner'; its other recipients are elsewhere.",
      "Send connector 'Internet' carries a.partner.example by its address space * at cost 1.",
    ],
  },
  {
    name: "internal relay with a connector of its own",
    to: ["x@partner.example"],
    settings: {
      connectors: [connector("Net", "*"), connector("Hub", "partner.example", { smartHosts: ["h.example"] })],
    },
    plan: ["h.example: x@partner.example"],
    reasons: [
      "partner.example is the relay domain 'Partner'; its other recipients are elsewhere.",
      "Send connector 'Hub' carries partner.example by its address space partner.example at cost 1, before 'Net' (*;1).",
    ],
  },
  {
    name: "internal relay by --",
    to: ["x@partner.example"],
    settings: { connectors: [connector("Net", "*"), connector("Own", "--")] },
    plan: ["partner.example: x@partner.example"],
    reasons: [
      "partner.example is the relay domain 'Partner'; its other recipients are elsewhere.",
      "Send connector 'Own' carries partner.example by its address space -- at cost 1, before 'Net' (*;1).",
    ],
  },
  {
    name: "internal relay without a connector",
    to: ["x@partner.example"],
    settings: { connectors: [] },
    plan: ["Unreachable: x@partner.example"],
    reasons: [
      "partner.example is the relay domain 'Partner'; its other recipients are elsewhere.",
      "No Send connector has an address space for partner.example.",
    ],
  },
  {
    name: "external relay",
    to: ["x@other.example"],
    plan: ["other.example: x@other.example"],
    reasons: [
      "other.example is the relay domain 'Other'; its other recipients are elsewhere.",
      "Send connector 'Internet' carries other.example by its address space * at cost 1.",
    ],
  },
  {
    name: "external relay is not for --",
    to: ["x@other.example"],
    settings: { connectors: [connector("Own", "--")] },
    plan: ["Unreachable: x@other.example"],
    reasons: [
      "other.example is the relay domain 'Other'; its other recipients are elsewhere.",
      "No Send connector has an address space for other.example.",
    ],
  },
  {
    name: "below an external relay without subdomains",
    to: ["x@a.other.example"],
    plan: ["a.other.example: x@a.other.example"],
    reasons: ["Send connector 'Internet' carries a.other.example by its address space * at cost 1."],
  },
  {
    name: "outside",
    to: ["x@a.example"],
    plan: ["a.example: x@a.example"],
    reasons: ["Send connector 'Internet' carries a.example by its address space * at cost 1."],
  },
  {
    name: "outside, an address literal",
    to: ["x@[192.0.2.25]"],
    plan: ["[192.0.2.25]: x@[192.0.2.25]"],
    reasons: ["Send connector 'Internet' carries [192.0.2.25] by its address space * at cost 1."],
  },
  {
    name: "outside, an internationalized domain",
    to: ["x@bücher.example"],
    plan: ["xn--bcher-kva.example: x@bücher.example"],
    reasons: ["Send connector 'Internet' carries xn--bcher-kva.example by its address space * at cost 1."],
  },
  {
    name: "a local part alone is of the default domain",
    directory: alice,
    to: ["alice"],
    plan: ["DB1: alice@contoso.com"],
    reasons: ["alice has its mailbox in DB1."],
  },
  {
    name: "a local part alone that nobody has",
    to: ["postmaster2"],
    plan: ["fail 5.1.10: postmaster2@contoso.com"],
    reasons: [
      "contoso.com is the authoritative domain 'Contoso', and nobody in it has the address postmaster2@contoso.com.",
    ],
  },
  {
    name: "outside, larger than the organization lets out",
    to: ["x@a.example"],
    subject: { size: 20_000, authenticated: true },
    settings: { limits: { maxSend: undefined, maxReceive: 10_000 } },
    plan: ["fail 5.2.3: x@a.example"],
    reasons: ["The message has 20000 bytes; the organization lets at most 10000 out."],
  },
  {
    name: "outside, as large as the organization lets out",
    to: ["x@a.example"],
    subject: { size: 10_000 },
    plan: ["a.example: x@a.example"],
    reasons: ["Send connector 'Internet' carries a.example by its address space * at cost 1."],
  },
  {
    name: "outside, larger, by a connector that may",
    to: ["x@a.example"],
    subject: { size: 20_000, bypassSizeLimit: true },
    plan: ["a.example: x@a.example"],
    reasons: ["Send connector 'Internet' carries a.example by its address space * at cost 1."],
  },
  {
    name: "outside, a report larger than that",
    to: ["x@a.example"],
    from: "",
    subject: { size: 20_000, system: true },
    plan: ["a.example: x@a.example"],
    reasons: ["Send connector 'Internet' carries a.example by its address space * at cost 1."],
  },
  {
    name: "larger than the organization takes from strangers",
    directory: alice,
    to: ["alice@contoso.com", "x@a.example"],
    subject: { size: 20_000 },
    plan: ["fail 5.2.3: alice@contoso.com", "fail 5.2.3: x@a.example"],
    reasons: [
      "The message has 20000 bytes; the organization allows at most 10000.",
      "The message has 20000 bytes; the organization allows at most 10000.",
    ],
  },
  {
    name: "larger than its sender may send",
    directory: { bob: box({ maxSend: 50 }), ...alice },
    to: ["alice@contoso.com"],
    ...from("bob"),
    plan: ["fail 5.2.3: alice@contoso.com"],
    reasons: ["The message has 100 bytes; bob@contoso.com may send at most 50."],
  },
  {
    name: "a sender who may send more than the organization",
    directory: { bob: box({ maxSend: 50_000 }), alice: box({ maxReceive: 50_000 }) },
    to: ["alice@contoso.com"],
    from: "bob@contoso.com",
    subject: { size: 20_000, authenticated: true },
    plan: ["DB1: alice@contoso.com"],
    reasons: ["alice has its mailbox in DB1."],
  },
  {
    name: "larger than the recipient takes",
    directory: { alice: box({ maxReceive: 50 }) },
    to: ["alice@contoso.com"],
    plan: ["fail 5.2.3: alice@contoso.com"],
    reasons: ["The message has 100 bytes; alice takes at most 50."],
  },
  {
    name: "larger than the organization, to one who takes more, from a stranger",
    directory: { alice: box({ maxReceive: 50_000 }) },
    to: ["alice@contoso.com"],
    subject: { size: 20_000 },
    settings: { limits: { maxSend: undefined, maxReceive: 10_000 } },
    plan: ["fail 5.2.3: alice@contoso.com"],
    reasons: ["The message has 20000 bytes; alice takes at most 10000."],
  },
  {
    name: "the same, authenticated",
    directory: { alice: box({ maxReceive: 50_000 }) },
    to: ["alice@contoso.com"],
    subject: { size: 20_000, authenticated: true },
    settings: { limits: { maxSend: undefined, maxReceive: 10_000 } },
    plan: ["DB1: alice@contoso.com"],
    reasons: ["alice has its mailbox in DB1."],
  },
  {
    name: "larger than a group takes",
    directory: { ...alice, staff: group(["alice"], { maxReceive: 50 }) },
    to: ["staff@contoso.com"],
    plan: ["fail 5.2.3: staff@contoso.com"],
    reasons: ["The message has 100 bytes; staff takes at most 50."],
  },
  {
    name: "larger than one member takes",
    directory: { ...alice, bob: box({ maxReceive: 50 }), staff: group(["alice", "bob"]) },
    to: ["staff@contoso.com"],
    plan: ["DB1: alice@contoso.com", "fail 5.2.3: bob@contoso.com"],
    reasons: [
      "staff is a group of 2.",
      "alice has its mailbox in DB1.",
      "The message has 100 bytes; bob takes at most 50.",
    ],
  },
  {
    name: "too many recipients",
    to: ["x@a.example", "y@a.example", "z@a.example"],
    settings: { maxRecipients: 2 },
    plan: ["fail 5.5.3: x@a.example", "fail 5.5.3: y@a.example", "fail 5.5.3: z@a.example"],
    reasons: [
      "The message names 3 recipients; 2 are allowed.",
      "The message names 3 recipients; 2 are allowed.",
      "The message names 3 recipients; 2 are allowed.",
    ],
  },
  {
    name: "as many recipients as may be",
    to: ["x@a.example", "y@a.example"],
    settings: { maxRecipients: 2 },
    plan: ["a.example: x@a.example y@a.example"],
    reasons: [
      "Send connector 'Internet' carries a.example by its address space * at cost 1.",
      "Send connector 'Internet' carries a.example by its address space * at cost 1.",
    ],
  },
  {
    name: "more recipients than the sender may name",
    directory: { bob: box({ recipientLimit: 1 }) },
    to: ["x@a.example", "y@a.example"],
    ...from("bob"),
    plan: ["fail 5.5.3: x@a.example", "fail 5.5.3: y@a.example"],
    reasons: ["The message names 2 recipients; 1 are allowed.", "The message names 2 recipients; 1 are allowed."],
  },
  {
    name: "more than the organization lets name, where the sender may",
    directory: { bob: box({ recipientLimit: 9 }) },
    to: ["x@a.example", "y@a.example"],
    ...from("bob"),
    settings: { maxRecipients: 1 },
    plan: ["a.example: x@a.example y@a.example"],
    reasons: [
      "Send connector 'Internet' carries a.example by its address space * at cost 1.",
      "Send connector 'Internet' carries a.example by its address space * at cost 1.",
    ],
  },
  {
    name: "recipients of one domain share a queue",
    to: ["x@a.example", "y@A.example", "z@b.example"],
    plan: ["a.example: x@a.example y@A.example", "b.example: z@b.example"],
    reasons: [
      "Send connector 'Internet' carries a.example by its address space * at cost 1.",
      "Send connector 'Internet' carries a.example by its address space * at cost 1.",
      "Send connector 'Internet' carries b.example by its address space * at cost 1.",
    ],
  },
  {
    name: "domains behind smart hosts share a queue",
    to: ["x@a.example", "z@b.example"],
    settings: { connectors: [connector("Hub", "*", { smartHosts: ["[192.0.2.1]", "h.example"] })] },
    plan: ["[192.0.2.1],h.example: x@a.example z@b.example"],
    reasons: [
      "Send connector 'Hub' carries a.example by its address space * at cost 1.",
      "Send connector 'Hub' carries b.example by its address space * at cost 1.",
    ],
  },
  {
    name: "connectors part recipients",
    to: ["x@a.example", "y@b.example"],
    settings: { connectors: [connector("Net", "*"), connector("A", "a.example", { smartHosts: ["h.example"] })] },
    plan: ["h.example: x@a.example", "b.example: y@b.example"],
    reasons: [
      "Send connector 'A' carries a.example by its address space a.example at cost 1, before 'Net' (*;1).",
      "Send connector 'Net' carries b.example by its address space * at cost 1.",
    ],
  },
  {
    name: "one of two domains has no way",
    to: ["x@a.example", "y@b.example"],
    settings: { connectors: [connector("A", "a.example")] },
    plan: ["a.example: x@a.example", "Unreachable: y@b.example"],
    reasons: [
      "Send connector 'A' carries a.example by its address space a.example at cost 1.",
      "No Send connector has an address space for b.example.",
    ],
  },
  {
    name: "one of two ways is too small",
    to: ["x@a.example", "y@b.example"],
    subject: { size: 200 },
    settings: { connectors: [connector("A", "a.example", { maxSize: 100 }), connector("B", "b.example")] },
    plan: ["b.example: y@b.example", "fail 5.3.4: x@a.example"],
    reasons: [
      "Send connector 'A' takes at most 100 bytes; the message has 200.",
      "Send connector 'B' carries b.example by its address space b.example at cost 1.",
    ],
  },
  {
    name: "a contact outside by its connector",
    directory: { kim: contact("kim@fabrikam.com") },
    to: ["kim@contoso.com"],
    settings: { connectors: [connector("Net", "*"), connector("Fab", "*.fabrikam.com;3")] },
    plan: ["fabrikam.com: kim@fabrikam.com"],
    reasons: [
      "kim is a contact with the address kim@fabrikam.com.",
      "Send connector 'Fab' carries fabrikam.com by its address space *.fabrikam.com at cost 3, before 'Net' (*;1).",
    ],
  },
  {
    name: "a contact in an authoritative domain that nobody there is",
    directory: { kim: contact("ghost@contoso.com") },
    to: ["kim@contoso.com"],
    plan: ["fail 5.1.10: ghost@contoso.com"],
    reasons: [
      "kim is a contact with the address ghost@contoso.com.",
      "contoso.com is the authoritative domain 'Contoso', and nobody in it has the address ghost@contoso.com.",
    ],
  },
  {
    name: "a contact in a relay domain",
    directory: { kim: contact("x@partner.example") },
    to: ["kim@contoso.com"],
    plan: ["partner.example: x@partner.example"],
    reasons: [
      "kim is a contact with the address x@partner.example.",
      "partner.example is the relay domain 'Partner'; its other recipients are elsewhere.",
      "Send connector 'Internet' carries partner.example by its address space * at cost 1.",
    ],
  },
  {
    name: "forwarding to a contact",
    directory: { bob: box({ forwardTo: "kim" }), kim: contact("kim@fabrikam.com") },
    to: ["bob@contoso.com"],
    plan: ["fabrikam.com: kim@fabrikam.com"],
    reasons: [
      "bob forwards to kim.",
      "kim is a contact with the address kim@fabrikam.com.",
      "Send connector 'Internet' carries fabrikam.com by its address space * at cost 1.",
    ],
  },
  {
    name: "forwarding with a copy, outside",
    directory: { bob: box({ forwardSmtp: "bob@a.example", deliverAndForward: true }) },
    to: ["bob@contoso.com"],
    plan: ["DB1: bob@contoso.com", "a.example: bob@a.example"],
    reasons: [
      "bob forwards to bob@a.example and keeps a copy.",
      "bob has its mailbox in DB1.",
      "Send connector 'Internet' carries a.example by its address space * at cost 1.",
    ],
  },
  {
    name: "forwarding outside without a way",
    directory: { bob: box({ forwardSmtp: "bob@a.example" }) },
    to: ["bob@contoso.com"],
    settings: { connectors: [] },
    plan: ["Unreachable: bob@a.example"],
    reasons: ["bob forwards to bob@a.example.", "No Send connector has an address space for a.example."],
  },
  {
    name: "forwarding three times",
    directory: { a: box({ forwardTo: "b" }), b: box({ forwardTo: "c" }), c: box() },
    to: ["a@contoso.com"],
    plan: ["DB1: c@contoso.com"],
    reasons: ["a forwards to b.", "b forwards to c.", "c has its mailbox in DB1."],
  },
  {
    name: "a forwarding that its target does not take",
    directory: { a: box({ forwardTo: "b" }), b: box({ acceptFrom: ["c"] }), c: box() },
    to: ["a@contoso.com"],
    plan: ["fail 5.7.1: b@contoso.com"],
    reasons: ["a forwards to b.", "b takes mail from chosen senders only, and someone@example.net is none of them."],
  },
  {
    name: "a group of people, contacts and groups",
    directory: {
      ...alice,
      kim: contact("kim@fabrikam.com"),
      inner: group(["bob"]),
      bob: box(),
      all: group(["alice", "kim", "inner"]),
    },
    to: ["all@contoso.com"],
    plan: ["DB1: alice@contoso.com bob@contoso.com", "fabrikam.com: kim@fabrikam.com"],
    reasons: [
      "all is a group of 3.",
      "alice has its mailbox in DB1.",
      "inner is a group of 1.",
      "kim is a contact with the address kim@fabrikam.com.",
      "Send connector 'Internet' carries fabrikam.com by its address space * at cost 1.",
      "bob has its mailbox in DB1.",
    ],
  },
  {
    name: "a member named beside its group",
    directory: { ...alice, staff: group(["alice"]) },
    to: ["staff@contoso.com", "alice@contoso.com"],
    plan: ["DB1: alice@contoso.com"],
    reasons: ["staff is a group of 1.", "alice has its mailbox in DB1.", "alice@contoso.com gets the message already."],
  },
  {
    name: "a group that takes the inside alone",
    directory: { ...alice, staff: group(["alice"], { requireAuthentication: true }) },
    to: ["staff@contoso.com"],
    plan: ["fail 5.7.1: staff@contoso.com"],
    reasons: ["staff takes mail from authenticated senders only."],
  },
  {
    name: "a group of which a member takes the inside alone",
    directory: { alice: box({ requireAuthentication: true }), bob: box(), staff: group(["alice", "bob"]) },
    to: ["staff@contoso.com"],
    plan: ["DB1: bob@contoso.com", "fail 5.7.1: alice@contoso.com"],
    reasons: [
      "staff is a group of 2.",
      "alice takes mail from authenticated senders only.",
      "bob has its mailbox in DB1.",
    ],
  },
  {
    name: "a mailbox without a database",
    directory: { alice: { kind: "Mailbox" } },
    to: ["alice@contoso.com"],
    plan: ["fail 5.3.2: alice@contoso.com"],
    reasons: ["alice has no database."],
  },
  {
    name: "a report to a mailbox that takes nobody",
    directory: { alice: box({ acceptFrom: ["boss"], requireAuthentication: true }) },
    to: ["alice@contoso.com"],
    from: "",
    subject: { system: true, report: true },
    plan: ["DB1: alice@contoso.com"],
    reasons: ["alice has its mailbox in DB1."],
  },
  {
    name: "the null sender to a mailbox of chosen senders",
    directory: { alice: box({ acceptFrom: ["boss"] }) },
    to: ["alice@contoso.com"],
    from: "",
    plan: ["fail 5.7.1: alice@contoso.com"],
    reasons: ["alice takes mail from chosen senders only, and the null sender is none of them."],
  },
];

describe("a plan, and every reason for it", () => {
  test.each(rows)("$name", async (row) => {
    const plan = await planOf(row);
    expect(shown(plan, row.from ?? "someone@example.net")).toEqual(row.plan);
    expect(plan.reasons.map((reason) => reason.text)).toEqual(row.reasons);
  });
});
