// Import-Csv: the rows of a file as objects, read while they are used.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { literalPathParameter, pathParameter } from "../../src/command/fileinfo.ts";
import { eachPath, encoding, isFolder, readText } from "../../src/command/files.ts";
import { csvObjects, delimiterOf } from "../../src/format/csv.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";

const oneCharacter = (value: string) => (value.length === 1 ? undefined : "The delimiter must be one character.");

const delimiter = {
  Delimiter: { type: text, position: 2, default: ",", check: oneCharacter, summary: "What stands between the values." },
} as const;

export default defineCmdlet({
  name: "Import-Csv",
  synopsis: "Reads objects from a file of comma-separated values.",
  runs: "shell",
  aliases: ["ipcsv"],
  defaultSet: "Path",
  sets: {
    Path: { Path: pathParameter, ...delimiter },
    LiteralPath: { LiteralPath: literalPathParameter, ...delimiter },
  },
  parameters: {
    UseCulture: { type: switchParameter, summary: "Separates by the list separator of the culture, a comma." },
    Header: { type: many(text), summary: "Names of the columns, where the file has none." },
    Encoding: { type: encoding, default: "utf8", summary: "How the file is written, when it has no byte order mark." },
  },
  examples: [
    {
      run: "'Name,Age', 'Ann,41' | Set-Content people.csv; Import-Csv people.csv | Where-Object Age -gt 40",
      note: "The rows of a file.",
    },
  ],
  async *process(p, ctx) {
    for await (const path of eachPath(ctx, p.Path, p.LiteralPath)) {
      if ((await ctx.world.disk.stat(path))?.isFolder) {
        ctx.error(isFolder(path));
        continue;
      }
      yield* csvObjects(readText(ctx.world.disk, path, p.Encoding), delimiterOf(p), p.Header, ctx.warning);
    }
  },
});
