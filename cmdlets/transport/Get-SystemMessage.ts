// Get-SystemMessage: texts for reports, one's own or those that exsh has of itself.
import { SystemMessage } from "../../src/org/classes/SystemMessage.ts";
import { getOf } from "../../src/org/derived.ts";
import { OriginalMessage, originals } from "../../src/transport/reports/originals.ts";
import { switchParameter } from "../../src/values/kinds.ts";

const own = getOf(SystemMessage, {
  synopsis: "Shows texts for reports: your own, or those that exsh has of itself.",
  sets: {
    Original: {
      Original: { type: switchParameter, mandatory: true, summary: "Shows the texts of exsh, in all its languages." },
    },
  },
  examples: [
    { run: "Get-SystemMessage", note: "Your own texts." },
    { run: "Get-SystemMessage -Original | Where-Object DsnCode -eq 5.7.1", note: "What reports say of themselves." },
  ],
});

export default {
  ...own,
  outputs: [SystemMessage, OriginalMessage],
  process: (bound: Readonly<Record<string, any>>, ctx: any) =>
    bound["Original"] ? originals(ctx.transport.languages.all) : own.process!(bound, ctx),
};
