// Format-List: shows objects as lists of their properties, as records that the screen lays out.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { choosingParameters, chosenFormatter } from "../../src/format/choosing.ts";

export default defineCmdlet({
  name: "Format-List",
  synopsis: "Shows objects as lists of their properties.",
  runs: "shell",
  aliases: ["fl"],
  parameters: choosingParameters,
  examples: [{ run: "Get-Command Get-Date | Format-List *", note: "All properties." }],
  start(bound, ctx, out) {
    const formatter = chosenFormatter(bound, ctx, ["label", "expression", "format"], { kind: "list" }, out);
    return { process: ({ InputObject }) => formatter.process(InputObject), end: () => formatter.end() };
  },
});
