// Get-PSSnapin: what scripts ask before they load the cmdlets of Exchange; they are always loaded.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import { PSSnapIn, snapinsLike } from "../../src/command/snapins.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";
import { hasWildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "Get-PSSnapin",
  synopsis: "Lists the snap-ins of Exchange, which are always loaded.",
  runs: "shell",
  aliases: ["gsnp"],
  parameters: {
    Name: { type: many(text), position: 1, default: ["*"], summary: "Their names; wild cards are allowed." },
    Registered: { type: switchParameter, summary: "Lists those that are not loaded: none." },
  },
  outputs: [PSSnapIn],
  examples: [
    {
      run: "if (-not (Get-PSSnapin Microsoft.Exchange.* -ErrorAction SilentlyContinue)) { Add-PSSnapin Microsoft.Exchange.* }",
      note: "The question with which many an old script begins.",
    },
  ],
  *process(p, ctx) {
    for (const name of p.Name) {
      const found = p.Registered ? [] : snapinsLike(name);
      if (found.length === 0 && !hasWildcard(name)) ctx.error(noSnapin(name));
      yield* found;
    }
  },
});

function noSnapin(name: string): Problem {
  return new Problem({
    id: "GetPSSnapInRead",
    category: "InvalidArgument",
    text: `No snap-ins have been found that match '${name}'.`,
    target: name,
    exceptionType: "System.Management.Automation.PSArgumentException",
  });
}
