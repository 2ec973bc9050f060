// Takes messages out of their queues for good.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { attempt } from "../../src/org/turns.ts";
import { chosenMessages, messageIdentity, serverParameter } from "../../src/transport/queues/select.ts";
import { boolean, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Remove-Message",
  synopsis: "Removes a message from its queue, with a report to its sender unless told otherwise.",
  runs: "organization",
  confirms: "ask",
  sets: {
    Identity: {
      Identity: {
        type: messageIdentity,
        mandatory: true,
        position: 1,
        pipeline: "both",
        summary: "The message: Server\\Queue\\Number, or its number for all queues.",
      },
    },
    Filter: {
      Filter: { type: text, mandatory: true, summary: "Which messages, by their properties." },
      Server: serverParameter,
    },
  },
  parameters: {
    WithNDR: { type: boolean, default: true, summary: "Whether the sender gets a non-delivery report." },
  },
  examples: [
    {
      run: "Remove-Message -Filter \"FromAddress -eq 'spam@contoso.com'\" -WithNDR $false -Confirm:$false",
      note: "Removes all messages of a sender without telling anyone.",
    },
  ],
  async process(p, ctx) {
    const { queues } = ctx.transport;
    await queues.load();
    await attempt(ctx, async () => {
      for (const { item, view } of [...chosenMessages(queues, p)]) {
        if (!(await ctx.shouldProcess(view.Identity))) continue;
        await attempt(ctx, async () => {
          await queues.removeMessage(item, p.WithNDR);
        });
      }
    });
  },
});
