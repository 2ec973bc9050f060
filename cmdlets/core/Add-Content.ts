// Add-Content: adds text to the end of a file.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { contentParameters, writeContent } from "../../src/command/content.ts";

export default defineCmdlet({
  name: "Add-Content",
  synopsis: "Adds text to the end of a file.",
  runs: "shell",
  aliases: ["ac"],
  confirms: "allow",
  ...contentParameters,
  examples: [{ run: "'three' | Add-Content list.txt; Get-Content list.txt", note: "One line more." }],
  start: (bound, ctx) => writeContent(bound, ctx, true),
});
