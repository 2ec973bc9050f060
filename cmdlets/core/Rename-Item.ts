// Rename-Item: gives a file or folder another name.
import { dirname } from "node:path/posix";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { driveOf, itemsAt, itemTarget } from "../../src/command/drives.ts";
import { fileObject } from "../../src/command/fileinfo.ts";
import { absolutePath, fileExists, join, pathNotFound } from "../../src/command/files.ts";
import { switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Rename-Item",
  synopsis: "Gives a file or folder another name.",
  runs: "shell",
  aliases: ["ren", "rni"],
  confirms: "allow",
  parameters: {
    Path: {
      type: text,
      mandatory: true,
      position: 1,
      pipeline: "both",
      aliases: ["PSPath", "LiteralPath", "LP"],
      summary: "The file or folder.",
    },
    NewName: {
      type: text,
      mandatory: true,
      position: 2,
      pipeline: "property",
      check: (name: string) => (name.includes("/") ? "A new name has no folder; use Move-Item." : undefined),
      summary: "The new name.",
    },
    Force: { type: switchParameter, summary: "Takes the place of a file that exists." },
    PassThru: { type: switchParameter, summary: "Gives the renamed object." },
  },
  examples: [{ run: "'x' | Set-Content a.txt; Rename-Item a.txt z.txt", note: "The file has another name." }],
  async *process(p, ctx) {
    const { disk } = ctx.world;
    const at = driveOf(p.Path);
    if (at) {
      const [item] = itemsAt(ctx.shell, at, true);
      if (!item) throw pathNotFound(p.Path);
      const { drive } = at;
      if (!(await ctx.shouldProcess(`${itemTarget(drive, item.name)} NewName: ${p.NewName}`, "Rename Item"))) return;
      drive.remove(ctx.shell, item.name, p.Force === true);
      drive.set(ctx.shell, p.NewName, item.value, p.Force === true);
      if (p.PassThru) yield* itemsAt(ctx.shell, { drive, name: p.NewName }, true).map((one) => one.object);
      return;
    }
    const path = absolutePath(ctx, p.Path);
    const target = join(dirname(path), p.NewName);
    const there = await disk.stat(target);
    if (!(await disk.stat(path))) throw pathNotFound(path);
    if (there && (!p.Force || there.isFolder)) throw fileExists(target);
    if (!(await ctx.shouldProcess(`Item: ${path} Destination: ${target}`, "Rename File"))) return;
    await disk.rename(path, target);
    const facts = p.PassThru ? await disk.stat(target) : undefined;
    if (facts) yield fileObject(target, facts);
  },
});
