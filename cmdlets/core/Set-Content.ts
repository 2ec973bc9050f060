// Set-Content: writes text to a file in place of what is there.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { contentParameters, writeContent } from "../../src/command/content.ts";

export default defineCmdlet({
  name: "Set-Content",
  synopsis: "Writes text to a file in place of what is there.",
  runs: "shell",
  aliases: ["sc"],
  confirms: "allow",
  ...contentParameters,
  examples: [{ run: "'one', 'two' | Set-Content list.txt", note: "A file of two lines." }],
  start: (bound, ctx) => writeContent(bound, ctx, false),
});
