// Format-Wide: shows one property of each object in columns, as records that the screen lays out.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { choosingParameters, chosenFormatter } from "../../src/format/choosing.ts";
import { switchParameter, wholeNumber } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Format-Wide",
  synopsis: "Shows one property of each object in columns.",
  runs: "shell",
  aliases: ["fw"],
  parameters: {
    ...choosingParameters,
    AutoSize: { type: switchParameter, summary: "As many columns as there is room for." },
    Column: { type: wholeNumber("Int32", 1, 1000), summary: "How many columns." },
  },
  examples: [{ run: "Get-Command *-Object | Format-Wide -Column 3", note: "Names in columns." }],
  start(bound, ctx, out) {
    const more = { kind: "wide", autosize: bound.AutoSize === true, columns: bound.Column } as const;
    const formatter = chosenFormatter(bound, ctx, ["label", "expression", "format"], more, out);
    return { process: ({ InputObject }) => formatter.process(InputObject), end: () => formatter.end() };
  },
});
