// Cmdlets of the Utility module that stand by themselves: history, aliases in files, hashes, texts, JSON, errors.
import { describe, expect, test } from "vitest";
import { testShell } from "./shell.ts";
import { transcripts } from "./transcripts.ts";

describe("history (about_History)", () => {
  test("lines are kept, asked for, run again and forgotten by their numbers", async () => {
    const shell = await testShell();
    const keep = (text: string) =>
      shell.session.shell.keepHistory({ text, started: 0, ended: 1000, status: "Completed" });
    for (const text of ["'one'", "'two'", "Get-Date"]) keep(text);
    expect(await shell.show("Get-History | % Id; (h 2).CommandLine; (h -Count 1).Duration.TotalSeconds")).toBe(
      "1\n2\n3\n'two'\n1\n",
    );
    expect(await shell.show("r 2")).toBe("'two'\ntwo\n");
    expect(await shell.show('r "\'on"')).toBe("'one'\none\n");
    expect(await shell.show("h | % Id")).toBe("1\n2\n3\n4\n5\n");
    expect(await shell.show("Clear-History 2; Clear-History -CommandLine Get-*; h | % Id")).toBe("1\n4\n5\n");
    expect(await shell.show("Clear-History -Count 1 -Newest; h | % Id")).toBe("1\n4\n");
    expect(await shell.show("h | Add-History -Passthru | % Id; Clear-History; h")).toBe("6\n7\n");
    expect(keep("x").id).toBe(8);
  });
  transcripts([
    ["r 99", ["Invoke-History: Cannot locate the history for Id 99."]],
    ["r nothing", ["Invoke-History: Cannot locate the history for command line 'nothing'."]],
    [
      "h 7; Clear-History 7",
      ["Get-History: Cannot locate the history for Id 7.", "Clear-History: Cannot locate the history for Id 7."],
    ],
    ["1 | Add-History", ["Add-History: Cannot add to the history because the input has no CommandLine."]],
  ]);
});

describe("aliases in files (Export-Alias, Import-Alias)", () => {
  transcripts([
    ["Set-Alias ll Get-Date; Export-Alias a.csv ll; gc a.csv", ["# Alias File", '"ll","Get-Date","","None"']],
    [
      "Set-Alias ll Get-Date; Export-Alias a.csv ll; ri Alias:ll; Import-Alias a.csv -PassThru | % DisplayName",
      ["ll -> Get-Date"],
    ],
    [
      "Set-Alias ll Get-Date; Export-Alias a.csv ll; Import-Alias a.csv",
      ["Import-Alias: The alias is not allowed, because an alias with the name 'll' already exists."],
    ],
    [
      "Set-Alias ll Get-Date; Export-Alias a.ps1 ll -As Script -Description mine; gc a.ps1",
      ["# Alias File", "# mine", "set-alias -Name:'ll' -Value:'Get-Date' -Description:'' -Option:'None'"],
    ],
    [
      "'x' | sc b.csv; Export-Alias b.csv -NoClobber; Import-Alias b.csv",
      [
        "Export-Alias: The file '/home/b.csv' already exists.",
        "Import-Alias: '/home/b.csv' is not a file of aliases: a line has no name or no command.",
      ],
    ],
  ]);
});

describe("hashes and bytes", () => {
  transcripts([
    ["'abc' | sc a.txt -NoNewline; (Get-FileHash a.txt -Algorithm MD5).Hash", ["900150983CD24FB0D6963F7D28E17F72"]],
    [
      "'abc' | sc a.txt -NoNewline; $h = dir a.txt | Get-FileHash; $h.Algorithm; $h.Hash; $h.Path",
      ["SHA256", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", "/home/a.txt"],
    ],
    [
      "(Get-FileHash -InputStream ([byte[]](97,98,99)) -Algorithm SHA1).Hash",
      ["A9993E364706816ABA3E25717850C26C9CD0D89D"],
    ],
    [
      "Get-FileHash .",
      ["Get-FileHash: Unable to get content because '/home' is a directory. Use Get-ChildItem instead."],
    ],
    [
      "('Zoë' | Format-Hex).HexBytes; (1 | Format-Hex).HexBytes; ('abcdef' | Format-Hex -Offset 2 -Count 3).Ascii",
      ["5A 6F C3 AB", "01 00 00 00", "cde"],
    ],
  ]);
});

describe("Join-String", () => {
  transcripts([
    ["'a','b' | Join-String -Separator ', '; 'a','b' | Join-String", ["a, b", "ab"]],
    ["'a','b' | Join-String -Separator ',' -SingleQuote -OutputPrefix '(' -OutputSuffix ')'", ["('a','b')"]],
    ["$OFS='-'; 1,2 | Join-String; 1,2 | Join-String -UseCulture", ["1-2", "1,2"]],
    ["'aa','b' | Join-String Length ';'; 'aa','b' | Join-String { $_.ToUpper() } +", ["2;1", "AA+B"]],
    ["1,2 | Join-String -FormatString '{0:d3}' -Separator ' '", ["001 002"]],
    ["'a','b' | Join-String -DoubleQuote -Separator ' '", ['"a" "b"']],
  ]);
});

describe("Test-Json", () => {
  const schema = `$s = '{"type":"object","required":["a"],"properties":{"a":{"type":"integer","minimum":1}},"additionalProperties":false}'; `;
  transcripts([
    [
      `'{"a":1}' | Test-Json; Test-Json '[1,'`,
      ["True", expect.stringMatching(/^Test-Json: Cannot parse the JSON\./) as never, "False"],
    ],
    [`${schema}'{"a":1}' | Test-Json -Schema $s`, ["True"]],
    [
      `${schema}'{"a":0}' | Test-Json -Schema $s`,
      ["Test-Json: The JSON is not valid with the schema: the number at '/a' is below 1.", "False"],
    ],
    [
      `${schema}'{"b":1}' | Test-Json -Schema $s -ErrorVariable e -ErrorAction SilentlyContinue; $e.Count`,
      ["False", "2"],
    ],
    [`${schema}$s | sc s.json; Test-Json '{"a":1.5}' -SchemaFile s.json -ErrorAction SilentlyContinue`, ["False"]],
    [
      `'{"a":1,}' | Test-Json -ErrorAction SilentlyContinue; '{"a":1,}' | Test-Json -Options AllowTrailingCommas`,
      ["False", "True"],
    ],
    [
      `'[1] // x' | Test-Json -ErrorAction SilentlyContinue; '[1] // x' | Test-Json -Options IgnoreComments`,
      ["False", "True"],
    ],
    [`'[1,1]' | Test-Json -Schema '{"uniqueItems":true}' -ErrorAction SilentlyContinue`, ["False"]],
    [
      `'{"n":{"n":{}}}' | Test-Json -Schema '{"$ref":"#/definitions/n","definitions":{"n":{"properties":{"n":{"$ref":"#/definitions/n"}}}}}'`,
      ["True"],
    ],
    [
      `'"x"' | Test-Json -Schema '{"anyOf":[{"type":"number"},{"pattern":"^y"}]}'`,
      [
        "Test-Json: The JSON is not valid with the schema: the value at '/' fits none of the schemas of anyOf.",
        "False",
      ],
    ],
    [
      `('"2025-01-31T10:20:30Z"' | ConvertFrom-Json -DateKind String).GetType().Name; ('"2025-01-31T10:20:30"' | ConvertFrom-Json -DateKind Utc).Kind`,
      ["String", "Utc"],
    ],
  ]);
});

describe("what the session is in", () => {
  transcripts([
    [
      "(Get-Culture).Name; (Get-UICulture).DisplayName; (Get-Culture en-us).LCID",
      ["en-US", "English (United States)", "1033"],
    ],
    ["Get-Culture de-DE", ["Get-Culture: The culture 'de-DE' is not supported: numbers and dates follow en-US here."]],
    [
      "$z = Get-TimeZone -Id Europe/Berlin; $z.BaseUtcOffset.TotalHours; $z.SupportsDaylightSavingTime; (Get-TimeZone -Id UTC).SupportsDaylightSavingTime",
      ["1", "True", "False"],
    ],
    [
      "Get-TimeZone -Id Mars/Olympus",
      [
        "Get-TimeZone: The time zone 'Mars/Olympus' is not known here. Get-TimeZone -ListAvailable gives those that are.",
      ],
    ],
    ["(Get-Uptime).TotalHours; (Get-Uptime -Since) -is [datetime]", ["1", "True"]],
    ["'x' | Out-GridView", [expect.stringMatching(/^Out-GridView: Out-GridView opens a window of Windows/) as never]],
    [
      "Set-Content d.psd1 '@{ A = 1; B = @{ C = \"x\" } }'; $d = Import-PowerShellDataFile d.psd1; $d.A; $d.B.C",
      ["1", "x"],
    ],
    [
      "Set-Content d.psd1 '@{ A = Get-Date }'; Import-PowerShellDataFile d.psd1 | % A",
      [expect.stringMatching(/^Import-PowerShellDataFile: /) as never],
    ],
    [
      "Get-Item nope -ErrorAction SilentlyContinue; $e = Get-Error; $e.FullyQualifiedErrorId; ($e | Out-String) -match 'ItemNotFoundException'",
      ["PathNotFound,Get-Item", "True"],
    ],
    ["try { throw 'x' } catch { ($_ | Get-Error).Exception.Message }", ["x"]],
  ]);
});
