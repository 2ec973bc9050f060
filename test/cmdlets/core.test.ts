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
