// ConvertFrom-Csv: texts of comma-separated values as objects.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { csvObjects, delimiterOf } from "../../src/format/csv.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "ConvertFrom-Csv",
  synopsis: "Makes objects of comma-separated values.",
  runs: "shell",
  parameters: {
    InputObject: {
      type: many(text),
      mandatory: true,
      position: 1,
      pipeline: "value",
      allowEmpty: true,
      summary: "The lines.",
    },
    Delimiter: {
      type: text,
      position: 2,
      default: ",",
      check: (value: string) => (value.length === 1 ? undefined : "The delimiter must be one character."),
      summary: "What stands between the values.",
    },
    UseCulture: { type: switchParameter, summary: "Separates by the list separator of the culture, a comma." },
    Header: { type: many(text), summary: "Names of the columns, where the lines have none." },
  },
  examples: [{ run: "'Name,Age', 'Ann,41' | ConvertFrom-Csv", note: "One object." }],
  start(bound, ctx) {
    const lines: string[] = [];
    return {
      process({ InputObject }) {
        lines.push(...InputObject);
      },
      end() {
        async function* chunks() {
          for (const line of lines) yield `${line}\n`;
        }
        return csvObjects(chunks(), delimiterOf(bound), bound.Header, ctx.warning);
      },
    };
  },
});
