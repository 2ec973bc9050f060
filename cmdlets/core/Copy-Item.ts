// Copy-Item: copies files and folders.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { copyFile, copyFlat, copyFolder, targetOf } from "../../src/command/copying.ts";
import { driveOf, itemsAt, itemTarget, splitPaths } from "../../src/command/drives.ts";
import { fileObject, nameFilter, nameParameters, pathSets } from "../../src/command/fileinfo.ts";
import { absolutePath, basename, eachPath } from "../../src/command/files.ts";
import { Problem } from "../../src/command/problem.ts";
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
    Container: { type: switchParameter, default: true, summary: "Keeps folders; without it, files alone are copied." },
    ...nameParameters,
    Force: { type: switchParameter, summary: "Writes also over what is read-only." },
    Recurse: { type: switchParameter, summary: "Copies what is in folders too." },
    PassThru: { type: switchParameter, summary: "Gives the copies." },
  },
  examples: [{ run: "'x' | Set-Content a.txt; Copy-Item a.txt b.txt", note: "A second file." }],
  async *process(p, ctx) {
    const { disk } = ctx.world;
    const fits = nameFilter({ Include: p.Include, Exclude: p.Exclude });
    const inside = nameFilter({ Filter: p.Filter });
    const { items, Path, LiteralPath } = splitPaths(p);
    for (const [at, , literal] of items) {
      const to = driveOf(p.Destination);
      if (to?.drive !== at.drive) throw otherDrive(p.Destination);
      for (const item of itemsAt(ctx.shell, at, literal)) {
        const name = to.name || item.name;
        if (!fits(item.name) || !inside(item.name)) continue;
        if (!(await ctx.shouldProcess(`${itemTarget(at.drive, item.name)} Destination: ${name}`, "Copy Item")))
          continue;
        at.drive.set(ctx.shell, name, item.value, p.Force === true);
        if (p.PassThru) yield* itemsAt(ctx.shell, { drive: at.drive, name }, true).map((one) => one.object);
      }
    }
    for await (const path of eachPath(ctx, Path, LiteralPath)) {
      const folder = (await disk.stat(path))?.isFolder === true;
      if (!fits(basename(path)) || (!folder && !inside(basename(path)))) continue;
      const target = await targetOf(disk, path, absolutePath(ctx, p.Destination));
      const what = folder ? "Copy Directory" : "Copy File";
      if (!(await ctx.shouldProcess(`Item: ${path} Destination: ${target}`, what))) continue;
      if (p.Force && (await disk.stat(target))?.readOnly) await disk.adjust(target, { readOnly: false });
      if (!folder) await copyFile(disk, path, target);
      else if (p.Recurse && !p.Container) await copyFlat(disk, path, absolutePath(ctx, p.Destination), inside);
      else if (p.Recurse) await copyFolder(disk, path, target, inside);
      else await disk.makeFolder(target, 0o755);
      const facts = p.PassThru ? await disk.stat(target) : undefined;
      if (facts) yield fileObject(target, facts);
    }
  },
});

function otherDrive(path: string): Problem {
  return new Problem({
    id: "InvalidOperation",
    category: "InvalidArgument",
    text: `An item is copied within its drive; '${path}' is on another one.`,
    target: path,
  });
}
