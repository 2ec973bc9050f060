// Remove-DistributionGroupMember: takes a recipient out of a group.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { directory } from "../../src/org/directory.ts";
import { memberClasses } from "../../src/org/families.ts";
import { managerCheck, notMember } from "../../src/org/groups.ts";
import type { Member } from "../../src/org/organization.ts";
import { identity, identityOf } from "../../src/org/parameters.ts";
import { attempt } from "../../src/org/turns.ts";

export default defineCmdlet({
  name: "Remove-DistributionGroupMember",
  synopsis: "Takes a recipient out of a group.",
  runs: "organization",
  confirms: "ask",
  parameters: {
    Identity: {
      type: identityOf(DistributionGroup),
      mandatory: true,
      position: 1,
      pipeline: "both",
      summary: "The group.",
    },
    Member: {
      type: identity("GeneralRecipientIdParameter"),
      mandatory: true,
      pipeline: "both",
      summary: "What it shall hold no longer.",
    },
    ...managerCheck,
    ...directory,
  },
  examples: [
    {
      run: "New-DistributionGroup Staff -Members alice,bob; Remove-DistributionGroupMember Staff -Member bob -Confirm:$false",
      note: "Only alice is left.",
    },
  ],
  async process(given, ctx) {
    await attempt(ctx, async () => {
      const group = await ctx.org.find(DistributionGroup, given.Identity);
      if (!(await ctx.shouldProcess(group.Identity))) return;
      await ctx.org.change(async (tx) => {
        const now = await tx.find(DistributionGroup, group.Guid);
        const member = (await tx.find(memberClasses, given.Member)) as Member;
        if (!(await tx.isMember(now.Guid, member.Guid))) throw notMember(member.Identity, now.Identity);
        await tx.unlink(now, member);
      }, ctx);
    });
  },
});
