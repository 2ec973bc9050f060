// What Tab offers, in a session that has all cmdlets.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRegistry } from "../../src/command/registry.ts";
import { runHere } from "../../src/command/run.ts";
import type { Screen, Shell } from "../../src/command/session.ts";
import { completeLine } from "../../src/host/complete.ts";
import { createSession, type Session } from "../../src/language/session.ts";
import { toText } from "../../src/values/text.ts";
import { realWorld } from "../../src/world/real.ts";
import { loaders } from "../loaders.ts";
import { temporaryFolder } from "../process.ts";

const folder = temporaryFolder();
const world = realWorld();
let shell: Shell;
let session: Session;
const shown: unknown[] = [];

beforeAll(async () => {
  const quiet = (value?: unknown) => void (value !== undefined && shown.push(value));
  const screen = {
    width: 80,
    out: quiet,
    flush: quiet,
    write: quiet,
    error: quiet,
    warning: quiet,
    verbose: quiet,
    debug: quiet,
    information: quiet,
  } as Screen;
  session = createSession({
    world,
    registry: createRegistry(loaders()),
    screen,
    location: folder.path,
    runner: (cmdlet, invocation, streams, given, shell) =>
      runHere(cmdlet, invocation, streams, given, { shell, world } as never),
  });
  await world.disk.write(`${folder.path}/users.csv`, "");
  await world.disk.write(`${folder.path}/my report.txt`, "");
  await world.disk.write(`${folder.path}/oddly`, "");
  await world.disk.write(`${folder.path}/odd\u001b[31m\n`, "");
  await session.run(
    `$person = [pscustomobject]@{ Name = 'kim'; City = 'Oslo' }; $persons = 1; function Get-Everything { param([string]$Where) }
    $table = @{ Name = 'kim'; 'Home Town' = 'Oslo' }; $deep = @{ Inner = [pscustomobject]@{ Street = 1; Stairs = 2 } }; $many = @($person, $person)
    \${a name} = 1; $day = [datetime]::new(2020, 1, 1); $file = 'x'; $env:COMPLETE_ME = 'yes'; $math = [math]
    Set-Item 'Env:COMPLETE ME TOO' 1
    function Test-Set { [CmdletBinding(PositionalBinding = $false)] param(
      [Parameter(Position = 0)][ValidateSet('Apple', 'Apricot', 'Blue berry')][string[]]$Fruit, [DayOfWeek]$Day, [switch]$Fast, [bool]$Sure,
      [ArgumentCompletions('one', 'only', 'two')]$Hint,
      [ArgumentCompleter({ param($c, $p, $w, $ast, $bound) "$c/$p/$w", "$($bound.Count):$($bound.Fruit):$($bound.Sure):$($bound.Fast)" })]$Told,
      [ArgumentCompleter({ Write-Error 'no'; Write-Host 'no'; Write-Warning 'no'; 'before'; throw 'no' })]$Fails,
      [ArgumentCompleter({ Get-Nothing1; 'after' })]$Unknown,
      [ArgumentCompleter({ 1..100000 })]$Flood,
      [ArgumentCompleter({ $null })]$Nothing,
      [ArgumentCompleter({ })]$Silent,
      [ArgumentCompleter({ "bad\`nline", 'fine' })]$Lines,
      [ArgumentCompleter({ param($c, $p, $w, $ast) "$ast", $ast.ToString().Length, $ast.GetCommandName(), $ast.CommandElements.Count, $ast.Extent.EndOffset })]$Tree,
      [ArgumentCompleter({ [System.Management.Automation.CompletionResult]::new("'z z'", 'z', 'ParameterValue', 'tip'); [Management.Automation.CompletionResult]::new('a') })]$Result,
      $Registered, $Shared) }
    Register-ArgumentCompleter -CommandName Test-Set, Get-Date -ParameterName Registered -ScriptBlock { param($c, $p, $w) 'red', 'reed' -like "$w*" }
    Register-ArgumentCompleter -ParameterName Shared -ScriptBlock { 'for all' -replace ' ', '-' }
    Register-ArgumentCompleter -CommandName Get-Date -ParameterName Format -ScriptBlock { 'yyyy'; 'MM' }
    Register-ArgumentCompleter -Native -CommandName tool, other -ScriptBlock { param($w, $ast, $at) "--w=$w", "$ast", $at }
    function Test-Alias2 { param($Shared) }; Set-Alias tset Test-Set`,
  );
  shell = session.shell;
});
afterAll(() => folder.remove());

const rows: [string, string[], string][] = [
  ["Get-AcceptedD", ["Get-AcceptedDomain"], "Get-AcceptedD"],
  ["get-accepted", ["Get-AcceptedDomain"], "get-accepted"],
  ["1 | Measure-Ob", ["Measure-Object"], "Measure-Ob"],
  ["Get-Every", ["Get-Everything"], "Get-Every"],
  ["Get-Everything -W", ["-WarningAction", "-WarningVariable", "-Where"].filter((name) => name === "-Where"), "-W"],
  ["Set-AcceptedDomain x -DomainT", ["-DomainType"], "-DomainT"],
  ["Set-AcceptedDomain -DomainType Int", ["InternalRelay"], "Int"],
  ["Set-AcceptedDomain -DomainType InternalRelay -DomainT", [], "-DomainT"],
  ["$pers", ["$person", "$persons"], "$pers"],
  ["$person.Ci", ["City"], "Ci"],
  ["Import-Csv use", ["users.csv"], "use"],
  ["Import-Csv my", ["'my report.txt'"], "my"],
  ["# Get-Mail", [], ""],
];
test.each(rows)("%s", async (line, words, end) => {
  const [found, typed] = await completeLine(line, shell, world, async () => []);
  expect(found.filter((word) => words.length > 0 || !word.startsWith("-DomainType"))).toEqual(
    expect.arrayContaining(words),
  );
  if (words.length === 0) expect(found.filter((word) => word.startsWith("-DomainT"))).toEqual([]);
  if (words.length > 0) expect(typed).toBe(end);
});

test("common parameters are offered once something of them is typed", async () => {
  expect((await completeLine("Get-AcceptedDomain -", shell, world, async () => []))[0]).not.toContain("-Verbose");
  expect((await completeLine("Get-AcceptedDomain -Verb", shell, world, async () => []))[0]).toEqual(["-Verbose"]);
});

/** The line up to the cursor, and all that Tab offers. */
const tables: Record<string, [line: string, offered: string[]][]> = {
  "about_Tab_Expansion: members of values": [
    ["$person.", ["City", "Equals(", "GetHashCode(", "GetType(", "Name", "ToString("]],
    ["$person.c", ["City"]],
    ["$PERSON.n", ["Name"]],
    ["$many.Ci", ["City"]],
    ["$many.Cou", ["Count"]],
    ["$many[0].Ci", ["City"]],
    ["$table.Na", ["Name"]],
    ["$table.Ho", ["'Home Town'"]],
    ["$table.'Ho", ["'Home Town'"]],
    ["$table.Cou", ["Count"]],
    ["$table.ContainsK", ["ContainsKey("]],
    ["$deep.Inner.St", ["Stairs", "Street"]],
    ["$deep['Inner'].Str", ["Street"]],
    ["($person).Ci", ["City"]],
    ["'text'.ToUpp", ["ToUpper(", "ToUpperInvariant("]],
    ["$day.DayOf", ["DayOfWeek", "DayOfYear"]],
    ["$day.Date.AddY", ["AddYears("]],
    ["[datetime]::Now.Yea", ["Year"]],
    ["if ($person.Ci", ["City"]],
    ["$none.x", []],
    ["$person.Remove().x", []],
    ["(Get-Nothing1).x", []],
    ["(Get-AcceptedDomain).DomainT", ["DomainType"]],
  ],
  "about_Tab_Expansion: static members and types": [
    ["[math]::R", ["Round("]],
    ["[math]::P", ["PI", "Pow("]],
    ["$math::Sq", ["Sqrt("]],
    ["[DayOfWeek]::T", ["Thursday", "Tuesday"]],
    ["[guid]::N", ["NewGuid(", "new("]],
    ["[version]::n", ["new("]],
    ["[nosuchtype]::n", []],
    ["[System.Te", ["System.Text"]],
    ["[System.Text.StringB", ["System.Text.StringBuilder"]],
    ["[datet", ["DateTimeKind", "datetime", "datetimeoffset"]],
    ["[system.managem", ["System.Management"]],
    ["New-Object System.Text.StringB", ["System.Text.StringBuilder"]],
    ["New-Object -TypeName Text.StringB", ["Text.StringBuilder"]],
  ],
  "about_Tab_Expansion: properties behind a pipe": [
    ["Get-AcceptedDomain | Select-Object DomainT", ["DomainType"]],
    ["Get-AcceptedDomain | Select-Object Name,DomainT", ["DomainType"]],
    ["Get-AcceptedDomain | Select-Object -ExcludeProperty DomainT", ["DomainType"]],
    ["Get-AcceptedDomain | Select-Object -ExpandProperty DomainT", ["DomainType"]],
    ["Get-AcceptedDomain | Where-Object DomainT", ["DomainType"]],
    ["Get-AcceptedDomain | ? DomainT", ["DomainType"]],
    ["Get-AcceptedDomain | Sort-Object DomainT", ["DomainType"]],
    ["Get-AcceptedDomain | Format-Table DomainT", ["DomainType"]],
    ["Get-AcceptedDomain | Format-List -Property DomainT", ["DomainType"]],
    ["Get-AcceptedDomain | Group-Object DomainT", ["DomainType"]],
    ["Get-ChildItem | Measure-Object Leng", ["Length"]],
    ["Get-AcceptedDomain | Where-Object Default | Sort-Object DomainT", ["DomainType"]],
    ["Get-AcceptedDomain | Where-Object { $_.DomainT", ["DomainType"]],
    ["Get-AcceptedDomain | ForEach-Object { if ($_.DomainT", ["DomainType"]],
    ["Get-AcceptedDomain | ForEach-Object DomainT", ["DomainType"]],
    ["Get-AcceptedDomain | Select-Object @{ n = 'x'; e = { $_.DomainT", ["DomainType"]],
    ["$many | Select-Object Ci", ["City"]],
    ["$many | ForEach-Object { $_.Ci", ["City"]],
    ["Get-Everything | Select-Object Dom", []],
  ],
  "about_Tab_Expansion: variables and drives": [
    ["$env:COMPLETE_", ["$env:COMPLETE_ME"]],
    ["$env:COMPLETE", ["$env:COMPLETE_ME", "${env:COMPLETE ME TOO}"]],
    ["$global:perso", ["$global:person", "$global:persons"]],
    ["$a n", []],
    ["$tru", ["$true"]],
    ["${a n", ["${a name}"]],
    ["${function:Get-Every", ["${function:Get-Everything}"]],
    ["Get-Item Env:COMPLETE_", ["Env:COMPLETE_ME"]],
    ["Get-Item Env:COMPLETE", ["'Env:COMPLETE ME TOO'", "Env:COMPLETE_ME"]],
    ["Get-Item env:\\COMPLETE_", ["env:\\COMPLETE_ME"]],
    ["Get-Item Variable:perso", ["Variable:person", "Variable:persons"]],
    ["Get-Item Alias:tse", ["Alias:tset"]],
    ["Get-Content 'my r", ["'my report.txt'"]],
    ['Get-Content "my r', ['"my report.txt"']],
    ["Get-Content ./my", ["'./my report.txt'"]],
    ["./my", ["& './my report.txt'"]],
    ["1 > my", ["'my report.txt'"]],
  ],
  "about_Tab_Expansion: values of parameters": [
    ["Test-Set Ap", ["Apple", "Apricot"]],
    ["Test-Set -Fruit Apple,Apr", ["Apricot"]],
    ["Test-Set -Fruit B", ["'Blue berry'"]],
    ["Test-Set -Fru b", ["'Blue berry'"]],
    ["Test-Set -Day T", ["Thursday", "Tuesday"]],
    ["Test-Set -Fast:", ["$false", "$true"]],
    ["Test-Set -Fast Apr", ["Apricot"]],
    ["Test-Set -Sure ", ["$false", "$true"]],
    ["Set-AcceptedDomain -DomainType:Int", ["InternalRelay"]],
    ["tset Apr", ["Apricot"]],
    ["Test-Set -ErrorAction St", ["Stop"]],
    ["Get-Help Get-AcceptedD", ["Get-AcceptedDomain"]],
    ["Get-Command -Name Get-Every", ["Get-Everything"]],
    ["Get-Content od", ["oddly"]],
  ],
  "about_Functions_Argument_Completion: ArgumentCompletions and ArgumentCompleter": [
    ["Test-Set -Hint on", ["one", "only"]],
    ["Test-Set -Told abc", ["Test-Set/Told/abc", "0:::"]],
    ["Test-Set Apple -Sure $true -Fast -Told ", ["Test-Set/Told/", "3:Apple:True:True"]],
    ["Test-Set -Told x -Fruit Apple,Apricot", ["Apricot"]],
    ["Test-Set -Fails ", ["before"]],
    ["Test-Set -Unknown ", ["after"]],
    ["Test-Set -Nothing my", []],
    ["Test-Set -Silent my", ["'my report.txt'"]],
    ["Test-Set -Lines ", ["fine"]],
    ["1; Test-Set -Tree x", ["Test-Set -Tree x", "16", "Test-Set", "3", "19"]],
    ["Test-Set -Result ", ["'z z'", "a"]],
  ],
  "about_Functions_Argument_Completion: Register-ArgumentCompleter": [
    ["Test-Set -Registered re", ["red", "reed"]],
    ["Test-Set -Registered ree", ["reed"]],
    ["tset -Registered ree", ["reed"]],
    ["Test-Set -Shared ", ["for-all"]],
    ["Test-Alias2 ", ["for-all"]],
    ["Get-Date -Format ", ["yyyy", "MM"]],
    ["tool ad", ["--w=ad", "tool ad", "7"]],
    ["/usr/bin/tool --a", ["--w=--a", "/usr/bin/tool --a", "17"]],
    ["other -x", ["--w=-x", "other -x", "8"]],
  ],
};
for (const [topic, rows] of Object.entries(tables)) {
  test.each(rows)(`${topic}: %s`, async (line, offered) => {
    expect((await completeLine(line, shell, world, async () => []))[0]).toEqual(offered);
  });
}

/** Each a script that makes a CompletionResult, and what it is or says. */
const results: [script: string, shown: string][] = [
  ["[System.Management.Automation.CompletionResult]::new('a').ListItemText", "a"],
  ["[System.Management.Automation.CompletionResult]::new('a', 'b').ToolTip", "a"],
  ["[System.Management.Automation.CompletionResult]::new('a', 'b').ResultType", "Text"],
  ["[Management.Automation.CompletionResult]::new('a', 'b', 'ParameterValue').ResultType", "ParameterValue"],
  ["(New-Object System.Management.Automation.CompletionResult 'a', 'b', 'Method', 'd').ToolTip", "d"],
  ["([Management.Automation.CompletionResult]'a').CompletionText", "a"],
  ["[Management.Automation.CompletionResult]::new('a') -is [Management.Automation.CompletionResult]", "True"],
  ["try { [Management.Automation.CompletionResult]::new('') } catch { 'refused' }", "refused"],
  ["try { [Management.Automation.CompletionResult]::new('a', 'b', 'Colour', 'd') } catch { 'refused' }", "refused"],
  ["try { [Management.Automation.CompletionResult]::new() } catch { 'refused' }", "refused"],
];
test.each(results)("about_Functions_Argument_Completion: %s", async (script, text) => {
  const seen: string[] = [];
  await session.run(script, { out: (value) => void seen.push(toText(value)) });
  expect(seen).toEqual([text]);
});

test("a completer leaves nothing behind, and no more than 500 words", async () => {
  const errors = shell.errors.length;
  expect((await completeLine("Test-Set -Flood ", shell, world, async () => []))[0]).toHaveLength(500);
  await completeLine("Test-Set -Fails ", shell, world, async () => []);
  expect(shell.errors).toHaveLength(errors);
  expect(shown).toEqual([]);
});

test("what is run does not wait for a completer that goes on for ever", async () => {
  await session.run(
    "Register-ArgumentCompleter -CommandName Get-Date -ParameterName UFormat -ScriptBlock { 'x'; while ($true) {} }",
  );
  const words = completeLine("Get-Date -UFormat ", shell, world, async () => []);
  const seen: unknown[] = [];
  await session.run("1 + 1", { out: (value) => void seen.push(value) });
  expect(seen).toEqual([2]);
  expect((await words)[0].length).toBeLessThanOrEqual(1);
});
