// Takes messages out of their queues for good.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { eachMessage, messageSets } from "../../src/transport/queues/chosen.ts";
import { boolean } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Remove-Message",
  synopsis: "Removes a message from its queue, with a report to its sender unless told otherwise.",
  runs: "organization",
  confirms: "ask",
  sets: messageSets,
  parameters: {
    WithNDR: { type: boolean, default: true, summary: "Whether the sender gets a non-delivery report." },
  },
  examples: [
    {
      run: "Remove-Message -Filter \"FromAddress -eq 'spam@contoso.com'\" -WithNDR $false -Confirm:$false",
      note: "Removes all messages of a sender without telling anyone.",
    },
  ],
  process: (p, ctx) => eachMessage(p, ctx, (queues, item) => queues.removeMessage(item, p.WithNDR)),
});
