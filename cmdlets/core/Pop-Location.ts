// Pop-Location: goes back to the folder that Push-Location remembered.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { pathNotFound } from "../../src/command/files.ts";
import { PathInfo } from "../../src/command/shapes.ts";
import { stackOf } from "../../src/command/stack.ts";
import { switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Pop-Location",
  synopsis: "Goes back to the folder that Push-Location remembered.",
  runs: "shell",
  aliases: ["popd"],
  outputs: [PathInfo],
  parameters: {
    StackName: { type: text, summary: "Which memory; the current one without it." },
    PassThru: { type: switchParameter, summary: "Gives the new folder." },
  },
  examples: [{ run: "Push-Location ..; Pop-Location -PassThru", note: "The folder it came from." }],
  async *process(p, ctx) {
    const path = stackOf(ctx.shell, p.StackName).pop();
    if (path === undefined) return;
    if (!(await ctx.world.disk.stat(path))?.isFolder) throw pathNotFound(path);
    ctx.shell.location = path;
    if (p.PassThru) yield PathInfo.make({ Path: path, ProviderPath: path });
  },
});
