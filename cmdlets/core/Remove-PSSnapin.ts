// Remove-PSSnapin: how old scripts end; the cmdlets of Exchange stay.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import { snapinsLike } from "../../src/command/snapins.ts";
import { many, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Remove-PSSnapin",
  synopsis: "Would take the cmdlets of Exchange away, as old scripts do at their end; they stay.",
  runs: "shell",
  aliases: ["rsnp"],
  parameters: {
    Name: {
      type: many(text),
      mandatory: true,
      position: 1,
      pipeline: "property",
      summary: "The snap-in; wild cards are allowed.",
    },
  },
  examples: [{ run: "Remove-PSSnapin Microsoft.Exchange.Management.PowerShell.SnapIn", note: "Changes nothing." }],
  process(p, ctx) {
    for (const name of p.Name) {
      if (snapinsLike(name).length > 0) ctx.verbose(`The cmdlets of '${name}' belong to exsh and stay.`);
      else {
        ctx.error(
          new Problem({
            id: "RemovePSSnapIn",
            category: "InvalidArgument",
            text: `No snap-ins have been found that match '${name}'.`,
            target: name,
            exceptionType: "System.Management.Automation.PSArgumentException",
          }),
        );
      }
    }
  },
});
