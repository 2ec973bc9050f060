// $PSDefaultParameterValues (about_Parameters_Default_Values).
import { describe, expect, test } from "vitest";
import { house, outcome, table } from "./house.ts";

const set = (entries: string) => `$PSDefaultParameterValues = @{ ${entries} }; `;
const say = "function Say-It { [CmdletBinding()] param($Word = 'own', $More) \"$Word/$More\" }; ";

describe("about_Parameters_Default_Values: values for parameters that a call leaves out", () =>
  table([
    [`${say}$PSDefaultParameterValues['Say-It:Word'] = 'set'; Say-It`, "set/", "an entry of the table", "quick"],
    [`${say}${set("'Say-It:Word' = 'set'")}Say-It`, "set/", "a new table", "quick"],
    [`${say}${set("'say-it:word' = 'set'")}Say-It`, "set/", "without case", "quick"],
    [
      `${say}${set("'Say-It:Word' = 'set'")}Say-It -Word given; Say-It given`,
      "given/ | given/",
      "what is given wins",
      "quick",
    ],
    [`${say}${set("'Say-It:Word' = 'set'")}Say-It -More m`, "set/m", "", "quick"],
    [`${say}${set("'Say-*:Word' = 'wild'")}Say-It`, "wild/", "a pattern", "quick"],
    [
      `${say}${set("'Say-*:Word' = 'wild'; 'Say-It:Word' = 'exact'")}Say-It`,
      "exact/",
      "the name before the pattern",
      "quick",
    ],
    [`${say}${set("'Say-It:Word' = { 'from ' + 'block' }")}Say-It`, "from block/", "a block is run", "quick"],
    [`${say}${set("'Say-It:Word' = 'set'; Disabled = $true")}Say-It`, "own/", "disabled", "quick"],
    [`${say}${set("'Say-It:Nope' = 'set'")}Say-It`, "own/", "a parameter that is not there", "quick"],
    [`function f($Word) { "[$Word]" }; ${set("'f:Word' = 'set'")}f`, "[]", "simple functions have none", "quick"],
    [`${set("'Get-Date:Format' = 'yyyy'")}Get-Date 2026-03-02`, "2026", "cmdlets", "quick"],
    [`${set("'Join-Path:ChildPath' = 'b'")}Join-Path a`, "a/b", "a mandatory parameter", "quick"],
    [
      `${set("'Get-Item:ErrorAction' = 'SilentlyContinue'")}Get-Item /no/such; 'on'`,
      "on",
      "a common parameter",
      "quick",
    ],
    [`${set("'Select-Object:First' = 1")}1..3 | Select-Object`, "1", "in a pipeline", "quick"],
    [
      `& { ${set("'Get-Date:Format' = 'yyyy'")}Get-Date 2026-03-02 }; (Get-Date 2026-03-02).Year`,
      "2026 | 2026",
      "of the scope",
      "quick",
    ],
  ]));

test("a default that does not fit is told and left out", async () => {
  const { session, values, said } = house();
  await session.run(`${set("'Select-Object:First' = 'many'")}1, 2 | Select-Object`);
  expect(values).toEqual([1, 2]);
  expect(said.join()).toContain("The default value of -First in $PSDefaultParameterValues is left out");
});

test("a block that must wait is waited for", async () => {
  expect(await outcome(`${say}${set("'Say-It:Word' = { [slow]::v('late') }")}Say-It`)).toBe("late/");
});
