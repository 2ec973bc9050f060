// Modules that come by themselves or by `using`, code inside of them, and what is parsed now and supported later.
import { describe } from "vitest";
import { table } from "./house.ts";

const folder = "/home/admin/.local/share/powershell/Modules";
const file = (path: string, text: string) =>
  `New-Item ${path.slice(0, path.lastIndexOf("/"))} -ItemType Directory -Force > $null; Set-Content ${path} @'\n${text}\n'@\n`;
const tools = file(`${folder}/Tools/Tools.psm1`, '$n = 5\nfunction Get-Tool { "tool $n" }\nSet-Alias gtl Get-Tool');
const set =
  file(
    `${folder}/Set/Set.psd1`,
    "@{ RootModule = 'root.psm1'; FunctionsToExport = 'Get-Out'; ModuleVersion = '1.2' }",
  ) + file(`${folder}/Set/root.psm1`, "function Get-Out { Get-In }\nfunction Get-In { 'in' }");

describe("about_Modules: a command brings its module", () =>
  table([
    [`${tools}Get-Tool`, "tool 5", "found by what its file defines", "quick"],
    [`${tools}Get-Tool; gtl; (Get-Module Tools).Name`, "tool 5 | tool 5 | Tools", "", "quick"],
    [`${set}Get-Out; (Get-Module Set).Version`, "in | 1.2", "found by its manifest", "quick"],
    [`${set}Get-In`, "!CommandNotFoundException", "what a manifest does not export brings nothing", "quick"],
    [`${tools}$PSModuleAutoLoadingPreference = 'None'; Get-Tool`, "!CommandNotFoundException", "", "quick"],
  ]));

describe("about_Operators: the call operator and a module", () =>
  table([
    [`${tools}$m = Import-Module Tools -PassThru; & $m { $n }`, "5", "its variables", "quick"],
    [`${tools}$m = Import-Module Tools -PassThru; & $m { param($x) $x + $n } 2`, "7", "with arguments", "quick"],
    [`${set}$m = Import-Module Set -PassThru; & $m Get-In`, "in", "a command of its own", "quick"],
  ]));

describe("about_Using: using at the head of a script", () =>
  table([
    ["using namespace System.Text; [StringBuilder]::new('a').Append('b').ToString()", "ab", "", "quick"],
    ["using namespace System.Collections.Generic; ([List[int]](1, 2)).Count", "2", "", "quick"],
    [
      `${file("/home/admin/u.psm1", "function Get-U { 'u' }")}${file("/home/admin/s.ps1", "using module ./u.psm1\nGet-U")}/home/admin/s.ps1`,
      "u",
      "beside the script",
      "quick",
    ],
    ["using module NoSuchModule", "!Modules_ModuleNotFound", "", "quick"],
  ]));

describe("about_Parsing: the end of parameters", () =>
  table([
    ["Write-Output -- -InputObject", "-InputObject", "", "quick"],
    ["function f { $args -join ',' }; f -- -x 1", "-x,1", "", "quick"],
    ['function f([switch]$a, $b) { "$a $b" }; f -- -a', "False -a", "", "quick"],
  ]));

describe("about_Jobs: not supported yet, and said so", () =>
  table([
    ["1..2 | ForEach-Object -Parallel { $_ }", "!NotSupported"],
    ["Start-Job { 1 }; 'on'", "!NotSupported | on"],
    ["Get-Job", "!NotSupported"],
    ["Get-Date &", "!NotSupported"],
    ["Get-Date -AsJob", "!NotSupported"],
    ["foreach -parallel ($i in 1) { $i }", "!NotSupported"],
  ]));

describe("about_Functions_Advanced_Parameters: words of one's own for validation", () =>
  table([
    [
      "function f { param([ValidateSet('a', ErrorMessage = 'no {0}')]$x) $x }; try { f q } catch { $_.Exception.Message }",
      "Cannot validate argument on parameter 'x'. no q",
      "",
      "quick",
    ],
    [
      "function f { param([ValidatePattern('^a', ErrorMessage = '{0}!')]$x) $x }; try { f q } catch { $_.Exception.Message }",
      "Cannot validate argument on parameter 'x'. q!",
      "",
      "quick",
    ],
  ]));

describe("about_Preference_Variables: what they take", () =>
  table([
    ["$ErrorActionPreference = 'Suspend'; $ErrorActionPreference", "!ActionPreferenceNotSupported | Continue"],
    ["$ErrorActionPreference = 'Wrong'", "!InvalidCastFromStringToEnumeration"],
    ["$ErrorView; $MaximumErrorCount", "ConciseView | 256"],
    ["$MaximumErrorCount = 2; 1..4 | % { Get-Item /x$_ -ea SilentlyContinue }; $Error.Count", "2", "", "quick"],
  ]));
