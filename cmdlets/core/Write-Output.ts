// Write-Output: hands objects to the next command.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { isList, itemsOf } from "../../src/values/collections.ts";
import { switchParameter } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Write-Output",
  synopsis: "Writes objects to the pipeline.",
  runs: "shell",
  aliases: ["echo", "write"],
  parameters: {
    InputObject: {
      type: anything,
      mandatory: true,
      position: 1,
      remaining: true,
      pipeline: "value",
      allowNull: true,
      allowEmpty: true,
      summary: "The objects; a list is written item by item.",
    },
    NoEnumerate: { type: switchParameter, summary: "Writes a list as one object." },
  },
  examples: [{ run: "Write-Output one two", note: "Two objects." }],
  process({ InputObject, NoEnumerate }) {
    if (!NoEnumerate && isList(InputObject)) return itemsOf(InputObject);
    return [InputObject];
  },
});
