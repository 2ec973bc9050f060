// Remove-Variable: deletes variables.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { nameFilter } from "../../src/command/fileinfo.ts";
import { namesParameter, scopeParameter, variableNotFound, variablesLike } from "../../src/command/variables.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";
import { hasWildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "Remove-Variable",
  synopsis: "Deletes variables.",
  runs: "shell",
  aliases: ["rv"],
  confirms: "allow",
  parameters: {
    Name: namesParameter,
    Scope: scopeParameter,
    Include: { type: many(text), summary: "Of these only names that fit; wild cards are allowed." },
    Exclude: { type: many(text), summary: "Names to leave out; wild cards are allowed." },
    Force: { type: switchParameter, summary: "Also those that are read-only." },
  },
  examples: [{ run: "$x = 1; Remove-Variable x", note: "$x is gone." }],
  async process(p, { shell, shouldProcess, error }) {
    const named = nameFilter(p);
    const scope = p.Scope === undefined ? {} : { scope: p.Scope };
    for (const name of p.Name) {
      const list = hasWildcard(name)
        ? variablesLike(shell, name, p.Scope)
        : [shell.variables.get(name, p.Scope)].filter((one) => one !== undefined);
      if (list.length === 0 && !hasWildcard(name)) error(variableNotFound(name));
      for (const found of list) {
        if (!named(found.name)) continue;
        if (!(await shouldProcess(`Name: ${found.name}`, "Remove variable"))) continue;
        shell.variables.remove(found.name, { ...scope, force: p.Force === true });
      }
    }
  },
});
