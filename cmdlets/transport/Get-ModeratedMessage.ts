// Get-ModeratedMessage: shows the messages that wait for the approval of a moderator.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { smtpAddress } from "../../src/org/kinds.ts";
import { attempt } from "../../src/org/turns.ts";
import { ModeratedMessage, moderatedIdentity, viewModerated } from "../../src/transport/moderation/views.ts";

export default defineCmdlet({
  name: "Get-ModeratedMessage",
  synopsis: "Shows the messages that wait for the approval of a moderator, the oldest first.",
  runs: "organization",
  parameters: {
    Identity: moderatedIdentity,
    Recipient: { type: smtpAddress, summary: "Only messages to this moderated recipient, by its primary address." },
  },
  outputs: [ModeratedMessage],
  examples: [
    { run: "Get-ModeratedMessage", note: "All that wait." },
    { run: "Get-ModeratedMessage -Recipient all@contoso.com", note: "Those to one group." },
  ],
  async *process(p, ctx) {
    const { queues, moderation } = ctx.transport;
    await queues.load();
    const { Identity, Recipient } = p;
    const found = await attempt(ctx, async () => (Identity ? [moderation.named(Identity)] : moderation.all()));
    for (const item of found ?? []) {
      const view = viewModerated(moderation, item);
      if (!Recipient || view.Recipient.toLowerCase() === Recipient.toLowerCase()) yield view;
    }
  },
});
