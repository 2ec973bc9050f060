// CSV out and in: quoting, columns, headers, encodings, and that reading streams.
import fc from "fast-check";
import { expect, test } from "vitest";
import { CustomObject } from "../../src/values/custom.ts";
import { Structured } from "../../src/values/structured.ts";
import { block, type Call, pipe } from "../command/harness.ts";
import { testWorld } from "../world/world.ts";

const o = (values: Record<string, unknown>) => new CustomObject(values);
const plain = (value: unknown) =>
  value instanceof Structured ? Object.fromEntries(value.names().map((name) => [name, value.get(name)])) : value;
const people = [o({ Name: "Ann", Age: 41 }), o({ Name: 'b"o,b', Age: null }), o({ Age: 3, Other: 1 })];

test.each<[string, Record<string, unknown>, readonly unknown[], readonly string[]]>([
  ["quotes all", {}, people, ['"Name","Age"', '"Ann","41"', '"b""o,b",', ',"3"']],
  ["as needed", { UseQuotes: "AsNeeded" }, people.slice(0, 2), ["Name,Age", "Ann,41", '"b""o,b",']],
  ["some fields", { QuoteFields: ["name"] }, people.slice(0, 1), ['"Name",Age', '"Ann",41']],
  ["never", { UseQuotes: "Never", Delimiter: ";" }, people.slice(0, 1), ["Name;Age", "Ann;41"]],
  ["no header", { NoHeader: true }, people.slice(0, 1), ['"Ann","41"']],
  [
    "type",
    { IncludeTypeInformation: true },
    people.slice(0, 1),
    ["#TYPE System.Management.Automation.PSCustomObject", '"Name","Age"', '"Ann","41"'],
  ],
  ["lists", {}, [o({ A: [1, 2], B: true })], ['"A","B"', '"System.Object[]","True"']],
  ["text", {}, ["abc"], ['"Length"', '"3"']],
])("ConvertTo-Csv %s", async (_, named, input, expected) => {
  expect((await pipe([["ConvertTo-Csv", named]], { input })).output).toEqual(expected);
});

test.each<[string, Record<string, unknown>, readonly string[], readonly unknown[]]>([
  [
    "plain",
    {},
    ["A,B", "1,x", "2,"],
    [
      { A: "1", B: "x" },
      { A: "2", B: "" },
    ],
  ],
  ["short rows", {}, ["A,B", "1"], [{ A: "1", B: null }]],
  ["long rows", {}, ["A", "1,2"], [{ A: "1" }]],
  ["quoted line ends", {}, ['A,B\n"x\ny","a""b"'], [{ A: "x\ny", B: 'a"b' }]],
  ["a header given", { Header: ["X", "Y"] }, ["1,2"], [{ X: "1", Y: "2" }]],
  ["another delimiter", { Delimiter: ";" }, ["A;B", "1,5;2"], [{ A: "1,5", B: "2" }]],
  ["comments first", {}, ["#TYPE X", "#more", "A", "1", "#2"], [{ A: "1" }, { A: "#2" }]],
  ["empty lines", {}, ["A", "", "1", ""], [{ A: "1" }]],
  ["nothing", {}, ["A"], []],
])("ConvertFrom-Csv %s", async (_, named, input, expected) => {
  expect((await pipe([["ConvertFrom-Csv", named]], { input })).output.map(plain)).toEqual(expected);
});

test("a missing header gets a name and a warning; a double one is an error", async () => {
  const told = await pipe([["ConvertFrom-Csv"]], { input: ["A,,", "1,2,3"] });
  expect(told.output.map(plain)).toEqual([{ A: "1", H1: "2", H2: "3" }]);
  expect(told.warnings).toHaveLength(1);
  expect((await pipe([["ConvertFrom-Csv"]], { input: ["A,a", "1,2"] })).thrown.record.id).toBe(
    "ExtendedTypeSystem,ConvertFrom-Csv",
  );
});

const files = {
  "/home/a.csv": "\ufeffName,Age\r\nAnn,41\r\n",
  "/home/b.csv": Buffer.from("Name\nZoë\n", "latin1"),
  "/home/u.csv": Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("Name\nZoë\n", "utf16le")]),
  "/home/sub/c.csv": "Name\nCay\n",
};
test.each<[string, Call, readonly unknown[], string?]>([
  ["relative, with a mark", ["Import-Csv", {}, ["a.csv"]], [{ Name: "Ann", Age: "41" }]],
  ["latin1", ["Import-Csv", { Encoding: "latin1" }, ["b.csv"]], [{ Name: "Zoë" }]],
  ["utf-16 by its mark", ["Import-Csv", {}, ["u.csv"]], [{ Name: "Zoë" }]],
  ["wild", ["Import-Csv", {}, ["*/c*.csv"]], [{ Name: "Cay" }]],
  ["back slash", ["Import-Csv", {}, ["sub\\c.csv"]], [{ Name: "Cay" }]],
  ["missing", ["Import-Csv", {}, ["no.csv"]], [], "PathNotFound,Import-Csv"],
  ["a folder", ["Import-Csv", {}, ["sub"]], [], "GetContentReaderUnauthorizedAccessError,Import-Csv"],
  ["a literal name", ["Import-Csv", { LiteralPath: "*.csv" }], [], "PathNotFound,Import-Csv"],
  ["two characters", ["Import-Csv", { Delimiter: ",," }, ["a.csv"]], [], "ParameterArgumentValidationError,Import-Csv"],
])("Import-Csv %s", async (_, call, expected, error) => {
  const told = await pipe([call], { files });
  expect(told.output.map(plain)).toEqual(expected);
  expect(told.thrown?.record?.id ?? told.errors[0]?.id ?? told.thrown).toBe(error);
});

test.each<[string, Record<string, unknown>, string, string?]>([
  ["new", { Path: "n.csv" }, '"Name","Age"\n"Ann","41"\n'],
  ["over the old", { Path: "old.csv" }, '"Name","Age"\n"Ann","41"\n'],
  ["append", { Path: "old.csv", Append: true }, 'Age,Name\n1,x\n"41","Ann"\n'],
  ["append to none", { Path: "n.csv", Append: true }, '"Name","Age"\n"Ann","41"\n'],
  [
    "append, other columns",
    { Path: "other.csv", Append: true },
    "Age,Shoe\n",
    "CannotAppendCsvWithMismatchedPropertyNames,Export-Csv",
  ],
  ["append by force", { Path: "other.csv", Append: true, Force: true }, 'Age,Shoe\n"41",\n'],
  ["no clobber", { Path: "old.csv", NoClobber: true }, "Age,Name\n1,x\n", "NoClobber,Export-Csv"],
  ["with a mark", { Path: "n.csv", Encoding: "utf8BOM" }, '\ufeff"Name","Age"\n"Ann","41"\n'],
  ["no folder", { Path: "/no/n.csv" }, "", "FileOpenFailure,Export-Csv"],
])("Export-Csv %s", async (_, named, expected, error) => {
  const world = testWorld();
  const told = await pipe([["Export-Csv", named]], {
    world,
    input: people.slice(0, 1),
    files: { "/home/old.csv": "Age,Name\n1,x\n", "/home/other.csv": "Age,Shoe\n" },
  });
  expect(told.thrown?.record?.id ?? told.thrown).toBe(error);
  const path = String(named["Path"]);
  const written = path.startsWith("/") ? "" : (await world.disk.read(`/home/${path}`)).toString();
  expect(written).toBe(expected);
});

test("-WhatIf writes nothing", async () => {
  const world = testWorld();
  const told = await pipe([["Export-Csv", { Path: "n.csv", WhatIf: true }]], { world, input: people });
  expect(told.information.map(String)).toEqual([
    'What if: Performing the operation "Export-Csv" on target "/home/n.csv".',
  ]);
  expect(await world.disk.stat("/home/n.csv")).toBeUndefined();
});

test("what is written is read back", async () => {
  const cell = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", " ", "ä", "#", "\t") });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ A: cell, B: cell }), { minLength: 1, maxLength: 8 }), async (rows) => {
      const written = await pipe([["ConvertTo-Csv"]], { input: rows.map(o) });
      const read = await pipe([["ConvertFrom-Csv"]], { input: [written.output.join("\n")] });
      expect(read.output.map(plain)).toEqual(rows);
    }),
    { numRuns: 150 },
  );
});

test("reading streams: -First stops it early", async () => {
  const world = testWorld();
  await world.disk.makeFolder("/home");
  await world.disk.write("/home/big.csv", `Id\n${Array.from({ length: 200_000 }, (_, i) => i).join("\n")}\n`);
  let seen = 0;
  const count = block((it) => {
    seen++;
    return it;
  });
  const told = await pipe(
    [
      ["Import-Csv", {}, ["big.csv"]],
      ["ForEach-Object", {}, [count]],
      ["Select-Object", { First: 3 }],
    ],
    { world },
  );
  expect(told.output.map(plain)).toEqual([{ Id: "0" }, { Id: "1" }, { Id: "2" }]);
  expect(seen).toBe(3);
});
