// Invoke-Command: runs a script block here.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything, scriptBlock } from "../../src/command/kinds.ts";
import { many, switchParameter } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Invoke-Command",
  synopsis: "Runs a script block.",
  runs: "shell",
  aliases: ["icm"],
  parameters: {
    ScriptBlock: { type: scriptBlock, mandatory: true, position: 1, aliases: ["Command"], summary: "The block." },
    ArgumentList: { type: many(anything), aliases: ["Args"], summary: "What its parameters are given." },
    NoNewScope: { type: switchParameter, summary: "Runs it in the scope of the caller." },
    InputObject: { type: anything, pipeline: "value", summary: "What it finds in $input." },
  },
  examples: [{ run: "Invoke-Command { param($a, $b) $a + $b } -ArgumentList 1, 2", note: "3" }],
  start(bound, ctx, out) {
    const input: unknown[] = [];
    return {
      process(p) {
        if (ctx.given("InputObject")) input.push(p.InputObject);
      },
      end: () =>
        bound.ScriptBlock!.run(
          { args: bound.ArgumentList ?? [], input, scope: bound.NoNewScope ? "here" : "new" },
          out,
        ),
    };
  },
});
