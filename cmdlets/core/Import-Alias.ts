// Import-Alias: reads aliases from a file that Export-Alias wrote.
import { aliasExists, aliasObject } from "../../src/command/aliasing.ts";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { literalPathParameter } from "../../src/command/fileinfo.ts";
import { eachPath, readLines } from "../../src/command/files.ts";
import { Problem } from "../../src/command/problem.ts";
import { AliasInfo } from "../../src/command/shapes.ts";
import { option, scopeParameter } from "../../src/command/variables.ts";
import { csvObjects } from "../../src/format/csv.ts";
import { switchParameter, text } from "../../src/values/kinds.ts";
import { toText } from "../../src/values/text.ts";
import type { Disk } from "../../src/world/world.ts";

const columns = ["Name", "Definition", "Description", "Option"];

export default defineCmdlet({
  name: "Import-Alias",
  synopsis: "Reads aliases from a file.",
  runs: "shell",
  aliases: ["ipal"],
  confirms: "allow",
  outputs: [AliasInfo],
  defaultSet: "ByPath",
  sets: {
    ByPath: { Path: { type: text, mandatory: true, position: 1, pipeline: "both", summary: "The file." } },
    ByLiteralPath: { LiteralPath: { ...literalPathParameter, type: text } },
  },
  parameters: {
    Scope: scopeParameter,
    PassThru: { type: switchParameter, summary: "Gives the aliases." },
    Force: { type: switchParameter, summary: "Takes the place of those that are there." },
  },
  examples: [
    {
      run: "Set-Alias ll Get-ChildItem; Export-Alias mine.csv ll; Import-Alias mine.csv -Force",
      note: "There and back.",
    },
  ],
  async *process(p, ctx) {
    const paths = eachPath(
      ctx,
      p.Path === undefined ? [] : [p.Path],
      p.LiteralPath === undefined ? [] : [p.LiteralPath],
    );
    for await (const path of paths) {
      for await (const row of csvObjects(rows(ctx.world.disk, path), ",", columns, ctx.warning)) {
        const [name, definition, description, mode] = columns.map((one) => toText(row.get(one)));
        if (!name || !definition) throw notAnAlias(path);
        if (!p.Force && ctx.shell.aliases.get(name, p.Scope)) {
          ctx.error(aliasExists(name));
          continue;
        }
        if (!(await ctx.shouldProcess(`Name: ${name} Value: ${definition}`, "Import Alias"))) continue;
        const alias = { name, definition, description: description ?? "", option: option.convert(mode || "None") };
        ctx.shell.aliases.set(alias, { force: p.Force === true, ...(p.Scope && { scope: p.Scope }) });
        if (p.PassThru) yield aliasObject(alias);
      }
    }
  },
});

/** The lines without the notes at the beginning. */
async function* rows(disk: Disk, path: string): AsyncGenerator<string> {
  for await (const line of readLines(disk, path)) if (!line.startsWith("#")) yield `${line}\n`;
}

function notAnAlias(path: string): Problem {
  return new Problem({
    id: "ImportAliasFileFormatError",
    category: "InvalidData",
    text: `'${path}' is not a file of aliases: a line has no name or no command.`,
    target: path,
  });
}
