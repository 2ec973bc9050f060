// The Format- cmdlets with the parameters of their documentation, as typed.
import { describe, expect, test } from "vitest";
import { testShell } from "../cmdlets/shell.ts";
import { transcripts } from "../cmdlets/transcripts.ts";

describe("errors in calculated properties (Format-Table, -ShowError, -DisplayError)", () => {
  transcripts([
    ["1 | ft @{n='A';e={ throw 'x' }}, @{n='B';e={ $_ }}", ["A B", "- -", "  1"]],
    ["1 | ft @{n='A';e={ throw 'x' }} -DisplayError", ["A", "-", "#ERR"]],
    ["1 | fl @{n='A';e={ throw 'x' }} -ShowError", [expect.stringMatching(/x$/) as never, "", "A :"]],
  ]);
});

describe("errors as objects (Format-List, -Force)", () => {
  transcripts([
    [
      "gi nope -ErrorAction SilentlyContinue; $Error[0] | fl *",
      ["Get-Item: Cannot find path '/home/nope' because it does not exist."],
    ],
    [
      "gi nope -ErrorAction SilentlyContinue; ($Error[0] | fl * -Force | Out-String) -match 'FullyQualifiedErrorId +: PathNotFound,Get-Item'",
      ["True"],
    ],
    [
      "gi nope -ErrorAction SilentlyContinue; $Error[0] | fl FullyQualifiedErrorId",
      ["FullyQualifiedErrorId : PathNotFound,Get-Item"],
    ],
  ]);
});

describe("collections (Format-Table, Format-List, Format-Wide and Format-Custom, -Expand)", () => {
  const list = ",([pscustomobject]@{N=1}, [pscustomobject]@{N=2})";
  transcripts([
    [`${list} | ft`, ["N", "-", "1", "2"]],
    [`${list} | ft N -Expand EnumOnly`, ["N", "-", "1", "2"]],
    [`${list} | ft Count -Expand CoreOnly`, ["Count", "-----", "    2"]],
    [
      `${list} | fl Count, N -Expand Both`,
      ["Count : 2", "N     :", "", "Count :", "N     : 1", "", "Count :", "N     : 2"],
    ],
    [`${list} | fw Count -Expand CoreOnly`, ["2"]],
    [`${list} | fc Count -Expand CoreOnly`, ["class Object[]", "{", "  Count = 2", "}"]],
    ["(,(1, 2) | fl -Expand CoreOnly | Out-String) -match 'IsFixedSize +: True'", ["True"]],
    ["@{ a = 1 } | ft a", ["a", "-", "1"]],
    ["@{ a = 1 } | ft Name -Expand EnumOnly", ["Name", "----", "a"]],
    ["@{ a = 1 } | ft Count -Expand CoreOnly", ["Count", "-----", "    1"]],
    ["1 | fl @{ n = 'V'; e = { $_ } } -Expand CoreOnly", ["V : 1"]],
  ]);
});

describe("Format-Custom, -Depth", () => {
  const nested = "$o = [pscustomobject]@{ A = [pscustomobject]@{ B = [pscustomobject]@{ C = 1 } } }; ";
  transcripts([
    [`${nested}$o | fc -Depth 1`, ["class PSCustomObject", "{", "  A = @{B=@{C=1}}", "}"]],
    [
      `${nested}$o | fc`,
      [
        "class PSCustomObject",
        "{",
        "  A = ",
        "    class PSCustomObject",
        "    {",
        "      B = ",
        "        class PSCustomObject",
        "        {",
        "          C = 1",
        "        }",
        "    }",
        "}",
      ],
    ],
  ]);
});

test("headings come again after each screen of rows (Format-Table, -RepeatHeader)", async () => {
  const shell = await testShell();
  const shown = await shell.show("1..50 | % { [pscustomobject]@{ N = $_ } } | ft N -RepeatHeader");
  expect(shown.match(/^ *N$/gm)).toHaveLength(3);
});
