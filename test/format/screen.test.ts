// What the screen shows: default views, chosen views, widths, errors; and the same as JSON.
import { expect, test } from "vitest";
import { Problem } from "../../src/command/problem.ts";
import { ErrorRecord } from "../../src/command/record.ts";
import { createJsonScreen, renderLines } from "../../src/format/screen.ts";
import { cells, cut, pad, wrap } from "../../src/format/width.ts";
import { ByteQuantifiedSize, byteSize } from "../../src/values/bytesize.ts";
import { CustomObject } from "../../src/values/custom.ts";
import { DateTime } from "../../src/values/datetime.ts";
import { Dictionary } from "../../src/values/dictionary.ts";
import { int, many, text, unlimited, unlimitedValue } from "../../src/values/kinds.ts";
import { defineShape } from "../../src/values/shape.ts";
import { TimeSpan } from "../../src/values/timespan.ts";
import { block, type Call, pipe } from "../command/harness.ts";

const o = (values: Record<string, unknown>) => new CustomObject(values);
const show = (values: readonly unknown[], width = 40) => renderLines(values, width).join("\n");
const lines = (...all: string[]) => all.join("\n");

const Queue = defineShape({
  name: "Queue",
  summary: "A queue.",
  properties: {
    Identity: { type: text, summary: "" },
    MessageCount: { type: int, summary: "" },
    Size: { type: unlimited(byteSize), summary: "" },
    Domains: { type: many(text), summary: "" },
  },
  table: ["Identity", "MessageCount", { property: "Size", label: "How much" }],
});
const queue = (Identity: string, MessageCount: number) =>
  Queue.make({ Identity, MessageCount, Size: new ByteQuantifiedSize(1024), Domains: ["a", "b", "c", "d", "e"] });

test.each<[string, readonly unknown[], string]>([
  ["text", ["a", "b\nc"], lines("a", "b", "c")],
  ["scalars", [1, true, null, 2.5], lines("1", "True", "2.5")],
  ["a list is its items", [[1, [2]]], lines("1", "2")],
  [
    "up to four properties are a table",
    [o({ Name: "x", Count: 1 }), o({ Name: "long name", Count: 200 })],
    lines("", "Name      Count", "----      -----", "x             1", "long name   200", ""),
  ],
  [
    "five are a list",
    [o({ A: 1, Bee: "x", C: null, D: [1, 2], E: true })],
    lines("", "A   : 1", "Bee : x", "C   :", "D   : {1, 2}", "E   : True", ""),
  ],
  [
    "the first object decides the columns",
    [o({ A: 1, B: 2 }), o({ A: 3, C: 4 })],
    lines("", "A B", "- -", "1 2", "3", ""),
  ],
  [
    "a class shows its table",
    [queue("q1", 5)],
    lines(
      "",
      "Identity MessageCount How much",
      "-------- ------------ --------",
      "q1                  5 1 KB (1,024 bytes)",
      "",
    ),
  ],
  [
    "text between two tables",
    [o({ A: 1 }), "x", o({ A: 2 })],
    lines("", "A", "-", "1", "", "x", "", "A", "-", "2", ""),
  ],
  [
    "a hash table",
    [Dictionary.of({ a: 1, bb: [1, 2] })],
    lines("", "Name Value", "---- -----", "a    1", "bb   {1, 2}", ""),
  ],
  ["more than four items are cut", [o({ A: [1, 2, 3, 4, 5] })], lines("", "A", "-", "{1, 2, 3, 4…}", "")],
  [
    "the widest column is cut first",
    [o({ A: "x".repeat(60), B: "short", C: 12 })],
    lines("", `A${" ".repeat(31)}B      C`, `-${" ".repeat(31)}-      -`, `${"x".repeat(30)}… short 12`, ""),
  ],
  ["several lines in a cell", [o({ A: "one\ntwo", B: 1 })], lines("", "A    B", "-    -", "one… 1", "")],
  ["wide characters take two cells", [o({ A: "日本", B: "é" })], lines("", "A    B", "-    -", "日本 é", "")],
  ["a time span", [new TimeSpan(36_000_000_000n)], expect.stringContaining("TotalMinutes      : 60") as never],
  ["a date", [new DateTime(638_000_000_000_000_000n)], lines("", "Wednesday, September 28, 2022 10:13:20 PM", "")],
  [
    "a long value of a list goes on below",
    [o({ A: "word ".repeat(12).trim(), B: 1, C: 1, D: 1, E: 1 })],
    lines(
      "",
      "A : word word word word word word word",
      "    word word word word word",
      "B : 1",
      "C : 1",
      "D : 1",
      "E : 1",
      "",
    ),
  ],
  ["an object without properties", [o({})], ""],
])("%s", (_, values, expected) => {
  expect(show(values)).toEqual(expected);
});

const three = [o({ N: "a", G: 1, S: 10 }), o({ N: "b", G: 1, S: 2.5 }), o({ N: "c", G: 2, S: null })];
const calculated = Dictionary.of({
  Label: "Twice",
  Expression: block((it) => it.get("S") * 2),
  FormatString: "N1",
  Width: 8,
});

test.each<[string, readonly Call[], readonly unknown[], string]>([
  ["ft", [["Format-Table"]], three, lines("", "N G   S", "- -   -", "a 1  10", "b 1 2.5", "c 2", "")],
  ["ft by name", [["Format-Table", {}, [["S", "n"]]]], three.slice(0, 1), lines("", " S n", " - -", "10 a", "")],
  ["ft wild", [["Format-Table", {}, ["[GS]"]]], three.slice(0, 1), lines("", "G  S", "-  -", "1 10", "")],
  [
    "ft calculated",
    [["Format-Table", {}, [["N", calculated]]]],
    three.slice(0, 1),
    lines("", "N    Twice", "-    -----", "a     20.0", ""),
  ],
  [
    "ft grouped",
    [["Format-Table", { GroupBy: "G" }, ["N"]]],
    three,
    lines("", "   G: 1", "", "N", "-", "a", "b", "", "", "   G: 2", "", "N", "-", "c", ""),
  ],
  ["ft without headings", [["Format-Table", { HideTableHeaders: true }, ["N"]]], three, lines("", "a", "b", "c", "")],
  [
    "ft wrapped",
    [["Format-Table", { Wrap: true }, [[Dictionary.of({ e: "T", w: 5 }), "X"]]]],
    [o({ T: "ab cd ef", X: 1 })],
    lines("", "T     X", "-     -", "ab cd 1", "ef", ""),
  ],
  ["ft of text", [["Format-Table"]], ["x", 5], lines("x", "5")],
  [
    "ft of a hash table",
    [["Format-Table"]],
    [Dictionary.of({ a: 1 })],
    lines("", "Name Value", "---- -----", "a        1", ""),
  ],
  ["fl", [["Format-List"]], three.slice(0, 1), lines("", "N : a", "G : 1", "S : 10", "")],
  ["fl of two", [["Format-List", {}, ["N"]]], three.slice(0, 2), lines("", "N : a", "", "N : b", "")],
  [
    "fl of a class shows all",
    [["Format-List"]],
    [queue("q", 1)],
    lines(
      "",
      "Identity     : q",
      "MessageCount : 1",
      "Size         : 1 KB (1,024 bytes)",
      "Domains      : {a, b, c, d…}",
      "",
    ),
  ],
  ["fl of a hash table", [["Format-List"]], [Dictionary.of({ a: 1 })], lines("", "Name  : a", "Value : 1", "")],
  ["fw", [["Format-Wide", { Column: 3 }, ["N"]]], three, lines("", `a${" ".repeat(26)}b${" ".repeat(26)}c`, "")],
  ["fw fits", [["Format-Wide", { AutoSize: true }]], [o({ Name: "abc" }), o({ Name: "d" })], lines("", "abc d", "")],
  ["fc", [["Format-Custom", {}, ["N"]]], three.slice(0, 1), lines("class PSCustomObject", "{", "  N = a", "}", "")],
  [
    "ft -AutoSize cuts the last column that begins within the line, and leaves out those behind",
    [["Format-Table", { AutoSize: true }]],
    [o({ A: "x".repeat(50), B: "y".repeat(50), C: 1 })],
    lines("", `A${" ".repeat(50)}B`, `-${" ".repeat(50)}-`, `${"x".repeat(50)} ${"y".repeat(28)}…`, ""),
  ],
  [
    "headings give way before values",
    [["Format-Table"]],
    [o({ Identity: "i".repeat(30), MessageCount: 1, OutboundIPPool: 0, NextHopDomain: "n".repeat(27) })],
    lines(
      "",
      `Identity${" ".repeat(23)}MessageCount Outboun… NextHopDomain`,
      `--------${" ".repeat(23)}------------ -------- -------------`,
      `${"i".repeat(30)}            1        0 ${"n".repeat(27)}`,
      "",
    ),
  ],
  [
    "ft -AutoSize leaves out a column of which nothing could be read",
    [["Format-Table", { AutoSize: true }]],
    [o({ A: "x".repeat(76), B: "y".repeat(50) })],
    lines("", "A", "-", "x".repeat(76), ""),
  ],
])("%s", async (_, calls, input, expected) => {
  const told = await pipe([...calls, ["Out-String"]], { input });
  expect(told.thrown).toBeUndefined();
  expect(told.output[0]).toBe(expected === "" ? "" : `${expected}\n`);
});

test("Format-* output is no data", async () => {
  const told = await pipe([["Format-Table"], ["Where-Object", { eq: true }, ["N", "a"]]], { input: three });
  expect(told.output).toEqual([]);
});

const problem = new Problem({
  id: "X",
  category: "ObjectNotFound",
  text: "There is no 'q'.\nLook again.",
  target: "q",
});
test.each<[string, ErrorRecord, string]>([
  [
    "typed",
    ErrorRecord.of(problem, "Get-Queue", { file: "", line: 1, column: 1, text: "Get-Queue q" }),
    "Get-Queue: There is no 'q'.\nLook again.",
  ],
  [
    "in a script",
    ErrorRecord.of(problem, "Get-Queue", {
      file: "/s.ps1",
      line: 12,
      column: 7,
      length: 11,
      text: "  if (Get-Queue q) {",
    }),
    lines(
      "Get-Queue: /s.ps1:12",
      "Line |",
      "  12 |  if (Get-Queue q) {",
      "     |      ~~~~~~~~~~~",
      "     | There is no 'q'.",
      "     | Look again.",
    ),
  ],
  ["of the language", ErrorRecord.of(problem, "", undefined), "Exception: There is no 'q'.\nLook again."],
])("an error %s", (_, record, expected) => {
  expect(show([record])).toBe(expected);
});

test("JSON: one object a line, kinds as their text, lists as arrays", () => {
  const out: string[] = [];
  const err: string[] = [];
  const screen = createJsonScreen({ write: (t) => out.push(t), writeError: (t) => err.push(t) });
  screen.out(Queue.make({ Identity: "q", MessageCount: 3, Size: unlimitedValue, Domains: ["a"] }));
  screen.out(
    o({ When: new DateTime(638_000_000_000_000_000n, "Utc"), __proto__x: null, Size: new ByteQuantifiedSize(2048) }),
  );
  screen.out("text");
  screen.error(ErrorRecord.of(problem, "Get-Queue", undefined));
  screen.warning("careful");
  expect(
    out
      .join("")
      .split("\n")
      .map((line) => line && JSON.parse(line)),
  ).toEqual([
    { Identity: "q", MessageCount: 3, Size: "Unlimited", Domains: ["a"] },
    { When: "2022-09-28T22:13:20.000Z", __proto__x: null, Size: "2 KB (2,048 bytes)" },
    "text",
    "",
  ]);
  expect(
    err
      .join("")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([
    {
      Stream: "Error",
      Message: problem.message,
      FullyQualifiedErrorId: "X,Get-Queue",
      Category: "ObjectNotFound",
      Command: "Get-Queue",
      TargetObject: "q",
      Exception: "System.Exception",
      File: null,
      Line: null,
      Column: null,
    },
    { Stream: "Warning", Message: "careful" },
  ]);
});

test.each([
  ["abc", 3, 3],
  ["日本", 4, 4],
  ["e\u0301", 1, 1],
  ["\x1b[31mred\x1b[0m", 3, 3],
  ["👍", 2, 2],
])("%s takes %i cells", (value, expected) => {
  expect(cells(value)).toBe(expected);
});

test("cutting, padding and wrapping keep to the width", () => {
  expect(cut("日本語", 5)).toBe("日本…");
  expect(cut("abc", 0)).toBe("");
  expect(pad("日", 4, "right")).toBe("  日");
  expect(pad("a", 4, "center")).toBe(" a  ");
  expect(wrap("aaaa bb", 3)).toEqual(["aaa", "a", "bb"]);
  expect(wrap("日本", 1)).toEqual(["日", "本"]);
});
