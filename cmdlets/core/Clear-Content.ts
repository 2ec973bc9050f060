// Clear-Content: empties files.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { nameFilter, nameParameters, pathSets } from "../../src/command/fileinfo.ts";
import { basename, eachPath, openWriter } from "../../src/command/files.ts";
import { switchParameter } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Clear-Content",
  synopsis: "Empties files.",
  runs: "shell",
  aliases: ["clc"],
  confirms: "allow",
  defaultSet: "Path",
  sets: pathSets,
  parameters: {
    ...nameParameters,
    Force: { type: switchParameter, summary: "Also what is read-only." },
  },
  examples: [{ run: "'a' | Set-Content old.log; Clear-Content old.log", note: "The file stays, empty." }],
  async process(p, ctx) {
    const fits = nameFilter(p);
    for await (const path of eachPath(ctx, p.Path, p.LiteralPath)) {
      if (!fits(basename(path)) || !(await ctx.shouldProcess(path))) continue;
      if (p.Force && (await ctx.world.disk.stat(path))?.readOnly)
        await ctx.world.disk.adjust(path, { readOnly: false });
      const writer = await openWriter(ctx.world.disk, path, { encoding: "utf8", append: false, noClobber: false });
      await writer.close();
    }
  },
});
