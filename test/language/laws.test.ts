/** Laws of the parser: it never throws or hangs, its spans nest, and nesting or other line ends change nothing. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "../../src/language/syntax/parser.ts";
import type { Span } from "../../src/language/syntax/tree.ts";
import { script } from "./sexp.ts";

const pieces = [
  ..."$@(){}[]<>|&;,.:?!=+-*/%#'\"`\\^~ \n\r\t_aZ09–“”‘’é\0",
  "@(",
  "@{",
  "$(",
  "${",
  "@'\n",
  "\n'@",
  '@"\n',
  '\n"@',
  "<#",
  "#>",
  "::",
  "..",
  "&&",
  "||",
  "2>&1",
  "*>",
  ">>",
  "--%",
  "-eq",
  "-not",
  "-split",
  "-f",
  "-and",
  "++",
  "--",
  "??",
  "??=",
  "?.",
  "?[",
  "+=",
  "`n",
  "`u{41}",
  "`\n",
  "if",
  "else",
  "elseif",
  "foreach",
  " in ",
  "for",
  "while",
  "do",
  "until",
  "switch",
  "default",
  "try",
  "catch",
  "finally",
  "trap",
  "throw",
  "return",
  "break",
  "continue",
  "function",
  "filter",
  "param",
  "begin",
  "process",
  "end",
  "clean",
  "class",
  "enum",
  "static",
  "hidden",
  "using",
  "namespace",
  "module",
  "data",
  ":label",
  "[int]",
  "[List[string]]",
  "[Parameter()]",
  "$x",
  "$env:PATH",
  "$a:b",
  "@args",
  "10MB",
  "0x1F",
  "1..5",
  "1.5e3",
  "foo",
  "Get-Mailbox",
  "-Identity",
  "-x:",
  "#requires -Version 5",
];

const sample = `#requires -Version 5.1
<#
.SYNOPSIS
  Makes mailboxes.
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param([Parameter(Mandatory, Position = 0)][string[]]$Path, [int]$Size = 10MB)
begin { $list = @{ Name = 'x'; Size = 1 + 2 * 3 } }
process {
  foreach ($user in Import-Csv $Path | Where-Object { $_.Name -like "a*$($list.Name)" }) {
    try {
      New-Mailbox -Name $user.Name -Alias:$false @args 2>&1 | Out-Null
      $x, [int]$y = $list['Name'].Split(',')[0], -5
    } catch [System.Exception], [Foo] { throw "No: $_" } finally { $i++ }
    switch -Regex ($user) { '^a' { break } { $_ -gt 1 } { continue } default { "$env:TEMP\`t" } }
  }
  $t = $a ? @(1, 2) : [List[string]]::new() ?? $null
}
end { & $block; . .\\x.ps1; function f { 1..3 | % { $_ } } }
`;

/** Every span of a tree with the span it stands in. */
function* spans(node: unknown, parent: Span): Generator<{ span: Span; parent: Span; kind: string }> {
  if (Array.isArray(node)) {
    for (const item of node) yield* spans(item, parent);
  } else if (typeof node === "object" && node !== null && "span" in node && "kind" in node) {
    const { span } = node as { span: Span };
    yield { span, parent, kind: String(node.kind) };
    for (const [key, value] of Object.entries(node)) {
      // Help stands before a function; the rest of a node stands within it.
      if (key !== "span" && key !== "help") yield* spans(value, span);
    }
  }
}

function check(source: string): void {
  const { tree, errors, comments, incomplete } = parse(source);
  for (const error of errors) {
    expect(error.span.start).toBeGreaterThanOrEqual(0);
    expect(error.span.end).toBeLessThanOrEqual(source.length);
    expect(error.span.start).toBeLessThanOrEqual(error.span.end);
    expect(error.line).toBeGreaterThanOrEqual(1);
    expect(error.column).toBeGreaterThanOrEqual(1);
    expect(error.message).not.toContain("{0}");
  }
  for (const { span, parent, kind } of spans(tree, { start: 0, end: source.length })) {
    const inside = span.start >= parent.start && span.start <= span.end && span.end <= parent.end;
    if (!inside)
      expect.fail(
        `${kind} ${span.start}-${span.end} outside of ${parent.start}-${parent.end} in ${JSON.stringify(source)}`,
      );
  }
  let last = 0;
  for (const comment of comments) {
    expect(comment.span.start).toBeGreaterThanOrEqual(last);
    last = comment.span.end;
  }
  expect(typeof incomplete).toBe("boolean");
}

describe("any input", () => {
  test("made of pieces of the language", () => {
    const source = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((list) => list.join(""));
    fc.assert(fc.property(source, check), { numRuns: 4000 });
  });

  test("made of any characters", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), check), { numRuns: 1000 });
  });

  test("a script with pieces cut, doubled and put in", () => {
    const change = fc.record({
      at: fc.nat({ max: sample.length }),
      cut: fc.nat({ max: 20 }),
      put: fc.oneof(
        fc.constantFrom(...pieces),
        fc.nat({ max: sample.length }).map((from) => sample.slice(from, from + 15)),
      ),
    });
    const source = fc
      .array(change, { minLength: 1, maxLength: 6 })
      .map((changes) =>
        changes.reduce((text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut), sample),
      );
    fc.assert(fc.property(source, check), { numRuns: 2000 });
  });

  test("a line of very many #requires", () => {
    const { errors } = parse("#requires -Version 5 ".repeat(5_000));
    expect(errors).toEqual([]);
  });

  test("each beginning of a script", () => {
    for (let end = 0; end <= sample.length; end++) check(sample.slice(0, end));
    expect(parse(sample).errors).toEqual([]);
  });
});

describe("what does not matter", () => {
  const statement = fc.constantFrom(
    "Get-Mailbox a -x:$false | ft",
    "$a = 1, 2 + 3",
    "if ($a) { 1 } else { 2 }",
    "foreach ($x in 1..3) { $x }",
    '"a $(1 + 1) $b"',
    "@{ a = 1; 'b c' = foo -x }",
    "function f($a) { $a }",
    "$a.b[0].c({ 1 }, [int]5)",
    "switch ($a) { 1 { 2 } default { 3 } }",
    "try { 1 } catch { 2 } finally { 3 }",
    "a && b || c",
    "$x ? 1 : 2",
  );
  const list = fc.array(statement, { minLength: 1, maxLength: 4 });

  test("statements mean the same inside a block as outside", () => {
    const wraps: [string, string, string, string][] = [
      ["if (1) {", "}", "(if 1 {", "})"],
      ["$(", ")", "($ ", ")"],
      ["& {", "}", "(& {", "})"],
      ["@{ k = @(", ") }", "(@{} k=(@ ", "))"],
    ];
    fc.assert(
      fc.property(
        list,
        fc.constantFrom(...wraps),
        fc.constantFrom("\n", "; "),
        (statements, [open, close, before, after], separator) => {
          const source = statements.join(separator);
          const outer = parse(`${open}\n${source}\n${close}`);
          expect(outer.errors).toEqual([]);
          expect(script(outer.tree)).toBe(`${before}${script(parse(source).tree)}${after}`);
        },
      ),
    );
  });

  test("line ends, blanks and comments between statements", () => {
    fc.assert(
      fc.property(
        list,
        fc.constantFrom("\r\n", "\r", " # c\n", "\n\n", ";", " ;; ", "\n<# a\nb #>\n"),
        (statements, separator) => {
          expect(script(parse(statements.join(separator)).tree)).toBe(script(parse(statements.join("\n")).tree));
        },
      ),
    );
  });

  test("nothing that is complete waits for more, and an open brace does", () => {
    fc.assert(
      fc.property(list, (statements) => {
        const source = statements.join("\n");
        expect(parse(source).incomplete).toBe(false);
        expect(parse(`& {\n${source}`).incomplete).toBe(true);
      }),
    );
  });
});

describe("bounds", () => {
  const nests: [open: string, close: string][] = [
    ["(", ")"],
    ["{", "}"],
    ["$(", ")"],
    ["@(", ")"],
    ["@{a=", "}"],
    ["$a[", "]"],
    ["$a.b(", ")"],
    ['"$(', ')"'],
    ["if(1){", "}"],
    ["[int]", ""],
    ["!", ""],
    ["- ", ""],
    [",", ""],
    ["$x = ", ""],
    ["1 ? ", " : 2"],
    ["[List[", "]]"],
    ["[A(", ")]"],
    ["switch(1){ {", "} {} }"],
    ["function f { param($a = {", "}) }"],
    ["class A { m() {", "} }"],
    ["try {", "} finally {}"],
    ["foreach ($x in $(", ")) {}"],
  ];

  test.each(nests)("%s inside itself: 100 levels are read, 100,000 are refused", (open, close) => {
    const nested = (levels: number) => `${open.repeat(levels)}$x${close.repeat(levels)}`;
    expect(parse(nested(100)).errors.map(({ id }) => id)).not.toContain("ScriptTooComplicated");
    expect(parse(nested(100_000)).errors.map(({ id }) => id)).toContain("ScriptTooComplicated");
  });

  test.each([
    "1+",
    "$a.b",
    ".b",
    "1,",
    "a|",
    "a;",
    "a && ",
    "\n\n|",
    "[a]\n",
    "`\n",
    "# x\n",
    "#requires\n",
    "}",
    "'a'",
    '"$a"',
    "@a ",
    "-a:1 ",
  ])("a long row of %j ends", (piece) => {
    const { errors } = parse(piece.repeat(50_000));
    expect(errors.length).toBeLessThanOrEqual(101);
  });
});
