// Import-PowerShellDataFile: the table of a .psd1 file, read without running anything.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { literalPathParameter, pathParameter } from "../../src/command/fileinfo.ts";
import { eachPath, isFolder } from "../../src/command/files.ts";
import { readData } from "../../src/language/datafile.ts";
import { decodeText } from "../../src/values/net/files.ts";

export default defineCmdlet({
  name: "Import-PowerShellDataFile",
  synopsis: "Reads the hash table of a data file (.psd1); nothing in it is run.",
  runs: "shell",
  defaultSet: "ByPath",
  sets: {
    ByPath: { Path: { ...pathParameter, pipeline: "both" } },
    ByLiteralPath: { LiteralPath: literalPathParameter },
  },
  examples: [
    {
      run: 'Set-Content limits.psd1 \'@{ Quota = 5; Domains = "contoso.com", "example.com" }\'; (Import-PowerShellDataFile limits.psd1).Quota',
      note: "5",
    },
  ],
  async *process(p, ctx) {
    for await (const path of eachPath(ctx, p.Path, p.LiteralPath)) {
      if ((await ctx.world.disk.stat(path))?.isFolder) ctx.error(isFolder(path));
      else yield readData(decodeText(await ctx.world.disk.read(path)), path);
    }
  },
});
