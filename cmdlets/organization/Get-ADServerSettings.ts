// Get-ADServerSettings: the scope of the session as Set-ADServerSettings left it.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { ADServerSettings, directorySettings } from "../../src/org/directory.ts";

export default defineCmdlet({
  name: "Get-ADServerSettings",
  synopsis: "Shows the scope of the session.",
  runs: "shell",
  outputs: [ADServerSettings],
  examples: [{ run: "(Get-ADServerSettings).ViewEntireForest", note: "Whether a script widened the scope." }],
  process: (_, ctx) => [directorySettings(ctx.world)],
});
