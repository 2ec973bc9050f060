// New-Alias: makes an alias.
import { aliasExists, aliasObject, aliasParameters } from "../../src/command/aliasing.ts";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { AliasInfo } from "../../src/command/shapes.ts";

export default defineCmdlet({
  name: "New-Alias",
  synopsis: "Makes an alias.",
  runs: "shell",
  aliases: ["nal"],
  confirms: "allow",
  outputs: [AliasInfo],
  parameters: aliasParameters,
  examples: [{ run: "New-Alias list Get-ChildItem; Get-Alias list", note: "Another name for Get-ChildItem." }],
  async *process(p, { shell, shouldProcess }) {
    if (!p.Force && shell.aliases.get(p.Name, p.Scope)) throw aliasExists(p.Name);
    if (!(await shouldProcess(`Name: ${p.Name} Value: ${p.Value}`, "New Alias"))) return;
    const alias = { name: p.Name, definition: p.Value, description: p.Description, option: p.Option };
    shell.aliases.set(alias, { force: p.Force === true, ...(p.Scope === undefined ? {} : { scope: p.Scope }) });
    if (p.PassThru) yield aliasObject(alias);
  },
});
