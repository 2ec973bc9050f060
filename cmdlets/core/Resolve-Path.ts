// Resolve-Path: the absolute paths of what exists.
import { relative } from "node:path/posix";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { pathSets } from "../../src/command/fileinfo.ts";
import { eachPath } from "../../src/command/files.ts";
import { PathInfo } from "../../src/command/shapes.ts";
import { switchParameter } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Resolve-Path",
  synopsis: "Gives the absolute paths of files and folders.",
  runs: "shell",
  aliases: ["rvpa"],
  outputs: [PathInfo],
  defaultSet: "Path",
  sets: pathSets,
  parameters: { Relative: { type: switchParameter, summary: "Gives paths from the current folder, as text." } },
  examples: [{ run: "(Resolve-Path .).Path", note: "The current folder." }],
  async *process(p, ctx) {
    for await (const path of eachPath(ctx, p.Path, p.LiteralPath)) {
      if (p.Relative) yield `./${relative(ctx.shell.location, path)}`.replace(/\/$/, "");
      else yield PathInfo.make({ Path: path, ProviderPath: path });
    }
  },
});
