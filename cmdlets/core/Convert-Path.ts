// Convert-Path: paths as programs of the system take them.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { pathSets, patternsOf } from "../../src/command/fileinfo.ts";
import { eachPath } from "../../src/command/files.ts";
import { switchParameter } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Convert-Path",
  synopsis: "Gives the absolute paths of files and folders as text.",
  runs: "shell",
  aliases: ["cvpa"],
  defaultSet: "Path",
  sets: pathSets,
  parameters: {
    Force: { type: switchParameter, summary: "Also names that begin with a dot, found by wild cards." },
  },
  examples: [{ run: "Convert-Path .", note: "The current folder." }],
  process: (p, ctx) =>
    eachPath(
      ctx,
      p.Path?.flatMap((path) => patternsOf(path, p.Force)),
      p.LiteralPath,
    ),
});
