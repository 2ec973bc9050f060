// Remove-Item: deletes files and folders.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { pathSets } from "../../src/command/fileinfo.ts";
import { eachPath } from "../../src/command/files.ts";
import { Problem } from "../../src/command/problem.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";
import { wildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "Remove-Item",
  synopsis: "Deletes files and folders.",
  runs: "shell",
  aliases: ["del", "erase", "rd", "ri", "rm", "rmdir"],
  confirms: "allow",
  defaultSet: "Path",
  sets: pathSets,
  parameters: {
    Recurse: { type: switchParameter, summary: "Also folders that are not empty, without asking." },
    Include: { type: many(text), summary: "Only names that fit one of these wild cards." },
    Exclude: { type: many(text), summary: "Only names that fit none of these wild cards." },
    Force: { type: switchParameter, summary: "Also names that begin with a dot, found by wild cards." },
  },
  examples: [{ run: "'x' | Set-Content old.txt; Remove-Item old.txt", note: "The file is gone." }],
  async process(p, ctx) {
    const { disk } = ctx.world;
    const include = p.Include?.map((one) => wildcard(one));
    const exclude = (p.Exclude ?? []).map((one) => wildcard(one));
    for await (const path of eachPath(ctx, p.Path, p.LiteralPath)) {
      const name = path.slice(path.lastIndexOf("/") + 1);
      if (include && !include.some((fits) => fits(name))) continue;
      if (exclude.some((fits) => fits(name))) continue;
      if (path === "/" || `${ctx.shell.location}/`.startsWith(`${path}/`)) {
        ctx.error(inUse(path));
        continue;
      }
      const facts = await disk.stat(path);
      if (!facts) continue;
      const full = facts.isFolder && (await disk.list(path)).length > 0;
      if (!(await ctx.shouldProcess(path, facts.isFolder ? "Remove Directory" : "Remove File"))) continue;
      if (full && !p.Recurse && !(await ctx.shouldContinue(notEmpty(path), "Confirm"))) continue;
      await (facts.isFolder ? disk.removeFolder(path) : disk.remove(path));
    }
  },
});

function notEmpty(path: string): string {
  return `The item at ${path} has children and the Recurse parameter was not specified. If you continue, all children will be removed with the item. Are you sure you want to continue?`;
}

function inUse(path: string): Problem {
  return new Problem({
    id: "RemoveItemInUse",
    category: "InvalidOperation",
    text: `Cannot remove the item at '${path}' because it is in use: the current folder is in it.`,
    target: path,
  });
}
