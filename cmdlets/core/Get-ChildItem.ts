// Get-ChildItem: what folders and other drives hold.
import { relative } from "node:path/posix";
import { attributes } from "../../src/command/attributes.ts";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { driveOf, itemsAt } from "../../src/command/drives.ts";
import {
  attributesOf,
  DirectoryInfo,
  FileInfo,
  fileObject,
  isHidden,
  nameFilter,
  nameParameters,
} from "../../src/command/fileinfo.ts";
import { basename, eachPath, join, pathNotFound } from "../../src/command/files.ts";
import { many, switchParameter, text, wholeNumber } from "../../src/values/kinds.ts";
import { hasWildcard } from "../../src/values/wildcard.ts";
import type { FileFacts } from "../../src/world/world.ts";

export default defineCmdlet({
  name: "Get-ChildItem",
  synopsis: "Lists the files and folders in a folder, or the items of a drive such as Env:.",
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
    ...nameParameters,
    Filter: { ...nameParameters.Filter, position: 2 },
    Recurse: { type: switchParameter, aliases: ["s"], summary: "Goes into folders." },
    Depth: { type: wholeNumber("UInt32", 0, 4294967295), summary: "How deep it goes." },
    File: { type: switchParameter, aliases: ["af"], summary: "Only files." },
    Directory: { type: switchParameter, aliases: ["ad"], summary: "Only folders." },
    Attributes: {
      type: attributes,
      summary: "Only what has these: a comma for or, a plus for and, ! for not, as in !Directory+Hidden.",
    },
    System: { type: switchParameter, aliases: ["as"], summary: "Only files of the system: none here is marked so." },
    Hidden: { type: switchParameter, aliases: ["ah", "h"], summary: "Only names that begin with a dot." },
    ReadOnly: { type: switchParameter, aliases: ["ar"], summary: "Only what nobody may write." },
    FollowSymlink: { type: switchParameter, summary: "Goes also into folders that are links." },
    Force: { type: switchParameter, summary: "Also names that begin with a dot." },
    Name: { type: switchParameter, summary: "Gives names as text." },
  },
  examples: [
    {
      run: "'x' | Set-Content a.txt; Get-ChildItem *.txt | Select-Object Name, Length",
      note: "Text files with their sizes.",
    },
    { run: "Get-ChildItem Env:HOME*", note: "Variables of the environment." },
  ],
  async *process(p, ctx) {
    const { disk } = ctx.world;
    const named = nameFilter(p);
    const deepest = p.Depth ?? (p.Recurse ? Number.POSITIVE_INFINITY : 0);

    const fits = (name: string, facts: FileFacts): boolean => {
      if (p.File && facts.isFolder && !p.Directory) return false;
      if (p.Directory && !facts.isFolder && !p.File) return false;
      if (p.Hidden && !isHidden(name)) return false;
      if (p.System) return false;
      if (p.Attributes && !p.Attributes.fits(attributesOf(facts, name))) return false;
      if (p.ReadOnly && !facts.readOnly) return false;
      return named(name);
    };

    async function* walk(folder: string, level: number, top: string): AsyncGenerator<unknown> {
      const folders: string[] = [];
      for (const name of await disk.list(folder)) {
        if (isHidden(name) && !p.Force && !p.Hidden && !p.Attributes?.hidden) continue;
        const path = join(folder, name);
        const facts = await disk.stat(path);
        if (!facts) continue;
        if (facts.isFolder && level < deepest && (p.FollowSymlink || facts.link === undefined)) folders.push(path);
        if (fits(name, facts)) yield p.Name ? relative(top, path) : fileObject(path, facts);
      }
      for (const path of folders) yield* walk(path, level + 1, top);
    }

    for (const given of p.Path ?? p.LiteralPath ?? ["."]) {
      const at = driveOf(given);
      if (at) {
        const items = itemsAt(ctx.shell, at, p.LiteralPath !== undefined);
        if (items.length === 0 && at.name !== "" && !hasWildcard(at.name)) ctx.error(pathNotFound(given));
        for (const one of items) if (named(one.name)) yield p.Name ? one.name : one.object;
        continue;
      }
      const wild = p.LiteralPath === undefined && hasWildcard(given);
      for await (const path of eachPath(ctx, wild || !p.LiteralPath ? [given] : undefined, p.LiteralPath && [given])) {
        const facts = await disk.stat(path);
        if (!facts) continue;
        const name = basename(path);
        if (facts.isFolder && (!wild || deepest > 0)) yield* walk(path, 0, path);
        else if (fits(name, facts)) yield p.Name ? name : fileObject(path, facts);
      }
    }
  },
});
