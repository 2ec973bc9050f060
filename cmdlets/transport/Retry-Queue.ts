// Moves the next attempt of the chosen queues to this moment; the scheduler does the rest.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { eachQueue, queueSets } from "../../src/transport/queues/chosen.ts";
import { boolean } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Retry-Queue",
  synopsis: "Forces a connection attempt for queues that wait to retry.",
  runs: "organization",
  confirms: "allow",
  sets: queueSets,
  parameters: {
    Resubmit: { type: boolean, summary: "Whether the messages go back to the categorizer instead." },
  },
  examples: [{ run: "Get-Queue -Filter \"Status -eq 'Retry'\" | Retry-Queue", note: "Tries all waiting queues now." }],
  process: (p, ctx) =>
    eachQueue(p, ctx, (queues, queue) => (p.Resubmit ? queues.resubmit(queue) : queues.retry(queue))),
});
