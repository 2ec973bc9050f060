// Test-Path: whether files or folders exist.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { pathSets } from "../../src/command/fileinfo.ts";
import { environmentLike, environmentPath, findPaths } from "../../src/command/files.ts";
import { choice } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Test-Path",
  synopsis: "Tells whether a file or folder exists.",
  runs: "shell",
  defaultSet: "Path",
  sets: pathSets,
  parameters: {
    PathType: {
      type: choice("TestPathType", "Any", "Container", "Leaf"),
      default: "Any",
      aliases: ["Type"],
      summary: "Container for folders only, Leaf for files only.",
    },
  },
  examples: [{ run: "Test-Path . -PathType Container", note: "True." }],
  async *process(p, ctx) {
    for (const path of p.Path ?? p.LiteralPath) {
      const variables = environmentPath(path);
      if (variables !== undefined) {
        yield environmentLike(ctx.shell, variables).length > 0;
        continue;
      }
      if (path.trim() === "") {
        yield false;
        continue;
      }
      let found = false;
      for (const one of await findPaths(ctx, path, p.Path === undefined)) {
        const facts = await ctx.world.disk.stat(one);
        if (facts && (p.PathType === "Any" || facts.isFolder === (p.PathType === "Container"))) found = true;
      }
      yield found;
    }
  },
});
