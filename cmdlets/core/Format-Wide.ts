// Format-Wide: shows one property of each object in columns, as records that the screen lays out.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { readProperty } from "../../src/command/read.ts";
import { enumerationLimit } from "../../src/command/variables.ts";
import { readFields } from "../../src/format/fields.ts";
import { createFormatter } from "../../src/format/formatter.ts";
import { many, switchParameter, wholeNumber } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Format-Wide",
  synopsis: "Shows one property of each object in columns.",
  runs: "shell",
  aliases: ["fw"],
  parameters: {
    Property: {
      type: many(anything),
      position: 1,
      summary: "The properties to show: names, wild cards, or hash tables that calculate.",
    },
    AutoSize: { type: switchParameter, summary: "As many columns as there is room for." },
    Column: { type: wholeNumber("Int32", 1, 1000), summary: "How many columns." },
    GroupBy: { type: anything, summary: "The property whose changes begin a new group." },
    InputObject: { type: anything, pipeline: "value", allowNull: true, summary: "The objects to show." },
  },
  examples: [{ run: "Get-Command *-Object | Format-Wide -Column 3", note: "Names in columns." }],
  start(bound, ctx, out) {
    const formatter = createFormatter(
      {
        kind: "wide",
        fields: bound.Property?.length ? readFields(bound.Property, ["label", "expression", "format"]) : undefined,
        groupBy:
          bound.GroupBy === undefined ? undefined : readFields([bound.GroupBy], ["label", "expression", "format"])[0],
        autosize: bound.AutoSize === true,
        columns: bound.Column,
        read: (object, name) => readProperty(object, name, ctx.world),
        limit: enumerationLimit(ctx.shell),
      },
      out,
    );
    return { process: ({ InputObject }) => formatter.process(InputObject), end: () => formatter.end() };
  },
});
