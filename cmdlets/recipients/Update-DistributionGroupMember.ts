// Update-DistributionGroupMember: makes the members of a group exactly those that are named.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { directory } from "../../src/org/directory.ts";
import { memberClasses } from "../../src/org/families.ts";
import { addMembers, changedGroup, changeGroup, managerCheck, replaceMembers } from "../../src/org/groups.ts";
import type { Member } from "../../src/org/organization.ts";
import { identityList, listChange } from "../../src/org/parameters.ts";

export default defineCmdlet({
  name: "Update-DistributionGroupMember",
  synopsis: "Makes the members of a group exactly those that are named.",
  runs: "organization",
  confirms: "ask",
  parameters: {
    Identity: changedGroup,
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
  process: (given, ctx) =>
    changeGroup(ctx, given.Identity, async (tx, now) => {
      const change = given.Members ?? { replace: [] };
      if ("replace" in change) return replaceMembers(tx, now, change.replace);
      for (const one of change.remove) await tx.unlink(now, (await tx.find(memberClasses, one)) as Member);
      await addMembers(tx, now, change.add);
    }),
});
