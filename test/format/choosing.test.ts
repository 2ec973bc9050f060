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
