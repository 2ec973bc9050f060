// Deny-ModeratedMessage: ends a message that waits for its moderators, in their place.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { shortText } from "../../src/org/kinds.ts";
import { attempt } from "../../src/org/turns.ts";
import { moderatedIdentity } from "../../src/transport/moderation/views.ts";

export default defineCmdlet({
  name: "Deny-ModeratedMessage",
  synopsis: "Rejects a message that waits for its moderators, in their place.",
  description:
    "The message is not delivered. Its sender hears of it as the recipient's SendModerationNotifications says.",
  runs: "organization",
  confirms: "ask",
  parameters: {
    Identity: { ...moderatedIdentity, mandatory: true },
    Comment: { type: shortText(1024), summary: "What the sender is told about it." },
  },
  examples: [
    {
      run: 'Get-ModeratedMessage | Deny-ModeratedMessage -Comment "Please write to the news group." -Confirm:$false',
      note: "Rejects all that wait, with a word to the senders.",
    },
  ],
  async process(p, ctx) {
    const { queues, moderation } = ctx.transport;
    await queues.load();
    await attempt(ctx, async () => {
      const item = moderation.named(p.Identity);
      if (await ctx.shouldProcess(p.Identity)) await moderation.reject(item, "administrator", p.Comment);
    });
  },
});
