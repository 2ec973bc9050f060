// New-Module: makes a module of a script block, in memory alone.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything, scriptBlock } from "../../src/command/kinds.ts";
import { ModuleInfo } from "../../src/command/modules.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "New-Module",
  synopsis: "Makes a module of a script block and brings in what it exports.",
  runs: "shell",
  aliases: ["nmo"],
  outputs: [ModuleInfo],
  defaultSet: "ScriptBlock",
  sets: {
    ScriptBlock: {
      ScriptBlock: { type: scriptBlock, mandatory: true, position: 1, summary: "The body of the module." },
    },
    Name: {
      Name: { type: text, mandatory: true, position: 1, summary: "The name of the module." },
      ScriptBlock: { type: scriptBlock, mandatory: true, position: 2, summary: "The body of the module." },
    },
  },
  parameters: {
    Function: { type: many(text), summary: "Only these functions are brought in; wild cards are allowed." },
    ReturnResult: { type: switchParameter, summary: "Gives what the body puts out rather than the module." },
    AsCustomObject: {
      type: switchParameter,
      summary: "Gives an object whose methods are its functions, instead of bringing these in.",
    },
    ArgumentList: { type: many(anything), aliases: ["Args"], summary: "What the parameters of the body are given." },
  },
  examples: [{ run: "New-Module { function Get-Nine { 9 } } | Out-Null; Get-Nine", note: "9" }],
  start(bound, ctx, out) {
    return {
      async end() {
        const name = bound.set === "Name" ? bound.Name : `__DynamicModule_${ctx.world.random.uuid()}`;
        const module = await ctx.shell.modules.create(
          name ?? "",
          bound.ScriptBlock!,
          {
            args: bound.ArgumentList ?? [],
            apart: bound.AsCustomObject === true,
            ...(bound.Function && { only: { Function: bound.Function } }),
          },
          bound.ReturnResult ? out : () => {},
        );
        if (bound.AsCustomObject) await out(ctx.shell.modules.objectOf(module));
        else if (!bound.ReturnResult) await out(module);
      },
    };
  },
});
