// Remove-Item: deletes files, folders and items of other drives.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { itemsAt, itemTarget, splitPaths } from "../../src/command/drives.ts";
import { nameFilter, nameParameters, pathSets } from "../../src/command/fileinfo.ts";
import { basename, eachPath, pathNotFound } from "../../src/command/files.ts";
import { Problem } from "../../src/command/problem.ts";
import { switchParameter } from "../../src/values/kinds.ts";
import { hasWildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "Remove-Item",
  synopsis: "Deletes files and folders, or variables, functions and aliases by their paths.",
  runs: "shell",
  aliases: ["del", "erase", "rd", "ri", "rm", "rmdir"],
  confirms: "allow",
  defaultSet: "Path",
  sets: pathSets,
  parameters: {
    Recurse: { type: switchParameter, summary: "Also folders that are not empty, without asking." },
    ...nameParameters,
    Force: { type: switchParameter, summary: "Also what is read-only." },
  },
  examples: [
    { run: "'x' | Set-Content old.txt; Remove-Item old.txt", note: "The file is gone." },
    { run: "function today { Get-Date }; Remove-Item Function:today", note: "The function is gone." },
  ],
  async process(p, ctx) {
    const { disk } = ctx.world;
    const fits = nameFilter(p);
    const { items, Path, LiteralPath } = splitPaths(p);
    for (const [at, path, literal] of items) {
      const found = itemsAt(ctx.shell, at, literal).filter((one) => fits(one.name));
      if (found.length === 0 && (literal || !hasWildcard(path))) ctx.error(pathNotFound(path));
      for (const { name } of found) {
        const asked = ctx.shouldProcess(itemTarget(at.drive, name), `Remove ${at.drive.noun}`);
        if (await asked) at.drive.remove(ctx.shell, name, p.Force === true);
      }
    }
    for await (const path of eachPath(ctx, Path, LiteralPath)) {
      if (!fits(basename(path))) continue;
      if (path === "/" || `${ctx.shell.location}/`.startsWith(`${path}/`)) {
        ctx.error(inUse(path));
        continue;
      }
      const facts = await disk.stat(path);
      if (!facts) continue;
      if (facts.readOnly && !facts.isFolder && !p.Force) {
        ctx.error(noRights(path));
        continue;
      }
      // A link to a folder goes, not what it leads to.
      const full = facts.isFolder && facts.link === undefined && (await disk.list(path)).length > 0;
      if (!(await ctx.shouldProcess(path, facts.isFolder ? "Remove Directory" : "Remove File"))) continue;
      if (full && !p.Recurse && !(await ctx.shouldContinue(notEmpty(path), "Confirm"))) continue;
      await (facts.isFolder && facts.link === undefined ? disk.removeFolder(path) : disk.remove(path));
    }
  },
});

function notEmpty(path: string): string {
  return `The item at ${path} has children and the Recurse parameter was not specified. If you continue, all children will be removed with the item. Are you sure you want to continue?`;
}

function noRights(path: string): Problem {
  return new Problem({
    id: "RemoveFileSystemItemUnAuthorizedAccess",
    category: "PermissionDenied",
    text: `You do not have sufficient access rights to perform this operation or the item is read-only: '${path}'. -Force removes what is read-only.`,
    target: path,
    exceptionType: "System.IO.IOException",
  });
}

function inUse(path: string): Problem {
  return new Problem({
    id: "RemoveItemInUse",
    category: "InvalidOperation",
    text: `Cannot remove the item at '${path}' because it is in use: the current folder is in it.`,
    target: path,
  });
}
