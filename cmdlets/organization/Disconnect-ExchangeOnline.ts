// Disconnect-ExchangeOnline: what scripts for the cloud end with; there is nothing to part from.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { many, text } from "../../src/values/kinds.ts";

const quiet = { noEffect: "there are no connections.", quiet: true } as const;

export default defineCmdlet({
  name: "Disconnect-ExchangeOnline",
  synopsis: "Does nothing: there is no connection to Exchange Online.",
  runs: "shell",
  confirms: "allow",
  parameters: {
    ConnectionId: { type: many(text), ...quiet, summary: "Only these connections." },
    ModulePrefix: { type: many(text), ...quiet, summary: "Only connections of these prefixes." },
  },
  examples: [{ run: "Disconnect-ExchangeOnline -Confirm:$false", note: "Changes nothing." }],
  process(_, ctx) {
    ctx.verbose("There is no connection to end.");
  },
});
