// Get-UICulture: in whose language texts are shown: English of the United States.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { CultureInfo, sessionCulture } from "../../src/command/cultures.ts";

export default defineCmdlet({
  name: "Get-UICulture",
  synopsis: "Tells the language of the texts: English of the United States.",
  runs: "shell",
  outputs: [CultureInfo],
  examples: [{ run: "(Get-UICulture).Name", note: "en-US" }],
  process: () => [sessionCulture()],
});
