// Holds the chosen messages in their queues.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { eachMessage, messageSets } from "../../src/transport/queues/chosen.ts";

export default defineCmdlet({
  name: "Suspend-Message",
  synopsis: "Holds a message in its queue; one in flight is held if it is still there afterwards.",
  runs: "organization",
  confirms: "allow",
  sets: messageSets,
  examples: [{ run: "Suspend-Message -Filter \"Subject -like '*sale*'\"", note: "Holds messages by their subject." }],
  process: (p, ctx) => eachMessage(p, ctx, (queues, item) => queues.suspendMessage(item)),
});
