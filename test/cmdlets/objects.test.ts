// Cmdlets that work on objects, as typed: sorting, grouping, measuring, making, comparing, members, help.
import { describe } from "vitest";
import { transcripts } from "./transcripts.ts";

const people =
  "$p = @([pscustomobject]@{N='Ann';A=41;C='Oslo'},[pscustomobject]@{N='bob';A=9;C='Rome'},[pscustomobject]@{N='Cay';A=23;C='oslo'}); ";

describe("sorting", () => {
  transcripts([
    ["3,1,2 | Sort-Object", ["1", "2", "3"]],
    ["3,1,2 | sort -Descending", ["3", "2", "1"]],
    ["'b','A','c','B' | sort", ["A", "b", "B", "c"]],
    ["'b','A','a' | sort -CaseSensitive", ["a", "A", "b"]],
    ["10,9,'8' | sort", ["8", "9", "10"]],
    ["2,1,2,1 | sort -Unique", ["1", "2"]],
    ["5,3,9,1 | sort -Top 2", ["1", "3"]],
    ["5,3,9,1 | sort -Bottom 2", ["5", "9"]],
    ["5,3,9,1 | sort -Descending -Top 1", ["9"]],
    [`${people}$p | sort A | % N`, ["bob", "Cay", "Ann"]],
    [`${people}$p | sort C, N | % N`, ["Ann", "Cay", "bob"]],
    [`${people}$p | sort @{e='C';Descending=$true}, @{e={$_.A}} | % N`, ["bob", "Cay", "Ann"]],
    [`${people}$p | sort { $_.N.Length }, A | % N`, ["bob", "Cay", "Ann"]],
    [`${people}$p | sort Nope | % N`, ["Ann", "bob", "Cay"]],
    ['[pscustomobject]@{A=1},[pscustomobject]@{B=1},[pscustomobject]@{A=0} | sort A | % { "$($_.A)" }', ["0", "1"]],
    ['$null,2,1 | sort | % { "<$_>" }', ["<>", "<1>", "<2>"]],
    [
      "sort -Top 0 -InputObject 1",
      [
        "Sort-Object: Cannot process argument transformation on parameter 'Top'. The value 0 is out of range: it must be between 1 and 2147483647.",
      ],
    ],
    ["1,1,2,2,1 | Get-Unique", ["1", "2", "1"]],
    ["'a','A' | gu -CaseInsensitive", ["a"]],
    ["1,'a',2 | gu -OnType", ["1", "a", "2"]],
  ]);
});

describe("grouping", () => {
  transcripts([
    ['1,1,2 | group | % { "$($_.Name)=$($_.Count)" }', ["1=2", "2=1"]],
    ["'a','A','b' | group | % Count", ["2", "1"]],
    ["'a','A','b' | group -CaseSensitive | % Count", ["1", "1", "1"]],
    [`${people}$p | group C | % { "$($_.Name): $($_.Group.N)" }`, ["Oslo: Ann Cay", "Rome: bob"]],
    [`${people}$p | group { $_.A -gt 20 } | % Name`, ["False", "True"]],
    [`${people}$p | group C, { $_.A -gt 20 } | % Name`, ["Oslo, True", "Rome, False"]],
    [`${people}$h = $p | group C -AsHashTable; $h['OSLO'].Count`, ["2"]],
    [`${people}$h = $p | group A -AsHashTable -AsString; $h['9'].N`, ["bob"]],
    ["1,1 | group -NoElement | % { $_.Group.Count }", ["0"]],
    [
      "1,1,2 | group",
      [
        "Count Name                      Group",
        "----- ----                      -----",
        "    2 1                         {1, 1}",
        "    1 2                         {2}",
      ],
    ],
  ]);
});

describe("measuring", () => {
  transcripts([
    ["1..4 | measure | % Count", ["4"]],
    ["(1..4 | measure -Sum).Sum", ["10"]],
    ["(1..4 | measure -Average -Maximum -Minimum) | % { $_.Average, $_.Maximum, $_.Minimum }", ["2.5", "4", "1"]],
    ["(2,4,4,4,5,5,7,9 | measure -StandardDeviation).StandardDeviation.ToString('N4')", ["2.1381"]],
    ["('b','a' | measure -Maximum -Minimum) | % { $_.Maximum, $_.Minimum }", ["b", "a"]],
    ["('2','3' | measure -Sum).Sum", ["5"]],
    ["(1MB,2MB | measure -Sum).Sum / 1MB", ["3"]],
    ["$null, 1 | measure | % Count", ["1"]],
    [`${people}($p | measure A -Sum).Sum`, ["73"]],
    [`${people}($p | measure { $_.A * 2 } -Sum).Sum`, ["146"]],
    [
      `${people}$p | measure A, Nope -Sum | % Property`,
      ['Measure-Object: The property "Nope" cannot be found in the input for any objects.', "A"],
    ],
    ["'x' | measure -Sum | % Count", ['Measure-Object: Input object "x" is not numeric.', "0"]],
    [
      "('one two','three' | measure -Line -Word -Character) | % { $_.Lines, $_.Words, $_.Characters }",
      ["2", "3", "12"],
    ],
    ["('a b ' | measure -Character -IgnoreWhiteSpace).Characters", ["2"]],
    ["@() | measure | % Count", ["0"]],
    [
      "1 | measure -Sum -Line",
      [
        "Measure-Object: Parameter set cannot be resolved using the specified named parameters. One or more parameters issued cannot be used together or an insufficient number of parameters were provided.",
      ],
    ],
    ["(Measure-Command { 1 }).GetType().Name", ["TimeSpan"]],
  ]);
});

describe("making and changing", () => {
  transcripts([
    ["(New-Object PSObject -Property @{A=1}).A", ["1"]],
    ["$l = New-Object System.Collections.ArrayList; $null = $l.Add(5); $l.Count", ["1"]],
    ["(New-Object 'System.Collections.Generic.List[string]').Count", ["0"]],
    ["(New-Object System.DateTime 2025, 1, 31).Month", ["1"]],
    ["New-Object Nope", ["New-Object: Cannot find type [Nope]. It is not one of the types that exsh knows."]],
    ["$o = [pscustomobject]@{A=1}; $o | Add-Member B 2; $o.B", ["2"]],
    ["$o = [pscustomobject]@{A=1}; $o | Add-Member @{B=2;C=3}; $o.B + $o.C", ["5"]],
    ["$o = [pscustomobject]@{A=1}; $o | Add-Member ScriptProperty B { $this.A + 1 }; $o.B", ["2"]],
    ["$o = [pscustomobject]@{A=1}; $o | Add-Member ScriptMethod Add { param($n) $this.A + $n }; $o.Add(4)", ["5"]],
    ["$o = [pscustomobject]@{A=1}; $o | Add-Member AliasProperty B A; $o.B", ["1"]],
    ["$s = 'x' | Add-Member Note 5 -PassThru; $s.Note; $s", ["5", "x"]],
    [
      "[pscustomobject]@{A=1} | Add-Member A 3",
      [
        'Add-Member: Cannot add a member with the name "A" because a member with that name already exists. To overwrite the member anyway, add the Force parameter to your command.',
      ],
    ],
    ["$o = [pscustomobject]@{A=1}; $o | Add-Member A 3 -Force; $o.A", ["3"]],
    ['Compare-Object (1..3) (2..4) | % { "$($_.InputObject)$($_.SideIndicator)" }', ["4=>", "1<="]],
    ["Compare-Object a a", []],
    ["Compare-Object a,b b,c -IncludeEqual | % SideIndicator", ["==", "=>", "<="]],
    ["Compare-Object a,b b,c -ExcludeDifferent -IncludeEqual | % InputObject", ["b"]],
    ["diff a A -CaseSensitive | % InputObject", ["A", "a"]],
    ["diff ([pscustomobject]@{A=1;B=2}) ([pscustomobject]@{A=1;B=3}) -Property B | % B", ["3", "2"]],
    ["(diff 1 2 -PassThru)[0].SideIndicator", ["=>"]],
    ["1..3 | tee -Variable t | measure | % Count; $t", ["3", "1", "2", "3"]],
    ["1..2 | tee list.txt | % { $_ * 2 }; Get-Content list.txt", ["2", "4", "1", "2"]],
    ["Get-Random -Maximum 1", ["0"]],
    ["(1..10 | Get-Random -Count 20).Count", ["10"]],
    ["(1..9 | Get-Random -Shuffle | sort) -join ''", ["123456789"]],
    ["(Get-Random -SetSeed 5) -eq (Get-Random -SetSeed 5)", ["True"]],
    [
      "Get-Random -Minimum 5 -Maximum 5",
      ["Get-Random: The Minimum value (5) cannot be greater than or equal to the Maximum value (5)."],
    ],
    ["(New-Guid).ToString().Length; New-Guid -Empty | % ToString", ["36", "00000000-0000-0000-0000-000000000000"]],
    ["Write-Output 1 2 (3,4) | measure | % Count", ["3"]],
    ["Write-Output 1,2 -NoEnumerate | measure | % Count", ["1"]],
    ["1..3 | Out-Null", []],
  ]);
});

describe("members, commands, help", () => {
  transcripts([
    ["'x' | gm -Name Len* | % { \"$($_.Name) $($_.MemberType)\" }", ["Length Property"]],
    ["[pscustomobject]@{A=1} | gm -MemberType NoteProperty | % Definition", ["int A=1"]],
    ["1,2,'x' | gm -Name ToString | % TypeName", ["System.Int32", "System.String"]],
    ["@() | gm", ["Get-Member: You must specify an object for the Get-Member cmdlet."]],
    ["[math] | gm -Static -Name Round | % Name", ["Round"]],
    ["gcm *-Csv | % Name", ["ConvertFrom-Csv", "ConvertTo-Csv", "Export-Csv", "Import-Csv"]],
    ["gcm -Verb Sort -Noun O* | % Name", ["Sort-Object"]],
    ['gcm ft | % { "$($_.CommandType) $($_.Definition)" }', ["Alias Format-Table"]],
    ["function f($a) { }; gcm f | % CommandType", ["Function"]],
    [
      "gcm Get-Dat",
      [
        "Get-Command: The term 'Get-Dat' is not recognized as a name of a cmdlet, function, script file, or executable program.",
        "Did you mean Get-Date?",
      ],
    ],
    ["(gcm Get-Date).Parameters.ContainsKey('Year')", ["True"]],
    ["gcm Write-Warning -Syntax", ["Write-Warning [-Message] <string> [<CommonParameters>]"]],
    [
      "function f { [CmdletBinding(SupportsShouldProcess)] param([Parameter(Mandatory)][int]$x, [switch]$y) }; gcm f -Syntax",
      ["f [-x] <int> [-y] [-WhatIf] [-Confirm] [<CommonParameters>]"],
    ],
    ["gcm -ParameterName UFormat | % Name", ["Get-Date"]],
    ["gcm *-Object -TotalCount 1 | % Name", ["Compare-Object"]],
    ["(Get-Help Get-Date).Synopsis", ["Gives the current date and time, or another one."]],
    ["(Get-Help ft).Name", ["Format-Table"]],
    ["(help Get-Dat).Name", ["Get-Date"]],
    ["help Get-Zzzz", ["Get-Help: Get-Help could not find 'Get-Zzzz'. Get-Command lists all commands."]],
    ["help Get-Date -Parameter Nope", ["Get-Help: No parameter of Get-Date matches 'Nope'."]],
    ["help *-Csv | % Name", ["ConvertFrom-Csv", "ConvertTo-Csv", "Export-Csv", "Import-Csv"]],
    [
      "function f {\n<#\n.SYNOPSIS\nDoes f.\n.EXAMPLE\nPS> f 1\nRuns it.\n#>\nparam($x) }\n(help f).Synopsis; (help f).Examples",
      ["Does f.", "f 1"],
    ],
    [
      "help Write-Warning -Full",
      [
        "NAME",
        "    Write-Warning",
        "",
        "SYNOPSIS",
        "    Writes a warning.",
        "",
        "SYNTAX",
        "    Write-Warning [-Message] <string> [<CommonParameters>]",
        "",
        "PARAMETERS",
        "    -Message <string>",
        "        The text.",
        "",
        "        Required?                    true",
        "        Position?                    1",
        "        Default value                None",
        "        Accept pipeline input?       true (ByValue)",
        "        Aliases                      Msg",
        "        Parameter sets               Default",
        "",
        "EXAMPLES",
        "    Example 1",
        "",
        "    Write-Warning 'The folder is nearly full.'",
        "",
        "    One line.",
      ],
    ],
    ["(Get-Host).Name; (Get-Culture).LCID", ["exsh", "1033"]],
  ]);
});

describe("variables, aliases, expressions", () => {
  transcripts([
    ["Set-Variable x 5; $x", ["5"]],
    ["1,2 | Set-Variable x; $x.Count", ["2"]],
    ["New-Variable x 1; New-Variable x 2", ["New-Variable: A variable with name 'x' already exists."]],
    [
      "New-Variable x 1 -Option ReadOnly; Set-Variable x 2 -ErrorAction SilentlyContinue; Set-Variable x 3 -Force; $x",
      ["Set-Variable: Cannot overwrite variable x because it is read-only or constant.", "3"],
    ],
    ["$x = 1; (Get-Variable x).Value; Get-Variable x -ValueOnly", ["1", "1"]],
    ["Get-Variable nope", ["Get-Variable: Cannot find a variable with the name 'nope'."]],
    ["$ab = 1; $ac = 2; Get-Variable a[bc] | % Name", ["ab", "ac"]],
    ["$x = 1; Remove-Variable x; $x; Test-Path x", ["False"]],
    ["$x = 1; Clear-Variable x; $null -eq $x", ["True"]],
    ["function f { Set-Variable y 1 -Scope 1 }; f; $y", ["1"]],
    ["Set-Alias list Write-Output; list a", ["a"]],
    [
      "New-Alias ft Get-Date",
      ["New-Alias: The alias is not allowed, because an alias with the name 'ft' already exists."],
    ],
    ["Get-Alias -Definition Where-Object | % Name", ["?", "where"]],
    [
      "gal nope",
      ["Get-Alias: This command cannot find a matching alias because an alias with the name 'nope' does not exist."],
    ],
    [
      "gal gm",
      [
        "CommandType     Name                                               Source",
        "-----------     ----                                               ------",
        "Alias           gm -> Get-Member",
      ],
    ],
    ["iex '1 + 1'", ["2"]],
    ["'1', '2' | iex", ["1", "2"]],
    ["icm { param($a, $b) $a + $b } -ArgumentList 1, 2", ["3"]],
    ['icm { $x = 5 }; "<$x>"', ["<>"]],
    ['icm { $x = 5 } -NoNewScope; "<$x>"', ["<5>"]],
    ["1..3 | icm { @($input).Count }", ["3"]],
    [
      "Set-StrictMode -Version 1; $nope",
      ["RuntimeException: The variable '$nope' cannot be retrieved because it has not been set."],
    ],
    ["Set-StrictMode -Off; $nope; 'on'", ["on"]],
    ["Push-Location /; (pwd).Path; popd; (pwd).Path", ["/", "/home"]],
    ["cd ..; (Get-Location).Path", ["/"]],
    ["cd nope", ["Set-Location: Cannot find path '/home/nope' because it does not exist."]],
    [
      "Trace-Command ParameterBinding { 5 | % { $_ } } -FilePath t.txt; (Get-Content t.txt -First 1)",
      ["5", "ParameterBinding Information: 0 : BIND NAMED cmd line args [ForEach-Object]"],
    ],
  ]);
});
