// Add-DistributionGroupMember: puts a recipient into a group.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { directory } from "../../src/org/directory.ts";
import { memberClasses } from "../../src/org/families.ts";
import { alreadyMember, managerCheck, mayHold } from "../../src/org/groups.ts";
import type { Member } from "../../src/org/organization.ts";
import { identity, identityOf } from "../../src/org/parameters.ts";
import { attempt } from "../../src/org/turns.ts";

export default defineCmdlet({
  name: "Add-DistributionGroupMember",
  synopsis: "Puts a recipient into a group.",
  runs: "organization",
  confirms: "allow",
  parameters: {
    Identity: {
      type: identityOf(DistributionGroup),
      mandatory: true,
      position: 1,
      pipeline: "both",
      summary: "The group.",
    },
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
  async process(given, ctx) {
    await attempt(ctx, async () => {
      const group = await ctx.org.find(DistributionGroup, given.Identity);
      if (!(await ctx.shouldProcess(group.Identity))) return;
      await ctx.org.change(async (tx) => {
        const now = await tx.find(DistributionGroup, group.Guid);
        const member = (await tx.find(memberClasses, given.Member)) as Member;
        mayHold(now, member);
        if (await tx.isMember(now.Guid, member.Guid)) throw alreadyMember(member.Identity, now.Identity);
        await tx.link(now, member);
      }, ctx);
    });
  },
});
