// Format-Table: shows objects as a table, as records that the screen lays out.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { readProperty } from "../../src/command/read.ts";
import { enumerationLimit } from "../../src/command/variables.ts";
import { readFields } from "../../src/format/fields.ts";
import { createFormatter } from "../../src/format/formatter.ts";
import { many, switchParameter } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Format-Table",
  synopsis: "Shows objects as a table.",
  runs: "shell",
  aliases: ["ft"],
  parameters: {
    Property: {
      type: many(anything),
      position: 1,
      summary: "The properties to show: names, wild cards, or hash tables that calculate.",
    },
    AutoSize: { type: switchParameter, summary: "Makes the columns as wide as what they hold." },
    HideTableHeaders: { type: switchParameter, summary: "Leaves out the headings." },
    Wrap: { type: switchParameter, summary: "Breaks long texts into lines instead of cutting them." },
    GroupBy: { type: anything, summary: "The property whose changes begin a new group." },
    InputObject: { type: anything, pipeline: "value", allowNull: true, summary: "The objects to show." },
  },
  examples: [{ run: "Get-Command | Select-Object -First 2 | Format-Table Name, CommandType", note: "Two columns." }],
  start(bound, ctx, out) {
    const formatter = createFormatter(
      {
        kind: "table",
        fields: bound.Property?.length
          ? readFields(bound.Property, ["label", "expression", "format", "width", "align"])
          : undefined,
        groupBy:
          bound.GroupBy === undefined ? undefined : readFields([bound.GroupBy], ["label", "expression", "format"])[0],
        headers: bound.HideTableHeaders !== true,
        autosize: bound.AutoSize === true,
        wrap: bound.Wrap === true,
        read: (object, name) => readProperty(object, name, ctx.world),
        limit: enumerationLimit(ctx.shell),
      },
      out,
    );
    return { process: ({ InputObject }) => formatter.process(InputObject), end: () => formatter.end() };
  },
});
