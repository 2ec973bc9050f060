// Format-Table: shows objects as a table, as records that the screen lays out.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { choosingParameters, chosenFormatter } from "../../src/format/choosing.ts";
import { switchParameter } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Format-Table",
  synopsis: "Shows objects as a table.",
  runs: "shell",
  aliases: ["ft"],
  parameters: {
    ...choosingParameters,
    AutoSize: { type: switchParameter, summary: "Makes the columns as wide as what they hold." },
    RepeatHeader: { type: switchParameter, summary: "Shows the headings again after each screen of rows." },
    HideTableHeaders: { type: switchParameter, summary: "Leaves out the headings." },
    Wrap: { type: switchParameter, summary: "Breaks long texts into lines instead of cutting them." },
  },
  examples: [{ run: "Get-Command | Select-Object -First 2 | Format-Table Name, CommandType", note: "Two columns." }],
  start(bound, ctx, out) {
    const more = {
      kind: "table",
      headers: bound.HideTableHeaders !== true,
      autosize: bound.AutoSize === true,
      wrap: bound.Wrap === true,
      // Two lines of headings, and one for the prompt of a pager.
      repeat: bound.RepeatHeader ? Math.max(1, (ctx.shell.screen.height ?? 25) - 3) : undefined,
    } as const;
    const formatter = chosenFormatter(bound, ctx, ["label", "expression", "format", "width", "align"], more, out);
    return { process: ({ InputObject }) => formatter.process(InputObject), end: () => formatter.end() };
  },
});
