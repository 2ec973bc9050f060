// Streams, their records, the variables that keep them, the views of errors, and $? after each kind of failure.
import { describe } from "vitest";
import { table } from "./house.ts";

describe("about_Redirection: what arrives from each stream", () =>
  table([
    ["$w = Write-Warning a 3>&1; $w.GetType().FullName; $w.Message", "System.Management.Automation.WarningRecord | a"],
    ["(Write-Warning a 3>&1) -is [System.Management.Automation.WarningRecord]", "True"],
    ["(Write-Warning a 3>&1) -is [Management.Automation.InformationalRecord]", "True"],
    ["$v = Write-Verbose a -Verbose 4>&1; $v.GetType().Name; $v.Message", "VerboseRecord | a"],
    ["$d = Write-Debug a -Debug 5>&1; $d.GetType().Name; $d.Message", "DebugRecord | a"],
    [
      "$i = Write-Information a -Tags x,y 6>&1; $i.GetType().Name; $i.MessageData; $i.Tags -join ','; $i.TimeGenerated.Year",
      "InformationRecord | a | x,y | 2026",
    ],
    [
      "$h = Write-Host a b -ForegroundColor Red 6>&1; $h.GetType().Name; $h.MessageData.GetType().Name; $h.MessageData.ForegroundColor",
      "InformationRecord | HostInformationMessage | Red",
    ],
    [
      "& { 'o'; Write-Error e; Write-Warning w; Write-Verbose v -Verbose; Write-Debug d -Debug; Write-Host h } *>&1 | % { $_.GetType().Name }",
      "String | ErrorRecord | WarningRecord | VerboseRecord | DebugRecord | InformationRecord",
    ],
    ["& { 'o'; Write-Warning w } 3>&1 | ? { $_ -is [Management.Automation.WarningRecord] } | % Message", "w"],
    ["& { 'o'; Write-Warning w } 3> /w.txt; Get-Content /w.txt", "o | w"],
    ["& { Write-Warning w } 3> /w.txt; & { Write-Warning v } 3>> /w.txt; Get-Content /w.txt", "w | v"],
    ["& { 1; Write-Warning w } *> /w.txt; & { 2 } *>> /w.txt; Get-Content /w.txt", "1 | w | 2"],
    ["Write-Error e 2> /e.txt; Write-Error f 2>> /e.txt; Get-Content /e.txt", "Write-Error: e | Write-Error: f"],
    ["& { Write-Verbose v -Verbose; 1 } 4>$null", "1"],
    ["& { Write-Debug d -Debug; 1 } 5>$null", "1"],
    ["& { Write-Warning v; 1 } *>$null", ""],
    ["function Test-It { Write-Information here }; Test-It 6> /i.txt; Get-Content /i.txt", "here", "shown or not"],
    ["Write-Warning w -WarningAction SilentlyContinue 3>&1; 'none'", "none"],
    ["Write-Host h -InformationAction Ignore 6>&1; 'none'", "none"],
    ["[System.Management.Automation.WarningRecord]::new('x').Message", "x"],
    ["$i = Write-Information a 6>&1; (Write-Information $i 6>&1).MessageData", "a", "said again it is itself"],
  ]));

describe("about_CommonParameters: variables that keep what streams carry", () =>
  table([
    ["Write-Warning a -wv w 3>$null; Write-Warning b -wv +w 3>$null; $w.Count; $w -join ','", "2 | a,b"],
    [
      "function f { [CmdletBinding()] param() Write-Warning w; 1 }; f -WarningVariable w -WarningAction SilentlyContinue; $w[0].GetType().Name",
      "1 | WarningRecord",
      "kept though not shown",
    ],
    ["Write-Warning w -WarningAction Ignore -WarningVariable v; $v.Count", "0"],
    ["Write-Information a -iv i; $i[0].MessageData; $i[0].GetType().Name", "a | InformationRecord"],
    ["function f { [CmdletBinding()] param() Write-Information i }; f -iv i; $i.Count", "1"],
    [
      "Write-Error a -ev e 2>$null; Write-Error b -ev +e 2>$null; $e[0].GetType().Name; $e -join ','",
      "ErrorRecord | a,b",
    ],
    ["1..2 | % { $_ } -ov x | Out-Null; 3 | % { $_ } -ov +x | Out-Null; $x -join ','", "1,2,3"],
    ['1..2 | % { $_ } -pv a | % { $_ * 10 } -pv b | % { "$a $b $_" }', "1 10 10 | 2 20 20"],
    ["1..2 | % { $_ } -pv o | % { 'a','b' } -pv m | % { \"$o-$m-$_\" }", "1-a-a | 1-b-b | 2-a-a | 2-b-b"],
    ['1..3 | % { $_ } -pv x | Sort-Object -Descending | % { "$x$_" }', "33 | 32 | 31", "a command that waits for all"],
    ['1..2 | % { $_ } -pv x | % { $_ * 10 } -pv x | % { "$x$_" }', "1010 | 2020", "one variable for both"],
    ['1..2 | % { $_ } -pv a | Out-Null; "[$a]"', "[]", "it goes with its pipeline"],
    ["$a = 'old'; 1 | % { \"<$a>\" } -pv a", "<>", "it is emptied before"],
  ]));

describe("about_Preference_Variables: $ErrorView", () =>
  table([
    ["(Write-Error e 2>&1 | Out-String).Trim()", "Write-Error: e"],
    [
      "$ErrorView = 'CategoryView'; (Write-Error e 2>&1 | Out-String).Trim()",
      "NotSpecified: (:) [Write-Error], WriteErrorException",
    ],
    [
      "$ErrorView = 'NormalView'; (Get-Item /no 2>&1 | Out-String).Trim() -split \"`n\" -match '^    . |^Get'",
      "Get-Item : Cannot find path '/no' because it does not exist. |     + CategoryInfo          : ObjectNotFound: (/no:String) [Get-Item], ItemNotFoundException |     + FullyQualifiedErrorId : PathNotFound,Get-Item",
    ],
    [
      "$ErrorView = 'DetailedView'; (Write-Error e 2>&1 | Out-String).Trim().Split(\"`n\")[1].Trim()",
      "Type    : Microsoft.PowerShell.Commands.WriteErrorException",
    ],
    ["$ErrorView = 'Other'", "!InvalidCastFromStringToEnumeration"],
  ]));

describe("about_Automatic_Variables: $? after each kind of failure", () =>
  table([
    ["Get-Item /no 2>$null; $?", "False"],
    ["nosuch 2>$null; $?", "False"],
    ["$x = 1/0 2>$null; $?", "False"],
    ["(Write-Error e 2>$null); $?", "False", "parentheses do not set it back"],
    ["Write-Error e 2>$null | Out-Null; $?", "False", "any command of the pipeline"],
    ["function f { Write-Error e }; f 2>$null; $?", "True", "the function itself did not fail"],
    ["'x' -match 'y'; $?", "False | True"],
    ["Write-Warning w 3>$null; $?", "True"],
  ]));

describe("about_Functions: a recursion without end ends where it began", () =>
  table([
    ["function f { 'x' + (f) }; 'a' + (f); 'on'", "!CallDepthOverflow | on"],
    ["function f { f; 'never' }; f; 'on'", "!CallDepthOverflow | on"],
    [
      "$o = [pscustomobject]@{}; $o | Add-Member ScriptProperty p { $this.p }; 'a' + $o.p; 'on'",
      "!CallDepthOverflow | on",
    ],
    ["function f { \"x$(f)\" }; f; 'on'", "!CallDepthOverflow | on"],
    ["function f { (1,2).ForEach({ f }) }; f; 'on'", "!CallDepthOverflow | on"],
    [
      "New-Module -Name deep { function Get-Deep { Get-Deep; 'never' } } | Out-Null; Get-Deep; 'on'",
      "!CallDepthOverflow | on",
    ],
    ["function f { f }; try { f } catch { $_.FullyQualifiedErrorId }", "CallDepthOverflow"],
  ]));
