// Clear-Item: takes the value of an item of a drive away.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { driveOf, filesHaveContent, givenPaths, itemsAt, itemTarget } from "../../src/command/drives.ts";
import { nameFilter, nameParameters, pathSets } from "../../src/command/fileinfo.ts";
import { pathNotFound } from "../../src/command/files.ts";
import { switchParameter } from "../../src/values/kinds.ts";
import { hasWildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "Clear-Item",
  synopsis: "Empties a variable, or removes a variable of the environment, a function or an alias, by its path.",
  description: "Files have content instead of a value: Clear-Content empties them.",
  runs: "shell",
  aliases: ["cli"],
  confirms: "allow",
  defaultSet: "Path",
  sets: pathSets,
  parameters: {
    ...nameParameters,
    Force: { type: switchParameter, summary: "Also what is read-only." },
  },
  examples: [{ run: "$x = 1; Clear-Item Variable:x; $null -eq $x", note: "The variable stays and holds nothing." }],
  async process(p, ctx) {
    const fits = nameFilter(p);
    for (const [path, literal] of givenPaths(p)) {
      const at = driveOf(path);
      if (!at) {
        ctx.error(filesHaveContent(path, "Clear-Content"));
        continue;
      }
      const found = itemsAt(ctx.shell, at, literal);
      if (found.length === 0 && !hasWildcard(path)) ctx.error(pathNotFound(path));
      for (const { name } of found) {
        if (!fits(name) || !(await ctx.shouldProcess(itemTarget(at.drive, name), "Clear Item"))) continue;
        if (at.drive.name === "Variable") at.drive.set(ctx.shell, name, null, p.Force === true);
        else at.drive.remove(ctx.shell, name, p.Force === true);
      }
    }
  },
});
