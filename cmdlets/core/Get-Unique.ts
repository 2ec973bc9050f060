// Get-Unique: each item of a sorted list once.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { switchParameter } from "../../src/values/kinds.ts";
import { toText } from "../../src/values/text.ts";
import { typeOf } from "../../src/values/types.ts";

export default defineCmdlet({
  name: "Get-Unique",
  synopsis: "Gives each item of a sorted list once.",
  runs: "shell",
  aliases: ["gu"],
  defaultSet: "AsString",
  sets: {
    AsString: {
      AsString: { type: switchParameter, summary: "Compares the texts, as is usual." },
      CaseInsensitive: { type: switchParameter, summary: "Whether case is ignored." },
    },
    UniqueByType: { OnType: { type: switchParameter, mandatory: true, summary: "Gives one object of each type." } },
  },
  parameters: {
    InputObject: { type: anything, pipeline: "value", summary: "The sorted items." },
  },
  examples: [{ run: "1, 1, 2, 3, 3 | Get-Unique", note: "1, 2 and 3." }],
  start(bound) {
    let last: string | undefined;
    return {
      process({ InputObject }) {
        if (InputObject === null) return;
        const text = bound.OnType ? typeOf(InputObject).name : toText(InputObject);
        const key = bound.CaseInsensitive ? text.toLowerCase() : text;
        if (key === last) return;
        last = key;
        return [InputObject];
      },
    };
  },
});
