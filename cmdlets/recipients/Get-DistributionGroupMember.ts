// Get-DistributionGroupMember: what a group holds.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { scopedReading } from "../../src/org/directory.ts";
import { identityOf } from "../../src/org/parameters.ts";
import { RecipientView, viewedAs } from "../../src/org/views.ts";
import { int, isLimited, unlimited } from "../../src/values/kinds.ts";

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
    ResultSize: { type: unlimited(int), default: 1000, summary: "The most members to give; Unlimited for all." },
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
      let left = isLimited(given.ResultSize) ? given.ResultSize : Number.POSITIVE_INFINITY;
      for await (const member of ctx.org.members(group.Guid)) {
        if (left-- <= 0) {
          ctx.warning(
            "There are more results available than are currently displayed. To view them, increase the value for the ResultSize parameter.",
          );
          return;
        }
        yield viewedAs(RecipientView, member);
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      ctx.error(error);
    }
  },
});
