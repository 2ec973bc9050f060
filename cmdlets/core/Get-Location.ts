// Get-Location: the current folder.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { PathInfo } from "../../src/command/shapes.ts";

export default defineCmdlet({
  name: "Get-Location",
  synopsis: "Gives the current folder.",
  runs: "shell",
  aliases: ["gl", "pwd"],
  outputs: [PathInfo],
  examples: [{ run: "(Get-Location).Path", note: "The path as text." }],
  process: (_, { shell }) => [PathInfo.make({ Path: shell.location, ProviderPath: shell.location })],
});
