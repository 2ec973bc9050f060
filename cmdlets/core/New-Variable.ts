// New-Variable: makes a variable.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { Problem } from "../../src/command/problem.ts";
import { VariableInfo } from "../../src/command/shapes.ts";
import { option, scopeParameter, variableObject, visibilityParameter } from "../../src/command/variables.ts";
import { switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "New-Variable",
  synopsis: "Makes a variable.",
  runs: "shell",
  aliases: ["nv"],
  confirms: "allow",
  outputs: [VariableInfo],
  parameters: {
    Name: { type: text, mandatory: true, position: 1, pipeline: "property", summary: "The name, without dollar sign." },
    Value: { type: anything, position: 2, pipeline: "both", allowNull: true, allowEmpty: true, summary: "The value." },
    Description: { type: text, summary: "What it is for." },
    Option: { type: option, default: "None", summary: "ReadOnly, Constant …" },
    Scope: scopeParameter,
    Visibility: visibilityParameter,
    Force: { type: switchParameter, summary: "Takes the place of one that exists." },
    PassThru: { type: switchParameter, summary: "Gives the variable." },
  },
  examples: [{ run: "New-Variable pi 3.14 -Option ReadOnly; $pi", note: "3.14" }],
  async *process(p, { shell, shouldProcess }) {
    const scope = p.Scope ?? "Local";
    if (!p.Force && shell.variables.get(p.Name, scope)) throw exists(p.Name);
    if (!(await shouldProcess(`Name: ${p.Name}`, "New variable"))) return;
    const made = shell.variables.set(p.Name, p.Value ?? null, {
      scope,
      option: p.Option,
      ...(p.Description === undefined ? {} : { description: p.Description }),
      ...(p.Visibility === undefined ? {} : { visibility: p.Visibility }),
      ...(p.Force ? { force: true } : {}),
    });
    if (p.PassThru) yield variableObject(made);
  },
});

function exists(name: string): Problem {
  return new Problem({
    id: "VariableAlreadyExists",
    category: "ResourceExists",
    text: `A variable with name '${name}' already exists.`,
    target: name,
    exceptionType: "System.Management.Automation.SessionStateException",
  });
}
