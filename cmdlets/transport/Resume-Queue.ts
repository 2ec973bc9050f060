// Lets suspended queues go on.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { attempt } from "../../src/org/turns.ts";
import { chosenQueues, queueIdentity, serverParameter } from "../../src/transport/queues/select.ts";
import { text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Resume-Queue",
  synopsis: "Lets a suspended queue send again.",
  runs: "organization",
  confirms: "allow",
  sets: {
    Identity: {
      Identity: {
        type: queueIdentity,
        mandatory: true,
        position: 1,
        pipeline: "both",
        summary: "The queue: Server\\Queue, or its next hop domain.",
      },
    },
    Filter: {
      Filter: { type: text, mandatory: true, summary: "Which queues, by their properties." },
      Server: serverParameter,
    },
  },
  examples: [
    { run: "Suspend-Queue Submission; Resume-Queue Submission", note: "Holds the categorizer and lets it go on." },
  ],
  async process(p, ctx) {
    const { queues } = ctx.transport;
    await queues.load();
    await attempt(ctx, async () => {
      for (const { queue, view } of chosenQueues(queues, p)) {
        if (!(await ctx.shouldProcess(view.Identity))) continue;
        await attempt(ctx, async () => {
          await queues.resume(queue);
        });
      }
    });
  },
});
