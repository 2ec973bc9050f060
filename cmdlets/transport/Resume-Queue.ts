// Lets suspended queues go on.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { eachQueue, queueSets } from "../../src/transport/queues/chosen.ts";

export default defineCmdlet({
  name: "Resume-Queue",
  synopsis: "Lets a suspended queue send again.",
  runs: "organization",
  confirms: "allow",
  sets: queueSets,
  examples: [
    { run: "Suspend-Queue Submission; Resume-Queue Submission", note: "Holds the categorizer and lets it go on." },
  ],
  process: (p, ctx) => eachQueue(p, ctx, (queues, queue) => queues.resume(queue)),
});
