// Set-Alias: sets an alias, and makes it where there is none.
import { aliasObject, aliasParameters } from "../../src/command/aliasing.ts";
import { defineCmdlet } from "../../src/command/cmdlet.ts";

import { AliasInfo } from "../../src/command/shapes.ts";

export default defineCmdlet({
  name: "Set-Alias",
  synopsis: "Sets an alias, and makes it where there is none.",
  runs: "shell",
  aliases: ["sal"],
  confirms: "allow",
  outputs: [AliasInfo],
  parameters: aliasParameters,
  examples: [{ run: "Set-Alias list Get-ChildItem; Get-Alias list", note: "Another name for Get-ChildItem." }],
  async *process(p, { shell, shouldProcess }) {
    if (!(await shouldProcess(`Name: ${p.Name} Value: ${p.Value}`, "Set Alias"))) return;
    const alias = { name: p.Name, definition: p.Value, description: p.Description, option: p.Option };
    shell.aliases.set(alias, { force: p.Force === true, ...(p.Scope === undefined ? {} : { scope: p.Scope }) });
    if (p.PassThru) yield aliasObject(alias);
  },
});
