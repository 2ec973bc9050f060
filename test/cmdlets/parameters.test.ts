// Parameters of core cmdlets that are asked for less often, as their pages in the documentation tell them.
import { describe, expect, test } from "vitest";
import type { Programs } from "../world/processes.ts";
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

describe("variables that are private (New-Variable and Set-Variable, -Visibility)", () => {
  const no = "Cannot access the variable '$zz' because it is a private variable.";
  transcripts([
    ["New-Variable zz 1 -Visibility Private; try { $zz } catch { $_.FullyQualifiedErrorId }", ["VariableIsPrivate"]],
    ["New-Variable zz 1 -Visibility Private; function F { $zz; Get-Variable zz -ValueOnly }; F", ["1", "1"]],
    [
      "$zz = 1; foreach ($i in 1, 2) { try { $zz } catch { 'no' }; if ($i -eq 1) { Set-Variable zz 2 -Visibility Private } }",
      ["1", "no"],
    ],
    [
      "foreach ($i in 1, 2) { try { $zz = $i; $zz } catch { 'no' }; if ($i -eq 1) { Set-Variable zz 2 -Visibility Private } }",
      ["1", "no"],
    ],
    [
      'Set-Variable zz 1 -Visibility Private -PassThru | % Visibility; try { $global:zz } catch { "$_" }',
      ["Private", no],
    ],
    ["Set-Variable zz 1 -Visibility Private; Get-Variable zz", [`Get-Variable: ${no}`]],
    [
      "Set-Variable zz 1 -Visibility Private; Remove-Variable zz; @(Get-Variable zz*).Count",
      [`Remove-Variable: ${no}`, "0"],
    ],
    [
      "Set-Variable zz 1 -Visibility Private; function F { Set-Variable zz 3 -Scope Global -Visibility Public }; F; $zz",
      ["3"],
    ],
    ['Set-Variable zz 1 -Visibility Private; & { $global:zz = 4; $zz }; try { $zz = 5 } catch { "$_" }', ["4", no]],
    ["Set-Variable zz 1 -Visibility Public; $zz; (Get-Variable zz).Visibility", ["1", "Public"]],
    [
      "sc m.psm1 'Set-Variable zz 1 -Visibility Private; function Get-Z { $zz }; Export-ModuleMember -Function Get-Z -Variable zz'; Import-Module ./m.psm1; Get-Z; try { $zz } catch { \"$_\" }",
      ["1", no],
    ],
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

describe("Set-Location: memories and drives", () => {
  transcripts([
    [
      "Push-Location /; Set-Location -StackName b; Push-Location /home; @(Get-Location -Stack).Count; (Pop-Location -PassThru).Path; Set-Location -StackName ''; (Pop-Location -PassThru).Path",
      ["1", "/", "/home"],
    ],
    [
      "cd Env:",
      [
        "Set-Location: Only folders can be the current location. Name its items by their whole paths: Get-ChildItem Env:, Env:NAME.",
      ],
    ],
    [
      "(Get-Location -PSDrive Env).Path; (Get-Location -PSProvider FileSystem).Path; (Get-Location -PSDrive /).Path",
      ["Env:/", "/home", "/home"],
    ],
    ["Get-Location -PSDrive HKLM", ["Get-Location: Cannot find drive. A drive with the name 'HKLM' does not exist."]],
    [
      "Get-Location -PSProvider Registry",
      [
        "Get-Location: Cannot find a provider with the name 'Registry'. There are FileSystem, Alias, Environment, Function and Variable.",
      ],
    ],
  ]);
});

describe("Move-Item: on drives of names", () => {
  transcripts([
    [
      "$env:A = 1; Move-Item Env:A Env:B; $env:A",
      [
        "Move-Item: Items of this drive cannot be moved: Rename-Item gives them another name. Name its items by their whole paths: Get-ChildItem Env:, Env:NAME.",
        "1",
      ],
    ],
  ]);
});

describe("Get-ChildItem: by attributes", () => {
  const files = "ni d -ItemType Directory | Out-Null; 'x' | sc a; 'x' | sc .h; ";
  transcripts([
    [`${files}dir -Attributes Directory -Name; dir -Attributes !D -Name`, ["d", "a"]],
    [`${files}dir -Attributes Directory,Hidden -Name`, [".h", "d"]],
    [`${files}dir -Attributes !Directory+Hidden -Name`, [".h"]],
    [`${files}@(dir -System).Count; @(dir -Attributes System).Count`, ["0", "0"]],
    [`${files}(dir -Attributes Normal).Attributes`, ["Normal"]],
    [
      "dir -Attributes Odd",
      [expect.stringMatching(/'Odd' is no attribute of a file\. The possible values are: Archive, /) as never],
    ],
  ]);
});

describe("New-Item: another name of a file", () => {
  transcripts([
    ["'x' | sc a; ni b -ItemType HardLink -Value a | % Name; gc b", ["b", "x"]],
    ["ni b -ItemType HardLink -Value no", ["New-Item: Cannot find path '/home/no' because it does not exist."]],
    [
      "ni b -ItemType HardLink -Value .",
      ["New-Item: A hard link cannot lead to the folder '/home'. -ItemType SymbolicLink can."],
    ],
    [
      "'x' | sc a; 'y' | sc b; ni b -ItemType HardLink -Value a -Force",
      ["New-Item: The file '/home/b' already exists."],
    ],
  ]);
});

describe("Convert-Path: hidden names", () => {
  transcripts([["'x' | sc .a; Convert-Path *; Convert-Path * -Force", ["/home/.a"]]]);
});

describe("Get-Date: what of it is shown", () => {
  transcripts([
    ["Get-Date '2026-01-31 10:20' -DisplayHint Date", ["Saturday, January 31, 2026"]],
    ["Get-Date '2026-01-31 10:20' -DisplayHint Time", ["10:20:00 AM"]],
    [
      "$d = Get-Date '2026-01-31 10:20' -DisplayHint Date; $d.Hour; $d.AddDays(1).Day; $d.DisplayHint",
      ["10", "1", "Date"],
    ],
  ]);
});

describe("Start-Transcript: its head", () => {
  transcripts([
    [
      "Start-Transcript t.txt -UseMinimalHeader | Out-Null; 'x'; Stop-Transcript | Out-Null; (gc t.txt)[0..3]",
      ["x", "**********************", "PowerShell transcript start", "**********************", "x"],
    ],
    [
      "Start-Transcript t.txt | Out-Null; Stop-Transcript | Out-Null; (gc t.txt) -match '^(Username|PSEdition|Process ID|PSCompatibleVersions)' -replace ': .*'",
      ["Username", "Process ID", "PSEdition", "PSCompatibleVersions"],
    ],
  ]);

  test("lines that are typed stand in it, with when they were begun where that is asked for", async () => {
    const shell = await testShell();
    await shell.show("Start-Transcript t.txt -UseMinimalHeader -IncludeInvocationHeader | Out-Null");
    shell.session.shell.transcript?.command("Get-Queue", 0);
    await shell.show("Stop-Transcript | Out-Null");
    expect(await shell.show("(gc t.txt)[3..6] -replace '\\d{14}', 'TIME'")).toBe(
      "**********************\nCommand start time: TIME\n**********************\n[PS]>Get-Queue\n",
    );
  });
});

describe("Get-Process: processes as they are now", () => {
  const programs: Programs = {
    async *"/bin/ps"() {
      yield "  7 1 100 200 00:00:01 ann  node\n";
      return 0;
    },
  };
  transcripts([
    ["(Get-Process node | Get-Process).Id; (Get-Process -InputObject (Get-Process)).Name", ["7", "node"], { programs }],
    [
      "Get-Process -InputObject node",
      [expect.stringMatching(/A process must come from Get-Process/) as never],
      { programs },
    ],
  ]);
});

describe("Get-Command: functions that every session has", () => {
  transcripts([
    ["(Get-Command mkdir, md, pause).CommandType -join ','", ["Function,Function,Function"]],
    [
      "(dir Function:mkdir).Name; (Get-Help mkdir).Synopsis",
      ["mkdir", "Makes folders, and those above them that are missing."],
    ],
  ]);
});

describe("Get-Help: topics about exsh", () => {
  transcripts([
    ["(Get-Help about_Filters).Name; (Get-Help about_*).Count", ["about_Filters", "5"]],
    [
      '(Get-Help about_transport | Out-String) -split "`n" | select -First 5',
      ["TOPIC", "    about_Transport", "", "SHORT DESCRIPTION", "    How mail comes in, is routed, and goes on."],
    ],
    [
      "@(Get-Help about_* -Category Cmdlet).Count; (Get-Help about_exsh -Category HelpFile).Category",
      ["0", "HelpFile"],
    ],
    [
      "Get-Help about_If",
      [expect.stringMatching(/^Get-Help: The topics about the language are PowerShell's: /) as never],
    ],
  ]);
});

describe("Import-Module: modules of Windows and of the cloud", () => {
  transcripts([
    [
      "Import-Module ActiveDirectory",
      [
        "Import-Module: The specified module 'ActiveDirectory' was not loaded because no valid module file was found in any folder of $env:PSModulePath. There is no Active Directory here. Get-User, Set-User and the cmdlets of recipients do its work; leave that line out.",
      ],
    ],
  ]);
});

describe("Connect-ExchangeOnline: a warning, and the script goes on", () => {
  transcripts([
    [
      "Connect-ExchangeOnline -UserPrincipalName a@contoso.com -ShowBanner:$false; 'on'; Disconnect-ExchangeOnline -Confirm:$false",
      [
        "WARNING: There is no connection to Exchange Online: exsh is an organization of its own, and what follows works on that.",
        "on",
      ],
    ],
  ]);
});

describe("Import-Module: which version, and as an object", () => {
  const made = `ni m -ItemType Directory | Out-Null; 'function Get-Nine { 9 }; function Add-Up($a) { $a + $k }; $k = 5; Export-ModuleMember -Function * -Variable k' | sc m/m.psm1; '@{ ModuleVersion = ''1.2''; RootModule = ''m.psm1''; FunctionsToExport = ''*''; VariablesToExport = ''*'' }' | sc m/m.psd1; `;
  transcripts([
    [
      `${made}$o = Import-Module ./m -AsCustomObject; $o.'Get-Nine'(); $o.'Add-Up'(2); $o.k; Get-Command Get-Nine -ErrorAction SilentlyContinue`,
      ["9", "7", "5"],
    ],
    [
      `${made}Import-Module ./m -MaximumVersion 1.0; Import-Module ./m -MaximumVersion 1.2 -PassThru | % Name`,
      [expect.stringMatching(/^Import-Module: .*1\.2/) as never, "m"],
    ],
    [
      `${made}Import-Module -FullyQualifiedName @{ ModuleName = './m'; ModuleVersion = '1.1' } -PassThru | % Version`,
      ["1.2"],
    ],
    [
      `${made}Import-Module ./m; Remove-Item Function:Get-Nine; Get-Module m | Import-Module; Get-Nine; Import-Module -ModuleInfo (Get-Module m) -PassThru | % Name`,
      ["9", "m"],
    ],
    [`${made}function Get-Nine { 'mine' }; Import-Module ./m -NoClobber; Get-Nine; Add-Up 1`, ["mine", "6"]],
    [
      `${made}Import-Module ./m; @(Get-Module -FullyQualifiedName @{ ModuleName = 'm'; ModuleVersion = '2.0' }).Count; (Get-Module -FullyQualifiedName @{ ModuleName = 'm'; RequiredVersion = '1.2' }).Name`,
      ["0", "m"],
    ],
    [
      "Get-Module -FullyQualifiedName @{ ModuleName = 'm' }",
      [expect.stringMatching(/A module is told by its name/) as never],
    ],
    [
      "$o = New-Module -AsCustomObject { $n = 1; function Step { $script:n += 1; $n }; Export-ModuleMember -Function * -Variable n }; $o.Step(); $o.Step(); $o.n",
      ["2", "3", "3"],
    ],
  ]);
});

describe("Out-Host: by pages", () => {
  const pages = { answers: ["", "l", "q"] };
  test("a page, a line, and no more", async () => {
    const shell = await testShell(pages);
    const shown = await shell.show("1..100 | Out-Host -Paging; 'after'");
    expect(shown.trim().split("\n")).toEqual([...Array.from({ length: 49 }, (_, i) => String(i + 1)), "after"]);
    expect(shell.asked).toHaveLength(3);
  });
  transcripts([
    ["1..3 | Out-Host -Paging", ["1", "2", "3"], pages],
    ["1..60 | Out-Host -Paging | measure | % Count", [...Array.from({ length: 60 }, (_, i) => String(i + 1)), "0"]],
    [
      "(1..30 | Out-Host -Paging); 'x'",
      [...Array.from({ length: 30 }, (_, i) => String(i + 1)), "x"],
      { answers: ["a"] },
    ],
  ]);
});

describe("Out-File: encodings as objects, names and code pages", () => {
  const bytes = (how: string) =>
    `Set-Content e.txt 'é' -NoNewline -Encoding ${how}; (gc e.txt -AsByteStream) -join ','`;
  transcripts([
    [bytes("([Text.Encoding]::UTF8)"), ["239,187,191,195,169"]],
    [bytes("([Text.Encoding]::Default)"), ["195,169"]],
    [bytes("([System.Text.Encoding]::Unicode)"), ["255,254,233,0"]],
    [bytes("1252"), ["233"]],
    [bytes("iso-8859-1"), ["233"]],
    [bytes("65001"), ["239,187,191,195,169"]],
    ["'a,b' | sc c.csv -Encoding ([Text.Encoding]::Unicode); gc c.csv -Encoding ([Text.Encoding]::Unicode)", ["a,b"]],
  ]);
});

describe("Get-Command: modules by version, names nearly so", () => {
  transcripts([
    ["(Get-Command Get-Dat -UseFuzzyMatching -FuzzyMinimumDistance 1).Name -join ','", ["Get-Date"]],
    ["@(Get-Command Get-Dote -UseFuzzyMatching -FuzzyMinimumDistance 0).Count", ["0"]],
    [
      "New-Module -Name m { function Get-Nine { 9 } } | Out-Null; (Get-Command Get-* -FullyQualifiedModule m).Name; @(Get-Command Get-Nine -FullyQualifiedModule @{ ModuleName = 'm'; ModuleVersion = '3.0' } -ErrorAction SilentlyContinue).Count",
      ["Get-Nine", "0"],
    ],
  ]);
});
