// Remove-Alias: deletes aliases.
import { aliasNotFound } from "../../src/command/aliasing.ts";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import { scopeParameter } from "../../src/command/variables.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Remove-Alias",
  synopsis: "Deletes aliases.",
  runs: "shell",
  parameters: {
    Name: { type: many(text), mandatory: true, position: 1, pipeline: "both", summary: "The aliases." },
    Scope: scopeParameter,
    Force: { type: switchParameter, summary: "Also those that are read-only." },
  },
  examples: [{ run: "Set-Alias list Get-ChildItem; Remove-Alias list", note: "The alias is gone." }],
  process(p, { shell, error }) {
    for (const name of p.Name) {
      const found = shell.aliases.get(name, p.Scope);
      if (!found) error(aliasNotFound(name));
      else if (found.option === "Constant" || (found.option === "ReadOnly" && !p.Force))
        error(notRemovable(found.name));
      else shell.aliases.remove(name, p.Scope);
    }
  },
});

function notRemovable(name: string): Problem {
  return new Problem({
    id: "AliasNotRemovable",
    category: "WriteError",
    text: `Alias was not removed because alias ${name} is constant or read-only.`,
    target: name,
    exceptionType: "System.Management.Automation.SessionStateUnauthorizedAccessException",
  });
}
