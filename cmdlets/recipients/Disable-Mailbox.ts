// Disable-Mailbox: takes the mailbox from a user; the user stays.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { findMailbox, mayGo } from "../../src/org/arbitration.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { scoped } from "../../src/org/directory.ts";
import { disconnect } from "../../src/org/disconnected.ts";
import { identityOf } from "../../src/org/parameters.ts";
import { attempt } from "../../src/org/turns.ts";
import { switchParameter } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Disable-Mailbox",
  synopsis: "Takes the mailbox from a user, who stays in the directory.",
  description:
    "What is in the mailbox is kept for the MailboxRetention of its database, 30 days unless told otherwise, and Connect-Mailbox gives it to a user again. Its addresses are free at once. Groups keep the user as a member, who gets no mail any more.",
  runs: "organization",
  confirms: "ask",
  parameters: {
    Identity: {
      type: identityOf(Mailbox),
      mandatory: true,
      position: 1,
      pipeline: "both",
      summary: "The mailbox: its name, alias, address, GUID or whatever else names it.",
    },
    Arbitration: { type: switchParameter, summary: "Takes a mailbox to which moderators answer." },
    DisableLastArbitrationMailboxAllowed: {
      type: switchParameter,
      summary: "Also where it is the organization's own, which is made anew at the next start.",
    },
    ...scoped,
  },
  examples: [
    {
      run: "New-Mailbox -Shared -Name Temporary; Disable-Mailbox Temporary -Confirm:$false; Get-User Temporary",
      note: "The user is still there.",
    },
  ],
  async process(given, ctx) {
    await attempt(ctx, async () => {
      const mailbox = await findMailbox(ctx.org, given.Identity, given.Arbitration);
      mayGo(ctx.org, mailbox, given.DisableLastArbitrationMailboxAllowed);
      if (!(await ctx.shouldProcess(mailbox.Identity))) return;
      await ctx.org.change(async (tx) => {
        const now = await tx.find(Mailbox, mailbox.Guid);
        await disconnect(tx, now, { user: "stays", permanent: false });
      }, ctx);
    });
  },
});
