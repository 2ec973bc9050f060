// Who is in a group for restrictions: members of members, and whom the filter of a dynamic group takes in.
import { beforeAll, expect, test } from "vitest";
import { directoryOf } from "../../src/transport/categorizer/directory.ts";
import { type Bench, bench } from "../org/cmdlets.ts";

let at: Bench;
const guids = new Map<string, string>();

beforeAll(async () => {
  at = await bench();
  const make = async (noun: string, given: Record<string, unknown>) => {
    const [made] = await at.get(`New-${noun}`, given);
    guids.set(made.Name, made.Guid);
  };
  for (const Name of ["kim", "lee"]) await make("Mailbox", { Name, Shared: true });
  await at.run(["Set-User", { Identity: "kim", Department: "Sales" }]);
  await make("DynamicDistributionGroup", { Name: "sellers", RecipientFilter: "Department -eq 'Sales'" });
  await make("DistributionGroup", { Name: "inner", Members: ["sellers"] });
  await make("DistributionGroup", { Name: "outer", Members: ["inner"] });
  await make("DistributionGroup", { Name: "board", Members: ["lee"] });
  await make("DynamicDistributionGroup", { Name: "boards", RecipientFilter: "MemberOfGroup -eq 'board'" });
  await make("DynamicDistributionGroup", { Name: "groups", RecipientFilter: "RecipientType -like '*Group'" });
  // Each holds the other.
  await at.run(["Add-DistributionGroupMember", { Identity: "inner", Member: "outer" }]);
});

const cases: readonly [member: string, groups: readonly string[], found: string | undefined][] = [
  ["kim", ["sellers"], "sellers"],
  ["kim", ["inner"], "inner"],
  ["kim", ["board", "outer"], "outer"],
  ["kim", ["board", "boards"], undefined],
  ["lee", ["sellers", "inner", "outer"], undefined],
  ["lee", ["board"], "board"],
  ["lee", ["boards"], "boards"],
  ["lee", ["groups"], "groups"],
  ["lee", [], undefined],
];

test.each(cases)("%s, of %j, is in %s", async (member, groups, found) => {
  const wanted = groups.map((name) => guids.get(name)!);
  const named = await directoryOf(at.org).within(guids.get(member)!, wanted);
  expect(named).toBe(found && guids.get(found));
});
