// Format-Custom: shows objects as nested text, as records that the screen lays out.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { choosingParameters, chosenFormatter } from "../../src/format/choosing.ts";
import { wholeNumber } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Format-Custom",
  synopsis: "Shows objects as nested text.",
  runs: "shell",
  aliases: ["fc"],
  parameters: {
    ...choosingParameters,
    Depth: { type: wholeNumber("Int32", 1, 100), default: 5, summary: "Levels of objects in objects that are shown." },
  },
  examples: [{ run: "Get-Command Get-Date | Format-Custom Name", note: "The properties in braces." }],
  start(bound, ctx, out) {
    const formatter = chosenFormatter(bound, ctx, ["expression", "depth"], { kind: "custom", depth: bound.Depth }, out);
    return { process: ({ InputObject }) => formatter.process(InputObject), end: () => formatter.end() };
  },
});
