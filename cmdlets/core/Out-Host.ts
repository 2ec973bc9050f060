// Out-Host: shows objects on the screen in their views.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";

export default defineCmdlet({
  name: "Out-Host",
  synopsis: "Shows objects on the screen.",
  runs: "shell",
  aliases: ["oh"],
  parameters: {
    InputObject: { type: anything, pipeline: "value", allowNull: true, summary: "The objects to show." },
  },
  examples: [{ run: "1..3 | Out-Host", note: "Three lines." }],
  start: (_, ctx) => ({
    process: ({ InputObject }) => ctx.shell.screen.out(InputObject),
    end: () => ctx.shell.screen.flush(),
  }),
});
