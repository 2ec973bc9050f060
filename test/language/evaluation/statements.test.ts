// Statements, functions and streams: what the language topics of the documentation say, a row for each rule.
import { describe, expect, test } from "vitest";
import { house, table } from "./house.ts";

describe("about_If: if and conditions", () =>
  table([
    ["if (0) { 1 } elseif ('') { 2 } elseif ('x') { 3 } else { 4 }", "3"],
    ["if (1,0) { 'list' }", "list"],
    ["if ($x = 5) { $x }", "5", "an assignment is a value"],
    ["if (1 -eq 1 -and 2 -gt 1) { 'both' }", "both"],
    ["if (Write-Output 0) { 1 } else { 2 }", "2", "a command as condition"],
    [
      "$n = 0; function t { $script:n++; $true }; $null = $false -and (t); $null = $true -or (t); $n",
      "0",
      "the right side only when needed",
    ],
    ["$true -xor $true; $true -xor $false", "False | True"],
  ]));

describe("about_While: loops", () =>
  table([
    ["$i = 0; while ($i -lt 3) { $i; $i++ }", "0 | 1 | 2"],
    ["$i = 5; do { $i; $i++ } while ($i -lt 3)", "5", "do runs at least once"],
    ["$i = 0; do { $i++ } until ($i -ge 3); $i", "3"],
    ["for ($i = 0; $i -lt 3; $i++) { $i }", "0 | 1 | 2"],
    ["for ($i = 0; $i -lt 9; $i += 4) { if ($i -eq 4) { continue }; $i }", "0 | 8", "continue still steps"],
    ["foreach ($i in 1..5) { if ($i -gt 2) { break }; $i }", "1 | 2"],
    [':a foreach ($i in 1..3) { foreach ($j in 1..3) { if ($j -eq 2) { continue a }; "$i$j" } }', "11 | 21 | 31"],
    [":a while ($true) { while ($true) { break a } }; 'out'", "out"],
    [":A foreach ($i in 1,2) { for (;;) { break a } }; 'x'", "x", "labels ignore case"],
    ["$l = 'b'; :b foreach ($i in 1,2) { for (;;) { break $l } }; 'v'", "v", "a label may be a value"],
    ["foreach ($i in 1..2) { switch ($i) { 1 { continue } }; $i }", "1 | 2", "continue in a switch is the switch's"],
    ["$a = 1,2; foreach ($x in $a) { $a += 3; $x }", "1 | 2"],
    ["$h = @{a=1;b=2}; foreach ($k in $h.Keys) { $h[$k] }", "1 | 2"],
    ['foreach ($p in ([ordered]@{x=1}).GetEnumerator()) { "$($p.Key)$($p.Value)" }', "x1"],
    ["1..3 | ForEach-Object { if ($_ -eq 2) { continue }; $_ }; 'never'", "1"],
    ["for ($i=0; $i -lt 2000; $i++) { $s += $i }; $s", "1999000"],
  ]));

describe("about_Functions: functions", () =>
  table([
    ["function Add($a, $b = 10) { $a + $b }; Add 1; Add 1 2; Add -b 5 1", "11 | 3 | 6"],
    ["function f { param($a) $a }; f -a:5", "5"],
    ["function f([int]$n = '7') { $n + 1 }; f", "8", "defaults are converted"],
    ["function f($a, $b = $a + 1) { $b }; f 4", "5", "a default sees the parameters before it"],
    ["function f([int]$n) { $n }; f", "0", "an unbound [int] is 0"],
    ["function f([string]$s) { $null -eq $s; $s.Length }; f", "False | 0"],
    ["function f($s) { $null -eq $s }; f", "True"],
    ['function f { "$args" }; f a b', "a b"],
    ["function f($x) { $args.Count }; f 1 2 3", "2"],
    ["function global:gg { 'g' }; gg", "g"],
    ["function o { function i { 'inner' }; i }; o; i", "inner | !CommandNotFoundException"],
    ["function f { 'first' }; function f { 'second' }; f", "second"],
    ["function f { return }; $null -eq (f)", "True"],
    ['function f { param([Parameter(Position=1)]$b, [Parameter(Position=0)]$a) "$a$b" }; f x y', "xy"],
    ["function f { [CmdletBinding(PositionalBinding=$false)] param($a) $a }; f 1", "!PositionalParameterNotFound,f"],
    ["function f { param([Parameter(ValueFromRemainingArguments)]$r) $r.Count }; f 1 2 3", "3"],
    ["function f { param([string[]]$n) $n.Count }; f a,b; f a", "2 | 1"],
    ['function f { param([switch]$a, [switch]$b) "$a$b" }; f -b', "FalseTrue"],
    [
      "function f { [CmdletBinding()] param([Parameter(Mandatory, ParameterSetName='A')]$a, [Parameter(Mandatory, ParameterSetName='B')]$b) $PSCmdlet.ParameterSetName }; f -b 1; f -a 1 -b 2",
      "B | !AmbiguousParameterSet,f",
    ],
    ["function f { param($a) $PSBoundParameters['a'] }; f 3", "3"],
    ["function f { param($x) $x = $x + 1; $x }; $x = 1; f $x; $x", "2 | 1"],
    ["function f { $h = $args[0]; $h.k = 2 }; $t = @{k=1}; f $t; $t.k", "2", "objects go by reference"],
    ["$s = { param($a, $b) $b, $a }; & $s 1 2", "2 | 1"],
    ["& { $args.Count } 1 2 3", "3"],
    ['function f { process { "[$_]" } }; f', "[]", "without input process runs once"],
    ["function f { end { @($input).Count } }; 1,2,3 | f", "3"],
    ["& (Get-Command f2 -ErrorAction Ignore)", "!BadExpression"],
    ["$n = 'Write-Output'; & $n 5", "5"],
    ["function Test-Alias { 'aliased' }; Set-Alias ta Test-Alias; ta", "aliased"],
    ["function f { param([ValidateSet('On','Off')][string]$Mode = 'On') $Mode }; f; f Off", "On | Off"],
    ["function f { param([Alias('cn','host')]$Computer) $Computer }; f -cn a; f -host b", "a | b"],
    ["function f { $PSCmdlet -eq $null }; f", "True"],
    ["function f { [CmdletBinding()] param() $PSCmdlet.WriteVerbose('v'); 'x' }; f", "x"],
    [
      "function f { [CmdletBinding()] param() try { throw 'in' } catch { $PSCmdlet.ThrowTerminatingError($_) } }; try { f } catch { $_.FullyQualifiedErrorId }",
      "in,f",
    ],
    [
      "function f { [CmdletBinding()] param() try { throw 'in' } catch { $PSCmdlet.WriteError($_) }; 'on' }; f; $?",
      "!in,f | on | False",
    ],
  ]));

describe("about_Hash_Tables: hash tables and objects", () =>
  table([
    ["$h = @{ 'a b' = 1; c = 2 }; $h.'a b' + $h.c", "3"],
    ["@{ x = if ($true) { 1 } }.x", "1", "a value may be a statement"],
    ["$h = [ordered]@{z=1;a=2}; $h.Keys -join ','", "z,a"],
    ["$h = @{}; $h[[datetime]'2026-01-01'] = 1; $h[[datetime]'2026-01-01']", "1"],
    ["$h = @{a=$null}; $h.ContainsKey('a'); $h.a -eq $null", "True | True"],
    ["$h = @{n=@{m=1}}; $h.n.m = 5; $h['n']['m']", "5"],
    ["$o = [pscustomobject]@{Name='x';Value=1}; $o.name; $o.VALUE", "x | 1"],
    ["$o = [pscustomobject]@{a=1}; $o | Add-Member -NotePropertyName b -NotePropertyValue 2; $o.b", "2"],
    ["$o = [pscustomobject]@{a=1}; $c = $o.psobject.Copy(); $c.a = 2; $o.a", "1"],
    [
      '$o = [pscustomobject]@{a=1;b=2}; foreach ($p in $o.psobject.Properties) { "$($p.Name)=$($p.Value)" }',
      "a=1 | b=2",
    ],
    ["$o = [pscustomobject]@{a=1}; $o.psobject.Properties.Remove('a'); @($o.psobject.Properties).Count", "0"],
    ["$o = [pscustomobject]@{a=1}; $o.psobject.Properties['a'].Value", "1"],
    ["$o = [pscustomobject]@{A=1}; 'A' -in $o.psobject.Properties.Name", "True"],
    ["$l = @([pscustomobject]@{n=1},[pscustomobject]@{n=2}); ($l | ? n -gt 1).n", "2"],
    ["$p = 'n'; ([pscustomobject]@{n=7}).$p", "7"],
    ["$o = [pscustomobject]@{s={ 'ran' }}; & $o.s", "ran"],
    ["([pscustomobject]@{a=1}).GetType().Name", "PSCustomObject"],
    [
      "$o = [pscustomobject]@{PSTypeName='My.Type';x=1}; $o.pstypenames[0]; @($o.psobject.Properties).Count",
      "My.Type | 1",
    ],
    ["$a = @{x=1}; $b = $a; $b.x = 2; $a.x; $c = $a.Clone(); $c.x = 3; $a.x", "2 | 2"],
    ["$h = @{b=1;a=2}; ($h.GetEnumerator() | Sort-Object Key | % Key) -join ','", "a,b"],
  ]));

describe("about_Output_Streams: streams", () => {
  table([
    ["$r = & { Write-Error e; 1 } 2>&1; $r.Count", "2"],
    ["& { Write-Warning w; 1 } 3>&1", "w | 1"],
    ["& { Write-Warning w; 1 } 3>$null", "1"],
    ["$x = & { Write-Host h; 1 } 6>$null; $x", "1"],
    ["Write-Error 'e' 2>$null; $Error.Count", "1", "what is not shown is kept all the same"],
    ["nosuchcmd 2>$null; 'on'", "on"],
    ["$m = nosuchcmd 2>&1; $m.GetType().Name; $m.FullyQualifiedErrorId", "ErrorRecord | CommandNotFoundException"],
    ["& { 'a'; Write-Error b; 'c' } *>&1 | % { \"$_\" }", "a | b | c"],
    ["1 > $null; 'x'", "x"],
    [
      "function f { Write-Error 'e'; 'v' }; f -ErrorAction SilentlyContinue",
      "!Microsoft.PowerShell.Commands.WriteErrorException | v",
      "a plain function has no common parameters",
    ],
  ]);

  test("a redirection writes what the screen would show", async () => {
    const { session, values, world } = house();
    await session.run("'one','two' > /out.txt; 'three' >> /out.txt; [io.file]::ReadAllText('/out.txt')");
    expect((await world.disk.read("/out.txt")).toString()).toBe("one\ntwo\nthree\n");
    expect(values).toEqual(["one\ntwo\nthree\n"]);
  });

  test("verbose and debug text shows only when asked", async () => {
    const { session, said } = house();
    await session.run(
      "Write-Verbose no; $VerbosePreference = 'Continue'; Write-Verbose yes; Write-Verbose once -Verbose:$false",
    );
    await session.run(
      "function f { [CmdletBinding()] param() Write-Verbose 'from f' }; $VerbosePreference = 'SilentlyContinue'; f; f -Verbose",
    );
    expect(said).toEqual(["VERBOSE: yes", "VERBOSE: from f"]);
  });

  test("-WhatIf tells and does nothing, -Confirm asks", async () => {
    const { session, values, said } = house({ answers: ["0", "2"] });
    await session.run(
      "function Remove-It { [CmdletBinding(SupportsShouldProcess)] param($n) if ($PSCmdlet.ShouldProcess($n, 'Remove')) { \"gone $n\" } }",
    );
    await session.run("Remove-It a -WhatIf; Remove-It b -Confirm; Remove-It c -Confirm; Remove-It d");
    expect(values).toEqual(["gone b", "gone d"]);
    expect(said.join()).toContain('What if: Performing the operation "Remove" on target "a".');
  });

  test("a missing mandatory parameter is asked for where there is a person", async () => {
    const { session, values } = house({ answers: ["typed"] });
    await session.run('function f { param([Parameter(Mandatory)][string]$Name) "<$Name>" }; f');
    expect(values).toEqual(["<typed>"]);
  });
});

describe("about_Pipelines: one object at a time", () => {
  test("walks the whole pipeline before the next is made", async () => {
    const { session, said } = house();
    await session.run("1..2 | % { Write-Host A$_; $_ } | % { Write-Host B$_ }");
    expect(said.map((text) => text.trim())).toEqual(
      ["INFO: A1", "INFO: B1", "INFO: A2", "INFO: B2"].map((text) =>
        text.replace("INFO: ", said[0]?.startsWith("INFO") ? "INFO: " : ""),
      ),
    );
  });

  table([
    ['$log = @(); 1..3 | % { $log += "a$_"; $_ } | % { $log += "b$_" }; $log -join \' \'', "a1 b1 a2 b2 a3 b3"],
    ["$n = 0; 1..1000000 | % { $n++; $_ } | select -First 3 | Out-Null; $n", "3"],
    ["function gen { 'x'; $script:after = 1 }; gen | select -First 1; \"[$after]\"", "x | []"],
    ["$b = 0; 1..3 | % -Begin { $b = 10 } -Process { $b += $_ } -End { $b }", "16"],
    ["1..3 | ? { $_ -ne 2 } | % { $_ * 10 } | Measure-Object -Sum | % Sum", "40"],
    ['1,2 | % { $x = $_; 3,4 | % { "$x$_" } }', "13 | 14 | 23 | 24", "the inner $_ does not disturb the outer"],
    ["1,2 | % { $null = 9 | % { $_ }; $_ }", "1 | 2"],
  ]);
});

describe("about_Script_Blocks: blocks and try", () =>
  table([
    ["$b = { 1/0; 'on' }; try { & $b } catch { 'c' }", "c"],
    ["$b = { 1/0; 'on' }; try { 1 | % $b } catch { 'c' }", "c", "a block made outside the try"],
    ["$b = { 1/0; 'on' }.GetNewClosure(); try { & $b } catch { 'c' }", "c"],
    ["$b = { 1/0; 'on' }.GetNewClosure(); try { 1 | % $b } catch { 'c' }", "c"],
    ["$b = { 1/0; 'on' }; try { $b.Invoke() } catch { 'c' }", "c"],
    [
      "$b = try { { 1/0; 'on' } } catch { 'no' }; & $b",
      "!RuntimeException | on",
      "a block made inside a try that is over",
    ],
    ["$o = [pscustomobject]@{}; $o | Add-Member ScriptMethod m { 1/0; 'on' }; try { $o.m() } catch { 'c' }", "c"],
    ["try { (1..2).ForEach({ 1/0 }) } catch { 'c' }", "c"],
    ["function f { 1/0; 'on' }; try { f } catch { 'c' }; f", "c | !RuntimeException | on"],
    ["$b = { $args[0] }; function f($b) { 1 | % { & $b 'x' } }; f $b", "x"],
    ["function f([scriptblock]$b) { $v = 'inner'; & $b }; $v = 'outer'; f { $v }", "inner", "dynamic scope"],
    ["function f([scriptblock]$b) { $v = 'inner'; & $b }; $v = 'outer'; f ({ $v }.GetNewClosure())", "outer"],
  ]));

describe("System.Management.Automation.ErrorRecord: error records of scripts", () =>
  table([
    [
      "function f { [CmdletBinding()] param() $e = [System.Management.Automation.ErrorRecord]::new([System.ArgumentException]::new('bad'), 'MyId', 'InvalidData', 'obj'); $PSCmdlet.ThrowTerminatingError($e) }; try { f } catch { $_.FullyQualifiedErrorId; $_.CategoryInfo.Category; $_.TargetObject; \"$_\" }",
      "MyId,f | InvalidData | obj | bad",
    ],
    [
      "$e = [Management.Automation.ErrorRecord]::new([Exception]::new('x'), 'I', 'NotSpecified', $null); try { throw $e } catch { $_.FullyQualifiedErrorId }",
      "I",
    ],
    [
      "try { throw [System.IO.FileNotFoundException]::new('gone') } catch [System.IO.IOException] { $_.Exception.GetType().Name }",
      "FileNotFoundException",
    ],
    [
      "try { [int]::Parse('x') } catch { $_.Exception.InnerException.Message }",
      "The input string 'x' was not in a correct format.",
    ],
    ["try { [int]::Parse('x') } catch [System.FormatException] { 'format' }", "format"],
    ["try { 1/0 } catch { $_.Exception.InnerException.GetType().Name }", "DivideByZeroException"],
    [
      "try { 'x'.Foo() } catch { $_.CategoryInfo.Reason; $_.InvocationInfo.Line }",
      "RuntimeException | try { 'x'.Foo() } catch { $_.CategoryInfo.Reason; $_.InvocationInfo.Line }",
      "",
      "quick",
    ],
  ]));

describe("about_Pipeline_Chain_Operators: chains", () =>
  table([
    ["'a' && 'b'", "a | b"],
    ["nosuch 2>$null || 'fallback'", "fallback"],
    ["'a' || 'b'", "a"],
    ["Write-Error x -EA SilentlyContinue && 'no'; 'on'", "on"],
    ["'a' && 'b' && 'c'", "a | b | c"],
  ]));

describe("Set-StrictMode: strict mode", () =>
  table([
    ["Set-StrictMode -Version 1; $nope; 'on'", "!VariableIsUndefined | on"],
    ["Set-StrictMode -Version 2; ([pscustomobject]@{a=1}).b; 'on'", "!PropertyNotFoundStrict | on"],
    ["Set-StrictMode -Version 3; @(1)[5]; 'on'", "!IndexOutOfRange | on"],
    ["Set-StrictMode -Version 1; Set-StrictMode -Off; $nope", "<null>"],
  ]));

describe("about_Splatting: splatting and call", () =>
  table([
    ["$p = @{Date='2026-03-02';Format='yyyy'}; Get-Date @p", "2026"],
    ['function f($a,$b,$c) { "$a$b$c" }; $p = @{c=3}; f 1 2 @p', "123"],
    ['function f($a,$b) { "$a$b" }; $p = @{a=1}; f @p -b 2; f @p -a 9', "12 | 9"],
    ["function f { param([switch]$s) $s }; $p = @{s=$true}; f @p", "True"],
    ["function f { $args.Count }; $l = @(); f @l", "0"],
    ["function w { f2 @PSBoundParameters }; function f2 { param($a) 'got' }; w", "got"],
    ["$x = 5; f @x 2>$null; 'on'", "on"],
  ]));

describe("about_Data_Sections: data and requires", () =>
  table([
    ["$d = data { 'a','b' }; $d.Count", "2"],
    ["#requires -Version 99\n'no'", "!ScriptRequiresUnmatchedPSVersion"],
    ["#requires -Version 5.1\n'yes'", "yes"],
    ["#requires -PSEdition Desktop\n'no'", "!ScriptRequiresUnmatchedPSEdition"],
    ["using namespace System.Text\n'on'", "on"],
    ["<# block\n comment #> 'c' # line", "c"],
    ["'a' `\n + 'b'", "ab", "a backtick goes on"],
    ["[cultureinfo]::InvariantCulture.Name -eq ''; (Get-Culture -EA Ignore) | Out-Null", "True"],
  ]));
