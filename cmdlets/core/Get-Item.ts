// Get-Item: files and folders as objects.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { DirectoryInfo, FileInfo, fileObject, pathSets } from "../../src/command/fileinfo.ts";
import {
  eachPath,
  environmentLike,
  environmentObject,
  environmentPath,
  pathNotFound,
} from "../../src/command/files.ts";

export default defineCmdlet({
  name: "Get-Item",
  synopsis: "Gives a file or folder as an object.",
  runs: "shell",
  aliases: ["gi"],
  outputs: [FileInfo, DirectoryInfo],
  defaultSet: "Path",
  sets: pathSets,
  examples: [{ run: "(Get-Item .).FullName", note: "The current folder." }],
  async *process(p, ctx) {
    for (const path of p.Path ?? p.LiteralPath) {
      const variables = environmentPath(path);
      if (variables !== undefined) {
        const found = environmentLike(ctx.shell, variables);
        if (found.length === 0) ctx.error(pathNotFound(path));
        yield* found.map(environmentObject);
        continue;
      }
      for await (const one of eachPath(ctx, p.Path && [path], p.LiteralPath && [path])) {
        const facts = await ctx.world.disk.stat(one);
        if (facts) yield fileObject(one, facts);
      }
    }
  },
});
