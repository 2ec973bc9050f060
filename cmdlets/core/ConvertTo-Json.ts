// ConvertTo-Json: objects as JSON text.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { jsonText } from "../../src/format/jsontext.ts";
import { choice, switchParameter, wholeNumber } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "ConvertTo-Json",
  synopsis: "Makes JSON text of objects.",
  runs: "shell",
  parameters: {
    InputObject: {
      type: anything,
      mandatory: true,
      position: 1,
      pipeline: "value",
      allowNull: true,
      allowEmpty: true,
      summary: "The objects; several from the pipeline become an array.",
    },
    Depth: {
      type: wholeNumber("Int32", 0, 100),
      default: 2,
      summary: "Levels of objects in objects that are written out.",
    },
    Compress: { type: switchParameter, summary: "Leaves out blanks and line ends." },
    EnumsAsStrings: { type: switchParameter, summary: "Writes the words of enumerations instead of their numbers." },
    AsArray: { type: switchParameter, summary: "Writes an array also for one object." },
    EscapeHandling: {
      type: choice("StringEscapeHandling", "Default", "EscapeNonAscii", "EscapeHtml"),
      default: "Default",
      summary: "Which characters are written as escapes.",
    },
  },
  examples: [
    { run: "@{ Name = 'Ann'; Tags = 'a', 'b' } | ConvertTo-Json", note: "An object with a list." },
    { run: "1..3 | ConvertTo-Json -Compress", note: "An array on one line." },
  ],
  start(bound, ctx) {
    const values: unknown[] = [];
    let piped = true;
    return {
      process({ InputObject }) {
        values.push(InputObject);
      },
      *end() {
        piped = !ctx.given("InputObject") || values.length !== 1 || !Array.isArray(values[0]);
        if (values.length === 0) return;
        const one = values.length === 1 && !bound.AsArray ? values[0] : piped ? values : values[0];
        let deep = false;
        const text = jsonText(one, {
          depth: bound.Depth ?? 2,
          compress: bound.Compress === true,
          enumsAsText: bound.EnumsAsStrings === true,
          escape: bound.EscapeHandling ?? "Default",
          truncated: () => {
            deep = true;
          },
        });
        if (deep) {
          ctx.warning(
            `Resulting JSON is truncated as serialization has exceeded the set depth of ${bound.Depth ?? 2}.`,
          );
        }
        yield text;
      },
    };
  },
});
