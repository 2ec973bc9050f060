// Write-Verbose: text for the verbose stream.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Write-Verbose",
  synopsis: "Writes a message that -Verbose shows.",
  runs: "shell",
  parameters: {
    Message: {
      type: text,
      mandatory: true,
      position: 1,
      pipeline: "value",
      aliases: ["Msg"],
      allowEmpty: true,
      summary: "The text.",
    },
  },
  examples: [{ run: "Write-Verbose 'Reading the list.'", note: "One line." }],
  process: ({ Message }, ctx) => ctx.verbose(Message),
});
