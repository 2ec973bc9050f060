// Holds the chosen queues: nothing leaves them until they are resumed.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { eachQueue, queueSets } from "../../src/transport/queues/chosen.ts";

export default defineCmdlet({
  name: "Suspend-Queue",
  synopsis: "Stops a queue from sending; what is in flight is finished.",
  runs: "organization",
  confirms: "allow",
  sets: queueSets,
  examples: [
    {
      run: "Suspend-Queue Unreachable -Confirm:$false; Resume-Queue Unreachable",
      note: "Holds what is unreachable, and lets it go again.",
    },
  ],
  process: (p, ctx) => eachQueue(p, ctx, (queues, queue) => queues.suspend(queue)),
});
