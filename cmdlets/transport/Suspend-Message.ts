// Holds the chosen messages in their queues.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { attempt } from "../../src/org/turns.ts";
import { chosenMessages, messageIdentity, serverParameter } from "../../src/transport/queues/select.ts";
import { text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Suspend-Message",
  synopsis: "Holds a message in its queue; one in flight is held if it is still there afterwards.",
  runs: "organization",
  confirms: "allow",
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
  examples: [{ run: "Suspend-Message -Filter \"Subject -like '*sale*'\"", note: "Holds messages by their subject." }],
  async process(p, ctx) {
    const { queues } = ctx.transport;
    await queues.load();
    await attempt(ctx, async () => {
      for (const { item, view } of [...chosenMessages(queues, p)]) {
        if (!(await ctx.shouldProcess(view.Identity))) continue;
        await attempt(ctx, async () => {
          await queues.suspendMessage(item);
        });
      }
    });
  },
});
