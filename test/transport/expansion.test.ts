// Groups too large for one plan: taken out part by part, everybody once, with an end however they hold each other.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planWith } from "../../src/transport/categorizer/categorizer.ts";
import type { Directory, Party } from "../../src/transport/categorizer/party.ts";
import type { Addressee, Plan, Recipient } from "../../src/transport/categorizer/plan.ts";
import { box, contact, directory, type Facts, group, plainParty, planOf, settings, subjectOf } from "./table.ts";

/** Plans until no group is left to be taken up. */
async function plans(table: Readonly<Record<string, Facts>>, to: readonly string[], atATime: number) {
  const all: Plan[] = [];
  const waiting: { recipients: readonly Addressee[]; expanded?: readonly string[]; sender: string }[] = [
    { recipients: to.map((address) => ({ address })), sender: "someone@example.net" },
  ];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const subject = {
      ...subjectOf({ name: "", to: next.recipients as never, from: next.sender, plan: [] }),
      originator: "someone@example.net",
      ...(next.expanded ? { expanded: next.expanded } : {}),
    };
    const plan = await planWith(directory(table), subject, { ...settings, membersAtATime: atATime });
    all.push(plan);
    for (const item of plan.items) if (item.expanded) waiting.push({ ...item, expanded: item.expanded });
    if (all.length > 1000) throw new Error("There is no end to it.");
  }
  return all;
}

const reached = (all: readonly Plan[]): readonly Recipient[] =>
  all.flatMap((plan) => plan.items.flatMap((item) => (item.expanded ? [] : item.recipients)));

describe("a group larger than one plan", () => {
  const members = Array.from({ length: 2500 }, (_, number) => `m${String(number).padStart(4, "0")}`);
  const table = { ...Object.fromEntries(members.map((alias) => [alias, box()])), all: group(members) };

  test("goes a thousand members at a time, and its items hold no more", async () => {
    const all = await plans(table, ["all@contoso.com"], 1000);
    expect(
      all.map((plan) => plan.items.filter((item) => !item.expanded).map((item) => item.recipients.length)),
    ).toEqual([[1000], [1000], [500]]);
    expect(reached(all).map((one) => one.address)).toEqual(members.map((alias) => `${alias}@contoso.com`));
    expect(all.map((plan) => plan.expanded[0]?.more ?? false)).toEqual([false, true, true]);
  });

  test("leaves to the next plan what it has no room for, and asks its restrictions once", async () => {
    const strict = { ...table, boss: box(), all: group(members, { requireAuthentication: true }) };
    const plan = await planOf({ name: "", directory: strict, to: ["all@contoso.com"], plan: [] });
    expect(plan.failed.map((one) => one.response)).toEqual([
      "550 5.7.1 RESOLVER.RST.AuthRequired; authentication required",
    ]);
    const two = { ...table, other: group(members.slice(0, 3)) };
    const all = await plans(two, ["all@contoso.com", "other@contoso.com"], 1000);
    expect(reached(all)).toHaveLength(2503);
  });
});

test("a group of 100,000 goes in 100 parts, none of which holds more than its share, with a turn for others between them", async () => {
  const count = 100_000;
  const number = (guid: string) => Number(guid.slice(1));
  const name = (at: number) => `m${String(at).padStart(6, "0")}`;
  const party = (guid: string) =>
    ({ ...plainParty, guid, name: guid, primary: `${guid}@contoso.com`, ...box() }) as Party;
  const all = { ...plainParty, ...group([]), guid: "all", name: "all", primary: "all@contoso.com" } as Party;
  const asked = { most: 0, turns: 0 };
  // Members are made as they are asked for; each answer comes in a turn of its own, as a read from the store does.
  const vast: Directory = {
    addresses: async (addresses) => addresses.map((one) => (one === all.primary ? all : undefined)),
    async guids(guids) {
      await new Promise(setImmediate);
      asked.turns++;
      asked.most = Math.max(asked.most, guids.length);
      return guids.map(party);
    },
    async members(_, after, limit) {
      const from = after === "" ? 0 : number(after) + 1;
      const to = Math.min(from + limit, count);
      return { guids: Array.from({ length: to - from }, (__, at) => name(from + at)), more: to < count };
    },
    within: async () => undefined,
  };
  let recipients: readonly Addressee[] | undefined = [{ address: all.primary }];
  let expanded: readonly string[] | undefined;
  let parts = 0;
  let next = 0;
  while (recipients) {
    const subject = { ...subjectOf({ name: "", to: recipients as never, plan: [] }), checked: true };
    const plan: Plan = await planWith(vast, expanded ? { ...subject, expanded } : subject, settings);
    parts++;
    recipients = undefined;
    for (const item of plan.items) {
      if (item.expanded) ({ recipients, expanded } = item);
      else for (const one of item.recipients) next += number(one.address.split("@")[0]!) === next ? 1 : 0;
    }
    expect(plan.items.length).toBeLessThanOrEqual(2);
    expect(plan.reasons.length + plan.checks.length).toBeLessThan(1200);
    expect(expanded?.length ?? 0).toBeLessThanOrEqual(1);
  }
  expect([parts, next, asked.most]).toEqual([100, count, 1000]);
  expect(asked.turns).toBeGreaterThanOrEqual(100);
}, 60_000);

test("whatever groups hold, each member gets it, and the plans come to an end", async () => {
  const names = ["a", "b", "c", "d", "e"];
  const boxes = ["p", "q", "r", "s", "t", "u"];
  const graph = fc.array(fc.uniqueArray(fc.constantFrom(...names, ...boxes), { maxLength: 7 }), {
    minLength: names.length,
    maxLength: names.length,
  });
  await fc.assert(
    fc.asyncProperty(graph, fc.integer({ min: 1, max: 5 }), async (held, atATime) => {
      const groups = Object.fromEntries(names.map((name, at) => [name, group(held[at]!)]));
      const table = { ...groups, ...Object.fromEntries(boxes.map((name) => [name, box()])), x: contact("x@a.example") };
      const got = new Set(reached(await plans(table, ["a@contoso.com"], atATime)).map((one) => one.address));
      const wanted = new Set<string>();
      const seen = new Set(["a"]);
      for (const name of seen) {
        for (const member of held[names.indexOf(name)]!) {
          if (names.includes(member)) seen.add(member);
          else wanted.add(`${member}@contoso.com`);
        }
      }
      expect([...got].sort()).toEqual([...wanted].sort());
    }),
    { numRuns: 300 },
  );
});
