// Write-Debug: text for the debug stream.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Write-Debug",
  synopsis: "Writes a message that -Debug shows.",
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
  examples: [{ run: "Write-Debug 'The counter is 5.'", note: "One line." }],
  process: ({ Message }, ctx) => ctx.debug(Message),
});
