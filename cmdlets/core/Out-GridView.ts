// Out-GridView: a window on Windows; here it says what shows objects instead.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { Problem } from "../../src/command/problem.ts";

export default defineCmdlet({
  name: "Out-GridView",
  synopsis: "Tells that there are no windows here, and what to use instead.",
  runs: "shell",
  aliases: ["ogv"],
  parameters: { InputObject: { type: anything, pipeline: "value", allowNull: true, summary: "The objects." } },
  examples: [{ run: "Get-Date | Out-GridView -ErrorAction SilentlyContinue", note: "Format-Table shows them here." }],
  start() {
    throw new Problem({
      id: "NotSupported",
      category: "NotImplemented",
      text: "Out-GridView opens a window of Windows, which a terminal does not have. Format-Table shows the objects, Where-Object and Select-Object choose among them.",
      exceptionType: "System.NotSupportedException",
    });
  },
});
