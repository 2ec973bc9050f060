// Holds the chosen queues: nothing leaves them until they are resumed.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { attempt } from "../../src/org/turns.ts";
import { chosenQueues, queueIdentity, serverParameter } from "../../src/transport/queues/select.ts";
import { text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Suspend-Queue",
  synopsis: "Stops a queue from sending; what is in flight is finished.",
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
    {
      run: "Suspend-Queue Unreachable -Confirm:$false; Resume-Queue Unreachable",
      note: "Holds what is unreachable, and lets it go again.",
    },
  ],
  async process(p, ctx) {
    const { queues } = ctx.transport;
    await queues.load();
    await attempt(ctx, async () => {
      for (const { queue, view } of chosenQueues(queues, p)) {
        if (!(await ctx.shouldProcess(view.Identity))) continue;
        await attempt(ctx, async () => {
          await queues.suspend(queue);
        });
      }
    });
  },
});
