// Invoke-Expression: runs text as a script.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Invoke-Expression",
  synopsis: "Runs text as commands.",
  runs: "shell",
  aliases: ["iex"],
  parameters: {
    Command: {
      type: text,
      mandatory: true,
      position: 1,
      pipeline: "value",
      summary: "The commands. Never run text that strangers wrote.",
    },
  },
  examples: [{ run: "Invoke-Expression '1 + 1'", note: "2" }],
  start: (_, ctx, out) => ({ process: ({ Command }) => ctx.shell.run(Command, out) }),
});
