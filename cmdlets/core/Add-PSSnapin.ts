// Add-PSSnapin: how scripts for Windows PowerShell load the cmdlets of Exchange; they are here from the start.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import { PSSnapIn, snapinsLike } from "../../src/command/snapins.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Add-PSSnapin",
  synopsis: "Loads the cmdlets of Exchange, as old scripts do; they are here already.",
  runs: "shell",
  aliases: ["asnp"],
  parameters: {
    Name: {
      type: many(text),
      mandatory: true,
      position: 1,
      pipeline: "property",
      summary: "The snap-in: Microsoft.Exchange.Management.PowerShell.*; wild cards are allowed.",
    },
    PassThru: { type: switchParameter, summary: "Gives the snap-in." },
  },
  outputs: [PSSnapIn],
  examples: [{ run: "Add-PSSnapin Microsoft.Exchange.Management.PowerShell.SnapIn", note: "Changes nothing." }],
  *process(p, ctx) {
    for (const name of p.Name) {
      const found = snapinsLike(name);
      if (found.length === 0) ctx.error(noSnapin(name));
      else ctx.verbose(`The cmdlets of '${name}' are in this shell already.`);
      if (p.PassThru) yield* found;
    }
  },
});

function noSnapin(name: string): Problem {
  return new Problem({
    id: "AddPSSnapInRead",
    category: "InvalidArgument",
    text: `There is no snap-in '${name}'. Snap-ins belong to Windows PowerShell; of them exsh has the cmdlets of Exchange, from the start.`,
    target: name,
    exceptionType: "System.Management.Automation.PSArgumentException",
  });
}
