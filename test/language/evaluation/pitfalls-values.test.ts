// What shells written from scratch usually get wrong about values, operators and text.
import { describe } from "vitest";
import { table } from "./house.ts";

describe("about_Comparison_Operators [1, 2, 3, 4]: the left side decides", () =>
  table([
    ["5 + '5'", "10"],
    ["'5' + 5", "55"],
    ["'10' -gt 9", "False", "text compares as text"],
    ["10 -gt '9'", "True"],
    ["1,2,3 -eq 2", "2", "a list on the left filters"],
    ["@(4) -eq 3", ""],
    ["1,2,@(3,4) -eq 3", ""],
    ["(1,2,3 -ne 2) -join ','", "1,3"],
    ["(1,5,9 -gt 4).Count", "2"],
    ["'' -eq $null", "False"],
    ["$null -eq ''", "False"],
    ["[string]$null -eq ''", "True"],
    ["function f([string]$s) { $s -eq '' }; f $null", "True"],
  ]));

describe("about_Booleans [5]: truth", () =>
  table([
    ["[bool]@(0)", "False"],
    ["[bool]@(0,0)", "True"],
    ["[bool]@()", "False"],
    ["[bool]'False'", "True"],
    ["[bool]@{value=0}", "True"],
    ["[bool]''", "False"],
    ["[bool]0.0", "False"],
    ["[bool]@(@())", "False"],
    ["[bool]'0'", "True"],
    ["if (@($null)) { 'y' } else { 'n' }", "n"],
  ]));

describe("about_Numeric_Literals [6, 7]: whole numbers and widening", () =>
  table([
    ["[int](5/2)", "2", "half to even"],
    ["[int](7/2)", "4"],
    ["5/2", "2.5"],
    ["(6/2).GetType().Name", "Int32"],
    ["(512MB*512MB).GetType().Name", "Double"],
    ["(1tb).GetType().Name", "Int64"],
    ["0xFFFFFFFF", "-1"],
    ["(0x100000000).GetType().Name", "Int64"],
    ["(100d).GetType().Name", "Decimal"],
    ["([int]::MaxValue + 1).GetType().Name", "Double"],
    ["[int]::MaxValue + 1", "2147483648"],
    ["(2147483648).GetType().Name", "Int64"],
    ["[int]2.5", "2"],
    ["[int]3.5", "4"],
    ["[int]-2.5", "-2"],
    ["[int]'2.5'", "2"],
    ["[long]::MaxValue + 1", "9.223372036854776E+18"],
    ["1.5 + 1.5", "3"],
    ["(1.5 + 1.5).GetType().Name", "Double"],
    ["7 % 3", "1"],
    ["-7 % 3", "-1"],
    ["7.5 % 2", "1.5"],
    ["2 * 3.5", "7"],
    ["10/4*4", "10"],
    ["1/0", "!RuntimeException"],
    ["1.0/0", "Infinity"],
    ["1e3", "1000"],
    ["10KB + 1", "10241"],
  ]));

describe("about_Operator_Precedence [8, 9]: precedence", () =>
  table([
    ["('a','b' + 'c') -join ' '", "a b c", "comma binds before +"],
    ["([string]1,2).GetType().Name", "Object[]", "a cast takes one element"],
    ["([string]1,2)[0].GetType().Name", "String"],
    ["(-split 'a b','c d').Count; (-split 'a b','c d')[1]", "2 | c d", "unary -split takes one operand"],
    ["$a = 10; !$a -eq 10", "False"],
    ["-not $false -and $false", "False"],
    ["2 + 3 * 4", "14"],
    ["(2 + 3) * 4", "20"],
    ["1..2 + 3..4 -join ''", "1234"],
    ["-bnot 5", "-6"],
    ["$true -or $false -and $false", "False", "-and and -or have one rank"],
    ["5 -band 3 -eq 3", "1", "comparison goes before -band"],
    ["'{0} {1}' -f 1, 2 + 'x'", "1 2x"],
  ]));

describe("about_Comparison_Operators [10]: case", () =>
  table([
    ["'aaa' -eq 'AAA'", "True"],
    ["'aaa' -ceq 'AAA'", "False"],
    ["'aaa' -clt 'AAA'", "True", "lower comes first"],
    ["@{Key=1}['KEY']", "1"],
    ["'A','B' -contains 'b'", "True"],
    ["'A','B' -ccontains 'b'", "False"],
    ["'b' -in 'A','B'", "True"],
    ["'b' -notin 'A','B'", "False"],
    ["switch ('ABC') { 'abc' { 'hit' } }", "hit"],
    ["switch -CaseSensitive ('ABC') { 'abc' { 'hit' } default { 'none' } }", "none"],
    ["'Abc' -clike 'a*'", "False"],
    ["'Abc' -like 'a*'", "True"],
    ["'a' -ieq 'A'", "True"],
  ]));

describe("about_Comparison_Operators [11]: -match", () =>
  table([
    ["'abc' -match 'b'; $Matches[0]", "True | b"],
    ["$null = 'abc' -match 'b'; $null = 'xyz' -match 'q'; $Matches[0]", "b", "a failed match leaves the old one"],
    ["('ab','cd' -match 'a') -join ','; $null -eq $Matches", "ab | True", "a list returns the hits"],
    ["$null = 'user@host' -match '(?<u>.+)@(?<h>.+)'; $Matches.u; $Matches['h']", "user | host"],
    ["'abc' -notmatch 'b'", "False"],
    ["'ABC' -cmatch 'b'", "False"],
    ["'a.b' -match '^a\\.b$'", "True"],
    ["\"a`nb\" -match 'a$'", "False", "$ is the end of the text"],
    ["\"a`n\" -match 'a$'", "True", "or before the last line break"],
    ["'x' -match '['", "!InvalidRegularExpression"],
  ]));

describe("about_Split [12, 13, 14]: -split, -join and -replace", () =>
  table([
    ["'a b c d' -split ' ',2", "a | b c d"],
    ["'a b c d' -split ' ',-2", "a b c | d"],
    ["('a b c d' -split ' ',-1).Count", "1"],
    ["'a1b2c' -split '(\\d)'", "a | 1 | b | 2 | c", "captures are kept"],
    ["-split '  a  b '", "a | b"],
    ["('a,,b' -split ',').Count", "3"],
    ["'a.b.c' -split '.' -join '|'", "|||||", "the delimiter is a pattern"],
    ["'a.b.c' -split '.',0,'SimpleMatch'", "a | b | c"],
    ["'aXbxc' -csplit 'x'", "aXb | c"],
    ["'a1b1c' -split { $_ -eq '1' }", "a | b | c", "a block decides what divides", "quick"],
    ["'a,b','c,d' -split ','", "a | b | c | d"],
    ["'abc' -replace 'B','x'", "axc"],
    ["'abc' -creplace 'B','x'", "abc"],
    ["'abc' -replace 'b'", "ac", "no second value removes"],
    ["'John Smith' -replace '(\\w+) (\\w+)','$2 $1'", "Smith John"],
    ["'a-b' -replace '-','$$'", "a$b"],
    ["('ab','cb' -replace 'b','x') -join ','", "ax,cx"],
    ["'abc' -replace '(?<m>b)','[${m}]'", "a[b]c"],
    ["'1 2' -replace '\\d', { [int]$_.Value * 2 }", "2 4"],
    ["-join ('a','b',1)", "ab1"],
    ["1,2,3 -join '-'", "1-2-3"],
    ["'x' -join ','", "x"],
  ]));

describe("about_Wildcards [15]: -like", () =>
  table([
    ["'abc`def' -like 'abc``def'", "True", "a backtick takes the meaning away"],
    ["'b' -like '[a-c]'", "True"],
    ["'abc' -like 'a?c'", "True"],
    ["'abc' -like 'a*'", "True"],
    ["'abc' -notlike 'b*'", "True"],
    ["'a*c' -like 'a`*c'", "True"],
    ["'abc' -like 'a`*c'", "False"],
    ["('a1','b1','a2' -like 'a*') -join ','", "a1,a2"],
  ]));

describe("about_Operators [16, 17]: ranges and repeating", () =>
  table([
    ["1..3", "1 | 2 | 3"],
    ["3..1", "3 | 2 | 1"],
    ["-2..2", "-2 | -1 | 0 | 1 | 2"],
    ["'a'..'c'", "a | b | c"],
    ["('a'..'c')[0].GetType().Name", "Char"],
    ["'ab' * 3", "ababab"],
    ["(@(1,2) * 2).Count", "4"],
    ["2 * 'ab'", "!InvalidCastFromStringToInteger"],
    ["'ab' * -1", "!OperatorFailed"],
    ["'x' * 1GB", "!OutOfMemory"],
    ["1..1e9", "!RangeTooLarge"],
    ["'5'..'7'", "5 | 6 | 7"],
  ]));

describe("about_Operators [18]: the format operator", () =>
  table([
    ["'{0:N2}' -f 1234.567", "1,234.57"],
    ["'[{0,6}]' -f 42", "[    42]"],
    ["'[{0,-6}]' -f 42", "[42    ]"],
    ["'{0:yyyy-MM-dd}' -f [datetime]'2026-03-02'", "2026-03-02"],
    ["'{0}' -f @(1,2)", "1"],
    ["'{0} {1}' -f @(1,2)", "1 2"],
    ["'{0:X}' -f 255", "FF"],
    ["'{0:x4}' -f 255", "00ff"],
    ["'{0:D5}' -f 42", "00042"],
    ["'{0:P1}' -f 0.1234", "12.3%"],
    ["'{0:#,##0.00}' -f 1234567.891", "1,234,567.89"],
    ["'{0:000}' -f 7", "007"],
    ["'{0:0.##}' -f 2.5", "2.5"],
    ["'{0:E2}' -f 12345", "1.23E+004"],
    ["'{{{0}}}' -f 1", "{1}"],
    ["'{1}' -f 1", "!FormatError"],
    ["'{0:hh\\:mm}' -f [timespan]'10:20:30'", "10:20"],
    ["'{0:n0}' -f 1234567", "1,234,567"],
    ["'{0:F1}' -f 2.25", "2.3"],
    ["'{0}' -f $null", ""],
    ["'{0:G3}' -f 1234.5", "1.23E+03"],
    ["'{0:N0}' -f -1234.5", "-1,235"],
  ]));

describe("about_Type_Operators [19]: types", () =>
  table([
    ["5 -is 'int'", "True"],
    ["5 -is [int]", "True"],
    ["5 -isnot [string]", "True"],
    ["5 -is [foo]", "!TypeNotFound"],
    ["'x' -as [int]", "<null>"],
    ["'5' -as [int]", "5"],
    ["'x' -as 'string'", "x"],
    ["$null -is [object]", "False"],
    ["@(1) -is [array]", "True"],
    ["@{} -is [hashtable]", "True"],
    ["[pscustomobject]@{a=1} -is [pscustomobject]", "True"],
    ["1.5 -is [double]", "True"],
    ["1l -is [long]", "True"],
    ["'a' -is [object]", "True"],
    ["[int]'abc'", "!InvalidCastFromStringToInteger"],
    ["[foo]::bar", "!TypeNotFound"],
  ]));

describe("about_Arrays [20]: indexes", () =>
  table([
    ["$a = 1,2,3; $a[9]", "<null>"],
    ["$null[0]", "!NullArray"],
    ["$a = 1,2,3; $a[-1]", "3"],
    ["$a = 1,2,3; $a[1..-1] -join ' '", "2 1 3"],
    ["$a = 1,2,3; $a[0,2] -join ' '", "1 3"],
    ["'abc'[1]", "b"],
    ["'abc'[-1]", "c"],
    ["@{a=1;b=2}['a','b'] -join ','", "1,2"],
    ["$h = [ordered]@{x=1;y=2}; $h[1]", "2"],
    ["$a = 1,2,3; $a[1] = 9; $a -join ','", "1,9,3"],
    ["$a = 1,2; $a[5] = 1", "!IndexOutOfRange"],
    ["$h=@{}; $h['k']=1; $h.j=2; $h.k + $h.j", "3"],
    ["(1,2),(3,4) | % { $_[1] }", "2 | 4"],
    ["5[0]", "5"],
    ["$a=$null; ${a}?[0]; ${a}?.b", "<null> | <null>"],
  ]));

describe("about_Properties [21]: Count and Length", () =>
  table([
    ["(1).Count", "1"],
    ["$null.Count", "0"],
    ["@($null).Count", "1"],
    ["@{Count=9}.Count", "9", "a key hides the table's own"],
    ["@{a=1;b=2}.Count", "2"],
    ["('a','bb').ToUpper() -join ','", "A,BB"],
    ["('a','bb').Length", "2", "the list's own member wins"],
    ["('a','bb') | % Length", "1 | 2"],
    ["@(@{n=1},@{n=2}).n -join ','", "1,2", "member enumeration"],
    ["$x = [pscustomobject]@{a=1}; $x.Count", "1"],
    ["'abc'.Length", "3"],
    ["$u = $undefined; $u.Foo", "<null>"],
    ["$null.Foo()", "!InvokeMethodOnNull"],
    ["'a'.Foo()", "!MethodNotFound"],
  ]));

describe("about_Assignment_Operators [22, 23]: assignment", () =>
  table([
    ["$x = $null; $x += 1; $x.GetType().Name", "Int32"],
    ["$a = @(); $a += 1; $a.GetType().Name", "Object[]"],
    ["$a = 1,2; $a += 3,4; $a.Count", "4"],
    ["$h1 = @{a=1}; $h2 = @{b=2}; ($h1 + $h2).Count", "2"],
    ["@{a=1} + @{a=2}", "!OperatorFailed"],
    ["$a,$b = 1,2,3; $b -join ','", "2,3"],
    ['$a,$b = 1,2; $a,$b = $b,$a; "$a $b"', "2 1"],
    ["$a,$b,$c = 1,2; $null -eq $c", "True"],
    ["$a = $b = 5; $a + $b", "10"],
    ["($x = 3)", "3"],
    ["$x = 5; $x++; $x", "6"],
    ["$x = 5; $x++ + 1", "6"],
    ["$x = 5; ++$x + 1", "7"],
    ["$x = 5; ($x--); $x", "5 | 4"],
    ["$s = 'a'; $s += 1; $s", "a1"],
    ["$x = 10; $x -= 3; $x *= 2; $x /= 7; $x %= 2; $x", "0"],
    ["[int]$i = '5'; $i.GetType().Name; $i = 'x'", "Int32 | !InvalidCastFromStringToInteger"],
    ["[int]$i = 1; $i = '42'; $i + 1", "43", "the type stays"],
    ["$o = [pscustomobject]@{a=1}; $o.a = 5; $o.a", "5"],
    ["$o = [pscustomobject]@{a=1}; $o.b = 5", "!PropertyNotFound"],
    ["$x = $null; $x ??= 7; $x ??= 8; $x", "7"],
    ["$null ?? 'd'", "d"],
    ["0 ?? 'd'", "0"],
    ["$true ? 'y' : 'n'", "y"],
    ["$true = 5", "!VariableNotWritable"],
    ["$s = 'x'; $s++", "!OperatorRequiresNumber"],
    ["$h = @{}; $h.a += 5; $h.a += 5; $h.a", "10"],
    ["$a = 1,2; $a[0]++; $a -join ','", "2,2"],
    ["$env:EXSH_T = 'v'; $env:EXSH_T", "v"],
  ]));

describe("about_Quoting_Rules [25, 26, 27, 28]: strings", () =>
  table([
    ['$a = @{b=1}; "$a.b"', "System.Collections.Hashtable.b", "only the variable expands"],
    ['$a = @{b=1}; "$($a.b)"', "1"],
    ['$a = 5; "${a}:"', "5:"],
    ['"$(1,2,3)"', "1 2 3"],
    ["$OFS = ','; \"$(1,2,3)\"", "1,2,3"],
    ['$a = 1,2; "x$a"', "x1 2"],
    ["@'\na\nb\n'@", "a\nb", "no last line break"],
    ['$x = 5; @"\nv $x\n"@', "v 5"],
    ['"a`tb`n".Length', "4"],
    ['"`u{41}"', "A"],
    ['"`#"', "#"],
    ["'a''b'", "a'b"],
    ['"a""b"', 'a"b'],
    ["“x”", "x", "typographic quotes are plain ones"],
    ["5 –eq 5", "True", "a dash is a minus"],
    ['"$null|$true|$(1.50)|$(1.0)"', "|True|1.5|1"],
    ['"$(1e20) $(0.1+0.2) $(1/3)"', "1E+20 0.30000000000000004 0.3333333333333333"],
    ["\"$([datetime]'2026-03-02 14:05')\"", "03/02/2026 14:05:00"],
    ["\"$([pscustomobject]@{a=1;b='x'})\"", "@{a=1; b=x}"],
    ['"$({ 1 + 1 })"', " 1 + 1 ", "a block is its source", "quick"],
    ['"$(@{})"', "System.Collections.Hashtable"],
    ["'a' + 1 + 2", "a12"],
    ["1 + '2'", "3"],
    ["[string]1.0", "1"],
    ['"$(Get-NoSuchThing)x"', "!CommandNotFoundException | x"],
  ]));
