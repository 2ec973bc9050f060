// Test-Path: whether files, folders or items of other drives exist.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { type DateGiven, dateGiven } from "../../src/command/dates.ts";
import { driveOf, givenPaths, itemsAt } from "../../src/command/drives.ts";
import { nameFilter, nameParameters, pathSets } from "../../src/command/fileinfo.ts";
import { basename, findPaths } from "../../src/command/files.ts";
import { DateTime } from "../../src/values/datetime.ts";
import { choice, switchParameter } from "../../src/values/kinds.ts";
import type { FileFacts } from "../../src/world/world.ts";

export default defineCmdlet({
  name: "Test-Path",
  synopsis: "Tells whether a file, folder or item of a drive exists.",
  runs: "shell",
  defaultSet: "Path",
  sets: pathSets,
  parameters: {
    ...nameParameters,
    PathType: {
      type: choice("TestPathType", "Any", "Container", "Leaf"),
      default: "Any",
      aliases: ["Type"],
      summary: "Container for folders only, Leaf for files only.",
    },
    IsValid: { type: switchParameter, summary: "Whether it could be a path, whether it exists or not." },
    NewerThan: { type: dateGiven, summary: "Only what was changed after this time." },
    OlderThan: { type: dateGiven, summary: "Only what was changed before this time." },
  },
  examples: [
    { run: "Test-Path . -PathType Container", note: "True." },
    { run: "Test-Path Env:PATH", note: "Whether a variable of the environment is set." },
  ],
  async *process(p, ctx) {
    const fits = nameFilter(p);
    for (const [path, literal] of givenPaths(p)) {
      const at = driveOf(path);
      if (p.IsValid) yield path.trim() !== "" && !path.includes("\0");
      else if (at && p.PathType === "Container") yield at.name === "";
      else if (at && at.name === "") yield p.PathType === "Any";
      else if (at) yield itemsAt(ctx.shell, at, literal).some((one) => fits(one.name));
      else if (path.trim() === "") yield false;
      else {
        let found = false;
        for (const one of await findPaths(ctx, path, literal)) {
          const facts = await ctx.world.disk.stat(one);
          if (!facts || !fits(basename(one)) || !inTime(facts, p)) continue;
          if (p.PathType === "Any" || facts.isFolder === (p.PathType === "Container")) found = true;
        }
        yield found;
      }
    }
  },
});

function inTime(facts: FileFacts, p: { readonly NewerThan?: DateGiven; readonly OlderThan?: DateGiven }): boolean {
  const changed = DateTime.ofMilliseconds(facts.modified);
  if (p.NewerThan && changed.ticks <= p.NewerThan(changed).ticks) return false;
  return !p.OlderThan || changed.ticks < p.OlderThan(changed).ticks;
}
