// Parameters of core cmdlets that are asked for less often, as their pages in the documentation tell them.
import { describe, expect, test } from "vitest";
import { testShell } from "./shell.ts";
import { transcripts } from "./transcripts.ts";

describe("CSV", () => {
  transcripts([
    [
      "[pscustomobject]@{A=1;B=2} | ConvertTo-Csv -UseCulture; ('a,b','1,2' | ConvertFrom-Csv -UseCulture).b",
      ['"A","B"', '"1","2"', "2"],
    ],
    ["[pscustomobject]@{A=1} | epcsv a.csv -UseCulture; (ipcsv a.csv -UseCulture).A", ["1"]],
  ]);
});

describe("ConvertTo-Html", () => {
  transcripts([
    [
      "[pscustomobject]@{A=1} | ConvertTo-Html -Transitional -Charset utf-8 -Meta @{author='A & B'} | select -Index 0,3,4",
      [
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">',
        '<meta charset="utf-8">',
        '<meta name="author" content="A &amp; B">',
      ],
    ],
  ]);
});

describe("Get-Member", () => {
  transcripts([
    [
      "$o = 'x' | Add-Member NoteProperty N 1 -PassThru; ($o | gm -View Extended).Name; @($o | gm -View Base N).Count",
      ["N", "0"],
    ],
    ["(Get-Item . | gm pstypenames -Force).MemberType; @(Get-Item . | gm pstypenames).Count", ["CodeProperty", "0"]],
  ]);
});

describe("Write-Error", () => {
  transcripts([
    [
      "Write-Error no -CategoryActivity Send -CategoryReason Full -CategoryTargetName Q -CategoryTargetType Queue -RecommendedAction Wait -ErrorVariable e -ErrorAction SilentlyContinue; $e[0].CategoryInfo.ToString(); $e[0].ErrorDetails.RecommendedAction",
      ["NotSpecified: (Q:Queue) [Send], Full", "Wait"],
    ],
  ]);
});

describe("variables", () => {
  transcripts([
    ["$ab=1; $ac=2; Get-Variable a? -Include *b -ValueOnly", ["1"]],
    ["$ab=1; $ac=2; Clear-Variable a? -Exclude ac -PassThru | % Name; $ac", ["ab", "2"]],
    ["$ab=1; $ac=2; Remove-Variable a? -Include ac; $ab; Test-Path Variable:ac", ["1", "False"]],
    ["$ab=1; $ac=2; Set-Variable a? 9 -Exclude ac; $ab; $ac", ["9", "2"]],
  ]);
});

describe("Get-Command", () => {
  transcripts([
    [
      "(Get-Command -Module exsh -Name Get-Date).Name; @(Get-Command Get-Date -Module other -ErrorAction SilentlyContinue).Count",
      ["Get-Date", "0"],
    ],
    [
      "function Get-Date { }; (Get-Command Get-Date).CommandType; (Get-Command Get-Date -All).CommandType",
      ["Function", "Function", "Cmdlet"],
    ],
    ["(Get-Command g-psd -UseAbbreviationExpansion).Name", ["Get-PSDrive"]],
    ["(Get-Command Get-Dat -UseFuzzyMatching)[0].Name", ["Get-Date"]],
    [
      "(Get-Command Get-Date).Verb; (Get-Command Get-Date).Noun; (Get-Command Get-Date).ModuleName",
      ["Get", "Date", "exsh"],
    ],
    ["function f { 1 }; & (Get-Command f).ScriptBlock; (Get-Command gci).Options", ["1", "None"]],
    [
      "$i = Get-Command Join-Path -ShowCommandInfo; $i.Name; $i.ParameterSets[0].Parameters[0].Name; $i.ParameterSets[0].Parameters[0].IsMandatory",
      ["Join-Path", "Path", "True"],
    ],
    ["(Get-Command -ParameterType SecureString | % Name) -contains 'ConvertFrom-SecureString'", ["True"]],
    [
      "New-Module m { function Get-It { } } | Out-Null; (Get-Command Get-It).Source; (Get-Command -Module m).Name",
      ["m", "Get-It"],
    ],
  ]);
});

describe("Get-Help (about_Comment_Based_Help)", () => {
  const f =
    "function Get-It { <#\n.SYNOPSIS\nGives it.\n.INPUTS\nNone.\n.OUTPUTS\nText.\n.NOTES\nNote well.\n.LINK\nhttps://example.com/it\n.COMPONENT\nMail\n.ROLE\nAdmin\n.FUNCTIONALITY\nReports\n#> param([int]$Count) 1 }; ";
  transcripts([
    [
      `${f}$h = Get-Help Get-It -Full; $h.InputTypes; $h.ReturnValues; $h.AlertSet; $h.Role`,
      ["None.", "Text.", "Note well.", "Admin"],
    ],
    [`${f}(Get-Help Get-It -Full | Out-String) -match '(?s)INPUTS.+None.+OUTPUTS.+Text.+NOTES.+Note well'`, ["True"]],
    [
      `${f}Get-Help Get-It -Online; Get-Help Get-Date -Online`,
      ["https://example.com/it", "docs/reference/Get-Date.md in the folder of exsh"],
    ],
    [
      `${f}(Get-Help * -Component Mail).Name; (Get-Help * -Role Adm*).Name; (Get-Help *-It -Category Function).Name; @(Get-Help * -Functionality x).Count`,
      ["Get-It", "Get-It", "Get-It", "0"],
    ],
    [
      'sc s.ps1 "<#`n.SYNOPSIS`nRuns at night.`n.PARAMETER Days`nHow many.`n#>`nparam([int]`$Days)`n1"; (Get-Help ./s.ps1).Synopsis; Get-Help ./s.ps1 -Parameter Days | % Description',
      ["Runs at night.", "How many."],
    ],
    [
      "Get-Help about_Scopes",
      [
        "Get-Help: The topics about the language are PowerShell's: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_scopes",
      ],
    ],
  ]);
});

describe("secrets", () => {
  transcripts([["ConvertTo-SecureString pw -AsPlainText | ConvertFrom-SecureString -AsPlainText", ["pw"]]]);
});

describe("Select-String", () => {
  transcripts([
    [
      '1..5 | sc l.txt; sls 3 l.txt -Context 1; "$(sls 3 l.txt)"',
      ["  l.txt:2:2", "> l.txt:3:3", "  l.txt:4:4", "l.txt:3:3"],
    ],
    ["1..5 | sc l.txt; sls 2 l.txt -Context 0,2", ["> l.txt:2:2", "  l.txt:3:3", "  l.txt:4:4"]],
  ]);

  test("what was found is set off where colours are shown, and nowhere else", async () => {
    const shell = await testShell({ colour: true });
    expect(await shell.show("'abcabc' | sls b -AllMatches")).toBe("a\u001b[7mb\u001b[0mca\u001b[7mb\u001b[0mc\n");
    expect(await shell.show("'abc' | sls b -NoEmphasis")).toBe("abc\n");
    expect(await shell.show("\"$('abc' | sls b)\"; ('abc' | sls b | Out-String).Trim().Length")).toBe("abc\n3\n");
  });
});

describe("modules", () => {
  transcripts([
    [
      "sc m.psm1 'function Get-A { 1 }; Set-Alias ga1 Get-A; Set-Alias ga2 Get-A; Export-ModuleMember -Function * -Alias * -Cmdlet *'; Import-Module ./m.psm1 -Function Get-A -SkipEditionCheck; ga1",
      ["1"],
    ],
  ]);
});
