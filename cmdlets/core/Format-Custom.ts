// Format-Custom: shows objects as nested text, as records that the screen lays out.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { readProperty } from "../../src/command/read.ts";
import { enumerationLimit } from "../../src/command/variables.ts";
import { readFields } from "../../src/format/fields.ts";
import { createFormatter } from "../../src/format/formatter.ts";
import { many } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Format-Custom",
  synopsis: "Shows objects as nested text.",
  runs: "shell",
  aliases: ["fc"],
  parameters: {
    Property: {
      type: many(anything),
      position: 1,
      summary: "The properties to show: names, wild cards, or hash tables that calculate.",
    },
    GroupBy: { type: anything, summary: "The property whose changes begin a new group." },
    InputObject: { type: anything, pipeline: "value", allowNull: true, summary: "The objects to show." },
  },
  examples: [{ run: "Get-Command Get-Date | Format-Custom Name", note: "The properties in braces." }],
  start(bound, ctx, out) {
    const formatter = createFormatter(
      {
        kind: "custom",
        fields: bound.Property?.length ? readFields(bound.Property, ["expression"]) : undefined,
        groupBy:
          bound.GroupBy === undefined ? undefined : readFields([bound.GroupBy], ["label", "expression", "format"])[0],
        read: (object, name) => readProperty(object, name, ctx.world),
        limit: enumerationLimit(ctx.shell),
      },
      out,
    );
    return { process: ({ InputObject }) => formatter.process(InputObject), end: () => formatter.end() };
  },
});
