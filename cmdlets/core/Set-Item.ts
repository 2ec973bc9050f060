// Set-Item: gives an item of a drive another value: a variable of the environment, a variable, a function, an alias.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { driveOf, filesHaveContent, givenPaths, itemsAt, itemTarget } from "../../src/command/drives.ts";
import { pathSets } from "../../src/command/fileinfo.ts";
import { anything } from "../../src/command/kinds.ts";
import { switchParameter } from "../../src/values/kinds.ts";
import { hasWildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "Set-Item",
  synopsis: "Gives a variable, function or alias another value, by its path.",
  description: "Files have content instead of a value: Set-Content writes them.",
  runs: "shell",
  aliases: ["si"],
  confirms: "allow",
  defaultSet: "Path",
  sets: {
    Path: { Path: { ...pathSets.Path.Path, pipeline: "property" } },
    LiteralPath: pathSets.LiteralPath,
  },
  parameters: {
    Value: {
      type: anything,
      position: 2,
      pipeline: "both",
      allowNull: true,
      allowEmpty: true,
      summary: "The new value.",
    },
    Force: { type: switchParameter, summary: "Changes also what is read-only." },
    PassThru: { type: switchParameter, summary: "Gives the item." },
  },
  examples: [
    { run: "Set-Item Env:REPORTS /tmp/reports; $env:REPORTS", note: "A variable of the environment." },
    { run: "Set-Item Variable:limit 5; $limit", note: "5" },
  ],
  async *process(p, ctx) {
    for (const [path, literal] of givenPaths(p)) {
      const at = driveOf(path);
      if (!at) {
        ctx.error(filesHaveContent(path, "Set-Content"));
        continue;
      }
      const wild = !literal && hasWildcard(at.name);
      const known = itemsAt(ctx.shell, at, literal).map((one) => one.name);
      for (const name of at.name !== "" && !wild ? [known[0] ?? at.name] : known) {
        if (!(await ctx.shouldProcess(`${itemTarget(at.drive, name)} Value: ${p.Value ?? ""}`, "Set Item"))) continue;
        at.drive.set(ctx.shell, name, p.Value ?? null, p.Force === true);
        if (p.PassThru) yield* itemsAt(ctx.shell, { drive: at.drive, name }, true).map((one) => one.object);
      }
    }
  },
});
