// What shells written from scratch usually get wrong about commands, pipelines, functions and errors.
import { describe } from "vitest";
import { table } from "./house.ts";

describe("about_Parsing [29, 30, 34, 40, 44]: arguments", () =>
  table([
    ["function f([string]$s) { $s }; f 10MB", "10MB", "text gets what was typed", "quick"],
    ["function f($s) { $s }; f 10MB", "10485760"],
    ["function f([string]$s) { $s }; f 0123", "0123", "also leading zeros", "quick"],
    ["function f { $args -join '|' }; f a#b c #d", "a#b|c"],
    ["function f([switch]$x) { $x }; f -x:$false; f -x; f", "False | True | False"],
    ["function f([bool]$x) { $x }; f -x: $false", "False"],
    ["'a' |\n% { $_ }", "a", "a pipe at the end goes on"],
    ["'a'\n| % { \"$_!\" }", "a!", "and so does one at the start"],
    ["function f { $args.Count }; f 1 2 3; f 1,2,3; f", "3 | 1 | 0"],
    ["function f { $args }; f -name value", "-name | value"],
    ['function f($a, $b) { "$a/$b" }; $h = @{b=2;a=1}; f @h', "1/2"],
    ['function f($a, $b) { "$a/$b" }; $l = 1,2; f @l', "1/2"],
    ["function f { $args -join ' ' }; $h = @{Blah='World'}; f @h", "-Blah: World"],
    ["function f { [CmdletBinding()] param($a) $a }; $h = @{Blah='World'}; f @h", "!NamedParameterNotFound,f"],
    ["function f { $args }; function g { f @args }; g 1 2", "1 | 2"],
    ["function f($x) { $x.GetType().Name }; f { 1 }", "ScriptBlock", "braces are a script block"],
    ["function f([string]$Filter) { $Filter }; f { Name -eq $x }", " Name -eq $x ", "bound to text it is its source"],
    ["function f($a) { $a }; f (1+2)", "3"],
    ["function f($a) { $a }; f $(1;2)", "1 | 2"],
    ["function f($Path) { $Path }; f -Pa x", "x", "a unique beginning"],
    ["function f { [CmdletBinding()] param($Path, $Pattern) }; f -Pa x", "!AmbiguousParameter,f"],
    ["function f { param([Alias('n')]$Name) $Name }; f -n v", "v"],
    ['function f([switch]$S, $V) { "$S $V" }; f -S 5', "True 5", "a switch takes no positional value"],
  ]));

describe("about_Assignment_Operators [32, 33]: statements as values", () =>
  table([
    ["$x = if ($true) { 1 } else { 2 }; $x", "1"],
    ["$x = foreach ($i in 1..3) { $i * 2 }; $x -join ','", "2,4,6"],
    ["$x = switch (2) { 1 { 'a' } 2 { 'b' } }; $x", "b"],
    ["$(if ($true) { 5 })", "5"],
    ["$x = while ($i -lt 3) { $i++; $i }; $x.Count", "3"],
    ["$x = if ($false) { 1 }; $null -eq $x", "True"],
    ["@(if ($false) { 1 }).Count", "0"],
    ["$x = try { 1/0 } catch { 'c' }; $x", "c"],
  ]));

describe("about_Return [35, 36]: output", () =>
  table([
    ["function f { 'a'; return 'b' }; f", "a | b", "everything not captured"],
    ["$l = [System.Collections.ArrayList]::new(); $l.Add(1); $l.Add(1)", "0 | 1", "an index leaks"],
    ["$l = [System.Collections.ArrayList]::new(); [void]$l.Add(1); $null = $l.Add(2); $l.Count", "2"],
    ["function f { return @(1) }; (f).GetType().Name", "Int32"],
    ["function f { return ,@(1) }; (f).GetType().Name", "Object[]"],
    ["function f { @{a=1} }; (f).GetType().Name", "Hashtable", "hash tables are never unrolled"],
    [",@(1,2) | % { $_.Count }", "2", "one level per pipe"],
    ["function f { 1; return; 2 }; f", "1"],
    ["function f { $null }; @(f).Count", "1"],
    ["function f { }; @(f).Count", "0"],
    ["function f { ,@() }; @(f).Count", "1"],
    ["$x = f2; function f2 { 1 }", "!CommandNotFoundException"],
  ]));

describe("about_Foreach [37]: empty and null in loops", () =>
  table([
    ["foreach ($i in $null) { 1 }", ""],
    ["$null | % { 1 }", "1"],
    ["@() | % { 1 }", ""],
    ["& { } | % { 1 }", ""],
    ["foreach ($i in 5) { $i }", "5"],
    ["foreach ($i in @{a=1}) { $i.a }", "1"],
    ["foreach ($c in 'abc') { $c }", "abc", "text is one object"],
    ['foreach ($i in 1,$null,2) { "[$i]" }', "[1] | [] | [2]"],
  ]));

describe("about_Break [38]: leaving ForEach-Object", () =>
  table([
    ["1..3 | % { if ($_ -eq 2) { return }; $_ }", "1 | 3", "return ends the item"],
    [
      "foreach ($x in 1..3) { 1..3 | % { if ($_ -eq 2) { break }; $_ }; 'after' }; 'end'",
      "1 | end",
      "break leaves the loop around",
    ],
    ["foreach ($x in 1,2) { 5..7 | % { if ($_ -eq 6) { continue }; $_ } }; 'end'", "5 | 5 | end"],
    ["function f { break }; foreach ($i in 1..3) { $i; f }; 'end'", "1 | end"],
    ["1..3 | % { break }; 'never'", "", "with no loop it leaves the script"],
  ]));

describe("about_Scopes [39]: scopes", () =>
  table([
    ["$x = 1; function f { $x = 2; $x }; f; $x", "2 | 1", "assigning makes a local"],
    ["$x = 1; function f { $x }; f", "1", "reading sees the caller's"],
    ["function f { $y = 3; g }; function g { $y }; f", "3", "dynamic scope"],
    ["$x = 1; function f { $x = 2 }; . f; $x", "2", "a dot shares the scope"],
    ["$x = 1; & { $x = 2 }; $x", "1"],
    ["$x = 1; . { $x = 2 }; $x", "2"],
    ["function f { $script:z = 5 }; f; $z", "5"],
    ["function f { $global:z = 6 }; f; $z", "6"],
    ["$x = 1; function f { $local:x }; f", "<null>"],
    ["$x = 1; 1 | % { $x = 2 }; $x", "2", "ForEach-Object runs in the scope it stands in"],
    ["$x = 1; 1 | ? { $x = 3; $true } | Out-Null; $x", "3"],
    ["$private:p = 1; function f { $p }; $p; f", "1 | <null>"],
    ["function f { $x = 'f'; & $b }; $x = 'g'; $b = { $x }; f", "f"],
    ["$n = 5; $b = { $n }.GetNewClosure(); $n = 6; & $b", "5"],
    ["function New-Counter { $c = 0; { $script:c++; $script:c }.GetNewClosure() }; $k = New-Counter; & $k", "1"],
    ["${a b} = 4; ${a b}", "4"],
    ["function f { 1 }; ${function:f}.ToString().Trim()", "1", "a function has a source", "quick"],
    ["$function:g = { 'made' }; g", "made"],
    ["$variable:q = 3; $q", "3"],
    ["foreach ($i in 1..3) {}; $i", "3", "the loop variable lives on"],
  ]));

describe("about_Functions_Advanced_Parameters [41, 42]: mandatory and validation", () =>
  table([
    [
      "function f { param([Parameter(Mandatory)]$a) 'ran' }; f $null",
      "!ParameterArgumentValidationErrorNullNotAllowed,f",
    ],
    [
      "function f { param([Parameter(Mandatory)][string]$a) 'ran' }; f ''",
      "!ParameterArgumentValidationErrorEmptyStringNotAllowed,f",
    ],
    [
      "function f { param([Parameter(Mandatory)][array]$a) 'ran' }; f @()",
      "!ParameterArgumentValidationErrorEmptyArrayNotAllowed,f",
    ],
    ["function f { param([Parameter(Mandatory)][AllowNull()]$a) 'ran' }; f $null", "ran"],
    ["function f { param([Parameter(Mandatory)][AllowEmptyString()][string]$a) 'ran' }; f ''", "ran"],
    ["function f { param([Parameter(Mandatory)][AllowEmptyCollection()][array]$a) 'ran' }; f @()", "ran"],
    ["function f { param([Parameter(Mandatory)]$a) 'ran' }; f", "!MissingMandatoryParameter,f"],
    ["function f { param([ValidateSet('a','b')]$x = 'z') $x }; f", "z", "defaults are not validated"],
    [
      "function f { param([ValidateSet('a','b')]$x) $x = 'q'; 'on' }; f a",
      "!ValidateSetFailure | on",
      "later assignments are",
    ],
    ["function f { param([ValidateSet('a','b')]$x) $x }; f c", "!ParameterArgumentValidationError,f"],
    ["function f { param([ValidateSet('a','b')]$x) $x }; f A", "A"],
    ["function f { param([ValidateRange(1,5)][int]$x) $x }; f 3; f 9", "3 | !ParameterArgumentValidationError,f"],
    ["function f { param([ValidatePattern('^\\d+$')]$x) $x }; f 12; f ab", "12 | !ParameterArgumentValidationError,f"],
    ["function f { param([ValidateLength(2,3)]$x) $x }; f ab; f abcd", "ab | !ParameterArgumentValidationError,f"],
    [
      "function f { param([ValidateCount(1,2)][array]$x) $x.Count }; f 1,2; f 1,2,3",
      "2 | !ParameterArgumentValidationError,f",
    ],
    ["function f { param([ValidateNotNullOrEmpty()]$x) 'ran' }; f ''", "!ParameterArgumentValidationError,f"],
    ["function f { param([ValidateScript({ $_ -gt 3 })]$x) $x }; f 5; f 1", "5 | !ParameterArgumentValidationError,f"],
    [
      "function f { param([ValidateScript({ Test-Path $_ })]$x) $x }; f /; f /nope",
      "/ | !ParameterArgumentValidationError,f",
    ],
    [
      "function f { param([Parameter(ValueFromPipeline)][ValidateScript({ Test-Path $_ })][string[]]$x) process { $x } }; '/', '/nope', '/' | f",
      "/ | !ParameterArgumentValidationError,f | /",
    ],
    [
      "function f { param([ValidateScript({ if ($_ -lt 3) { throw 'too small' }; $true })]$x) $x }; f 5; f 1",
      "5 | !ParameterArgumentValidationError,f",
    ],
    ["function f { param([int]$x) $x }; f abc", "!ParameterArgumentTransformationError,f"],
    ["[ValidateRange(1,5)]$v = 3; $v = 9; $v", "!ValidateSetFailure | 3"],
  ]));

describe("about_Pipelines [43, 45, 46]: pipeline binding", () =>
  table([
    [
      "function f { param([Parameter(ValueFromPipeline)][string]$Name, [Parameter(ValueFromPipelineByPropertyName)][int]$Length) process { $Name } }; '0123' | f",
      "0123",
      "by value without conversion goes first",
    ],
    [
      "function f { param([Parameter(ValueFromPipelineByPropertyName)]$Name) process { $Name } }; [pscustomobject]@{Name='x'},[pscustomobject]@{Name='y'} | f",
      "x | y",
    ],
    [
      "function f { param([Parameter(ValueFromPipelineByPropertyName)][Alias('Id')]$Key) process { $Key } }; [pscustomobject]@{Id=7} | f",
      "7",
    ],
    [
      "function f { param([Parameter(ValueFromPipeline)][int]$n) begin { 'b' } process { $n * 2 } end { 'e' } }; 1,2 | f",
      "b | 2 | 4 | e",
    ],
    ["function f { process { $_ + 1 } }; 1,2 | f", "2 | 3"],
    ["filter double { $_ * 2 }; 1..3 | double", "2 | 4 | 6"],
    ["function f { $input.Count }; 1..4 | f", "4"],
    ["function f { begin { $s = 0 } process { $s += $_ } end { $s } }; 1..4 | f", "10"],
    ["function f { param([Parameter(ValueFromPipeline)]$x) $x }; 1..3 | f", "3", "without process the last one"],
    ["1..3 | & { process { $_ * 10 } }", "10 | 20 | 30"],
    ["1..5 | Select-Object -First 2", "1 | 2"],
    ["1..3 | % { $n++; $_ } | Select-Object -First 1; $n", "1 | 1", "stops the commands before it"],
  ]));

describe("about_Switch [47]: switch", () =>
  table([
    ["switch (1,2,3) { 1 { 'one' } 3 { 'three' } }", "one | three"],
    ["switch (2) { 2 { 'a' } 2 { 'b' } }", "a | b", "all matching clauses run"],
    ["switch (2) { 2 { 'a'; break } 2 { 'b' } }", "a"],
    ["switch (1,2) { 1 { 'x'; continue } default { 'd' } }", "x | d"],
    ["switch (9) { 1 { 'one' } default { 'none' } }", "none"],
    ["switch -Wildcard ('abc') { 'a*' { 'A' } '*c' { 'C' } }", "A | C"],
    ["switch -Regex ('abc123') { '(\\d+)' { $Matches[1] } }", "123"],
    ["switch (5) { { $_ -gt 3 } { 'big' } { $_ -lt 3 } { 'small' } }", "big"],
    ["switch ('x') { 'x' { $_ } }", "x"],
    ["switch (@()) { default { 'd' } }", ""],
    ["switch ($null) { $null { 'n' } default { 'd' } }", "n"],
    ["switch (3) { '3' { 'text' } }", "text"],
  ]));

describe("about_Try_Catch_Finally [51, 52, 53, 54, 55]: errors", () =>
  table([
    [
      "try { Write-Error 'x' } catch { 'caught' }; 'next'",
      "!Microsoft.PowerShell.Commands.WriteErrorException | next",
      "Write-Error lets the work go on",
    ],
    ["try { Write-Error 'x' -ErrorAction Stop } catch { 'caught' }", "caught"],
    ["try { throw 'x' } catch { \"c:$_\" }", "c:x"],
    ["1/0; 'next'", "!RuntimeException | next", "the next statement runs"],
    ["throw 'x'; 'never'", "!x"],
    ["try { throw 'x' } catch { $_.FullyQualifiedErrorId }", "x"],
    ["try { try { throw 'a' } catch { throw } } catch { \"again $_\" }", "again a"],
    ["try { 1/0 } catch [System.DivideByZeroException] { 'zero' } catch { 'other' }", "zero"],
    [
      "try { throw [System.ArgumentException]::new('bad') } catch [System.ArgumentException] { $_.Exception.Message }",
      "bad",
    ],
    ["try { throw [System.ArgumentNullException]::new('p') } catch [System.ArgumentException] { 'base' }", "base"],
    ["try { 'x' } finally { 'f' }", "x | f"],
    ["try { throw 'x' } catch { 'c' } finally { 'f' }", "c | f"],
    ["try { 1/0 } finally { 'f' }; 'next'", "f | !RuntimeException | next"],
    ["function f { try { return 1 } finally { 'f' } }; f", "1 | f"],
    ["try { Get-Nothing } catch { $_.CategoryInfo.Category }", "ObjectNotFound"],
    [
      "try { Write-Error 'x' -EA Stop } catch [System.Management.Automation.ActionPreferenceStopException] { 'pref' }",
      "pref",
    ],
    ["$ErrorActionPreference = 'Stop'; 1/0; 'never'", "!RuntimeException"],
    ["$ErrorActionPreference = 'SilentlyContinue'; 1/0; $Error.Count", "1"],
    ["Write-Error 'B' -EA SilentlyContinue; $?; 1; $?", "False | 1 | True"],
    ['$x = "Hi $(Write-Error B -EA SilentlyContinue)"; $?', "True"],
    ["$x = Write-Error B -EA SilentlyContinue; $?; $y = 5; $?", "False | True"],
    ["(Write-Error B -EA SilentlyContinue); $?; (5); $?", "False | 5 | True"],
    ["$(Write-Error B -EA SilentlyContinue); $?; @(Write-Error B -EA SilentlyContinue); $?", "False | False"],
    [
      "Write-Error a -EA SilentlyContinue; $Error.Count; Write-Error b -EA Ignore; $Error.Count",
      "1 | 1",
      "Ignore is not recorded",
    ],
    [
      "Write-Error a -EA SilentlyContinue -ErrorVariable e; Write-Error b -EA SilentlyContinue -ErrorVariable +e; $e.Count",
      "2",
    ],
    ["function f { trap { 'T'; continue } 1/0; 'on' }; f", "T | on"],
    [
      "function g { 1/0; 'not here' }; function f { trap { 'T'; continue } g; 'on' }; f",
      "T | on",
      "resumes in its own block",
    ],
    ["trap { 'T' } 1/0; 'on'", "T | !RuntimeException | on"],
    ["trap [System.FormatException] { 'F'; continue } 1/0; 'on'", "!RuntimeException | on"],
    ["try { [int]'x' } catch { $_.FullyQualifiedErrorId }", "InvalidCastFromStringToInteger"],
    [
      "try { 'a'.Substring(9) } catch { $_.Exception.Message }",
      'Exception calling "Substring" with "1" argument(s): "startIndex cannot be larger than length of string. (Parameter \'startIndex\')"',
    ],
    ["try { throw @{code=5} } catch { $_.TargetObject.code }", "5"],
    ["try { nosuch } catch { $_.InvocationInfo.ScriptLineNumber }", "1"],
    ["function f { throw 'deep' }; try { f } catch { \"$_\" }", "deep"],
    ["1 | % { try { throw 'i' } catch { 'c' } }", "c"],
    [
      "function up { try { 1 } catch { 'wrong' } }; try { up | % { throw 'd' } } catch { \"right $_\" }",
      "right d",
      "an error further down passes by",
    ],
    ["function f { f }; f; 'alive'", "!CallDepthOverflow | alive"],
    [
      "$e = $null; try { 1/0 } catch { $e = $_ }; $e.Exception.GetType().Name; $e.Exception.InnerException.GetType().FullName",
      "RuntimeException | System.DivideByZeroException",
    ],
    ["throw", "!ScriptHalted"],
    ["1/0 2>$null; 'q'", "q"],
    ["(1/0) *>$null; $?", "False"],
  ]));

describe("about_Preference_Variables [56]: preferences", () =>
  table([
    [
      "function f { [CmdletBinding(SupportsShouldProcess)] param() if ($PSCmdlet.ShouldProcess('t')) { 'done' } }; f; f -WhatIf",
      "done",
    ],
    [
      "function inner { [CmdletBinding(SupportsShouldProcess)] param() if ($PSCmdlet.ShouldProcess('t')) { 'done' } }; function outer { [CmdletBinding(SupportsShouldProcess)] param() $WhatIfPreference; inner }; outer -WhatIf",
      "True",
      "-WhatIf reaches inner commands",
    ],
    ["function f { [CmdletBinding()] param() $ErrorActionPreference }; f -ErrorAction Stop", "Stop"],
    ["function f { [CmdletBinding()] param() $PSCmdlet.ParameterSetName }; f", "__AllParameterSets"],
    [
      "function f { [CmdletBinding(DefaultParameterSetName='B')] param([Parameter(ParameterSetName='A')]$a, [Parameter(ParameterSetName='B')]$b) $PSCmdlet.ParameterSetName }; f; f -a 1",
      "B | A",
    ],
    ["function f { param($a, $b) ($PSBoundParameters.Keys | Sort-Object) -join ',' }; f -b 2", "b"],
    ["function f { [CmdletBinding()] param($a) $PSBoundParameters.ContainsKey('a') }; f 1; f", "True | False"],
    ["function f { $MyInvocation.MyCommand.Name }; f", "f"],
    ["function f { [CmdletBinding()] param() 1,2 }; f -OutVariable o | Out-Null; $o.Count", "2"],
  ]));
