// What a script uses that exsh lacks: each row is a script and what is found in it, as "Kind Name line:column".
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { aliases } from "../../../src/command/aliases.ts";
import { createRegistry } from "../../../src/command/registry.ts";
import { checkScript } from "../../../src/language/compatibility/check.ts";
import { loaders } from "../../loaders.ts";

const registry = createRegistry(loaders());
const files: Readonly<Record<string, string>> = {
  "/scripts/lib.ps1": "function Get-Mine { }; . $PSScriptRoot\\deep\\more.ps1; Set-Alias gmine Get-Mine",
  "/scripts/deep/more.ps1": "filter Get-Deeper { $_ }; . ../lib.ps1",
  "/home/here.ps1": "function Get-Here { }",
  "/scripts/tools.psm1": "function Get-Tool { }",
};

async function check(source: string, path = "/scripts/old.ps1") {
  return checkScript(source, path, {
    location: "/home",
    home: "/home",
    registry,
    alias: (name) => aliases.get(name.toLowerCase()),
    isFunction: (name) => name === "prompt",
    isSet: (name) => name === "TMP",
    read: async (file) => files[file],
    isProgram: async (name) => name === "grep",
  });
}

async function found(source: string): Promise<readonly string[]> {
  return (await check(source)).map((one) => `${one.Kind} ${one.Name} ${one.Line}:${one.Column}`);
}

beforeAll(async () => {
  await Promise.all(["New-Mailbox", "Get-Mailbox", "New-Object"].map((name) => registry.load(name)));
}, 60_000);

type Rows = readonly (readonly [topic: string, script: string, ...found: readonly string[]])[];

const commands: Rows = [
  ["a cmdlet that there is", "Get-Mailbox"],
  ["in any case", "get-mailbox -resultsize unlimited"],
  ["one of Exchange that there is not", "Get-CASMailbox", "Command Get-CASMailbox 1:1"],
  ["one of another module", "Get-Mailbox\n  Get-ADUser alice", "Command Get-ADUser 2:3"],
  ["mistyped", "Get-Mialbox", "Command Get-Mialbox 1:1"],
  ["each place is told", "Get-ADUser a; Get-ADUser b", "Command Get-ADUser 1:1", "Command Get-ADUser 1:15"],
  ["behind a pipe", "Get-Mailbox | Set-CASMailbox", "Command Set-CASMailbox 1:15"],
  ["in a block", "1 | ForEach-Object { Get-Thing }", "Command Get-Thing 1:22"],
  ["in a string", '"it is $(Get-Thing)"', "Command Get-Thing 1:10"],
  ["an alias", "gci | ? { $_ } | % { $_ }"],
  ["a function of the script, defined later", "Get-Thing\nfunction Get-Thing { }"],
  ["a filter", "filter Get-Thing { $_ }; 1 | Get-Thing"],
  ["a function within a function", "function Do-It { function Get-Thing { }; Get-Thing }"],
  ["a function of a scope", "function global:Get-Thing { }; Get-Thing"],
  ["a function of the session", "prompt"],
  ["an alias of the script", "Set-Alias gx Get-Mailbox; gx alice"],
  ["by named parameters", "New-Alias -Name:gx -Value:Get-Mailbox; gx alice"],
  ["an alias for what there is not", "Set-Alias gx Get-Thing; gx", "Command gx 1:25"],
  ["a name in a variable is not looked at", "& $command -What ever"],
  ["a block that is called", "& { param($a) $a } 1"],
  ["with its module", "Microsoft.PowerShell.Utility\\Get-Date"],
  ["WMI", "Get-WmiObject Win32_OperatingSystem", "WMI Get-WmiObject 1:1"],
  ["CIM", "Get-CimInstance Win32_Service", "WMI Get-CimInstance 1:1"],
  ["its alias", "gwmi Win32_Service", "WMI gwmi 1:1"],
  ["jobs", "Start-Job { 1 } | Wait-Job", "Language Start-Job 1:1", "Language Wait-Job 1:19"],
  ["a program of this system", "grep x"],
  ["a program that there is not", "netdom query fsmo", "Program netdom 1:1"],
  ["a program of Windows", "icacls.exe C", "Program icacls.exe 1:1"],
  [
    "what old scripts begin with",
    "Add-PSSnapin Microsoft.Exchange.Management.PowerShell.E2010\n. 'C:\\Exchange\\bin\\RemoteExchange.ps1'",
  ],
  ["a module that belongs elsewhere", "Import-Module ActiveDirectory", "Module ActiveDirectory 1:15"],
];

const parameters: Rows = [
  ["one that there is", "New-Mailbox -Name x -Shared"],
  ["one that there is not", "New-Mailbox -Name x -Archive", "Parameter New-Mailbox -Archive 1:21"],
  ["with a colon", "New-Mailbox -Name x -Archive:$true", "Parameter New-Mailbox -Archive 1:21"],
  ["mistyped", "Get-Mailbox -RecipientTypDetails UserMailbox", "Parameter Get-Mailbox -RecipientTypDetails 1:13"],
  ["by its beginning", "Get-Mailbox -Res 5"],
  ["by an alias", "Get-ChildItem -ea Stop"],
  ["a common one", "Get-Mailbox -ErrorAction Stop -OutVariable x -Verbose"],
  ["-WhatIf where it is", "Set-Mailbox x -WhatIf"],
  ["-WhatIf where it is not", "Get-Mailbox -WhatIf", "Parameter Get-Mailbox -WhatIf 1:13"],
  ["one without effect is taken", "Get-Mailbox -DomainController dc1 -IgnoreDefaultScope"],
  ["by an alias of the cmdlet", "gci | select -Property Name -Nonsense", "Parameter Select-Object -Nonsense 1:29"],
  ["by an alias of the script", "Set-Alias gx Get-Mailbox; gx -Bogus", "Parameter Get-Mailbox -Bogus 1:30"],
  ["functions take what they like", "function f { }; f -Anything"],
  ["splatted", "$p = @{ Name = 'x'; Archive = $true }; New-Mailbox @p", "Parameter New-Mailbox -Archive 1:21"],
  ["splatted, ordered", "$p = [ordered]@{ Bogus = 1 }; Get-Mailbox @p", "Parameter Get-Mailbox -Bogus 1:18"],
  ["splatted, set later", "$p = @{}; $p.Bogus = 1; Get-Mailbox @p", "Parameter Get-Mailbox -Bogus 1:14"],
  ["splatted, by index", "$p = @{}; $p['Bogus'] = 1; Get-Mailbox @p", "Parameter Get-Mailbox -Bogus 1:14"],
  ["splatted, by Add", "$p = @{}; $p.Add('Bogus', 1); Get-Mailbox @p", "Parameter Get-Mailbox -Bogus 1:18"],
  ["splatted, by +=", "$p = @{}; $p += @{ Bogus = 1 }; Get-Mailbox @p", "Parameter Get-Mailbox -Bogus 1:20"],
  ["made anew in between", "$p = @{ Bogus = 1 }; $p = @{ Identity = 1 }; Get-Mailbox @p"],
  ["set after the call", "$p = @{}; Get-Mailbox @p; $p.Bogus = 1"],
  ["of another function", "function f { $p = @{ Bogus = 1 } }; function g { Get-Mailbox @p }"],
  ["of the function around", "$p = @{ Bogus = 1 }; function g { Get-Mailbox @p }", "Parameter Get-Mailbox -Bogus 1:9"],
  ["keys that are worked out", "$p = @{ $key = 1 }; Get-Mailbox @p"],
  ["a list has no names", "$p = 'alice', 5; Get-Mailbox @p"],
  ["-Parallel", "1..3 | ForEach-Object -Parallel { $_ }", "Language ForEach-Object -Parallel 1:23"],
  ["-AsJob", "Invoke-Command -AsJob { 1 }", "Language Invoke-Command -AsJob 1:16"],
];

const types: Rows = [
  ["types that there are", "[int]$x = 5; [System.Collections.Generic.List[string]]::new(); [datetime[]]$d = @()"],
  ["one that there is not", "[System.Data.DataTable]$t = $null", "Type [System.Data.DataTable] 1:2"],
  ["of a parameter", "param([Microsoft.Exchange.Data.Foo]$x)", "Type [Microsoft.Exchange.Data.Foo] 1:8"],
  ["in a list", "[System.Collections.Generic.List[Nonsense]]::new()", "Type [Nonsense] 1:34"],
  ["compared", "$x -is [Nonsense]", "Type [Nonsense] 1:9"],
  ["the directory", "[adsi]'LDAP://x'", "Type [adsi] 1:2"],
  ["WMI", "[wmiclass]'Win32_Process'", "WMI [wmiclass] 1:2"],
  ["exceptions", "throw [System.InvalidOperationException]::new('x')"],
  ["what catch names is not looked up", "try { 1 } catch [Some.Odd.Thing] { 2 }"],
  ["attributes", "param([Parameter(Mandatory)][ValidateSet('a')][string]$x)"],
  ["a class of the script", "class Thing { }\n[Thing]::new()", "Language class Thing 1:1"],
  ["an enumeration of the script", "enum Kind { A }\n[Kind]::A", "Language enum Kind 1:1"],
  ["New-Object", "New-Object System.Collections.ArrayList"],
  [
    "New-Object of what there is not",
    "New-Object System.Net.Mail.SmtpClient 'x'",
    "Type [System.Net.Mail.SmtpClient] 1:12",
  ],
  ["New-Object by name", "New-Object -TypeName Nonsense -Property @{}", "Type [Nonsense] 1:22"],
  ["New-Object behind a named one", "New-Object -Property @{ a = 1 } PSObject"],
  ["COM", "$x = New-Object -ComObject Excel.Application", "COM Excel.Application 1:17"],
  ["COM with a colon", "New-Object -ComObject:Word.Application", "COM Word.Application 1:12"],
];

const members: Rows = [
  ["static ones that there are", "[math]::Round(2.5); [datetime]::Now; [string]::IsNullOrEmpty('')"],
  ["a method that there is not", "[math]::Nonsense(1)", "Member [math]::Nonsense 1:9"],
  ["a property that there is not", "[datetime]::Nonsense", "Member [datetime]::Nonsense 1:13"],
  ["a constructor", "[System.Text.StringBuilder]::new(); [guid]::NewGuid()"],
  ["words of an enumeration", "[DayOfWeek]::Monday; [enum]::GetValues([DayOfWeek])"],
  ["of a block", "[scriptblock]::Create('1')"],
  ["of a string", "'a,b'.Split(','); \"$x\".ToUpper().Nonsense()"],
  ["of a string, not there", "'a'.Nonsense()", "Member String.Nonsense() 1:5"],
  [
    "of a table",
    "@{}.ContainsKey('a'); @{}.GetEnumerator(); @{}.Nonsense()",
    "Member Collections.Hashtable.Nonsense() 1:48",
  ],
  ["of a date", "(Get-Date).AddDays(-1); (Get-Date).Nonsense()", "Member DateTime.Nonsense() 1:36"],
  ["of the date as text nothing is said", "(Get-Date -Format o).Nonsense"],
  ["of what was cast", "([datetime]'2020-01-01').Nonsense()", "Member DateTime.Nonsense() 1:26"],
  [
    "of a variable",
    "$b = New-Object System.Text.StringBuilder\n$b.Append('x').Clear()\n$b.Nonsense()",
    "Member Text.StringBuilder.Nonsense() 3:4",
  ],
  ["of a variable of two types nothing is said", "$b = 'a'; $b = @{}; $b.Nonsense()"],
  ["of a parameter", "param([string]$s) $s.Nonsense()", "Member String.Nonsense() 1:22"],
  ["of what a command gives nothing is said", "$m = Get-Mailbox; $m.Nonsense()"],
  ["of items of a list nothing is said", "$l = [System.Collections.ArrayList]@(); $l.Nonsense()"],
  ["of every value", "'a'.GetType().Name; (5).ToString(); 'a'.Equals('b')"],
  ["of a block", "{ 1 }.Invoke(); { 1 }.GetNewClosure()"],
];

const language: Rows = [
  ["in the background", "Get-Mailbox &", "Language & 1:1"],
  [
    "dynamic parameters",
    "function f { [CmdletBinding()]param() dynamicparam { } end { } }",
    "Language dynamicparam 1:52",
  ],
  ["a namespace that is used", "using namespace System.Text"],
  ["a newer version", "# old\n#requires -Version 9.0", "Language #requires 2:1"],
  ["an older version", "#requires -Version 2.0\n#requires -PSSnapin Microsoft.Exchange.Management.PowerShell.E2010"],
  ["a mistake of syntax", "if ($true) {", "Syntax MissingEndCurlyBrace 1:12"],
  ["a workflow", "workflow x { 1 }", "Syntax WorkflowNotSupportedInPowerShellCore 1:1"],
  ["the registry", "Test-Path 'HKLM:\\SOFTWARE\\Microsoft'", "Drive HKLM:\\SOFTWARE\\Microsoft 1:11"],
  ["a letter", 'Import-Csv "C:\\temp\\$name.csv"', "Drive C:\\temp\\….csv 1:12"],
  ["a share", "Get-Content \\\\server\\share\\x", "Drive \\\\server\\share\\x 1:13"],
  ["a variable of Windows", "Join-Path $env:TEMP x.log", "Variable $env:TEMP 1:11"],
  ["in a string", '"on $env:ComputerName"', "Variable $env:ComputerName 1:5"],
  ["that is set here", "$env:TMP; $env:PATH; $temp"],
  ["the folder of RemoteExchange.ps1", ". $env:ExchangeInstallPath\\bin\\RemoteExchange.ps1"],
  [
    "the folder of other scripts",
    "& $env:ExchangeInstallPath\\scripts\\x.ps1",
    "Variable $env:ExchangeInstallPath 1:3",
  ],
  ["no drive", "'a: b', 'http://x', 'C:'"],
];

const scripts: Rows = [
  ["dot-sourced by $PSScriptRoot", '. "$PSScriptRoot\\lib.ps1"; Get-Mine; gmine'],
  ["bare", ". $PSScriptRoot/lib.ps1; Get-Mine"],
  ["by Join-Path", ". (Join-Path $PSScriptRoot 'lib.ps1'); Get-Mine"],
  ["in turn", ". .\\lib.ps1; Get-Deeper"],
  ["from where the person is", ". .\\here.ps1; Get-Here"],
  ["a module", "Import-Module $PSScriptRoot\\tools.psm1; Get-Tool"],
  ["what is run brings nothing", "& .\\lib.ps1; Get-Mine", "Command Get-Mine 1:14"],
  ["a file that is not there", ". .\\gone.ps1; Get-Mine", "Script .\\gone.ps1 1:1", "Command Get-Mine 1:15"],
  ["a file in a variable is not looked at", ". $file"],
];

describe.each([
  ["commands", commands],
  ["parameters", parameters],
  ["types", types],
  ["members", members],
  ["language", language],
  ["scripts", scripts],
] as const)("%s", (_, rows) => {
  test.each(rows.map(([topic, script, ...rest]) => [topic, script, rest] as const))(
    "%s: %s",
    async (_, script, wanted) => {
      const all = await found(script);
      // Import-Module may or may not be there; what it imports is what is looked at.
      expect(all.filter((one) => !one.startsWith("Command Import-Module"))).toEqual(wanted);
    },
  );
});

describe("advice", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["Get-Mialbox", "Did you mean Get-Mailbox?"],
    ["Get-CASMailbox", "Exchange has it; exsh doesn't."],
    ["Get-Mailbox -RecipientTypDetails x", "Did you mean -RecipientTypeDetails?"],
    ["Get-Mailbox -Migration", "'Get-Help Get-Mailbox' shows those that there are."],
    ["Get-Mailbox -Archive", "There are no archive mailboxes."],
    ["Join-Path $env:TEMP x", "[System.IO.Path]::GetTempPath() gives the folder."],
    ["[math]::Rond(1)", "Did you mean [math]::Round?"],
    ["'a'.Trimm()", "Did you mean .Trim()?"],
    ["[strng]'a'", "Did you mean [string]?"],
    [
      "Get-ADGroupMember x",
      "There is no Active Directory here. Get-, Add- and Remove-DistributionGroupMember keep members.",
    ],
    ["Start-Job { }", "Jobs are not supported yet. Do the work one after the other."],
  ];
  test.each(rows)("%s", async (script, advice) => {
    expect((await check(script)).map((one) => one.Advice)).toEqual([advice]);
  });
});

test("a long chain of operators is no deep nesting", async () => {
  expect(await found(`${"1 + ".repeat(2_000)}1; Get-Nothing`)).toEqual(["Command Get-Nothing 1:8004"]);
});

test("any text is checked without an error, and all places are in it", async () => {
  const piece = fc.constantFrom(
    "Get-Mailbox",
    "Get-Nothing",
    "-Archive",
    "@p",
    "$p",
    "=",
    "@{",
    "}",
    "Archive = 1",
    "[int]",
    "[no]",
    "::Now",
    ".Foo(",
    ")",
    ";",
    "\n",
    "|",
    "class X",
    "function f",
    "{",
    "'a'",
    '"$(',
    "New-Object",
    "-ComObject",
    "param(",
    "&",
    ".",
    "foreach -parallel",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string(),
        fc.array(piece, { maxLength: 25 }).map((all) => all.join(" ")),
      ),
      async (source) => {
        const lines = source.split(/\r\n|\r|\n/);
        for (const one of await check(source)) {
          expect(one.Line).toBeLessThanOrEqual(lines.length);
          expect(one.Column).toBeLessThanOrEqual((lines[one.Line - 1] ?? "").length + 1);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("nothing is found in the examples of the cmdlets, which all work here", async () => {
  const wrong: string[] = [];
  for (const name of registry.names) {
    for (const { run } of (await registry.load(name)).examples)
      wrong.push(...(await found(run)).map((one) => `${run}: ${one}`));
  }
  expect(wrong).toEqual([]);
}, 120_000);
