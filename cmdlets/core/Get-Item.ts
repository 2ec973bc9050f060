// Get-Item: files and folders, and items of the other drives, as objects.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { driveOf, givenPaths, itemsAt } from "../../src/command/drives.ts";
import {
  DirectoryInfo,
  FileInfo,
  fileObject,
  nameFilter,
  nameParameters,
  pathSets,
  patternsOf,
} from "../../src/command/fileinfo.ts";
import { basename, eachPath, pathNotFound } from "../../src/command/files.ts";
import { switchParameter } from "../../src/values/kinds.ts";
import { hasWildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "Get-Item",
  synopsis: "Gives a file, folder, variable, function or alias as an object.",
  runs: "shell",
  aliases: ["gi"],
  outputs: [FileInfo, DirectoryInfo],
  defaultSet: "Path",
  sets: pathSets,
  parameters: {
    ...nameParameters,
    Force: { type: switchParameter, summary: "Also names that begin with a dot, found by wild cards." },
  },
  examples: [
    { run: "(Get-Item .).FullName", note: "The current folder." },
    { run: "Get-Item Variable:*Preference", note: "Variables, by a pattern." },
  ],
  async *process(p, ctx) {
    const fits = nameFilter(p);
    for (const [path, literal] of givenPaths(p)) {
      const at = driveOf(path);
      if (at) {
        const found = itemsAt(ctx.shell, at, literal);
        if (found.length === 0 && (literal || !hasWildcard(path))) ctx.error(pathNotFound(path));
        yield* found.filter((one) => fits(one.name)).map((one) => one.object);
        continue;
      }
      const patterns = patternsOf(path, p.Force);
      for await (const one of eachPath(ctx, literal ? [] : patterns, literal ? [path] : [])) {
        const facts = await ctx.world.disk.stat(one);
        if (facts && fits(basename(one))) yield fileObject(one, facts);
      }
    }
  },
});
