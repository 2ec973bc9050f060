// Convert-Path: paths as programs of the system take them.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { pathSets } from "../../src/command/fileinfo.ts";
import { eachPath } from "../../src/command/files.ts";

export default defineCmdlet({
  name: "Convert-Path",
  synopsis: "Gives the absolute paths of files and folders as text.",
  runs: "shell",
  aliases: ["cvpa"],
  defaultSet: "Path",
  sets: pathSets,
  examples: [{ run: "Convert-Path .", note: "The current folder." }],
  process: (p, ctx) => eachPath(ctx, p.Path, p.LiteralPath),
});
