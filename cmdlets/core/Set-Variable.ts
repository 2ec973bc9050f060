// Set-Variable: gives variables a value.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { nameFilter } from "../../src/command/fileinfo.ts";
import { anything } from "../../src/command/kinds.ts";
import { VariableInfo } from "../../src/command/shapes.ts";
import {
  namesParameter,
  option,
  scopeParameter,
  variableObject,
  variablesLike,
  visibilityParameter,
} from "../../src/command/variables.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";
import { hasWildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "Set-Variable",
  synopsis: "Sets a variable, and makes it where there is none.",
  runs: "shell",
  aliases: ["set", "sv"],
  confirms: "allow",
  outputs: [VariableInfo],
  parameters: {
    Name: { ...namesParameter, pipeline: "property", summary: "The names, without dollar sign." },
    Value: {
      type: anything,
      position: 2,
      pipeline: "both",
      allowNull: true,
      allowEmpty: true,
      summary: "The value; several from the pipeline become a list.",
    },
    Include: { type: many(text), summary: "Of these only names that fit; wild cards are allowed." },
    Exclude: { type: many(text), summary: "Names to leave out; wild cards are allowed." },
    Description: { type: text, summary: "What it is for." },
    Option: { type: option, summary: "ReadOnly, Constant …" },
    Scope: scopeParameter,
    Visibility: visibilityParameter,
    Force: { type: switchParameter, summary: "Changes also what is read-only." },
    PassThru: { type: switchParameter, summary: "Gives the variable." },
  },
  examples: [{ run: "Set-Variable limit 5; $limit", note: "5" }],
  start(bound, ctx) {
    const values: unknown[] = [];
    let names: readonly string[] = bound.Name ?? [];
    return {
      process(p) {
        names = p.Name;
        if (ctx.given("Value")) values.push(p.Value ?? null);
      },
      async *end() {
        const value = values.length > 1 ? values : (values[0] ?? null);
        const named = nameFilter(bound);
        const all = names.flatMap((name) =>
          hasWildcard(name) ? variablesLike(ctx.shell, name, bound.Scope).map((one) => one.name) : [name],
        );
        for (const name of all.filter(named)) {
          const options = {
            ...(bound.Scope === undefined ? {} : { scope: bound.Scope }),
            ...(bound.Option === undefined ? {} : { option: bound.Option }),
            ...(bound.Description === undefined ? {} : { description: bound.Description }),
            ...(bound.Visibility === undefined ? {} : { visibility: bound.Visibility }),
            ...(bound.Force ? { force: true } : {}),
          };
          if (!(await ctx.shouldProcess(`Name: ${name}`, "Set variable"))) continue;
          const made = ctx.shell.variables.set(name, value, options);
          if (bound.PassThru) yield variableObject(made);
        }
      },
    };
  },
});
