// Remove-MailboxMessage: removes messages from a mailbox for good.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { chooser, chosen, messageIdentity } from "../../src/mailbox/choose.ts";
import { attempt } from "../../src/org/turns.ts";

export default defineCmdlet({
  name: "Remove-MailboxMessage",
  synopsis: "Removes messages from a mailbox for good.",
  description:
    "Each message is asked about, unless -Confirm:$false says otherwise. What is removed is not kept anywhere.",
  runs: "organization",
  confirms: "ask",
  parameters: chooser,
  examples: [
    {
      run: "Get-MailboxMessage alice -Subject '*sale*' | Remove-MailboxMessage -Confirm:$false",
      note: "Removes what was found.",
    },
  ],
  async process(p, ctx) {
    const choices = chosen(p, ctx);
    for (;;) {
      const step = await attempt(ctx, () => choices.next());
      if (step === undefined || step.done) return;
      const { mailbox, message } = step.value;
      const target = `${messageIdentity(mailbox, message)} (${message.subject})`;
      if (await ctx.shouldProcess(target)) await attempt(ctx, () => ctx.mailboxes.remove([message]));
    }
  },
});
