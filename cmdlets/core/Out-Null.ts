// Out-Null: takes objects and shows nothing.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";

export default defineCmdlet({
  name: "Out-Null",
  synopsis: "Drops its input.",
  runs: "shell",
  parameters: {
    InputObject: { type: anything, pipeline: "value", allowNull: true, summary: "The objects to drop." },
  },
  examples: [{ run: "1..3 | Out-Null", note: "Shows nothing." }],
  process() {},
});
