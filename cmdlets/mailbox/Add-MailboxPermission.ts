// Add-MailboxPermission: lets a user or group open a mailbox, or denies it.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { scoped } from "../../src/org/directory.ts";
import { MailboxAce, mailboxEntrySets, mailboxTarget, shownMailboxAce } from "../../src/org/mailboxpermissions.ts";
import {
  adding,
  changeAccess,
  principalIdentity,
  type Step,
  stepsToAdd,
  withInstance,
} from "../../src/org/permissions.ts";
import { findPrincipal } from "../../src/org/principals.ts";
import { inTurn } from "../../src/org/turns.ts";

export default defineCmdlet({
  name: "Add-MailboxPermission",
  synopsis: "Lets a user or group open a mailbox, or denies it.",
  description:
    "FullAccess opens the mailbox and all that is in it; it does not let anybody send as it, for which there is Add-ADPermission -ExtendedRights Send-As.",
  runs: "organization",
  confirms: "allow",
  sets: {
    AccessRights: mailboxEntrySets.AccessRights,
    Owner: {
      Identity: { ...mailboxTarget, mandatory: true },
      Owner: { type: principalIdentity, mandatory: true, summary: "Who shall own the mailbox." },
    },
    Instance: mailboxEntrySets.Instance,
  },
  defaultSet: "AccessRights",
  parameters: scoped,
  outputs: [MailboxAce],
  examples: [
    {
      run: "Add-MailboxPermission -Identity bob -User alice -AccessRights FullAccess -InheritanceType All",
      note: "Alice may open Bob's mailbox.",
    },
  ],
  start: (_given, ctx) =>
    inTurn(ctx, async (bound, turn) => {
      const given = withInstance(bound);
      let steps: readonly Step[] = [];
      const mailbox = await changeAccess(ctx, turn, [Mailbox], given["Identity"], async (now, tx) => {
        if (given["Owner"] !== undefined) return { MailboxOwner: (await findPrincipal(tx, given["Owner"])).key };
        steps = await stepsToAdd(tx, given, [{ rights: [...new Set(given["AccessRights"] as string[])] }]);
        return { MailboxAccess: adding("MailboxAccess", steps, now, tx) };
      });
      return mailbox && steps.map(({ principal, entry }) => shownMailboxAce(mailbox, entry, principal.shown));
    }),
});
