// Write-Information: a record for the information stream, shown where $InformationPreference or -InformationAction say so.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { many, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Write-Information",
  synopsis: "Writes to the information stream.",
  runs: "shell",
  parameters: {
    MessageData: {
      type: anything,
      mandatory: true,
      position: 1,
      pipeline: "value",
      aliases: ["Msg", "Message"],
      allowEmpty: true,
      summary: "The text or object.",
    },
    Tags: { type: many(text), position: 2, summary: "Words by which the record can be found again." },
  },
  examples: [{ run: "Write-Information 'Step 1' -InformationAction Continue", note: "One line." }],
  process: ({ MessageData, Tags }, ctx) => ctx.information(MessageData, Tags ?? []),
});
