// Get-Variable: variables and what they hold.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { nameFilter } from "../../src/command/fileinfo.ts";
import { VariableInfo } from "../../src/command/shapes.ts";
import { scopeParameter, variableNotFound, variableObject, variablesLike } from "../../src/command/variables.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";
import { hasWildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "Get-Variable",
  synopsis: "Gives variables.",
  runs: "shell",
  aliases: ["gv"],
  outputs: [VariableInfo],
  parameters: {
    Name: { type: many(text), position: 1, pipeline: "both", summary: "The names; wild cards are allowed." },
    ValueOnly: { type: switchParameter, summary: "Gives what they hold." },
    Include: { type: many(text), summary: "Of these only names that fit; wild cards are allowed." },
    Exclude: { type: many(text), summary: "Names to leave out; wild cards are allowed." },
    Scope: scopeParameter,
  },
  examples: [{ run: "Get-Variable *Preference", note: "The preferences." }],
  *process(p, { shell, error }) {
    const named = nameFilter(p);
    for (const name of p.Name ?? ["*"]) {
      if (!hasWildcard(name)) {
        const found = shell.variables.get(name, p.Scope);
        if (!found) error(variableNotFound(name));
        else yield p.ValueOnly ? found.value : variableObject(found);
        continue;
      }
      for (const found of variablesLike(shell, name, p.Scope)) {
        if (!named(found.name)) continue;
        yield p.ValueOnly ? found.value : variableObject(found);
      }
    }
  },
});
