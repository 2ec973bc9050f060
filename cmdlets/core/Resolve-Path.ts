// Resolve-Path: the absolute paths of what exists.
import { relative } from "node:path/posix";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { pathSets, patternsOf } from "../../src/command/fileinfo.ts";
import { absolutePath, eachPath } from "../../src/command/files.ts";
import { PathInfo } from "../../src/command/shapes.ts";
import { switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Resolve-Path",
  synopsis: "Gives the absolute paths of files and folders.",
  runs: "shell",
  aliases: ["rvpa"],
  outputs: [PathInfo],
  defaultSet: "Path",
  sets: pathSets,
  parameters: {
    Relative: { type: switchParameter, summary: "Gives paths from the current folder, as text." },
    RelativeBasePath: { type: text, summary: "The folder that relative paths begin at, with -Relative." },
    Force: { type: switchParameter, summary: "Also names that begin with a dot, found by wild cards." },
  },
  examples: [{ run: "(Resolve-Path .).Path", note: "The current folder." }],
  async *process(p, ctx) {
    const base = p.RelativeBasePath === undefined ? ctx.shell.location : absolutePath(ctx, p.RelativeBasePath);
    const patterns = p.Path?.flatMap((path) => patternsOf(path, p.Force));
    for await (const path of eachPath(ctx, patterns, p.LiteralPath)) {
      const from = relative(base, path);
      if (p.Relative) yield from.startsWith("..") ? from : `./${from}`.replace(/\/$/, "");
      else yield PathInfo.make({ Path: path, ProviderPath: path });
    }
  },
});
