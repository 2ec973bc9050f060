// Copy-Item: copies files and folders.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { copyFile, copyFolder, targetOf } from "../../src/command/copying.ts";
import { fileObject, pathSets } from "../../src/command/fileinfo.ts";
import { absolutePath, eachPath } from "../../src/command/files.ts";
import { switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Copy-Item",
  synopsis: "Copies files and folders.",
  runs: "shell",
  aliases: ["copy", "cp", "cpi"],
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
    Recurse: { type: switchParameter, summary: "Copies what is in folders too." },
    PassThru: { type: switchParameter, summary: "Gives the copies." },
  },
  examples: [{ run: "'x' | Set-Content a.txt; Copy-Item a.txt b.txt", note: "A second file." }],
  async *process(p, ctx) {
    const { disk } = ctx.world;
    for await (const path of eachPath(ctx, p.Path, p.LiteralPath)) {
      const target = await targetOf(disk, path, absolutePath(ctx, p.Destination));
      const folder = (await disk.stat(path))?.isFolder === true;
      const what = folder ? "Copy Directory" : "Copy File";
      if (!(await ctx.shouldProcess(`Item: ${path} Destination: ${target}`, what))) continue;
      if (!folder) await copyFile(disk, path, target);
      else if (p.Recurse) await copyFolder(disk, path, target);
      else await disk.makeFolder(target, 0o755);
      const facts = p.PassThru ? await disk.stat(target) : undefined;
      if (facts) yield fileObject(target, facts);
    }
  },
});
