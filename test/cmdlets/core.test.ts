// Core cmdlets on aliases, verbs, properties of items and lines of names and values, as typed.
import { describe } from "vitest";
import { transcripts } from "./transcripts.ts";

describe("ConvertFrom-StringData", () => {
  transcripts([
    ['$t = ConvertFrom-StringData "A=1`nB = two words "; $t.A; $t.b; $t.Count', ["1", "two words", "2"]],
    ['(ConvertFrom-StringData "# note`n`nA=b=c").A', ["b=c"]],
    ["(ConvertFrom-StringData 'A=x\\ty').A -eq \"x`ty\"", ["True"]],
    ["(ConvertFrom-StringData 'P=c:\\\\temp').P", ["c:\\temp"]],
    ["(ConvertFrom-StringData 'A=\\u00e9\\x41\\.').A", ["éA."]],
    [
      "ConvertFrom-StringData 'P=c:\\quiet'",
      ["ConvertFrom-StringData: Data line 'P=c:\\quiet' has an unknown escape: '\\q'."],
    ],
    ["(ConvertFrom-StringData 'A|1' -Delimiter '|').A", ["1"]],
    ["('A=1','B=2' | ConvertFrom-StringData).Count", ["2"]],
    ["ConvertFrom-StringData 'no'", ["ConvertFrom-StringData: Data line 'no' is not in 'name=value' format."]],
    ['ConvertFrom-StringData "A=1`na=2"', ["ConvertFrom-StringData: Data item 'a' in line 'a=2' is already defined."]],
    ["(ConvertFrom-StringData '').Count", ["0"]],
  ]);
});

describe("Get-Verb", () => {
  transcripts([
    ["(Get-Verb -Group Security).Verb -join ' '", ["Block Grant Protect Revoke Unblock Unprotect"]],
    ["Get-Verb confirm | % { $_.AliasPrefix + ' ' + $_.Group }", ["cn Lifecycle"]],
    ["(Get-Verb red*, us*).Verb -join ' '", ["Redo Use"]],
    ["(Get-Verb).Count", ["100"]],
    ["(Get-Verb s* -Group Data).Verb -join ' '", ["Save Sync"]],
  ]);
});

describe("aliases and scopes (about_Scopes, about_Aliases)", () => {
  const inside = (body: string) => `function F { ${body} }; F; @(gal zz -ea Ignore).Count`;
  transcripts([
    [inside("Set-Alias zz Write-Output; zz in"), ["in", "0"]],
    [inside("New-Alias zz Write-Output -Scope Local; zz in"), ["in", "0"]],
    [inside("$alias:zz = 'Write-Output'; zz in"), ["in", "0"]],
    [inside("Set-Item Alias:zz Write-Output; zz in"), ["in", "0"]],
    [inside("Set-Alias zz Write-Output -Scope Global"), ["1"]],
    [inside("Set-Alias zz Write-Output -Scope Script"), ["1"]],
    [inside("Set-Alias zz Write-Output -Scope 1"), ["1"]],
    [
      "Set-Alias zz Get-Date; function F { Set-Alias zz Write-Output; zz in; (gal zz -Scope 1).Definition; (gal zz).Definition }; F; (gal zz).Definition",
      ["in", "Get-Date", "Write-Output", "Get-Date"],
    ],
    [
      "Set-Alias zz Get-Date; function F { Set-Alias zz Write-Output; Remove-Alias zz -Scope Global; (gal zz).Definition }; F; @(gal zz -ea Ignore).Count",
      ["Write-Output", "0"],
    ],
    [
      "function F { Set-Alias zz Get-Date; @(Get-Alias -Scope Local).Name; Export-Alias a.csv -Scope 0 }; F; gc a.csv",
      ["zz", "# Alias File", '"zz","Get-Date","","None"'],
    ],
    ["function F { function G { zz in }; Set-Alias zz Write-Output; G }; F", ["in"]],
    ["Set-Alias zz Write-Output -Option Private; zz a; function F { @(gal zz -ea Ignore).Count }; F", ["a", "0"]],
    ["Set-Alias zz Get-Date -Option AllScope; function F { Set-Alias zz Write-Output }; F; zz a", ["a"]],
    [
      "sc s.ps1 'Set-Alias zz Write-Output; zz in'; ./s.ps1; @(gal zz -ea Ignore).Count; . ./s.ps1; zz out",
      ["in", "0", "in", "out"],
    ],
    [
      "Set-Alias zz Get-Date; function F { Export-Alias a.csv zz; Import-Alias a.csv -Scope Local; @(gal -Scope Local).Name }; F",
      ["zz"],
    ],
    [
      "Set-Alias zz Get-Date -Scope 9",
      ["Set-Alias: There is no scope '9'. Use Global, Local, Script or a number of scopes up."],
    ],
    [
      "sc m.psm1 'function Get-A { za }; Set-Alias za Get-B; function Get-B { 1 }; Set-Alias zb Get-A; Export-ModuleMember -Function Get-A -Alias zb'; Import-Module ./m.psm1; zb; @(gal za -ea Ignore).Count; Remove-Module m; @(gal zb -ea Ignore).Count",
      ["1", "0", "0"],
    ],
  ]);
});

describe("Remove-Alias", () => {
  const missing = "because an alias with the name 'zz' does not exist.";
  transcripts([
    ["Set-Alias zz Get-Date; Remove-Alias zz; Test-Path x; [bool](Get-Alias zz -ea Ignore)", ["False", "False"]],
    ["'zz','yy' | % { Set-Alias $_ Get-Date }; 'zz','yy' | Remove-Alias; @(gal zz, yy -ea Ignore).Count", ["0"]],
    ["Remove-Alias zz", [`Remove-Alias: This command cannot find a matching alias ${missing}`]],
    [
      "Set-Alias zz Get-Date -Option ReadOnly; Remove-Alias zz; (gal zz).Name",
      ["Remove-Alias: Alias was not removed because alias zz is constant or read-only.", "zz"],
    ],
    ["Set-Alias zz Get-Date -Option ReadOnly; Remove-Alias zz -Force; @(gal zz -ea Ignore).Count", ["0"]],
    ["Set-Alias zz Get-Date -Option Constant; Remove-Alias zz -Force -ea Ignore; (gal zz).Name", ["zz"]],
  ]);
});

describe("Get-ItemProperty", () => {
  const file = "Set-Content a.txt abc; ";
  transcripts([
    [`${file}(Get-ItemProperty a.txt).Length`, ["4"]],
    [
      `${file}(gp a.txt Length, Extension).psobject.Properties.Name -join ' '`,
      ["Length Extension PSPath PSParentPath PSChildName"],
    ],
    [`${file}(gp *.txt -Name Len*).Length`, ["4"]],
    [`${file}gi a.txt | gp -Name Name | % Name`, ["a.txt"]],
    [`${file}gp a.txt -Name Nope`, ["Get-ItemProperty: Property Nope does not exist at path /home/a.txt."]],
    ["gp no.txt", ["Get-ItemProperty: Cannot find path '/home/no.txt' because it does not exist."]],
  ]);
});
