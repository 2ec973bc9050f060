// Clear-Content: empties files.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { pathSets } from "../../src/command/fileinfo.ts";
import { eachPath, openWriter } from "../../src/command/files.ts";

export default defineCmdlet({
  name: "Clear-Content",
  synopsis: "Empties files.",
  runs: "shell",
  aliases: ["clc"],
  confirms: "allow",
  defaultSet: "Path",
  sets: pathSets,
  examples: [{ run: "'a' | Set-Content old.log; Clear-Content old.log", note: "The file stays, empty." }],
  async process(p, ctx) {
    for await (const path of eachPath(ctx, p.Path, p.LiteralPath)) {
      if (!(await ctx.shouldProcess(path))) continue;
      const writer = await openWriter(ctx.world.disk, path, { encoding: "utf8", append: false, noClobber: false });
      await writer.close();
    }
  },
});
