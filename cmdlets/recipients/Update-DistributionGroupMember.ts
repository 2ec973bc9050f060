// Update-DistributionGroupMember: makes the members of a group exactly those that are named.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { directory } from "../../src/org/directory.ts";
import { memberClasses } from "../../src/org/families.ts";
import { addMembers, managerCheck, replaceMembers } from "../../src/org/groups.ts";
import type { Member } from "../../src/org/organization.ts";
import { identityList, identityOf, listChange } from "../../src/org/parameters.ts";
import { attempt } from "../../src/org/turns.ts";

export default defineCmdlet({
  name: "Update-DistributionGroupMember",
  synopsis: "Makes the members of a group exactly those that are named.",
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
    Members: {
      type: listChange(identityList),
      mandatory: true,
      allowNull: true,
      allowEmpty: true,
      summary: "All that it shall hold, or @{Add=…; Remove=…}; $null for none.",
    },
    ...managerCheck,
    ...directory,
  },
  examples: [
    {
      run: "New-DistributionGroup Staff -Members alice; Update-DistributionGroupMember Staff -Members bob,carol -Confirm:$false",
      note: "Alice is no longer a member.",
    },
  ],
  async process(given, ctx) {
    await attempt(ctx, async () => {
      const group = await ctx.org.find(DistributionGroup, given.Identity);
      if (!(await ctx.shouldProcess(group.Identity))) return;
      await ctx.org.change(async (tx) => {
        const now = await tx.find(DistributionGroup, group.Guid);
        const change = given.Members ?? { replace: [] };
        if ("replace" in change) return replaceMembers(tx, now, change.replace);
        for (const one of change.remove) await tx.unlink(now, (await tx.find(memberClasses, one)) as Member);
        await addMembers(tx, now, change.add);
      }, ctx);
    });
  },
});
