// Cmdlets on files, texts, dates and secrets, as typed.
import { describe, expect, test } from "vitest";
import { testShell } from "./shell.ts";
import { transcripts } from "./transcripts.ts";

const abc = "'a','b','c' | Set-Content l.txt; ";

describe("contents", () => {
  transcripts([
    [`${abc}Get-Content l.txt`, ["a", "b", "c"]],
    [`${abc}(gc l.txt).Count; (gc l.txt -Raw).Length`, ["3", "6"]],
    [`${abc}gc l.txt -First 2; gc l.txt -Tail 1`, ["a", "b", "c"]],
    [`${abc}gc l.txt -ReadCount 2 | % { $_.Count }`, ["2", "1"]],
    [`${abc}gc l.txt -ReadCount 0 | % { $_.Count }`, ["3"]],
    [
      `${abc}gc l.txt -Raw -Tail 1`,
      ["Get-Content: The parameters -Raw and -TotalCount or -Tail cannot be used together."],
    ],
    [`${abc}(gc l.txt -AsByteStream)[0..1] -join ','`, ["97,10"]],
    [`${abc}Add-Content l.txt d; gc l.txt -Tail 1`, ["d"]],
    [`${abc}'x' | sc l.txt; gc l.txt`, ["x"]],
    [`${abc}Clear-Content l.txt; (Get-Item l.txt).Length`, ["0"]],
    [`${abc}gc *.txt | measure | % Count`, ["3"]],
    [
      `${abc}gc l.txt, nope.txt -First 1`,
      ["a", "Get-Content: Cannot find path '/home/nope.txt' because it does not exist."],
    ],
    ["gc .", ["Get-Content: Unable to get content because '/home' is a directory. Use Get-ChildItem instead."]],
    ["Set-Content u.txt 'Zoë' -Encoding unicode; gc u.txt; (gc u.txt -AsByteStream).Count", ["Zoë", "10"]],
    ["Set-Content u.txt 'Zoë' -Encoding ascii; gc u.txt", ["Zo?"]],
    ["Set-Content b.bin -AsByteStream 1,2,255; (gc b.bin -AsByteStream -Raw) -join ','", ["1,2,255"]],
    ["Set-Content n.txt a,b -NoNewline; gc n.txt", ["ab"]],
    [
      "Set-Content no/x.txt a",
      ["Set-Content: Could not find a part of the path '/home/no/x.txt'. Create the folder '/home/no' first."],
    ],
    ["Set-Content no/x.txt a -Force; gc no/x.txt", ["a"]],
    ["Set-Content x.txt a -PassThru", ["a"]],
    [
      "Set-Content x.txt a -WhatIf; Test-Path x.txt",
      ['What if: Performing the operation "Set-Content" on target "/home/x.txt".', "False"],
    ],
    ["[pscustomobject]@{A=1} | Out-File o.txt; gc o.txt", ["A", "-", "1"]],
    ["'x' | Out-File o.txt; 'y' | Out-File o.txt -Append; gc o.txt", ["x", "y"]],
    ["'x' | Out-File o.txt; 'y' | Out-File o.txt -NoClobber", ["Out-File: The file '/home/o.txt' already exists."]],
  ]);
});

describe("a file that may only be read", () => {
  const kept = "'abc' | sc a.txt -NoNewline; Set-ItemProperty a.txt IsReadOnly $true; ";

  transcripts([
    [`${kept}gc a.txt`, ["abc"]],
    [`${kept}gc a.txt -AsByteStream`, ["97", "98", "99"]],
    [`${kept}(Get-FileHash a.txt -Algorithm MD5).Hash`, ["900150983CD24FB0D6963F7D28E17F72"]],
    [`${kept}(Format-Hex a.txt).Ascii`, ["abc"]],
    [`${kept}Copy-Item a.txt b.txt; gc b.txt`, ["abc"]],
    [`${kept}'abd' | Set-Content b.txt -NoNewline; Select-String ab *.txt | % Filename`, ["a.txt", "b.txt"]],
  ]);
});

describe("paths and items", () => {
  transcripts([
    [
      `${abc}Test-Path l.txt; Test-Path no.txt; Test-Path *.txt; Test-Path l.txt -PathType Container; Test-Path . -PathType Container`,
      ["True", "False", "True", "False", "True"],
    ],
    ["Join-Path a b; Join-Path a/ /b; Join-Path a b c d; Join-Path a,b c", ["a/b", "a/b", "a/b/c/d", "a/c", "b/c"]],
    [
      "Split-Path /a/b.txt; Split-Path /a/b.txt -Leaf; Split-Path /a/b.txt -LeafBase; Split-Path /a/b.txt -Extension; Split-Path /a -IsAbsolute",
      ["/a", "b.txt", "b", ".txt", "True"],
    ],
    [`${abc}(Resolve-Path l.txt).Path; Resolve-Path l.txt -Relative`, ["/home/l.txt", "./l.txt"]],
    [
      `${abc}$f = Get-Item l.txt; "$f"; $f.Name; $f.BaseName; $f.Extension; $f.Length; $f.DirectoryName`,
      ["/home/l.txt", "l.txt", "l", ".txt", "6", "/home"],
    ],
    [`${abc}dir | gc -First 1`, ["a"]],
    [`${abc}dir | % { $_.FullName }`, ["/home/l.txt"]],
    [
      `${abc}ni d -ItemType Directory | % Name; 'q' | sc d/q.log; dir -Recurse -Name; dir -Recurse -File -Filter *.log | % Name; dir -Directory | % Name`.replace(
        "$null = mkdir2; ",
        "",
      ),
      ["d", "d", "l.txt", "d/q.log", "q.log", "d"],
    ],
    [`${abc}ni .hid -Value x | Out-Null; (dir).Count; (dir -Force).Count`, ["1", "2"]],
    [`${abc}dir -Exclude *.txt; dir -Include l* -Name`, ["l.txt"]],
    ["ni a.txt -Value hello | % Length; gc a.txt", ["5", "hello"]],
    ["ni a.txt | Out-Null; ni a.txt", ["New-Item: The file '/home/a.txt' already exists."]],
    [
      "ni no/a.txt",
      ["New-Item: Could not find a part of the path '/home/no/a.txt'. -Force makes the folders that are missing."],
    ],
    ["ni -Path . -Name n.txt | % Name", ["n.txt"]],
    [`${abc}copy l.txt m.txt; gc m.txt -First 1; (copy l.txt k.txt -PassThru).Name`, ["a", "k.txt"]],
    [`${abc}copy l.txt l.txt`, ["Copy-Item: Cannot overwrite the item /home/l.txt with itself."]],
    ["ni d -ItemType Directory | Out-Null; 'x' | sc d/x; copy d e -Recurse; gc e/x", ["x"]],
    [
      "ni d -ItemType Directory | Out-Null; copy d d/e -Recurse",
      ["Copy-Item: The folder '/home/d' cannot go into itself ('/home/d/e')."],
    ],
    [`${abc}move l.txt n.txt; Test-Path l.txt; gc n.txt -First 1`, ["False", "a"]],
    [`${abc}'z' | sc z.txt; move l.txt z.txt; gc z.txt`, ["Move-Item: The file '/home/z.txt' already exists.", "z"]],
    [`${abc}ren l.txt r.txt; Test-Path r.txt`, ["True"]],
    [
      `${abc}ren l.txt d/r.txt`,
      ["Rename-Item: Cannot validate argument on parameter 'NewName'. A new name has no folder; use Move-Item."],
    ],
    [`${abc}del l.txt; Test-Path l.txt`, ["False"]],
    ["del no.txt", ["Remove-Item: Cannot find path '/home/no.txt' because it does not exist."]],
    ["del *.nothing; 'ok'", ["ok"]],
    ["del .", ["Remove-Item: Cannot remove the item at '/home' because it is in use: the current folder is in it."]],
    [
      "ni b -ItemType Directory | Out-Null; 'x' | sc a; 'x' | sc c; (dir | Out-String) -split 'Name' | measure | % Count",
      ["2"],
    ],
    ["ni d -ItemType Directory | Out-Null; 'x' | sc d/x; del d; Test-Path d", ["False"], { answers: ["0"] }],
    ["ni d -ItemType Directory | Out-Null; 'x' | sc d/x; del d; Test-Path d", ["True"], { answers: ["2"] }],
    ["ni d -ItemType Directory | Out-Null; 'x' | sc d/x; del d -Recurse; Test-Path d", ["False"]],
    [
      `${abc}dir`,
      [
        "   Directory: /home",
        "",
        "Mode        LastWriteTime         Length Name",
        "----        -------------         ------ ----",
        expect.stringMatching(/^-a--- +\d+\/\d+\/\d{4} [ \d]\d:\d\d [AP]M {14}6 l\.txt$/) as never,
      ],
    ],
  ]);
});

describe("drives (about_Providers)", () => {
  transcripts([
    [
      "$env:EXSH_A = '1'; Test-Path env:EXSH_A; (Get-Item env:exsh_a).Value; dir env:EXSH* | % Name; Test-Path env:NOPE_X",
      ["True", "1", "EXSH_A", "False"],
    ],
    ["Get-Item env:NOPE_X", ["Get-Item: Cannot find path 'env:NOPE_X' because it does not exist."]],
    ["Set-Item Env:EXSH_A 1; $env:EXSH_A; ri Env:EXSH_A; Test-Path Env:EXSH_A", ["1", "False"]],
    [
      "$env:EXSH_A = 'x'; gc Env:EXSH_A; sc Env:EXSH_B y; $env:EXSH_B; ac Env:EXSH_B z; $env:EXSH_B",
      ["x", "y", "y", "z"],
    ],
    [
      "New-Item Env:EXSH_A -Value 7 | % Value; ni Env:EXSH_A -Value 8",
      ["7", "New-Item: An item named 'EXSH_A' is there already. -Force takes its place."],
    ],
    ["$env:EXSH_A='1'; ren Env:EXSH_A EXSH_B; Test-Path Env:EXSH_A; $env:EXSH_B", ["False", "1"]],
    ["$env:EXSH_A='1'; copy Env:EXSH_A Env:EXSH_B; $env:EXSH_B; dir Env:EXSH_? -Name", ["1", "EXSH_A", "EXSH_B"]],
    [
      "function f { 'a' }; Test-Path Function:f; gc Function:f; ri Function:f; Test-Path Function:f",
      ["True", " 'a' ", "False"],
    ],
    [
      "Set-Item Function:f { 'b' }; f; (Get-Item Function:f).ScriptBlock.ToString(); dir Function:f | % CommandType",
      ["b", " 'b' ", "Function"],
    ],
    ["sc Function:f \"'c'\"; f", ["c"]],
    [
      "Set-Item Alias:zz Get-Date; (Get-Alias zz).Definition; (Get-Item Alias:zz).Name; del Alias:zz; Test-Path Alias:zz",
      ["Get-Date", "zz", "False"],
    ],
    [
      "$x = 1; (Get-Item Variable:x).Value; si Variable:x 2; $x; cli Variable:x; $null -eq $x; ri Variable:x; Test-Path Variable:x",
      ["1", "2", "True", "False"],
    ],
    ["$a1=1; $a2=2; dir Variable:a? -Name; ri Variable:a?; Test-Path Variable:a1", ["a1", "a2", "False"]],
    [
      "Test-Path Env:; Test-Path Env:\\PATH -PathType Container; Test-Path Env: -PathType Container",
      ["True", "False", "True"],
    ],
    ["ri Function:nope", ["Remove-Item: Cannot find path 'Function:nope' because it does not exist."]],
    ["ri Function:nope*; 'ok'", ["ok"]],
    [
      "Set-Item Env:EXSH_A 1 -WhatIf; Test-Path Env:EXSH_A",
      ['What if: Performing the operation "Set Item" on target "Item: Env:EXSH_A Value: 1".', "False"],
    ],
    ["Set-Item a.txt 1", ["Set-Item: A file has content instead of a value: use Set-Content for 'a.txt'."]],
    ["(Get-PSDrive).Name -join ' '", ["/ Alias Env Function Variable"]],
    ["Get-PSDrive X", ["Get-PSDrive: Cannot find drive. A drive with the name 'X' does not exist."]],
    ["Split-Path Env:PATH -Qualifier; Split-Path Env:PATH -NoQualifier", ["Env:", "PATH"]],
  ]);
});

describe("items, by the parameters of their cmdlets", () => {
  transcripts([
    [
      `${abc}'x' | sc .h; Get-Item * | % Name; Get-Item * -Force | % Name; dir -Hidden -Name`,
      ["l.txt", "l.txt", ".h", ".h"],
    ],
    [`${abc}'x' | sc a.log; Get-Item * -Exclude *.log | % Name; Get-Item * -Filter *.log | % Name`, ["l.txt", "a.log"]],
    [
      "ni d/e -ItemType Directory | Out-Null; 'x' | sc d/e/a.txt; 'y' | sc d/b.log; copy d f -Recurse -Filter *.txt; dir f -Recurse -Name",
      ["e", "e/a.txt"],
    ],
    [
      "ni d/e,f -ItemType Directory | Out-Null; 'x' | sc d/e/a.txt; copy d f -Recurse -Container:$false; dir f -Recurse -Name",
      ["a.txt"],
    ],
    [`${abc}'x' | sc m.log; del * -Include *.log; dir -Name`, ["l.txt"]],
    [`${abc}Convert-Path l.txt; Resolve-Path l.txt -Relative -RelativeBasePath /`, ["/home/l.txt", "./home/l.txt"]],
    [`${abc}Get-ItemPropertyValue l.txt -Name Length, Name`, ["6", "l.txt"]],
    ["Get-ItemPropertyValue . -Name Colour", ["Get-ItemPropertyValue: Property Colour does not exist at path /home."]],
    ["Test-Path 'a*b' -IsValid; Test-Path ' ' -IsValid", ["True", "False"]],
    [`${abc}Test-Path l.txt -NewerThan 1960-01-01; Test-Path l.txt -OlderThan 1960-01-01`, ["True", "False"]],
    ["'a;b;c' | sc l.txt -NoNewline; gc l.txt -Delimiter ';'", ["a", "b", "c"]],
    [
      `ni d -ItemType Directory | Out-Null; cd d; cd ..; cd -; "$pwd"; cd -; "$pwd"; cd +; "$pwd"`,
      ["/home/d", "/home", "/home/d"],
    ],
    ["cd -", ["Set-Location: There is no location left to go back to."]],
    ["pushd /; Get-Location -Stack | % Path", ["/home"]],
  ]);
});

describe("searching texts", () => {
  transcripts([
    ["'alpha','',$null,'beta' | Select-String '^b'", ["beta"]],
    ["'alpha','beta' | Select-String '^b'", ["beta"]],
    ["'Alpha','beta' | sls a -CaseSensitive | % LineNumber", ["1", "2"]],
    ["'a.b','axb' | sls a.b -SimpleMatch", ["a.b"]],
    ["'a','b' | sls a -NotMatch", ["b"]],
    ["'a','b' | sls a -Quiet; 'a' | sls z -Quiet", ["True", "False"]],
    ["('abcabc' | sls b -AllMatches).Matches.Count", ["2"]],
    ["('k=v' | sls '(\\w)=(\\w)').Matches[0].Groups[2].Value", ["v"]],
    [`${abc}sls b l.txt`, ["l.txt:2:b"]],
    [`${abc}sls '[ac]' l.txt -List | % Line`, ["a"]],
    [`${abc}dir | sls c | % { $_.Filename, $_.LineNumber }`, ["l.txt", "3"]],
    [`${abc}$m = sls b l.txt -Context 1; $m.Context.PreContext; $m.Context.PostContext`, ["a", "c"]],
    [`${abc}sls b l.txt -Raw`, ["b"]],
    [
      "'x' | sls '('",
      [expect.stringMatching(/^Select-String: The regular expression pattern \( is not valid\./) as never],
    ],
  ]);
});

describe("dates", () => {
  transcripts([
    ["Get-Date 2025-01-31T10:20:30", ["Friday, January 31, 2025 10:20:30 AM"]],
    ["Get-Date 2025-01-31 -Format 'yyyy/MM dddd'", ["2025/01 Friday"]],
    ["Get-Date 2025-01-31T10:20:30 -Format FileDateTime", ["20250131T1020300000"]],
    ["Get-Date 2025-01-31 -UFormat '%Y-%m-%d %j %a %%'", ["2025-01-31 031 Fri %"]],
    ["Get-Date -UnixTimeSeconds 86400 -AsUTC -Format s", ["1970-01-02T00:00:00"]],
    ["(Get-Date 2025-01-31 -Year 2024 -Month 2 -Day 29 -Hour 1).ToString('s')", ["2024-02-29T01:00:00"]],
    ["Get-Date 2024-02-29 -Year 2025", ["Get-Date: February 2025 has no day 29."]],
    [
      "Get-Date nonsense",
      [
        "Get-Date: Cannot process argument transformation on parameter 'Date'. 'nonsense' is not a date. Write it as yyyy-MM-dd HH:mm or MM/dd/yyyy.",
      ],
    ],
    ["'2025-01-31' | Get-Date -Format yyyy", ["2025"]],
    ["(New-TimeSpan -Days 1 -Minutes 1).TotalMinutes; (New-TimeSpan 2025-01-01 2025-01-02).Days", ["1441", "1"]],
  ]);
});

describe("JSON", () => {
  transcripts([
    [
      "[ordered]@{a=1;b=@(1,2);c=$null;d='x\"y';e=$true;f=1.5} | ConvertTo-Json -Compress",
      ['{"a":1,"b":[1,2],"c":null,"d":"x\\"y","e":true,"f":1.5}'],
    ],
    ["[ordered]@{a=@{b=1};c=@()} | ConvertTo-Json", ["{", '  "a": {', '    "b": 1', "  },", '  "c": []', "}"]],
    [
      "@(1) | ConvertTo-Json; ConvertTo-Json @(1) -Compress; 1,2 | ConvertTo-Json -Compress; 1 | ConvertTo-Json -AsArray -Compress",
      ["1", "[1]", "[1,2]", "[1]"],
    ],
    [
      "@{a=@{b=@{c=@{d=1}}}} | ConvertTo-Json -Compress",
      [
        "WARNING: Resulting JSON is truncated as serialization has exceeded the set depth of 2.",
        '{"a":{"b":{"c":"System.Collections.Hashtable"}}}',
      ],
    ],
    ["@{a=@{b=@{c=@{d=1}}}} | ConvertTo-Json -Compress -Depth 3", ['{"a":{"b":{"c":{"d":1}}}}']],
    [
      "'ä<' | ConvertTo-Json -EscapeHandling EscapeNonAscii; 'ä<' | ConvertTo-Json -EscapeHandling EscapeHtml",
      ['"\\u00e4<"', '"ä\\u003c"'],
    ],
    [
      "9007199254740993 | ConvertTo-Json; '9007199254740993' | ConvertFrom-Json",
      ["9007199254740993", "9007199254740993"],
    ],
    ['\'{"a":[1,2],"b":{"c":null}}\' | ConvertFrom-Json | % { $_.a.Count; $null -eq $_.b.c }', ["2", "True"]],
    ['(\'{"d":"2025-01-31T10:00:00Z"}\' | ConvertFrom-Json).d.Kind', ["Utc"]],
    [
      "'[1,2,3]' | ConvertFrom-Json | measure | % Count; '[1,2]' | ConvertFrom-Json -NoEnumerate | % { $_.Count }",
      ["3", "2"],
    ],
    ['(\'{"a":{"b":5}}\' | ConvertFrom-Json -AsHashtable).a.b', ["5"]],
    ["'{', '\"a\": 1', '}' | ConvertFrom-Json | % a", ["1"]],
    ["'// c\n{ /* x */ \"a\": 1 }' | ConvertFrom-Json | % a", ["1"]],
    [
      '\'{"a":1,"A":2}\' | ConvertFrom-Json',
      [
        "ConvertFrom-Json: Conversion from JSON failed: The names 'a' and 'A' differ in case only; -AsHashtable keeps both. Line 1, column 11.",
      ],
    ],
    [
      "'[1,' | ConvertFrom-Json",
      ["ConvertFrom-Json: Conversion from JSON failed: A value is missing. Line 1, column 4."],
    ],
    ["'01' | ConvertFrom-Json", ["ConvertFrom-Json: Conversion from JSON failed: '01' is no value. Line 1, column 1."]],
    [
      "('[' * 2000) | ConvertFrom-Json",
      [
        "ConvertFrom-Json: Conversion from JSON failed: The text is nested deeper than 1024 levels. Line 1, column 1026.",
      ],
    ],
    [
      "'{\"a\":1} x' | ConvertFrom-Json",
      ["ConvertFrom-Json: Conversion from JSON failed: There is more after the end of the value. Line 1, column 9."],
    ],
  ]);
});

describe("secrets", () => {
  transcripts([
    [
      '$s = ConvertTo-SecureString hush -AsPlainText -Force; $s; "$s"; $s.Length',
      ["System.Security.SecureString", "System.Security.SecureString", "4"],
    ],
    [
      "$k = 1..16; $e = ConvertTo-SecureString hush -AsPlainText | ConvertFrom-SecureString -Key $k; $e -like '*hush*'; (ConvertTo-SecureString $e -Key $k).Length",
      ["False", "4"],
    ],
    [
      "$e = ConvertTo-SecureString hush -AsPlainText | ConvertFrom-SecureString -Key (1..16); ConvertTo-SecureString $e -Key (2..17) | % Length",
      [
        "ConvertTo-SecureString: The text cannot be opened: it was sealed with another key, or it is not what ConvertFrom-SecureString -Key wrote.",
      ],
    ],
    [
      "$w = ConvertTo-SecureString 12345678 -AsPlainText; $e = ConvertTo-SecureString hush -AsPlainText | ConvertFrom-SecureString -SecureKey $w; (ConvertTo-SecureString $e $w).Length",
      ["4"],
    ],
    [
      "ConvertTo-SecureString x -Key (1..3)",
      ["ConvertTo-SecureString: Cannot validate argument on parameter 'Key'. A key has 16, 24 or 32 bytes."],
    ],
    [
      "ConvertTo-SecureString hush",
      [
        "ConvertTo-SecureString: The text cannot be read as a password. It is no sealed password. A text sealed with a key needs it (-Key or -SecureKey); give a password itself with -AsPlainText.",
      ],
    ],
    ["$s = ConvertTo-SecureString hush -AsPlainText; $s | ConvertTo-Json", ['"System.Security.SecureString"']],
    ["$c = Get-Credential alice; $c.UserName; $c.Password.Length", ["alice", "4"], { answers: ["hush"] }],
    ["$c = Get-Credential; $c.UserName", ["bob"], { answers: ["bob", "x"] }],
    ["Read-Host Name", ["Ann"], { answers: ["Ann"] }],
    ["(Read-Host Key -AsSecureString).Length", ["4"], { answers: ["hush"] }],
    [
      "(Read-Host Name).Length",
      ["Read-Host: 'Name' needs an answer from a person, and this shell is not interactive."],
    ],
  ]);
});

describe("HTML, XML, Clixml", () => {
  transcripts([
    [
      "[pscustomobject]@{A='<b>';B=1} | ConvertTo-Html -Fragment",
      [
        "<table>",
        "<colgroup><col/><col/></colgroup>",
        "<tr><th>A</th><th>B</th></tr>",
        "<tr><td>&lt;b&gt;</td><td>1</td></tr>",
        "</table>",
      ],
    ],
    [
      "[pscustomobject]@{A=1;B=2} | ConvertTo-Html A -As List -Fragment -PreContent '<h1>x</h1>'",
      ["<h1>x</h1>", "<table>", "<tr><td>A:</td><td>1</td></tr>", "</table>"],
    ],
    ["(1 | ConvertTo-Html -Title T)[3]", ["<title>T</title>"]],
    [
      "[pscustomobject]@{A=1;B='x&y'} | ConvertTo-Xml -NoTypeInformation",
      [
        '<?xml version="1.0" encoding="utf-8"?>',
        "<Objects>",
        "  <Object>",
        '    <Property Name="A">1</Property>',
        '    <Property Name="B">x&amp;y</Property>',
        "  </Object>",
        "</Objects>",
      ],
    ],
    [
      "1, 'a', $true, $null, 2.5, (Get-Date 2025-01-31) | Export-Clixml k.xml; Import-Clixml k.xml | % { \"$_\" }",
      ["1", "a", "True", "", "2.5", "01/31/2025 00:00:00"],
    ],
    [
      "[pscustomobject]@{A=1;B=@('x','y');C=@{k='v'}} | Export-Clixml k.xml; $o = Import-Clixml k.xml; $o.A; $o.B; $o.C.k",
      ["1", "x", "y", "v"],
    ],
    ["New-TimeSpan -Hours 30 | Export-Clixml k.xml; (Import-Clixml k.xml).TotalHours", ["30"]],
    ['"a`tb`r`n<&>_x0041_" | Export-Clixml k.xml; (Import-Clixml k.xml) -eq "a`tb`r`n<&>_x0041_"', ["True"]],
    ["1..5 | Export-Clixml k.xml; Import-Clixml k.xml -Skip 1 -First 2", ["2", "3"]],
    [
      "'<a><b></a>' | sc k.xml; Import-Clixml k.xml",
      [
        "Import-Clixml: The file '/home/k.xml' was not written by Export-Clixml. The element b is not closed. Line 1, column 10.",
      ],
    ],
    [
      "'<!DOCTYPE x><a/>' | sc k.xml; Import-Clixml k.xml",
      [
        "Import-Clixml: The file '/home/k.xml' was not written by Export-Clixml. A document type is not allowed. Line 1, column 1.",
      ],
    ],
  ]);
});

describe("streams and the screen", () => {
  transcripts([
    ["Write-Host a b -Separator -; Write-Host c -NoNewline; Write-Host d", ["a-b", "cd"]],
    ["Write-Host (1,2),3", ["1 2 3"]],
    [
      "Write-Warning w; Write-Verbose v -Verbose; Write-Debug d -Debug; Write-Verbose no",
      ["WARNING: w", "VERBOSE: v", "DEBUG: d"],
    ],
    ["Write-Information i; Write-Information j -InformationAction Continue", ["j"]],
    ["Write-Error e", ["Write-Error: e"]],
    [
      "Write-Error e -ErrorId My -Category InvalidData -ErrorAction SilentlyContinue; $Error[0].FullyQualifiedErrorId; $Error[0].CategoryInfo.Category",
      ["My", "InvalidData"],
    ],
    ['try { Write-Error e -ErrorAction Stop } catch { "caught $_" }', ["caught e"]],
    [
      "try { 1/0 } catch { Write-Error $_ -ErrorAction SilentlyContinue }; $Error[0].Exception.Message",
      ["Attempted to divide by zero."],
    ],
    ["[pscustomobject]@{A=1} | Out-String -Width 20 | % Length", ["8"]],
    ["([pscustomobject]@{A=1} | Out-String -Stream).Count", ["5"]],
    ["1,2 | Out-String -NoNewline", ["12"]],
    ["1 | Out-Host; 2 | Out-Default", ["1", "2"]],
    ["'x' * 100 | ft", ["x".repeat(100)]],
    [
      "[pscustomobject]@{A='x' * 100;B=1} | ft -Wrap",
      [`${"A".padEnd(78)} B`, `${"-".padEnd(78)} -`, `${"x".repeat(78)} 1`, "x".repeat(22)],
    ],
    [
      "Write-Progress Copying -PercentComplete 101",
      [
        "Write-Progress: Cannot process argument transformation on parameter 'PercentComplete'. The value 101 is out of range: it must be between -1 and 100.",
      ],
    ],
    [
      "Start-Transcript t.txt; 'hello'; Stop-Transcript; (gc t.txt) -contains 'hello'",
      [
        "Transcript started, output file is /home/t.txt",
        "hello",
        "Transcript stopped, output file is /home/t.txt",
        "True",
      ],
    ],
    ["Stop-Transcript", ["Stop-Transcript: No transcript is being written."]],
    ["Clear-Host; 'x'", ["x"]],
    ["$FormatEnumerationLimit = 2; [pscustomobject]@{A=1..5}", ["A", "-", "{1, 2…}"]],
    ["$FormatEnumerationLimit = -1; [pscustomobject]@{A=1..6} | fl", ["A : {1, 2, 3, 4, 5, 6}"]],
    [
      "New-Item no/x -ErrorVariable e -ErrorAction SilentlyContinue; $e.Count; try { Get-Date nonsense -ErrorVariable f } catch { 'caught' }",
      ["1", "caught"],
    ],
    ['try { Stop-Transcript -ErrorVariable e } catch { }; "$($e.Count) $e"', ["1 No transcript is being written."]],
  ]);
});

test("a sleep ends when the pipeline is stopped", async () => {
  const shell = await testShell();
  const run = shell.session.run("Start-Sleep 100; 'after'");
  await shell.world.clock.settle(20);
  shell.session.stop();
  expect((await run).stopped).toBe(true);
});
