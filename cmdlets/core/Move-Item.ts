// Move-Item: moves files and folders.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { targetOf } from "../../src/command/copying.ts";
import { notOnDrives, splitPaths } from "../../src/command/drives.ts";
import { fileObject, nameFilter, nameParameters, pathSets } from "../../src/command/fileinfo.ts";
import { absolutePath, basename, eachPath, fileExists } from "../../src/command/files.ts";
import { switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Move-Item",
  synopsis: "Moves files and folders.",
  runs: "shell",
  aliases: ["mi", "move", "mv"],
  confirms: "allow",
  defaultSet: "Path",
  sets: pathSets,
  parameters: {
    Destination: {
      type: text,
      position: 2,
      pipeline: "property",
      default: ".",
      summary: "The folder or the new path.",
    },
    ...nameParameters,
    Force: { type: switchParameter, summary: "Takes the place of a file that exists." },
    PassThru: { type: switchParameter, summary: "Gives what was moved." },
  },
  examples: [{ run: "'x' | Set-Content a.txt; Move-Item a.txt c.txt", note: "The file has another name." }],
  async *process(p, ctx) {
    const { disk } = ctx.world;
    const fits = nameFilter(p);
    const [item] = splitPaths(p).items;
    if (item) throw notOnDrives(item[0], "Items of this drive cannot be moved: Rename-Item gives them another name.");
    for await (const path of eachPath(ctx, p.Path, p.LiteralPath)) {
      if (!fits(basename(path))) continue;
      const target = await targetOf(disk, path, absolutePath(ctx, p.Destination));
      const there = await disk.stat(target);
      if (there && (!p.Force || there.isFolder)) {
        ctx.error(fileExists(target));
        continue;
      }
      if (!(await ctx.shouldProcess(`Item: ${path} Destination: ${target}`, "Move File"))) continue;
      await disk.rename(path, target);
      const facts = p.PassThru ? await disk.stat(target) : undefined;
      if (facts) yield fileObject(target, facts);
    }
  },
});
