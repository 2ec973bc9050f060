// Approve-ModeratedMessage: lets a message that waits for its moderators go on, in their place.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { attempt } from "../../src/org/turns.ts";
import { moderatedIdentity } from "../../src/transport/moderation/views.ts";

export default defineCmdlet({
  name: "Approve-ModeratedMessage",
  synopsis: "Approves a message that waits for its moderators, in their place.",
  runs: "organization",
  confirms: "allow",
  parameters: { Identity: { ...moderatedIdentity, mandatory: true } },
  examples: [{ run: "Get-ModeratedMessage | Approve-ModeratedMessage", note: "Lets all that wait go on." }],
  async process(p, ctx) {
    const { queues, moderation } = ctx.transport;
    await queues.load();
    await attempt(ctx, async () => {
      const item = moderation.named(p.Identity);
      if (await ctx.shouldProcess(p.Identity)) await moderation.approve(item, "administrator");
    });
  },
});
