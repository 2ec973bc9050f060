// Remove-MailboxPermission: takes rights on a mailbox away again, or a denial, or all that was ever given.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import type { AccessEntry } from "../../src/org/access.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { scoped } from "../../src/org/directory.ts";
import { mailboxEntrySets, mailboxTarget } from "../../src/org/mailboxpermissions.ts";
import { changeAccess, stepsToTake, taking, withInstance } from "../../src/org/permissions.ts";
import { inTurn } from "../../src/org/turns.ts";
import { switchParameter } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Remove-MailboxPermission",
  synopsis: "Takes rights on a mailbox away again, or a denial, or all that was ever given.",
  runs: "organization",
  confirms: "ask",
  sets: {
    AccessRights: mailboxEntrySets.AccessRights,
    ResetDefault: {
      Identity: { ...mailboxTarget, mandatory: true },
      ResetDefault: {
        type: switchParameter,
        mandatory: true,
        summary: "Leaves what a new mailbox has, and nothing else.",
      },
    },
    Instance: mailboxEntrySets.Instance,
  },
  defaultSet: "AccessRights",
  parameters: scoped,
  examples: [
    {
      run: "Add-MailboxPermission bob -User alice -AccessRights FullAccess; Remove-MailboxPermission bob -User alice -AccessRights FullAccess -Confirm:$false",
      note: "Alice no longer opens Bob's mailbox.",
    },
    { run: "Remove-MailboxPermission bob -ResetDefault -Confirm:$false", note: "Nobody but Bob opens it." },
  ],
  start: (_given, ctx) =>
    inTurn(ctx, async (bound, turn) => {
      const given = withInstance(bound);
      await changeAccess(ctx, turn, [Mailbox], given["Identity"], async (now, tx) => {
        if (given["ResetDefault"]) return { MailboxAccess: Mailbox.properties.MailboxAccess.default };
        const steps = await stepsToTake(tx, given, [{ rights: given["AccessRights"] as string[] }]);
        return { MailboxAccess: taking(now.get("MailboxAccess") as readonly AccessEntry[], steps, now, tx) };
      });
    }),
});
