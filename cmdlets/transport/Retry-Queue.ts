// Moves the next attempt of the chosen queues to this moment; the scheduler does the rest.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { attempt } from "../../src/org/turns.ts";
import { chosenQueues, queueIdentity, serverParameter } from "../../src/transport/queues/select.ts";
import { boolean, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Retry-Queue",
  synopsis: "Forces a connection attempt for queues that wait to retry.",
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
  parameters: {
    Resubmit: { type: boolean, summary: "Whether the messages go back to the categorizer instead." },
  },
  examples: [{ run: "Get-Queue -Filter \"Status -eq 'Retry'\" | Retry-Queue", note: "Tries all waiting queues now." }],
  async process(p, ctx) {
    const { queues } = ctx.transport;
    await queues.load();
    await attempt(ctx, async () => {
      for (const { queue, view } of chosenQueues(queues, p)) {
        if (!(await ctx.shouldProcess(view.Identity))) continue;
        await attempt(ctx, async () => {
          if (p.Resubmit) queues.resubmit(queue);
          else queues.retry(queue);
        });
      }
    });
  },
});
