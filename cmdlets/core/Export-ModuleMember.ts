// Export-ModuleMember: says, inside a module, what of it others may use.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import { many, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Export-ModuleMember",
  synopsis: "Says what a module gives to those who import it.",
  runs: "shell",
  parameters: {
    Function: {
      type: many(text),
      position: 1,
      pipeline: "both",
      allowEmpty: true,
      summary: "Its functions; wild cards are allowed.",
    },
    Variable: { type: many(text), summary: "Its variables; wild cards are allowed." },
    Cmdlet: {
      type: many(text),
      noEffect: "a module of script has no cmdlets of its own.",
      quiet: true,
      summary: "Cmdlets to export, of a binary module.",
    },
    Alias: { type: many(text), summary: "Its aliases; wild cards are allowed." },
  },
  examples: [
    {
      run: "New-Module { function Get-A { 1 }; function Get-B { 2 }; Export-ModuleMember Get-A } | Out-Null",
      note: "Get-B stays inside.",
    },
  ],
  process(p, { shell }) {
    const members = {
      ...(p.Function && { Function: p.Function }),
      ...(p.Variable && { Variable: p.Variable }),
      ...(p.Alias && { Alias: p.Alias }),
    };
    if (!shell.modules.export(members)) throw outside();
  },
});

function outside(): Problem {
  return new Problem({
    id: "Modules_CanOnlyExecuteExportModuleMemberInsideAModule",
    category: "PermissionDenied",
    text: "Export-ModuleMember can only be called inside a module.",
    exceptionType: "System.InvalidOperationException",
  });
}
