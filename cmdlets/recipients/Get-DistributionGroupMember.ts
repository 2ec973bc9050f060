// Get-DistributionGroupMember: what a group holds.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import { byName } from "../../src/org/class.ts";
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { moreThanAsked } from "../../src/org/derived.ts";
import { scopedReading } from "../../src/org/directory.ts";
import type { Member } from "../../src/org/organization.ts";
import { identityOf } from "../../src/org/parameters.ts";
import { RecipientView, viewedAs } from "../../src/org/views.ts";
import { count, isLimited, unlimited } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Get-DistributionGroupMember",
  synopsis: "Shows what a group holds.",
  runs: "organization",
  parameters: {
    Identity: {
      type: identityOf(DistributionGroup),
      mandatory: true,
      position: 1,
      pipeline: "both",
      summary: "The group.",
    },
    ResultSize: { type: unlimited(count), default: 1000, summary: "The most members to give; Unlimited for all." },
    ...scopedReading,
  },
  outputs: [RecipientView],
  examples: [
    {
      run: "New-DistributionGroup Staff -Members alice,bob; Get-DistributionGroupMember Staff",
      note: "Alice and Bob.",
    },
  ],
  async *process(given, ctx) {
    try {
      const group = await ctx.org.find(DistributionGroup, given.Identity);
      const members: Member[] = [];
      for await (const member of ctx.org.members(group.Guid)) members.push(member);
      members.sort(byName);
      const most = isLimited(given.ResultSize) ? given.ResultSize : members.length;
      for (const member of members.slice(0, most)) yield viewedAs(RecipientView, member);
      if (members.length > most) ctx.warning(moreThanAsked);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      ctx.error(error);
    }
  },
});
