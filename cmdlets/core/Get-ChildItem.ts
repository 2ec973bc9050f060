// Get-ChildItem: what folders hold.
import { relative } from "node:path/posix";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { DirectoryInfo, FileInfo, fileObject } from "../../src/command/fileinfo.ts";
import { eachPath, environmentLike, environmentObject, environmentPath, join } from "../../src/command/files.ts";
import { many, switchParameter, text, wholeNumber } from "../../src/values/kinds.ts";
import { hasWildcard, wildcard } from "../../src/values/wildcard.ts";
import type { FileFacts } from "../../src/world/world.ts";

export default defineCmdlet({
  name: "Get-ChildItem",
  synopsis: "Lists the files and folders in a folder.",
  runs: "shell",
  aliases: ["dir", "gci", "ls"],
  outputs: [FileInfo, DirectoryInfo],
  defaultSet: "Items",
  sets: {
    Items: {
      Path: {
        type: many(text),
        position: 1,
        pipeline: "both",
        summary: "The folders or files; the current folder without it.",
      },
    },
    LiteralItems: {
      LiteralPath: {
        type: many(text),
        mandatory: true,
        pipeline: "property",
        aliases: ["PSPath", "LP"],
        summary: "The same, taken as written.",
      },
    },
  },
  parameters: {
    Filter: { type: text, position: 2, summary: "Only names that fit these wild cards." },
    Include: { type: many(text), summary: "Only names that fit one of these." },
    Exclude: { type: many(text), summary: "Only names that fit none of these." },
    Recurse: { type: switchParameter, aliases: ["s"], summary: "Goes into folders." },
    Depth: { type: wholeNumber("UInt32", 0, 4294967295), summary: "How deep it goes." },
    File: { type: switchParameter, aliases: ["af"], summary: "Only files." },
    Directory: { type: switchParameter, aliases: ["ad"], summary: "Only folders." },
    Force: { type: switchParameter, summary: "Also names that begin with a dot." },
    Name: { type: switchParameter, summary: "Gives names as text." },
  },
  examples: [
    {
      run: "'x' | Set-Content a.txt; Get-ChildItem *.txt | Select-Object Name, Length",
      note: "Text files with their sizes.",
    },
  ],
  async *process(p, ctx) {
    const { disk } = ctx.world;
    const tests = {
      filter: p.Filter === undefined ? undefined : wildcard(p.Filter),
      include: p.Include?.map((one) => wildcard(one)),
      exclude: (p.Exclude ?? []).map((one) => wildcard(one)),
    };
    const deepest = p.Depth ?? (p.Recurse ? Number.POSITIVE_INFINITY : 0);

    const fits = (name: string, facts: FileFacts): boolean => {
      if (p.File && facts.isFolder && !p.Directory) return false;
      if (p.Directory && !facts.isFolder && !p.File) return false;
      if (tests.filter && !tests.filter(name)) return false;
      if (tests.include && !tests.include.some((test) => test(name))) return false;
      return !tests.exclude.some((test) => test(name));
    };

    async function* walk(folder: string, level: number, top: string): AsyncGenerator<unknown> {
      const folders: string[] = [];
      for (const name of await disk.list(folder)) {
        if (name.startsWith(".") && !p.Force) continue;
        const path = join(folder, name);
        const facts = await disk.stat(path);
        if (!facts) continue;
        if (facts.isFolder && level < deepest) folders.push(path);
        if (fits(name, facts)) yield p.Name ? relative(top, path) : fileObject(path, facts);
      }
      for (const path of folders) yield* walk(path, level + 1, top);
    }

    for (const given of p.Path ?? p.LiteralPath ?? ["."]) {
      const variables = environmentPath(given);
      if (variables !== undefined) {
        yield* environmentLike(ctx.shell, variables).map(environmentObject);
        continue;
      }
      const wild = p.LiteralPath === undefined && hasWildcard(given);
      for await (const path of eachPath(ctx, wild || !p.LiteralPath ? [given] : undefined, p.LiteralPath && [given])) {
        const facts = await disk.stat(path);
        if (!facts) continue;
        const name = path.slice(path.lastIndexOf("/") + 1);
        if (facts.isFolder && (!wild || deepest > 0)) yield* walk(path, 0, path);
        else if (fits(name, facts)) yield p.Name ? name : fileObject(path, facts);
      }
    }
  },
});
