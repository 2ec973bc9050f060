// ConvertTo-Csv: objects as lines of comma-separated values.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { asObject } from "../../src/command/object.ts";
import { CsvLines, delimiterOf } from "../../src/format/csv.ts";
import { choice, many, switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "ConvertTo-Csv",
  synopsis: "Makes comma-separated values of objects.",
  runs: "shell",
  parameters: {
    InputObject: { type: anything, mandatory: true, position: 1, pipeline: "value", summary: "The objects." },
    Delimiter: {
      type: text,
      position: 2,
      default: ",",
      check: (value: string) => (value.length === 1 ? undefined : "The delimiter must be one character."),
      summary: "What stands between the values.",
    },
    UseCulture: { type: switchParameter, summary: "Separates by the list separator of the culture, a comma." },
    IncludeTypeInformation: {
      type: switchParameter,
      aliases: ["ITI"],
      summary: "Begins with a line that names the type.",
    },
    NoTypeInformation: { type: switchParameter, aliases: ["NTI"], summary: "Leaves that line out, as is usual." },
    NoHeader: { type: switchParameter, summary: "Leaves out the line of names." },
    UseQuotes: {
      type: choice("QuoteKind", "Never", "Always", "AsNeeded"),
      aliases: ["UQ"],
      summary: "Which values are quoted.",
    },
    QuoteFields: { type: many(text), aliases: ["QF"], summary: "The columns whose values are quoted." },
  },
  examples: [{ run: "Get-Command Get-Date | Select-Object Name, CommandType | ConvertTo-Csv", note: "Two lines." }],
  start(bound, ctx) {
    const lines = new CsvLines({ ...bound, Delimiter: delimiterOf(bound) });
    return {
      *process({ InputObject }) {
        const object = asObject(InputObject, ctx.world);
        const first = lines.names === undefined;
        const row = lines.row(object);
        if (first && bound.IncludeTypeInformation) yield `#TYPE ${object.typeNames[0]}`;
        if (first && !bound.NoHeader) yield lines.header();
        yield row;
      },
    };
  },
});
