// Remove-DistributionGroupMember: takes a recipient out of a group.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { directory } from "../../src/org/directory.ts";
import { memberClasses } from "../../src/org/families.ts";
import { changedGroup, changeGroup, managerCheck, notMember } from "../../src/org/groups.ts";
import type { Member } from "../../src/org/organization.ts";
import { identity } from "../../src/org/parameters.ts";

export default defineCmdlet({
  name: "Remove-DistributionGroupMember",
  synopsis: "Takes a recipient out of a group.",
  runs: "organization",
  confirms: "ask",
  parameters: {
    Identity: changedGroup,
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
  process: (given, ctx) =>
    changeGroup(ctx, given.Identity, async (tx, now) => {
      const member = (await tx.find(memberClasses, given.Member)) as Member;
      if (!(await tx.isMember(now.Guid, member.Guid))) throw notMember(member.Identity, now.Identity);
      await tx.unlink(now, member);
    }),
});
