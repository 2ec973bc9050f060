// Test-ScriptCompatibility: what a script uses that exsh lacks, without running it.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import type { Context } from "../../src/command/context.ts";
import { literalPathParameter, pathParameter } from "../../src/command/fileinfo.ts";
import { absolutePath, eachPath, isFolder } from "../../src/command/files.ts";
import { Problem } from "../../src/command/problem.ts";
import { checkScript } from "../../src/language/compatibility/check.ts";
import { ScriptFinding } from "../../src/language/compatibility/finding.ts";
import { decodeText } from "../../src/values/net/files.ts";

/** More than a script of people has. */
const largest = 16 * 1024 * 1024;

export default defineCmdlet({
  name: "Test-ScriptCompatibility",
  synopsis: "Lists what a script uses that exsh lacks, without running it.",
  description:
    "Commands, parameters (also of hash tables that are splatted), types and their members, parts of the language, COM, WMI and drives of Windows. Functions of the script and of files that it dot-sources are known. What depends on values is not looked at. Nothing is given for a script that uses only what is here.",
  runs: "shell",
  defaultSet: "Path",
  sets: {
    Path: { Path: { ...pathParameter, summary: "The scripts; wild cards are allowed." } },
    LiteralPath: { LiteralPath: literalPathParameter },
  },
  outputs: [ScriptFinding],
  examples: [
    {
      run: "Set-Content old.ps1 'Get-ADUser alice'; Test-ScriptCompatibility old.ps1",
      note: "Where the script would stop, and what to use instead.",
    },
    {
      run: "Get-ChildItem *.ps1 | Test-ScriptCompatibility | Group-Object Kind, Name",
      note: "What all scripts of a folder lack, counted.",
    },
  ],
  async *process(p, ctx) {
    for await (const path of eachPath(ctx, p.Path, p.LiteralPath)) {
      const facts = await ctx.world.disk.stat(path);
      if (facts?.isFolder) {
        ctx.error(isFolder(path));
        continue;
      }
      const source = await read(ctx, path);
      if (source === undefined) {
        ctx.error(noText(path));
        continue;
      }
      const found = await checkScript(source, path, around(ctx));
      if (found.length === 0) ctx.verbose(`'${path}' uses nothing that exsh lacks.`);
      yield* found;
    }
  },
});

async function read(ctx: Context, path: string): Promise<string | undefined> {
  const facts = await ctx.world.disk.stat(path);
  if (!facts || facts.isFolder || facts.size > largest) return undefined;
  const text = decodeText(await ctx.world.disk.read(path));
  return text.includes("\0") ? undefined : text;
}

function around(ctx: Context) {
  const { shell, world } = ctx;
  const set = new Set(shell.environment().map(([name]) => name.toLowerCase()));
  return {
    location: shell.location,
    home: world.host.home,
    registry: shell.registry,
    alias: (name: string) => shell.aliases.get(name)?.definition,
    isFunction: (name: string) => shell.functions.get(name) !== undefined,
    isSet: (name: string) => set.has(name.toLowerCase()),
    read: (path: string) => read(ctx, path),
    isProgram: async (name: string) =>
      /[/\\]/.test(name)
        ? world.processes.executable(absolutePath(ctx, name))
        : (await shell.programs(name)).length > 0,
  };
}

function noText(path: string): Problem {
  return new Problem({
    id: "ScriptUnreadable",
    category: "InvalidData",
    text: `'${path}' is no script: it is not text, or larger than 16 MB.`,
    target: path,
  });
}
