// ConvertFrom-Json: JSON text as objects.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import { JsonError, readJson } from "../../src/format/jsontext.ts";
import { choice, switchParameter, text, wholeNumber } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "ConvertFrom-Json",
  synopsis: "Makes objects of JSON text.",
  runs: "shell",
  parameters: {
    InputObject: {
      type: text,
      mandatory: true,
      position: 1,
      pipeline: "value",
      allowEmpty: true,
      summary: "The text; lines from the pipeline are put together.",
    },
    AsHashtable: { type: switchParameter, summary: "Makes hash tables instead of objects." },
    Depth: { type: wholeNumber("Int32", 1, 1024), default: 1024, summary: "The deepest nesting that is read." },
    DateKind: {
      type: choice("JsonDateKind", "Default", "Local", "Utc", "String"),
      default: "Default",
      summary: "What texts of dates become: dates as they are written, in local time, in UTC; or texts still.",
    },
    NoEnumerate: { type: switchParameter, summary: "Gives an array as one object." },
  },
  examples: [{ run: '\'{ "Name": "Ann" }\' | ConvertFrom-Json', note: "An object with one property." }],
  start(bound) {
    const lines: string[] = [];
    return {
      process({ InputObject }) {
        lines.push(InputObject);
      },
      end() {
        const source = lines.join("\n");
        if (source.trim() === "") return;
        let value: unknown;
        try {
          value = readJson(source, {
            asTable: bound.AsHashtable === true,
            depth: bound.Depth ?? 1024,
            dates: bound.DateKind ?? "Default",
          });
        } catch (error) {
          if (error instanceof JsonError) throw notJson(error.message);
          throw error;
        }
        return Array.isArray(value) && !bound.NoEnumerate ? value : [value];
      },
    };
  },
});

function notJson(why: string): Problem {
  return new Problem({
    id: "System.ArgumentException",
    category: "NotSpecified",
    text: `Conversion from JSON failed: ${why}`,
    exceptionType: "System.ArgumentException",
  });
}
