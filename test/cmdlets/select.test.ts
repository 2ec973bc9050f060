// Where-Object, ForEach-Object, Select-Object: what goes through and in which shape.
import { expect, test } from "vitest";
import { CustomObject } from "../../src/values/custom.ts";
import { Dictionary } from "../../src/values/dictionary.ts";
import { Structured } from "../../src/values/structured.ts";
import { toText } from "../../src/values/text.ts";
import { block, type Call, pipe } from "../command/harness.ts";

const people = [
  new CustomObject({ Name: "Ann", Age: 41, City: "Oslo", Tags: ["a", "b"] }),
  new CustomObject({ Name: "bob", Age: 9, City: "Rome", Tags: [] }),
  new CustomObject({ Name: "Cay", Age: 23, City: null, Tags: ["b"] }),
];
const table = (values: Record<string, unknown>) => Dictionary.of(values);
const text = (value: unknown) =>
  value instanceof Structured
    ? `@{${value
        .names()
        .map((name) => `${name}=${toText(value.get(name))}`)
        .join("; ")}}`
    : toText(value);

/** [what is called, input, texts of the output, id of the error if any] */
const rows: readonly [Call, readonly unknown[], readonly string[], string?][] = [
  [
    ["Where-Object", {}, [block((it) => it > 2)]],
    [1, 2, 3, 4],
    ["3", "4"],
  ],
  [["Where-Object", {}, [block(() => [0, 0])]], [1], ["1"]],
  [["Where-Object", {}, [block(() => [])]], [1], []],
  [["Where-Object", {}, [block(() => ["False"])]], [1], ["1"]],
  [["Where-Object", { eq: true }, ["Name", "ANN"]], people, ["@{Name=Ann; Age=41; City=Oslo; Tags=a b}"]],
  [["Where-Object", { ceq: true }, ["Name", "ANN"]], people, []],
  [["Where-Object", { ne: true }, ["Name", "ANN"]], people.slice(0, 1), []],
  [["Where-Object", { gt: true }, ["Age", "10"]], people.slice(1), ["@{Name=Cay; Age=23; City=; Tags=b}"]],
  [
    ["Where-Object", { le: true }, ["Length", 2]],
    ["a", "abc", "ab"],
    ["a", "ab"],
  ],
  [["Where-Object", { like: true }, ["Name", "?o*"]], people, ["@{Name=bob; Age=9; City=Rome; Tags=}"]],
  [["Where-Object", { notlike: true }, ["Name", "*"]], people, []],
  [["Where-Object", { match: true }, ["City", "^o"]], people, ["@{Name=Ann; Age=41; City=Oslo; Tags=a b}"]],
  [["Where-Object", { cmatch: true }, ["City", "^o"]], people, []],
  [
    ["Where-Object", { contains: true }, ["Tags", "B"]],
    people.slice(0, 1),
    ["@{Name=Ann; Age=41; City=Oslo; Tags=a b}"],
  ],
  [["Where-Object", { in: true }, ["Name", ["bob", "eve"]]], people, ["@{Name=bob; Age=9; City=Rome; Tags=}"]],
  [["Where-Object", { notin: true }, ["Age", [41, 9]]], people, ["@{Name=Cay; Age=23; City=; Tags=b}"]],
  [["Where-Object", { not: true }, ["City"]], people, ["@{Name=Cay; Age=23; City=; Tags=b}"]],
  [["Where-Object", {}, ["City"]], people.slice(2), []],
  [["Where-Object", { is: true }, ["Age", "int"]], people.slice(2), ["@{Name=Cay; Age=23; City=; Tags=b}"]],
  [["Where-Object", { eq: true }, ["Missing", null]], people.slice(2), ["@{Name=Cay; Age=23; City=; Tags=b}"]],
  [["Where-Object", { eq: true, gt: true }, ["Age", 1]], people, [], "AmbiguousParameterSet,Where-Object"],
  [["Where-Object", { gt: true }, ["Age"]], people, [], "ValueNotSpecifiedForWhereObject,Where-Object"],
  [["Where-Object"], people, [], "MissingMandatoryParameter,Where-Object"],

  [
    ["ForEach-Object", {}, [block((it) => it * 2)]],
    [1, 2],
    ["2", "4"],
  ],
  [
    ["ForEach-Object", {}, [block(() => ["b"]), block((it) => it), block(() => ["e"])]],
    [1, 2],
    ["b", "1", "2", "e"],
  ],
  [["ForEach-Object", {}, [block(() => ["b"]), block((it) => it)]], [1], ["b", "1"]],
  [["ForEach-Object", { Begin: block(() => ["b"]), End: block(() => ["e"]) }, [block((it) => it)]], [], ["b", "e"]],
  [["ForEach-Object", {}, ["Name"]], people, ["Ann", "bob", "Cay"]],
  [["ForEach-Object", {}, ["Tags"]], people, ["a", "b", "b"]],
  [["ForEach-Object", {}, ["ToUpper"]], ["a"], ["A"]],
  [["ForEach-Object", {}, ["Substring", 1, 2]], ["abcd"], ["bc"]],
  [["ForEach-Object", {}, ["Na*"]], people.slice(0, 1), ["Ann"]],
  [["ForEach-Object", {}, ["Z*"]], people.slice(0, 1), [], "PropertyOrMethodNotFound,ForEach-Object"],
  [["ForEach-Object", {}, [block((it) => (it === null ? "null" : it))]], [null], ["null"]],

  [["Select-Object", {}, [["Name", "Age"]]], people.slice(0, 1), ["@{Name=Ann; Age=41}"]],
  [["Select-Object", {}, ["NAME"]], people.slice(0, 1), ["@{Name=Ann}"]],
  [["Select-Object", {}, [["Name", "Nope"]]], people.slice(0, 1), ["@{Name=Ann; Nope=}"]],
  [["Select-Object", {}, ["*a*"]], people.slice(0, 1), ["@{Name=Ann; Age=41; Tags=a b}"]],
  [["Select-Object", { ExcludeProperty: "T*" }, ["*"]], people.slice(1, 2), ["@{Name=bob; Age=9; City=Rome}"]],
  [["Select-Object", { ExcludeProperty: ["T*", "A*"] }], people.slice(1, 2), ["@{Name=bob; City=Rome}"]],
  [
    ["Select-Object", {}, [[table({ n: "Twice", e: block((it) => it.get("Age") * 2) }), "City"]]],
    people.slice(0, 2),
    ["@{Twice=82; City=Oslo}", "@{Twice=18; City=Rome}"],
  ],
  [["Select-Object", {}, [table({ Label: "Who", Expression: "Name" })]], people.slice(0, 1), ["@{Who=Ann}"]],
  [["Select-Object", {}, [block((it) => it + 1, "$_ + 1")]], [1], ["@{$_ + 1=2}"]],
  [["Select-Object", {}, [table({ Nam: "a" })]], people, [], "DictionaryKeyUnknown,Select-Object"],
  [["Select-Object", { ExpandProperty: "Tags" }], people, ["a", "b", "b"]],
  [["Select-Object", { ExpandProperty: "Nope" }], people.slice(0, 1), [], "ExpandPropertyNotFound,Select-Object"],
  [
    ["Select-Object", { First: 2 }],
    [1, 2, 3],
    ["1", "2"],
  ],
  [["Select-Object", { First: 0 }], [1, 2, 3], []],
  [
    ["Select-Object", { Last: 2 }],
    [1, 2, 3],
    ["2", "3"],
  ],
  [
    ["Select-Object", { Skip: 1 }],
    [1, 2, 3],
    ["2", "3"],
  ],
  [["Select-Object", { Skip: 1, First: 1 }], [1, 2, 3], ["2"]],
  [["Select-Object", { Skip: 1, Last: 1 }], [1, 2, 3], ["2"]],
  [
    ["Select-Object", { First: 1, Last: 1 }],
    [1, 2, 3],
    ["1", "3"],
  ],
  [["Select-Object", { SkipLast: 2 }], [1, 2, 3], ["1"]],
  [
    ["Select-Object", { Index: [0, 2] }],
    [1, 2, 3, 4],
    ["1", "3"],
  ],
  [
    ["Select-Object", { SkipIndex: [0, 2] }],
    [1, 2, 3, 4],
    ["2", "4"],
  ],
  [
    ["Select-Object", { Unique: true }],
    ["a", "A", "b", "a"],
    ["a", "A", "b"],
  ],
  [
    ["Select-Object", { Unique: true, CaseInsensitive: true }],
    ["a", "A", "b"],
    ["a", "b"],
  ],
  [["Select-Object", { Unique: true }, ["City"]], [people[0], people[0]], ["@{City=Oslo}"]],
  [["Select-Object", { First: -1 }], [1], [], "ParameterArgumentTransformationError,Select-Object"],
  [["Select-Object", { First: 1, SkipLast: 1 }], [1], [], "AmbiguousParameterSet,Select-Object"],
];

test.each(rows.map((row) => [`${row[0][0]} ${Object.keys(row[0][1] ?? {})} ${row[2]}`, row] as const))(
  "%s",
  async (_, [call, input, output, error]) => {
    const told = await pipe([call], { input });
    expect(told.output.map(text)).toEqual(output);
    expect(told.thrown?.record?.id ?? told.errors[0]?.id ?? told.thrown?.stack).toBe(error);
  },
);

test("-First stops the commands before it, and those after it end in order", async () => {
  const seen: number[] = [];
  const watch = block((it) => {
    seen.push(it);
    return it;
  });
  const told = await pipe(
    [
      ["ForEach-Object", {}, [watch]],
      ["Select-Object", { First: 2 }],
      ["ForEach-Object", { End: block(() => "end") }, [block((it) => it)]],
    ],
    { input: [1, 2, 3, 4] },
  );
  expect(seen).toEqual([1, 2]);
  expect(told.output).toEqual([1, 2, "end"]);
});

test("blocks that wait keep the order", async () => {
  const slow = block(async (it) => {
    await Promise.resolve();
    return it;
  });
  const told = await pipe(
    [
      ["Where-Object", {}, [block(async (it) => it !== 2)]],
      ["ForEach-Object", { Begin: block(async () => "begin") }, [slow]],
      ["Select-Object", { First: 3 }],
    ],
    { input: [1, 2, 3, 4] },
  );
  expect(told.output).toEqual(["begin", 1, 3]);
});
