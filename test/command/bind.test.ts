// The binder: names, positions, sets, pipeline input, conversion, and what it says when it cannot.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Argument, type Binding, type BindOptions, bind } from "../../src/command/bind.ts";
import type { ParameterSets, ParameterTable } from "../../src/command/cmdlet.ts";
import type { CommandFace } from "../../src/command/face.ts";
import { anything, scriptBlock } from "../../src/command/kinds.ts";
import { Problem } from "../../src/command/problem.ts";
import { byteSize } from "../../src/values/bytesize.ts";
import { CustomObject } from "../../src/values/custom.ts";
import { boolean, choice, int, many, switchParameter, text } from "../../src/values/kinds.ts";
import { SecureString, secureString } from "../../src/values/secret.ts";
import { toText } from "../../src/values/text.ts";
import type { Type } from "../../src/values/type.ts";
import { block } from "./harness.ts";

const p = <T>(type: Type<T>, more: object = {}) => ({ type, summary: "x", ...more });
const face = (parameters: ParameterTable, sets: ParameterSets = {}, more: Partial<CommandFace> = {}): CommandFace => ({
  name: "Test-It",
  parameters,
  sets,
  defaultSet: undefined,
  ...more,
});

/** "-Name", "-Name:" with a value after it, or a positional value. */
function args(...list: unknown[]): Argument[] {
  const made: Argument[] = [];
  for (let i = 0; i < list.length; i++) {
    const one = list[i];
    if (typeof one === "string" && /^-[A-Z]/i.test(one)) {
      if (one.endsWith(":")) made.push({ name: one.slice(1, -1), hasValue: true, value: list[++i] });
      else made.push({ name: one.slice(1), hasValue: false });
    } else made.push({ hasValue: true, value: one, ...(typeof one === "string" ? { text: one } : {}) });
  }
  return made;
}

const line: BindOptions = { expectsInput: false };
const piped: BindOptions = { expectsInput: true };
const show = (binding: Binding, bound: Readonly<Record<string, unknown>> = binding.begin) =>
  Object.entries(bound)
    .map(([name, value]) => `${name}=${toText(value)}`)
    .join(" ");

function bound(one: CommandFace, list: readonly Argument[], options = line): string {
  try {
    const binding = bind(one, list, options) as Binding;
    return show(binding) + (binding.rest.length > 0 ? ` | ${binding.rest.map((item) => toText(item)).join(" ")}` : "");
  } catch (error) {
    if (error instanceof Problem) return error.id;
    throw error;
  }
}

const plain = face({
  Name: p(text, { position: 1, aliases: ["N", "Title"] }),
  Count: p(int, { position: 2 }),
  Force: p(switchParameter),
  Format: p(text),
  Size: p(byteSize),
  Mode: p(choice("Mode", "On", "Off")),
  Names: p(many(text)),
});

test.each<[string, unknown[], string]>([
  ["nothing", [], "set=Default"],
  ["a name", ["-Name:", "a"], "Name=a set=Default"],
  ["a name, then its value", ["-Name", "a"], "Name=a set=Default"],
  ["any case", ["-nAME", "a"], "Name=a set=Default"],
  ["an alias", ["-title", "a"], "Name=a set=Default"],
  ["an exact alias before beginnings", ["-n", "a"], "Name=a set=Default"],
  ["a beginning", ["-cou", 3], "Count=3 set=Default"],
  ["a beginning of two", ["-fo", "x"], "AmbiguousParameter"],
  ["own before common ones", ["-verb"], "set=Default"],
  ["no such name", ["-Nope", "a"], "NamedParameterNotFound"],
  ["a switch", ["-Force"], "Force=True set=Default"],
  ["a switch off", ["-Force:", false], "Force=False set=Default"],
  ["a switch takes no positional value", ["-Force", "a"], "Force=True Name=a set=Default"],
  ["positions", ["a", 3], "Name=a Count=3 set=Default"],
  ["positions around names", ["-Force", "a", "-Format", "f", 3], "Force=True Format=f Name=a Count=3 set=Default"],
  ["a named one leaves its position", ["-Name", "a", 3], "Name=a Count=3 set=Default"],
  ["too many", ["a", 3, "x"], "PositionalParameterNotFound"],
  ["twice", ["-Name", "a", "-N", "b"], "ParameterAlreadyBound"],
  ["no value", ["-Name"], "MissingArgument"],
  ["a name where a value should be", ["-Name", "-Force"], "MissingArgument"],
  ["text for a number", ["-Count", "7"], "Count=7 set=Default"],
  ["bad text for a number", ["-Count", "x"], "ParameterArgumentTransformationError"],
  ["a size", ["-Size", "2KB"], "Size=2 KB (2,048 bytes) set=Default"],
  ["a word in any case", ["-Mode", "OFF"], "Mode=Off set=Default"],
  ["a wrong word", ["-Mode", "Of"], "ParameterArgumentTransformationError"],
  ["one for a list", ["-Names", "a"], "Names=a set=Default"],
  ["a list", ["-Names:", ["a", 5]], "Names=a 5 set=Default"],
  ["null for text", ["-Name:", null], "Name= set=Default"],
  ["null for a number", ["-Count:", null], "ParameterArgumentTransformationError"],
  ["a block for text is its source", ["-Format:", block(() => 1, " a -eq 1 ")], "Format= a -eq 1  set=Default"],
])("%s", (_, list, expected) => {
  expect(bound(plain, args(...list))).toBe(expected);
});

test("a bare number is its text for text, and its value for a number", () => {
  const list = [{ hasValue: true, value: 10_485_760, text: "10MB" }];
  expect(bound(plain, list)).toBe("Name=10MB set=Default");
  expect(bound(plain, [{ name: "Size", hasValue: true, ...list[0] }])).toBe(
    "Size=10 MB (10,485,760 bytes) set=Default",
  );
  expect(bound(plain, [{ name: "Names", hasValue: true, value: 1, text: "01" }])).toBe("Names=01 set=Default");
});

test("what was splatted gives way to what was given", () => {
  const splat = { name: "Name", hasValue: true, value: "s", splatted: true };
  const given = { name: "Name", hasValue: true, value: "g" };
  expect(bound(plain, [splat, given])).toBe("Name=g set=Default");
  expect(bound(plain, [given, splat])).toBe("Name=g set=Default");
  expect(bound(plain, [splat, splat])).toBe("ParameterAlreadyBound");
});

const strict = face({
  Name: p(text, { mandatory: true, position: 1 }),
  List: p(many(text), { mandatory: true, position: 2 }),
  Free: p(text, { mandatory: true, allowEmpty: true, allowNull: true }),
  Even: p(int, { check: (value: number) => (value % 2 === 0 ? undefined : `${value} is odd.`) }),
  Preset: p(int, { default: "5" }),
});
const full = (more: unknown[]) => args("n", ["l"], "-Free:", "f", ...more);

test.each<[string, Argument[], string]>([
  ["all given", full([]), "Free=f Name=n List=l Preset=5 set=Default"],
  ["a default gives way", full(["-Preset", 6]), "Free=f Preset=6 Name=n List=l set=Default"],
  ["missing", args("n"), "MissingMandatoryParameter"],
  [
    "empty text",
    args("-Name:", "", "-List", "l", "-Free", "f"),
    "ParameterArgumentValidationErrorEmptyStringNotAllowed",
  ],
  ["null", args("-Name:", null, "-List", "l", "-Free", "f"), "ParameterArgumentValidationErrorNullNotAllowed"],
  [
    "empty list",
    args("-Name", "n", "-List:", [], "-Free", "f"),
    "ParameterArgumentValidationErrorEmptyArrayNotAllowed",
  ],
  ["empty text in a list", args("n", ["a", ""], "-Free", "f"), "ParameterArgumentValidationErrorEmptyStringNotAllowed"],
  ["allowed to be empty", args("n", ["l"], "-Free:", ""), "Free= Name=n List=l Preset=5 set=Default"],
  ["allowed to be null", args("n", ["l"], "-Free:", null), "Free= Name=n List=l Preset=5 set=Default"],
  ["a check that holds", full(["-Even", 4]), "Free=f Even=4 Name=n List=l Preset=5 set=Default"],
  ["a check that fails", full(["-Even", 3]), "ParameterArgumentValidationError"],
])("mandatory and checks: %s", (_, list, expected) => {
  expect(bound(strict, list)).toBe(expected);
});

const sets = face(
  { Both: p(text) },
  {
    Identity: { Identity: p(text, { mandatory: true, position: 1, pipeline: "both" }), Deep: p(switchParameter) },
    Filter: { Filter: p(text, { mandatory: true }), Server: p(text) },
    All: { Everything: p(switchParameter, { mandatory: true }) },
  },
  { defaultSet: "Identity" },
);
const optional = face(
  {},
  { A: { Id: p(text, { position: 1 }) }, B: { Number: p(int, { position: 1 }), Flag: p(switchParameter) } },
);

test.each<[string, CommandFace, unknown[], string]>([
  ["by position the default", sets, ["x"], "Identity=x set=Identity"],
  ["by a name of one set", sets, ["-Filter", "f"], "Filter=f set=Filter"],
  ["shared ones decide nothing", sets, ["-Both", "b", "-Everything"], "Both=b Everything=True set=All"],
  ["of two sets", sets, ["-Filter", "f", "-Deep"], "AmbiguousParameterSet"],
  ["only an optional one", sets, ["-Server", "s"], "MissingMandatoryParameter"],
  ["none: the default lacks", sets, [], "MissingMandatoryParameter"],
  ["no default, none told apart", optional, [], "AmbiguousParameterSet"],
  ["position by type: text", optional, ["a"], "Id=a set=A"],
  ["position by type: a number", optional, [5], "Number=5 set=B"],
  ["position in the set chosen by name", optional, ["-Flag", "5"], "Flag=True Number=5 set=B"],
])("sets: %s", (_, one, list, expected) => {
  expect(bound(one, args(...list))).toBe(expected);
});

const rest = face({
  First: p(text, { position: 1 }),
  Rest: p(many(text), { remaining: true }),
  Flag: p(switchParameter),
});
const loose = face({ A: p(text, { position: 1 }) }, {}, { loose: true });
test.each<[CommandFace, unknown[], string]>([
  [rest, ["a", "b", "c"], "First=a Rest=b c set=Default"],
  [rest, ["a", ["b", "c"]], "First=a Rest=b c set=Default"],
  [rest, ["a", "b", "-Flag", "c"], "Flag=True First=a Rest=b c set=Default"],
  [face({ All: p(anything, { position: 1, remaining: true }) }), [1, 2], "All=1 2 set=Default"],
  [loose, ["a", "b", "-x", 5], "A=a set=Default | b -x 5"],
  [loose, ["-Verbose"], "set=Default | -Verbose"],
])("what is left over", (one, list, expected) => {
  expect(bound(one, args(...list))).toBe(expected);
});

test("common parameters are kept apart", () => {
  const binding = bind(plain, args("-ErrorAction", "stop", "-ov", "x", "-vb"), line) as Binding;
  expect(binding.common).toEqual({ ErrorAction: "Stop", OutVariable: "x", Verbose: true });
  expect([...binding.given]).toEqual([]);
  expect(bound(plain, args("-WhatIf"))).toBe("NamedParameterNotFound");
  expect(bound({ ...plain, confirms: "allow" }, args("-wi"))).toBe("set=Default");
});

test("errors name the nearest parameters and the possible ones", () => {
  const said = (list: unknown[]) => {
    try {
      bind(plain, args(...list), line);
    } catch (error) {
      return (error as Problem).message;
    }
    return "";
  };
  expect(said(["-Formt", "x"])).toBe(
    "A parameter cannot be found that matches parameter name 'Formt'. Did you mean -Format?",
  );
  expect(said(["-fo", "x"])).toMatch(/Possible matches include: -Force -Format\.$/);
  expect(said(["-Count", "x"])).toBe(
    "Cannot process argument transformation on parameter 'Count'. 'x' is not a whole number.",
  );
});

// ---------------------------------------------------------------------------------------------------------------------

const inputs = face({
  Text: p(text, { pipeline: "value" }),
  Number: p(int, { pipeline: "value" }),
  Length: p(int, { pipeline: "property", aliases: ["Size"] }),
});
const one = face({
  Id: p(text, { mandatory: true, pipeline: "both", position: 1 }),
  Other: p(text, { pipeline: "property" }),
});
const o = (values: Record<string, unknown>) => new CustomObject(values);

function object(command: CommandFace, list: unknown[], value: unknown): string {
  try {
    const binding = bind(command, args(...list), piped) as Binding;
    return show(binding, binding.object(value) as never);
  } catch (error) {
    if (error instanceof Problem) return error.id;
    throw error;
  }
}

test.each<[string, CommandFace, unknown[], unknown, string]>([
  ["as it is before converted", inputs, [], "0123", "Text=0123 Number=123 set=Default"],
  ["a number is no text without conversion", inputs, [], 5, "Number=5 Text=5 set=Default"],
  ["by property", inputs, [], o({ length: 3 }), "Length=3 Text=@{length=3} set=Default"],
  ["by an alias of the property", inputs, [], o({ Size: "4" }), "Text=@{Size=4} Length=4 set=Default"],
  ["what was given stays", inputs, ["-Text", "x"], 5, "Text=x Number=5 set=Default"],
  ["both ways: a property goes before conversion", one, [], o({ Id: "i", Other: "o" }), "Id=i Other=o set=Default"],
  ["both ways: whole", one, [], "i", "Id=i set=Default"],
  ["nothing takes input", plain, [], 5, "InputObjectNotBound"],
  ["all that takes input is given", one, ["-Id", "x", "-Other", "y"], 5, "InputObjectNotBound"],
  ["null for a mandatory one", one, [], null, "ParameterArgumentValidationErrorNullNotAllowed"],
  ["the object chooses the set", sets, [], "x", "Identity=x set=Identity"],
  ["a set that takes no input was chosen", sets, ["-Filter", "f"], "x", "InputObjectNotBound"],
  [
    "another mandatory one is missing",
    face({ A: p(text, { mandatory: true }), B: p(text, { pipeline: "value" }) }),
    [],
    "x",
    "MissingMandatoryParameter",
  ],
  [
    "the object lacks what is mandatory",
    face({ A: p(text, { mandatory: true, pipeline: "property" }), B: p(anything, { pipeline: "value" }) }),
    [],
    "x",
    "InputObjectMissingMandatory",
  ],
  [
    "a block is worked out for each object",
    one,
    ["-Other:", block((it) => `${it}!`)],
    "i",
    "Other=i! Id=i set=Default",
  ],
  ["a block that gives nothing", one, ["-Other:", block(() => undefined)], "i", "ScriptBlockArgumentNoOutput"],
  [
    "a block stays a block where one is wanted",
    face({ B: p(scriptBlock, { position: 1 }), I: p(anything, { pipeline: "value" }) }),
    [block(() => 1, "b")],
    1,
    "B=b set=Default I=1",
  ],
])("input: %s", (_, command, list, value, expected) => {
  expect(object(command, list, value)).toBe(expected);
});

test("a block without input is an error where the parameter takes input", () => {
  expect(
    bound(
      one,
      args(
        "-Id:",
        block(() => 1),
      ),
    ),
  ).toBe("ScriptBlockArgumentNoInput");
});

describe("each object starts anew", () => {
  test("values of one object do not stay for the next", () => {
    const binding = bind(one, args(), piped) as Binding;
    const first = { ...(binding.object(o({ Id: "a", Other: "x" })) as object) };
    expect(first).toMatchObject({ Id: "a", Other: "x" });
    expect(binding.object(o({ Id: "b" }))).toEqual({ Id: "b", set: "Default" });
    expect([...binding.given]).toEqual(["Id"]);
  });

  test("an error at one object does not disturb the next", () => {
    const binding = bind(inputs, args("-Text", "t", "-Length", 1), piped) as Binding;
    expect(() => binding.object("x")).toThrow(/'x' is not a whole number/);
    expect(binding.object(7)).toMatchObject({ Number: 7 });
  });

  test("blocks that wait", async () => {
    const binding = bind(
      one,
      args(
        "-Other:",
        block(async (it) => `${it}?`),
      ),
      piped,
    ) as Binding;
    expect(await binding.object("i")).toMatchObject({ Id: "i", Other: "i?" });
  });
});

test("a person is asked for what is missing, secrets in secret, lists until nothing is given", async () => {
  const asked: string[] = [];
  const answers = ["n", "s3cret", "a", "b", ""];
  const command = face({
    Name: p(text, { mandatory: true }),
    Password: p(secureString, { mandatory: true }),
    List: p(many(text), { mandatory: true }),
    Sure: p(boolean),
  });
  const binding = await bind(command, [], {
    ...line,
    async ask(question) {
      asked.push(`${question.kind} ${"prompt" in question ? question.prompt : ""}`);
      return answers.shift()!;
    },
  });
  expect(asked).toEqual([
    "text cmdlet Test-It\nSupply values for the following parameters:\nName: ",
    "secret Password: ",
    "text List[0]: ",
    "text List[1]: ",
    "text List[2]: ",
  ]);
  expect(binding.begin).toMatchObject({ Name: "n", List: ["a", "b"] });
  expect((binding.begin["Password"] as SecureString).reveal()).toBe("s3cret");
});

test("each phase leaves a line of trace, and secrets leave none", () => {
  const lines: string[] = [];
  const command = face({ Password: p(secureString), Id: p(text, { pipeline: "value" }) });
  const list = [{ name: "Password", hasValue: true, value: new SecureString("hidden") }];
  const binding = bind(command, list, { ...piped, trace: (text) => void lines.push(text) }) as Binding;
  void binding.object("x");
  expect(lines).toEqual([
    "BIND NAMED cmd line args [Test-It]",
    "    BIND arg [secret] to parameter [Password]",
    "        BIND arg [secret] to param [Password] SUCCESSFUL",
    "BIND POSITIONAL cmd line args [Test-It]",
    "MANDATORY PARAMETER CHECK on cmdlet [Test-It]",
    "BIND PIPELINE object to parameters: [Test-It]",
    "    PIPELINE object TYPE = [System.String]",
    "    RESTORING pipeline parameter's original values",
    "    Parameter [Id] PIPELINE INPUT ValueFromPipeline NO COERCION",
    "    BIND arg [x] to parameter [Id]",
    "        BIND arg [x] to param [Id] SUCCESSFUL",
    "MANDATORY PARAMETER CHECK on cmdlet [Test-It]",
  ]);
});

test("a value that needs conversion is skipped first and converted then", () => {
  const lines: string[] = [];
  const command = face({ Id: p(text, { pipeline: "value" }) });
  const binding = bind(command, [], { ...piped, trace: (text) => void lines.push(text) }) as Binding;
  void binding.object(5);
  expect(lines.slice(4, -1)).toEqual([
    "    PIPELINE object TYPE = [System.Int32]",
    "    RESTORING pipeline parameter's original values",
    "    Parameter [Id] PIPELINE INPUT ValueFromPipeline NO COERCION",
    "    BIND arg [5] to parameter [Id]",
    "        BIND arg [5] to param [Id] SKIPPED",
    "    Parameter [Id] PIPELINE INPUT ValueFromPipeline WITH COERCION",
    "    BIND arg [5] to parameter [Id]",
    "        COERCE arg to [String]",
    "        BIND arg [5] to param [Id] SUCCESSFUL",
  ]);
});

test("parameters without effect say so once", () => {
  const command = face({ DomainController: p(text, { noEffect: "there is one store." }) });
  const binding = bind(command, args("-DomainController", "dc1"), line) as Binding;
  expect(binding.notes).toEqual(["The parameter -DomainController has no effect here: there is one store."]);
});

test("parameters that can always be left out say so where -Verbose shows it", () => {
  const command = face({ Authentication: p(text, { noEffect: "nobody signs in.", quiet: true }) });
  const binding = bind(command, args("-Authentication", "Kerberos"), line) as Binding;
  expect(binding.notes).toEqual([]);
  expect(binding.hints).toEqual(["The parameter -Authentication has no effect here: nobody signs in."]);
});

test("any arguments bind or are refused by a Problem", () => {
  const word = fc.constantFrom(
    "-Name",
    "-N",
    "-Count",
    "-Force",
    "-fo",
    "-Zzz",
    "-Identity",
    "-Filter",
    "-Deep",
    "a",
    "5",
    "",
  );
  const value = fc.oneof(word, fc.integer(), fc.constant(null), fc.array(fc.string(), { maxLength: 2 }));
  fc.assert(
    fc.property(
      fc.array(value, { maxLength: 6 }),
      fc.constantFrom(plain, strict, sets, rest, loose),
      (list, command) => {
        expect(typeof bound(command, args(...list))).toBe("string");
      },
    ),
  );
});
