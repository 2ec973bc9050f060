// Modules: scope, export, import, manifests (about_Modules, about_Requires, Import-Module, New-Module).
import { describe, expect, test } from "vitest";
import { outcome, slowed } from "./house.ts";

const files = `
New-Item /home/admin/lib/Deep/2.1.0 -ItemType Directory -Force | Out-Null
New-Item /home/admin/lib/Deep/1.0 -ItemType Directory -Force | Out-Null
New-Item /home/admin/lib/Made -ItemType Directory -Force | Out-Null
Set-Content tools.psm1 @'
param($Start = 0)
$count = $Start
$secret = 'hidden'
function Step-Count { $script:count++; Inner }
function Inner { "at $count" }
function Get-Secret { $secret }
function Get-Root { Split-Path $PSScriptRoot -Leaf }
Set-Alias stp Step-Count
'@
Set-Content some.psm1 @'
function Get-One { 1 }
function Get-Two { 2 }
$value = 'v'
$other = 'o'
Export-ModuleMember -Function Get-One -Variable value
'@
Set-Content none.psm1 "function Get-One { 1 }; Export-ModuleMember"
Set-Content broken.psm1 "function Get-One {"
Set-Content loud.psm1 "'loaded'; throw 'no more'"
Set-Content loop.psm1 "Import-Module ./loop.psm1 -Force"
Set-Content /home/admin/lib/Deep/2.1.0/Deep.psm1 "function Get-Depth { 'two' }; function Get-Hidden { 'hidden' }"
Set-Content /home/admin/lib/Deep/2.1.0/Deep.psd1 "@{ RootModule = 'Deep.psm1'; ModuleVersion = '2.1.0'; FunctionsToExport = @('Get-Depth'); Description = 'Goes deep' }"
Set-Content /home/admin/lib/Deep/1.0/Deep.psm1 "function Get-Depth { 'one' }"
Set-Content /home/admin/lib/Made/Made.psm1 'function Get-Made { param([Parameter(Mandatory)]$Name) "made $Name" }'
Set-Content bad.psd1 "@{ RootModule = (Get-Date) }"
Set-Content needs.psd1 "@{ RootModule = 'some.psm1'; RequiredModules = 'Deep'; NestedModules = @('tools') }"
Set-Content nest.psd1 "@{ NestedModules = @('tools') }"
Set-Content self.psd1 "@{ NestedModules = 'self.psd1' }"
Set-Content use.ps1 '#requires -Modules Deep', 'Get-Depth'
Set-Content lacks.ps1 '#requires -Modules Deep, NoSuch', 'Get-Depth'
$env:PSModulePath = '/nowhere:/home/admin/lib'
`;

const rows: readonly (readonly [group: string, source: string, expected: string, rule?: string])[] = [
  ["scope", "ipmo ./tools.psm1; Step-Count; Step-Count", "at 1 | at 2", "$script: is the module's and lives on"],
  ["scope", "$count = 10; ipmo ./tools.psm1; Step-Count; $count", "at 1 | 10", "the caller's variables are others"],
  ["scope", "$secret = 'mine'; ipmo ./tools.psm1; Get-Secret; $secret", "hidden | mine"],
  ["scope", "ipmo ./tools.psm1; function Inner { 'mine' }; Step-Count", "at 1", "functions of the module come first"],
  ["scope", "ipmo ./tools.psm1; & { Step-Count }; function f { Step-Count }; f", "at 1 | at 2"],
  ["scope", "ipmo ./tools.psm1; 1..3 | % { Step-Count } | select -Last 1", "at 3"],
  ["scope", "ipmo ./tools.psm1; Get-Root", "admin", "$PSScriptRoot is the module's folder"],
  ["scope", "ipmo ./tools.psm1; stp", "at 1", "aliases come along"],
  [
    "scope",
    "ipmo ./tools.psm1; $f = ${function:Step-Count}; & $f",
    "at 1",
    "the block of a function stays in its module",
  ],
  ["load", "ipmo ./tools.psm1; Step-Count; ipmo ./tools.psm1; Step-Count", "at 1 | at 2", "twice is once"],
  ["load", "ipmo ./tools.psm1; Step-Count; ipmo ./tools.psm1 -Force; Step-Count", "at 1 | at 1", "-Force begins anew"],
  ["load", "ipmo ./tools.psm1 -ArgumentList 5; Step-Count", "at 6"],
  ["load", "'./tools.psm1', './some.psm1' | ipmo; Get-One; Step-Count", "1 | at 1"],
  ["load", "(ipmo ./some.psm1 -PassThru).Name", "some"],
  ["load", "ipmo ./tools; Get-Secret", "hidden", "without the extension"],
  ["load", "ipmo ./no.psm1; 'on'", "!Modules_ModuleNotFound,Import-Module | on"],
  ["load", "ipmo NoSuch -ErrorAction SilentlyContinue; 'on'", "on"],
  ["load", "try { ipmo NoSuch -ErrorAction Stop } catch [System.IO.FileNotFoundException] { 'caught' }", "caught"],
  ["load", "ipmo ./loop.psm1; 'on'", "!Modules_ModuleTooDeeplyNested,Import-Module | on"],
  ["load", "ipmo Microsoft.PowerShell.Utility; 'on'", "on", "what is here from the start"],
  ["export", "ipmo ./some.psm1; Get-One; $value; Get-Two", "1 | v | !CommandNotFoundException"],
  ["export", 'ipmo ./some.psm1; "[$other]"', "[]"],
  ["export", "ipmo ./none.psm1; Get-One", "!CommandNotFoundException", "Export-ModuleMember alone exports nothing"],
  ["export", 'ipmo ./tools.psm1; "[$count]"', "[]", "variables stay inside without a word"],
  ["export", "ipmo ./tools.psm1 -Function Get-*; Get-Secret; Step-Count", "hidden | !CommandNotFoundException"],
  ["export", "ipmo ./some.psm1 -Prefix My; Get-MyOne; Get-One", "1 | !CommandNotFoundException"],
  [
    "export",
    "Export-ModuleMember Get-One",
    "!Modules_CanOnlyExecuteExportModuleMemberInsideAModule,Export-ModuleMember",
  ],
  ["export", "(ipmo ./some.psm1 -PassThru) | % { $_.ExportedFunctions; $_.ExportedVariables }", "Get-One | value"],
  [
    "names",
    "ipmo deep; Get-Depth; Get-Hidden",
    "two | !CommandNotFoundException",
    "the highest version, by its manifest",
  ],
  [
    "names",
    '(ipmo Deep -PassThru) | % { "$($_.ModuleType) $($_.Version) $($_.Description)" }',
    "Manifest 2.1.0 Goes deep",
  ],
  ["names", "ipmo Deep -RequiredVersion 3.0", "!Modules_ModuleNotFound,Import-Module"],
  ["names", "ipmo Deep -MinimumVersion 3.0", "!Modules_ModuleWithVersionNotFound,Import-Module"],
  ["names", "ipmo Deep -MinimumVersion 2.0; Get-Depth", "two"],
  ["names", "ipmo Made; Get-Made x; Get-Made -Name y", "made x | made y"],
  ["names", "(gmo -ListAvailable).Name", "Deep | Made"],
  ["manifest", "ipmo ./bad.psd1", "!DataFileNotLiteral,Import-Module", "a manifest runs nothing"],
  ["manifest", "ipmo ./needs.psd1; Get-One; Get-Depth", "1 | two", "modules that it requires are loaded"],
  ["manifest", "ipmo ./self.psd1", "!Modules_ModuleTooDeeplyNested,Import-Module"],
  ["manifest", "ipmo ./nest.psd1; Step-Count; (gmo).Name", "at 1 | nest", "nested modules give through it"],
  ["get", "gmo; ipmo ./some.psm1; (gmo).Name; (gmo so*).Name; gmo x", "some | some"],
  ["get", 'ipmo ./some.psm1; gmo | rmo; gmo; "[$value]"; Get-One', "[] | !CommandNotFoundException"],
  ["get", "rmo NoSuch", "!Modules_NoModulesRemoved,Remove-Module"],
  ["get", "ipmo ./tools.psm1; rmo tools; stp", "!CommandNotFoundException", "aliases go too"],
  ["new", "nmo { function Get-Nine { 9 } } | Out-Null; Get-Nine", "9"],
  [
    "new",
    'nmo Named { $n = 1; function Add-N { $script:n++; $n } } | % Name; Add-N; Add-N; "[$n]"',
    "Named | 2 | 3 | []",
  ],
  ["new", "nmo { param($a) function Get-A { $a }; 'said' } -ArgumentList 4 -ReturnResult; Get-A", "said | 4"],
  [
    "new",
    "nmo { function Get-A { 1 }; function Get-B { 2 }; Export-ModuleMember Get-B } | Out-Null; Get-B; Get-A",
    "2 | !CommandNotFoundException",
  ],
  [
    "new",
    "nmo T { ipmo ./some.psm1; function Get-Three { (Get-One) + 2 } } | Out-Null; Get-Three; Get-One",
    "3 | !CommandNotFoundException",
    "what a module imports is its own",
  ],
  ["requires", "./use.ps1; (gmo).Name", "two | Deep"],
  ["requires", "./lacks.ps1", "!ScriptRequiresMissingModules"],
];

for (const group of new Set(rows.map(([name]) => name))) {
  describe(group, () => {
    for (const [name, source, expected, rule] of rows) {
      if (name !== group) continue;
      test(rule ? `${rule}: ${source}` : source, async () => {
        expect(await outcome(files + source)).toBe(expected);
      });
    }
  });
}

test("a module that cannot be parsed says so and brings nothing", async () => {
  expect(await outcome(`${files}ipmo ./broken.psm1; 'on'; Get-One`)).toMatch(
    /^!\w+,Import-Module \| on \| !CommandNotFoundException$/,
  );
});

test("an error that ends the body of a module ends the import", async () => {
  expect(await outcome(`${files}try { ipmo ./loud.psm1 } catch { "$_" }; gmo`)).toBe("loaded | no more");
});

test("with everything waited for", async () => {
  const source = "nmo T { $n = 1; function Add-N { $script:n += 1; $n } } | Out-Null; Add-N; Add-N";
  expect(await outcome(slowed(source))).toBe("2 | 3");
});
