// Invoke-Command: runs a script block here, also in a session of New-PSSession, which stands for this shell.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything, scriptBlock } from "../../src/command/kinds.ts";
import { connectionParameters, hostOf, mustBeOpen, refuseOthers, session } from "../../src/command/remoting.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Invoke-Command",
  synopsis: "Runs a script block.",
  runs: "shell",
  aliases: ["icm"],
  parameters: {
    ScriptBlock: { type: scriptBlock, mandatory: true, position: 1, aliases: ["Command"], summary: "The block." },
    ArgumentList: { type: many(anything), aliases: ["Args"], summary: "What its parameters are given." },
    NoNewScope: { type: switchParameter, summary: "Runs it in the scope of the caller." },
    Session: { type: many(session), summary: "What New-PSSession gave; the block runs here, once for each." },
    ConnectionUri: {
      type: many(text),
      aliases: ["URI", "CU"],
      summary:
        "The address of a server, with -ConfigurationName Microsoft.Exchange; the block runs here, once for each.",
    },
    ConfigurationName: { type: text, summary: "What the session is for: Microsoft.Exchange." },
    ...connectionParameters,
    InputObject: { type: anything, pipeline: "value", summary: "What it finds in $input." },
  },
  examples: [{ run: "Invoke-Command { param($a, $b) $a + $b } -ArgumentList 1, 2", note: "3" }],
  start(bound, ctx, out) {
    const input: unknown[] = [];
    return {
      process(p) {
        if (ctx.given("InputObject")) input.push(p.InputObject);
      },
      end() {
        for (const one of bound.Session ?? []) mustBeOpen(one);
        for (const uri of bound.ConnectionUri ?? []) refuseOthers(bound.ConfigurationName, hostOf(uri));
        const places = (bound.Session ?? bound.ConnectionUri)?.length ?? 1;
        const call = { args: bound.ArgumentList ?? [], input, scope: bound.NoNewScope ? "here" : "new" } as const;
        if (places > 0) ctx.verbose("The block runs in this shell.");
        if (places === 1) return bound.ScriptBlock!.run(call, out);
        return (async () => {
          for (let place = 0; place < places; place++) await bound.ScriptBlock!.run(call, out);
        })();
      },
    };
  },
});
