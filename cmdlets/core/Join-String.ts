// Join-String: objects, or a property of them, as one text.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { readProperty } from "../../src/command/read.ts";
import { fieldValue, readFields } from "../../src/format/fields.ts";
import { composite } from "../../src/values/composite.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";
import { toText } from "../../src/values/text.ts";

const flag = { type: switchParameter, mandatory: true } as const;

export default defineCmdlet({
  name: "Join-String",
  synopsis: "Joins objects, or a property of them, to one text.",
  runs: "shell",
  defaultSet: "default",
  sets: {
    default: {},
    SingleQuote: { SingleQuote: { ...flag, summary: "Puts each text in single quotes." } },
    DoubleQuote: { DoubleQuote: { ...flag, summary: "Puts each text in double quotes." } },
    Format: {
      FormatString: { type: text, mandatory: true, summary: "How each object is written: a .NET format with {0}." },
    },
  },
  parameters: {
    Property: { type: anything, position: 1, summary: "The property, or a block that gives the text." },
    Separator: { type: text, position: 2, allowEmpty: true, summary: "What stands between; $OFS without it." },
    OutputPrefix: { type: text, aliases: ["op"], allowEmpty: true, summary: "What stands before the whole." },
    OutputSuffix: { type: text, aliases: ["os"], allowEmpty: true, summary: "What stands after the whole." },
    UseCulture: { type: switchParameter, summary: "Separates by the list separator of the culture, a comma." },
    InputObject: { type: many(anything), pipeline: "value", allowNull: true, summary: "The objects." },
  },
  examples: [
    { run: "'a', 'b' | Join-String -Separator ', ' -SingleQuote", note: "'a', 'b'" },
    { run: "Get-Command *-Csv | Join-String Name ';'", note: "Names in a row." },
  ],
  start(bound, ctx) {
    const [field] = bound.Property === undefined ? [] : readFields([bound.Property], ["label", "expression"]);
    const texts: string[] = [];
    const write = (value: unknown): string => {
      if (bound.FormatString !== undefined) return composite(bound.FormatString, [value]);
      const plain = toText(value);
      if (bound.SingleQuote) return `'${plain.replaceAll("'", "''")}'`;
      return bound.DoubleQuote ? `"${plain.replaceAll('"', '""')}"` : plain;
    };
    return {
      async process({ InputObject }) {
        for (const one of InputObject ?? []) {
          const value = field
            ? await fieldValue(field, one, (object, name) => readProperty(object, name, ctx.world))
            : one;
          if (value !== null && value !== undefined) texts.push(write(value));
        }
      },
      end() {
        const between = bound.UseCulture
          ? ","
          : (bound.Separator ?? toText(ctx.shell.variables.get("OFS")?.value ?? ""));
        return [(bound.OutputPrefix ?? "") + texts.join(between) + (bound.OutputSuffix ?? "")];
      },
    };
  },
});
