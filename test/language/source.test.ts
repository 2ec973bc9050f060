/** What a parse tells besides the tree: places, errors for people, requirements, help. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, positionOf, showSyntaxError } from "../../src/language/syntax/parser.ts";

describe("places", () => {
  test.each<[source: string, offset: number, line: number, column: number]>([
    ["", 0, 1, 1],
    ["abc", 0, 1, 1],
    ["abc", 3, 1, 4],
    ["a\nb", 1, 1, 2],
    ["a\nb", 2, 2, 1],
    ["a\r\nb", 3, 2, 1],
    ["a\rb", 2, 2, 1],
    ["a\n\nb", 3, 3, 1],
    ["a\n", 2, 2, 1],
    ["abc", 99, 1, 4],
    ["abc", -5, 1, 1],
  ])("%j at %i is line %i, column %i", (source, offset, line, column) => {
    expect(positionOf(source, offset)).toEqual({ line, column });
  });

  test("an error's line and column are those of its span", () => {
    const source = fc.array(fc.constantFrom("a", "(", "\n", "\r\n", "\r", "$x ", "{", '"', "1 +"), { maxLength: 20 });
    fc.assert(
      fc.property(source, (list) => {
        const text = list.join("");
        for (const { span, line, column } of parse(text).errors) {
          expect({ line, column }).toEqual(positionOf(text, span.start));
        }
      }),
    );
  });
});

describe("an error for people", () => {
  const shown = (source: string, name: string | null): string =>
    showSyntaxError(parse(source).errors[0]!, source, name);

  test("file, line, marks and text", () => {
    expect(shown("Get-X\nif ($a -eq 1 {\n  foo\n}\n", "a.ps1")).toBe(
      [
        "ParserError: a.ps1:2:13",
        "  |",
        "2 | if ($a -eq 1 {",
        "  |             ~",
        "  | Missing closing ')' after expression in 'if' statement.",
      ].join("\n"),
    );
  });

  test("what was typed has no name; a mark is as long as what is wrong", () => {
    expect(shown("1 | 'abc'", null)).toBe(
      [
        "ParserError: line 1, column 5",
        "  |",
        "1 | 1 | 'abc'",
        "  |     ~~~~~",
        "  | Expressions are only allowed as the first element of a pipeline.",
      ].join("\n"),
    );
  });

  test("a long line is cut around the error, and control characters do not reach the terminal", () => {
    const text = shown(`${"x".repeat(5000)} \u001b[31m )${" y".repeat(5000)}`, null);
    for (const line of text.split("\n")) expect(line.length).toBeLessThan(140);
    expect(text).not.toContain("\u001b");
    const [, , source, marks] = text.split("\n");
    expect(source![marks!.indexOf("~")]).toBe(")");
  });

  test("text of the source in a message is cut", () => {
    const [error] = parse(`$a ${"b".repeat(1000)}`).errors;
    expect(error!.id).toBe("UnexpectedToken");
    expect(error!.message.length).toBeLessThan(150);
  });
});

describe("requirements (about_Requires)", () => {
  const none = { version: null, editions: [], modules: [], elevated: false };
  const plain = { guid: null, version: null, requiredVersion: null, maximumVersion: null };

  test.each<[source: string, requirements: object | null]>([
    ["foo", null],
    ["# requires -Version 5", null],
    ["#requires -Version 5.1", { ...none, version: "5.1" }],
    ["#Requires -version 7", { ...none, version: "7" }],
    ["foo\n#requires -RunAsAdministrator\nbar", { ...none, elevated: true }],
    ["#requires -PSEdition Core", { ...none, editions: ["Core"] }],
    ["#requires -Modules A", { ...none, modules: [{ name: "A", ...plain }] }],
    [
      "#requires -Modules A, B",
      {
        ...none,
        modules: [
          { name: "A", ...plain },
          { name: "B", ...plain },
        ],
      },
    ],
    [
      "#requires -Modules @{ ModuleName = 'A'; ModuleVersion = '1.2'; GUID = 'x' }",
      { ...none, modules: [{ name: "A", ...plain, version: "1.2", guid: "x" }] },
    ],
    ["#requires -Version 5\n#requires -Modules A", { ...none, version: "5", modules: [{ name: "A", ...plain }] }],
    ["#requires -PSSnapin Microsoft.Exchange.Management.PowerShell.E2010", none],
  ])("%j", (source, requirements) => {
    const { tree, errors } = parse(source);
    expect(errors).toEqual([]);
    expect(tree.requirements).toEqual(requirements);
  });

  test.each([
    "#requires",
    "#requires -Version",
    "#requires -Version x",
    "#requires foo",
    "#requires -Foo 1",
    "#requires -Modules @{a=1}",
  ])("%j is refused", (source) => {
    expect(parse(`foo\n${source}`).errors).toMatchObject([{ id: "InvalidRequires", line: 2, column: 1 }]);
  });
});

describe("help and comments", () => {
  const help = (source: string): string[] => parse(source).tree.help.map((comment) => comment.text);

  test.each<[source: string, help: string[]]>([
    ["foo", []],
    ["<#\n.SYNOPSIS\nx\n#>\n\nfoo", ["<#\n.SYNOPSIS\nx\n#>"]],
    ["# .SYNOPSIS\n# x\nparam($a)", ["# .SYNOPSIS", "# x"]],
    ["<#\n.SYNOPSIS\nx\n#>\nparam($a)\nfunction f {}", ["<#\n.SYNOPSIS\nx\n#>"]],
    ["#requires -Version 5\n\n<#\n.SYNOPSIS\nx\n#>\n\n\nfoo", ["<#\n.SYNOPSIS\nx\n#>"]],
    ["foo\n<#\n.SYNOPSIS\nx\n#>", ["<#\n.SYNOPSIS\nx\n#>"]],
    ["<#\n.SYNOPSIS\nx\n#>\nfunction f {}", []],
    ["<#\n.SYNOPSIS\nx\n#>\n\n\nfunction f {}", ["<#\n.SYNOPSIS\nx\n#>"]],
    ["# just words\nfoo", []],
  ])("of the script %j", (source, comments) => expect(help(source)).toEqual(comments));

  test("all comments are told once and in order", () => {
    const { comments } = parse("# a\nfoo <# b #> | # c\n  bar\n\n# d\nif (1) { } # e\n# f\n");
    expect(comments.map(({ text }) => text)).toEqual(["# a", "<# b #>", "# c", "# d", "# e", "# f"]);
    expect(comments.map(({ block }) => block)).toEqual([false, true, false, false, false, false]);
  });
});

test("bare numbers keep what was typed", () => {
  const { tree } = parse("foo 10MB -5 0x1F 34uy 1e3");
  const command = tree.end!.statements[0];
  expect(command).toMatchObject({
    elements: [{ elements: [{ text: "10MB" }, { text: "-5" }, { text: "0x1F" }, { text: "34uy" }, { text: "1e3" }] }],
  });
});

test("a name given is kept; without one there is none; a byte order mark is passed", () => {
  expect(parse("foo", "a.ps1").name).toBe("a.ps1");
  expect(parse("foo").name).toBeNull();
  expect(parse("\ufefffoo").tree.end!.statements).toMatchObject([{ span: { start: 1, end: 4 } }]);
});
