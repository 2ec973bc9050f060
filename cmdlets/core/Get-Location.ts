// Get-Location: the current folder, and those that Push-Location remembers.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { PathInfo } from "../../src/command/shapes.ts";
import { stackOf } from "../../src/command/stack.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";

const at = (path: string) => PathInfo.make({ Path: path, ProviderPath: path });

export default defineCmdlet({
  name: "Get-Location",
  synopsis: "Gives the current folder.",
  runs: "shell",
  aliases: ["gl", "pwd"],
  outputs: [PathInfo],
  defaultSet: "Location",
  sets: {
    Location: {},
    Stack: {
      Stack: { type: switchParameter, summary: "Gives the folders that Push-Location remembers, the last one first." },
      StackName: { type: many(text), pipeline: "property", summary: "Which memories." },
    },
  },
  examples: [
    { run: "(Get-Location).Path", note: "The path as text." },
    { run: "Push-Location ..; Get-Location -Stack", note: "What Pop-Location goes back to." },
  ],
  *process(p, { shell }) {
    if (p.set === "Location") yield at(shell.location);
    else for (const name of p.StackName ?? ["default"]) yield* stackOf(shell, name).toReversed().map(at);
  },
});
