// Add-DistributionGroupMember: puts a recipient into a group.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { directory } from "../../src/org/directory.ts";
import { memberClasses } from "../../src/org/families.ts";
import { alreadyMember, changedGroup, changeGroup, managerCheck, mayHold } from "../../src/org/groups.ts";
import type { Member } from "../../src/org/organization.ts";
import { identity } from "../../src/org/parameters.ts";

export default defineCmdlet({
  name: "Add-DistributionGroupMember",
  synopsis: "Puts a recipient into a group.",
  runs: "organization",
  confirms: "allow",
  parameters: {
    Identity: changedGroup,
    Member: {
      type: identity("RecipientIdParameter"),
      mandatory: true,
      pipeline: "both",
      summary: "What it shall hold: a mailbox, a contact, another group, a user.",
    },
    ...managerCheck,
    ...directory,
  },
  examples: [
    { run: "New-DistributionGroup Staff; Add-DistributionGroupMember Staff -Member alice", note: "Alice is a member." },
    {
      run: "New-DistributionGroup Everyone; Get-Mailbox | Add-DistributionGroupMember Everyone",
      note: "So are all who have a mailbox.",
    },
  ],
  process: (given, ctx) =>
    changeGroup(ctx, given.Identity, async (tx, now) => {
      const member = (await tx.find(memberClasses, given.Member)) as Member;
      mayHold(now, member);
      if (await tx.isMember(now.Guid, member.Guid)) throw alreadyMember(member.Identity, now.Identity);
      await tx.link(now, member);
    }),
});
