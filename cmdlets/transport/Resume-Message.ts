// Lets suspended messages go on; one in the Poison queue is submitted again.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { eachMessage, messageSets } from "../../src/transport/queues/chosen.ts";

export default defineCmdlet({
  name: "Resume-Message",
  synopsis: "Lets a suspended message go on.",
  runs: "organization",
  confirms: "allow",
  sets: messageSets,
  examples: [{ run: "Resume-Message -Filter \"Status -eq 'Suspended'\"", note: "Lets all held messages go on." }],
  process: (p, ctx) => eachMessage(p, ctx, (queues, item) => queues.resumeMessage(item)),
});
