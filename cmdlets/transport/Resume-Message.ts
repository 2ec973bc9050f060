// Lets suspended messages go on; one in the Poison queue is submitted again.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { attempt } from "../../src/org/turns.ts";
import { chosenMessages, messageIdentity, serverParameter } from "../../src/transport/queues/select.ts";
import { text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Resume-Message",
  synopsis: "Lets a suspended message go on.",
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
  examples: [{ run: "Resume-Message -Filter \"Status -eq 'Suspended'\"", note: "Lets all held messages go on." }],
  async process(p, ctx) {
    const { queues } = ctx.transport;
    await queues.load();
    await attempt(ctx, async () => {
      for (const { item, view } of [...chosenMessages(queues, p)]) {
        if (!(await ctx.shouldProcess(view.Identity))) continue;
        await attempt(ctx, async () => {
          await queues.resumeMessage(item);
        });
      }
    });
  },
});
