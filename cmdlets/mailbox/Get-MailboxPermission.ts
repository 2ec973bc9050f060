// Get-MailboxPermission: who may open a mailbox, and what else.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import type { AccessEntry } from "../../src/org/access.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { moreThanAsked } from "../../src/org/derived.ts";
import { directory, scopedReading } from "../../src/org/directory.ts";
import { MailboxAce, mailboxTarget, shownMailboxAce } from "../../src/org/mailboxpermissions.ts";
import { Owner, ownerOf, principalIdentity, shownEntries } from "../../src/org/permissions.ts";
import { tell } from "../../src/org/turns.ts";
import { count, isLimited, switchParameter, unlimited } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Get-MailboxPermission",
  synopsis: "Shows who may open a mailbox, and what else.",
  description: "Who may send as a mailbox is shown by Get-ADPermission, who may send on its behalf by Get-Mailbox.",
  runs: "organization",
  sets: {
    AccessRights: { User: { type: principalIdentity, summary: "Only what this user or group is given or denied." } },
    Owner: { Owner: { type: switchParameter, mandatory: true, summary: "Shows the owner instead." } },
  },
  defaultSet: "AccessRights",
  parameters: {
    Identity: { ...mailboxTarget, mandatory: true },
    ResultSize: { type: unlimited(count), summary: "The most entries to show; all when it is left out." },
    ...directory,
    ReadFromDomainController: scopedReading.ReadFromDomainController,
  },
  outputs: [MailboxAce, Owner],
  examples: [
    { run: "Get-MailboxPermission alice", note: "Who may open Alice's mailbox." },
    {
      run: "Get-Mailbox | Get-MailboxPermission | Where-Object { $_.User -ne 'NT AUTHORITY\\SELF' }",
      note: "Who opens mailboxes that are not his own.",
    },
  ],
  async *process(given, ctx) {
    try {
      const mailbox = await ctx.org.find(Mailbox, given.Identity);
      if (given.set === "Owner") {
        yield await ownerOf(ctx.org, mailbox, "MailboxOwner");
        return;
      }
      const limit = given.ResultSize;
      let shown = 0;
      const entries = mailbox.get("MailboxAccess") as readonly AccessEntry[];
      for await (const { entry, user } of shownEntries(ctx.org, entries, given.User)) {
        if (limit !== undefined && isLimited(limit) && ++shown > limit) {
          ctx.warning(moreThanAsked);
          return;
        }
        yield shownMailboxAce(mailbox, entry, user);
      }
    } catch (error) {
      tell(ctx, error);
    }
  },
});
