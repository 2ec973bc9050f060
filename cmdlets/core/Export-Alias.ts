// Export-Alias: writes aliases to a file that Import-Alias or a script reads.

import { aliasObject } from "../../src/command/aliasing.ts";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { absolutePath, openWriter } from "../../src/command/files.ts";
import { AliasInfo } from "../../src/command/shapes.ts";
import { scopeParameter } from "../../src/command/variables.ts";
import { choice, many, switchParameter, text } from "../../src/values/kinds.ts";
import { wildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "Export-Alias",
  synopsis: "Writes aliases to a file.",
  runs: "shell",
  aliases: ["epal"],
  confirms: "allow",
  outputs: [AliasInfo],
  defaultSet: "ByPath",
  sets: {
    ByPath: { Path: { type: text, mandatory: true, position: 1, summary: "The file." } },
    ByLiteralPath: {
      LiteralPath: {
        type: text,
        mandatory: true,
        pipeline: "property",
        aliases: ["PSPath", "LP"],
        summary: "The file, taken as written.",
      },
    },
  },
  parameters: {
    Name: { type: many(text), position: 2, pipeline: "property", summary: "Only these; wild cards are allowed." },
    PassThru: { type: switchParameter, summary: "Gives the aliases that were written." },
    As: {
      type: choice("ExportAliasFormat", "Csv", "Script"),
      default: "Csv",
      summary: "Csv for Import-Alias, Script for a script of Set-Alias commands.",
    },
    Append: { type: switchParameter, summary: "Adds to the file." },
    Force: { type: switchParameter, summary: "Writes also over a file that is read-only." },
    NoClobber: { type: switchParameter, aliases: ["NoOverwrite"], summary: "A file that exists is an error." },
    Scope: scopeParameter,
    Description: { type: text, summary: "A note in the first lines of the file." },
  },
  examples: [{ run: "Set-Alias ll Get-ChildItem; Export-Alias mine.csv ll", note: "One alias in a file." }],
  async *process(p, ctx) {
    const path = absolutePath(ctx, p.Path ?? p.LiteralPath);
    const fits = (p.Name ?? ["*"]).map((one) => wildcard(one));
    const found = [...ctx.shell.aliases.list(p.Scope)]
      .filter((one) => fits.some((test) => test(one.name)))
      .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
    if (!(await ctx.shouldProcess(path))) return;
    const { disk } = ctx.world;
    if (p.Force && (await disk.stat(path))?.readOnly) await disk.adjust(path, { readOnly: false });
    const options = { encoding: "utf8", append: p.Append === true, noClobber: p.NoClobber === true } as const;
    const writer = await openWriter(disk, path, options);
    try {
      const note = p.Description?.split("\n") ?? [];
      const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
      const single = (value: string) => `'${value.replaceAll("'", "''")}'`;
      for (const line of ["Alias File", ...note]) await writer.write(`# ${line}\n`);
      for (const { name, definition, description, option } of found) {
        const line =
          p.As === "Csv"
            ? [name, definition, description, option].map(quoted).join(",")
            : `set-alias -Name:${single(name)} -Value:${single(definition)} -Description:${single(description)} -Option:${single(option)}`;
        await writer.write(`${line}\n`);
      }
    } finally {
      await writer.close();
    }
    if (p.PassThru) yield* found.map(aliasObject);
  },
});
