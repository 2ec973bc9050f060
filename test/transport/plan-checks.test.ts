// What a plan tells of the rules and limits that were asked and passed: which limit held, whose it was, and why it let pass.
import { describe, expect, test } from "vitest";
import type { Progress } from "../../src/transport/categorizer/plan.ts";
import { box, type Case, contact, group, planOf } from "./table.ts";

const moderation = (more: object = {}) => ({
  moderation: { moderators: ["mod"], owners: [], bypass: [], notify: "Always", bypassNested: false, ...more } as const,
});

async function checksOf(one: Omit<Case, "name" | "plan">): Promise<readonly string[]> {
  const plan = await planOf({ name: "", plan: [], ...one, subject: { ...one.subject, checked: true } });
  return plan.checks.map((check) => check.text);
}

const to = ["bob@contoso.com"];
const usual = "authentication not required; 100 bytes of at most 10000 (the organization's MaxReceiveSize)";
const lists = "rejects nobody; accepts everybody";
const authenticated = { subject: { authenticated: true }, from: "ann@contoso.com" };

describe("of a recipient", () => {
  const rows: readonly [string, Omit<Case, "name" | "plan" | "to">, string][] = [
    ["nothing special", { directory: { bob: box() } }, `bob: ${usual}; ${lists}; not moderated.`],
    [
      "its own limit over the organization's",
      { directory: { bob: box({ maxReceive: 20_000 }), ann: box() }, ...authenticated },
      `bob: authentication not required; 100 bytes of at most 20000 (its own MaxReceiveSize); ${lists}; not moderated.`,
    ],
    [
      "no limit at all",
      { directory: { bob: box() }, settings: { limits: { maxSend: undefined, maxReceive: undefined } } },
      `bob: authentication not required; 100 bytes, no limit; ${lists}; not moderated.`,
    ],
    [
      "the right of the connector",
      { directory: { bob: box() }, subject: { bypassSizeLimit: true } },
      `bob: authentication not required; size not limited, by the right of its connector; ${lists}; not moderated.`,
    ],
    [
      "authentication",
      { directory: { bob: box({ requireAuthentication: true }), ann: box() }, ...authenticated },
      `bob: authenticated, as it requires; 100 bytes of at most 10000 (the organization's MaxReceiveSize); ${lists}; not moderated.`,
    ],
    [
      "lists that name the sender, and others",
      { directory: { bob: box({ rejectFrom: ["eve"], acceptFrom: ["ann"] }), ann: box() }, ...authenticated },
      `bob: ${usual}; the sender is not on its rejecting lists; the sender is on its accepting list; not moderated.`,
    ],
    [
      "a list that names a group of the sender",
      { directory: { bob: box({ acceptFromMembers: ["all"] }), ann: box(), all: group(["ann"]) }, ...authenticated },
      `bob: ${usual}; rejects nobody; the sender is in a group that it accepts; not moderated.`,
    ],
    [
      "moderation that the sender bypasses",
      { directory: { bob: box(moderation({ bypass: ["ann"] })), ann: box() }, ...authenticated },
      `bob: ${usual}; ${lists}; moderated, but the sender bypasses moderation.`,
    ],
    [
      "moderation that a group of the sender bypasses",
      {
        directory: { bob: box(moderation({ bypass: ["all"] })), ann: box(), all: group(["ann"]) },
        ...authenticated,
      },
      `bob: ${usual}; ${lists}; moderated, but the sender is in a group that bypasses moderation.`,
    ],
    [
      "moderation by the sender",
      { directory: { bob: box(moderation({ owners: ["ann"] })), ann: box() }, ...authenticated },
      `bob: ${usual}; ${lists}; moderated, but the sender is a moderator or an owner.`,
    ],
    [
      "a report made here",
      { directory: { bob: box(moderation()) }, subject: { system: true } },
      "bob: messages made here are not restricted; moderated, but reports need no approval.",
    ],
  ];
  test.each(rows)("%s", async (_, one, expected) => {
    expect(await checksOf({ to, ...one })).toContain(expected);
  });

  test.each<[Progress, string]>([
    [{ approved: ["bob"] }, "its moderators have approved"],
    [{ unmoderated: true }, "the approval for a group that holds it is enough"],
  ])("an approval that was given: %o", async (progress, expected) => {
    const [, own] = await checksOf({
      to: [{ address: "bob@contoso.com", progress }] as never,
      directory: { bob: box(moderation()) },
    });
    expect(own).toMatch(new RegExp(`; moderated, but ${expected}\\.$`));
  });

  test("what was asked before it was refused", async () => {
    const directory = { bob: box({ rejectFrom: ["ann"] }), ann: box() };
    expect((await checksOf({ to, directory, ...authenticated })).at(-1)).toBe(`bob: ${usual}.`);
  });
});

describe("of the sender", () => {
  test.each<[string, Omit<Case, "name" | "plan" | "to">, string]>([
    [
      "the organization's limits",
      {},
      "someone@example.net: 1 recipient of at most 500 (the organization's MaxRecipientEnvelopeLimit); 100 bytes of at most 10000 (the organization's MaxSendSize).",
    ],
    [
      "his own",
      { directory: { ann: box({ maxSend: 50_000, recipientLimit: 3 }) }, ...authenticated },
      "ann@contoso.com: 1 recipient of at most 3 (the sender's RecipientLimits); 100 bytes of at most 50000 (the sender's MaxSendSize).",
    ],
    [
      "the null sender's",
      { from: "", settings: { maxRecipients: undefined } },
      "The null sender: 1 recipient, no limit; 100 bytes of at most 10000 (the organization's MaxSendSize).",
    ],
  ])("%s", async (_, one, expected) => {
    expect((await checksOf({ to, ...one }))[0]).toBe(expected);
  });
});

describe("of an address outside", () => {
  const outside = { to: ["x@a.example"], settings: { remoteDomain: () => "Default" } };
  const size = "x@a.example: 100 bytes of at most 10000 (the organization's MaxReceiveSize); remote domain 'Default'";
  test.each<[string, Omit<Case, "name" | "plan" | "to">, string]>([
    ["mail of people", {}, `${size}, with nothing against messages that no program sent by itself.`],
    ["an answer", { subject: { automatic: "reply", authenticated: true } }, `${size}, which allows automatic answers.`],
    [
      "a stranger's forwarding",
      { subject: { automatic: "forward" } },
      `${size}, whose rule on automatic forwarding is for senders of the organization.`,
    ],
  ])("%s", async (_, one, expected) => {
    expect((await checksOf({ ...outside, ...one })).at(-1)).toBe(expected);
  });

  test("by a contact, whose own rules come first", async () => {
    const checks = await checksOf({ to, directory: { bob: contact("x@a.example") } });
    expect(checks.slice(1)).toEqual([
      `bob: ${usual}; ${lists}; not moderated.`,
      "x@a.example: 100 bytes of at most 10000 (the organization's MaxReceiveSize); no remote domain, with nothing against messages that no program sent by itself.",
    ]);
  });
});

test("are bounded for a large group, and none where nobody wants to know", async () => {
  const members = Array.from({ length: 300 }, (_, number) => `m${number}`);
  const directory = { ...Object.fromEntries(members.map((one) => [one, box()])), bob: group(members) };
  const checks = await checksOf({ to, directory });
  expect(checks).toHaveLength(101);
  expect(checks.at(-1)).toBe("202 more were asked about in the same way.");
  expect((await planOf({ name: "", plan: [], to, directory })).checks).toEqual([]);
});
