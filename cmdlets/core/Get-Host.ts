// Get-Host: what shell this is.
import { defineCmdlet } from "../../src/command/cmdlet.ts";

export default defineCmdlet({
  name: "Get-Host",
  synopsis: "Tells about the shell.",
  runs: "shell",
  examples: [{ run: "(Get-Host).Name", note: "exsh" }],
  process(_, { shell }) {
    return [shell.variables.get("Host")?.value ?? null];
  },
});
