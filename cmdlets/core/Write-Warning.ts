// Write-Warning: text for the warning stream.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Write-Warning",
  synopsis: "Writes a warning.",
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
  examples: [{ run: "Write-Warning 'The folder is nearly full.'", note: "One line." }],
  process: ({ Message }, ctx) => ctx.warning(Message),
});
