// Push-Location: goes to a folder and remembers the one before.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { findPaths, pathNotFound } from "../../src/command/files.ts";
import { PathInfo } from "../../src/command/shapes.ts";
import { stackOf } from "../../src/command/stack.ts";
import { switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Push-Location",
  synopsis: "Goes to a folder and remembers the one before.",
  runs: "shell",
  aliases: ["pushd"],
  outputs: [PathInfo],
  parameters: {
    Path: {
      type: text,
      position: 1,
      pipeline: "both",
      aliases: ["LiteralPath", "PSPath", "LP"],
      summary: "The folder; the current one is only remembered without it.",
    },
    StackName: { type: text, summary: "Which memory; the current one without it." },
    PassThru: { type: switchParameter, summary: "Gives the new folder." },
  },
  examples: [{ run: "Push-Location ..; Pop-Location", note: "There and back." }],
  async *process(p, ctx) {
    if (p.Path === undefined) {
      stackOf(ctx.shell, p.StackName).push(ctx.shell.location);
      return;
    }
    const [path] = await findPaths(ctx, p.Path, false);
    const facts = path === undefined ? undefined : await ctx.world.disk.stat(path);
    if (path === undefined || !facts?.isFolder) throw pathNotFound(path ?? p.Path);
    stackOf(ctx.shell, p.StackName).push(ctx.shell.location);
    ctx.shell.location = path;
    if (p.PassThru) yield PathInfo.make({ Path: path, ProviderPath: path });
  },
});
