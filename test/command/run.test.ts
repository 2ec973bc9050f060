// How a cmdlet runs: streams, preferences, questions, work of every form, and what ends it.
import { expect, test } from "vitest";
import { type Cmdlet, defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { Problem } from "../../src/command/problem.ts";
import { int, text } from "../../src/values/kinds.ts";
import { ConversionError } from "../../src/values/type.ts";
import { testWorld } from "../world/world.ts";
import { type Call, type Options, pipe } from "./harness.ts";

const input = { InputObject: { type: anything, pipeline: "value", allowNull: true, summary: "x" } } as const;
const about = { synopsis: "x", runs: "shell", examples: [] } as const;
const bad = (value: unknown) =>
  new Problem({ id: "Bad", category: "InvalidData", text: `${value} is bad.`, target: value });

const Plain = defineCmdlet({
  ...about,
  name: "Test-Plain",
  confirms: "allow",
  parameters: input,
  process({ InputObject }, ctx) {
    ctx.verbose("v");
    ctx.debug("d");
    ctx.warning("w");
    ctx.information("i");
    if (InputObject === 2) ctx.error(bad(2));
    return [InputObject];
  },
});
const Ask = defineCmdlet({
  ...about,
  name: "Remove-It",
  confirms: "ask",
  parameters: input,
  async *process({ InputObject }, { shouldProcess }) {
    if (await shouldProcess(String(InputObject))) yield InputObject;
  },
});
const Allow = { ...Ask, name: "Set-It", confirms: "allow" } as Cmdlet;
const Inside = defineCmdlet({
  ...about,
  name: "Test-Inside",
  parameters: { ...input, Throw: { type: text, summary: "x" } },
  *process({ InputObject, Throw }) {
    yield InputObject;
    if (Throw === "problem") throw bad(InputObject);
    if (Throw === "conversion") throw new ConversionError("Not so.");
    if (Throw === "bug") (null as never as { x(): void }).x();
    if (Throw === "disk") throw Object.assign(new Error("no room"), { code: "ENOSPC" });
    yield "after";
  },
});
const cmdlets = [Plain, Ask, Allow, Inside];
const run = (call: Call, more: Options = {}) => pipe([call], { cmdlets, input: [1, 2, 3], ...more });

test.each<[string, Record<string, unknown>, Partial<Record<string, unknown>>]>([
  ["as a rule", {}, { output: [1, 2, 3], errors: 1, warnings: 3, verbose: 0, debug: 0, information: 0, silent: 0 }],
  ["-Verbose -Debug", { Verbose: true, Debug: true }, { verbose: 3, debug: 3 }],
  ["-InformationAction Continue", { InformationAction: "Continue" }, { information: 3 }],
  ["-WarningAction SilentlyContinue", { WarningAction: "SilentlyContinue" }, { warnings: 0 }],
  ["-WarningAction Ignore", { WarningAction: "Ignore" }, { warnings: 0 }],
  [
    "-WarningAction Stop",
    { WarningAction: "Stop" },
    { output: [], warnings: 1, thrown: "ActionPreferenceStop,Test-Plain" },
  ],
  ["-ErrorAction SilentlyContinue", { ErrorAction: "SilentlyContinue" }, { output: [1, 2, 3], errors: 0, silent: 1 }],
  ["-ErrorAction 0", { ErrorAction: 0 }, { output: [1, 2, 3], errors: 0, silent: 1 }],
  ["-ErrorAction Ignore", { ErrorAction: "Ignore" }, { output: [1, 2, 3], errors: 0, silent: 0 }],
  ["-ErrorAction Stop", { ErrorAction: "Stop" }, { output: [1], errors: 0, thrown: "Bad,Test-Plain" }],
])("%s", async (_, named, expected) => {
  const told = await run(["Test-Plain", named]);
  const seen: Record<string, unknown> = { output: told.output, thrown: told.thrown?.record.id };
  for (const name of ["errors", "silent", "warnings", "verbose", "debug", "information"] as const)
    seen[name] = told[name].length;
  expect(seen).toMatchObject(expected);
});

test("preferences of the caller hold where no common parameter overrules them", async () => {
  expect((await run(["Test-Plain"], { preferences: { error: "Stop" } })).thrown.record.id).toBe("Bad,Test-Plain");
  const told = await run(["Test-Plain", { ErrorAction: "Continue" }], { preferences: { error: "Stop" } });
  expect(told.output).toEqual([1, 2, 3]);
});

test("-…Variable keep what passes, also what is not shown", async () => {
  const told = await run([
    "Test-Plain",
    {
      ev: "e",
      WarningVariable: "w",
      iv: "i",
      ov: "o",
      WarningAction: "SilentlyContinue",
      ErrorAction: "SilentlyContinue",
    },
  ]);
  expect(told.warnings).toEqual([]);
  expect((told.variables.get("e") as { message: string }[]).map((one) => one.message)).toEqual(["2 is bad."]);
  expect((told.variables.get("w") as unknown[]).map(String)).toEqual(["w", "w", "w"]);
  expect((told.variables.get("i") as unknown[]).map(String)).toEqual(["i", "i", "i"]);
  expect(told.variables.get("o")).toEqual([1, 2, 3]);
});

test("+ adds to a variable, -OutBuffer hands on in groups, -PipelineVariable holds the last one", async () => {
  const seen: unknown[] = [];
  const Look = defineCmdlet({
    ...about,
    name: "Test-Look",
    parameters: input,
    process({ InputObject }, ctx) {
      seen.push([InputObject, ctx.shell.variables.get("pv")?.value]);
    },
  });
  await pipe([["Test-Plain", { pv: "pv" }], ["Test-Look"]], { cmdlets: [...cmdlets, Look], input: [1, 3] });
  expect(seen).toEqual([
    [1, 1],
    [3, 3],
  ]);
  seen.length = 0;
  await pipe([["Test-Plain", { OutBuffer: 1, pv: "pv" }], ["Test-Look"]], {
    cmdlets: [...cmdlets, Look],
    input: [1, 3, 4],
  });
  expect(seen.map((one) => (one as unknown[])[0])).toEqual([1, 3, 4]);
  const told = await run(["Test-Plain", { ov: "x" }]);
  expect(told.variables.get("x")).toEqual([1, 2, 3]);
});

const whatIf = (name: string, target: string) => `What if: Performing the operation "${name}" on target "${target}".`;

test.each<[string, Call, Options, { output: unknown[]; asked: number; information?: string[]; thrown?: string }]>([
  ["high impact asks", ["Remove-It"], { answers: ["0", "2", "0"] }, { output: [1, 3], asked: 3 }],
  ["yes to all", ["Remove-It"], { answers: ["1"] }, { output: [1, 2, 3], asked: 1 }],
  ["no to all", ["Remove-It"], { answers: ["0", "3"] }, { output: [1], asked: 2 }],
  ["-Confirm:$false", ["Remove-It", { Confirm: false }], {}, { output: [1, 2, 3], asked: 0 }],
  [
    "$ConfirmPreference None",
    ["Remove-It"],
    { preferences: { confirmImpact: "None" } },
    { output: [1, 2, 3], asked: 0 },
  ],
  ["medium impact does not ask", ["Set-It"], {}, { output: [1, 2, 3], asked: 0 }],
  ["-Confirm makes it ask", ["Set-It", { Confirm: true }], { answers: ["1"] }, { output: [1, 2, 3], asked: 1 }],
  [
    "$ConfirmPreference Medium",
    ["Set-It"],
    { preferences: { confirmImpact: "Medium" }, answers: ["3"] },
    { output: [], asked: 1 },
  ],
  ["nobody to ask", ["Remove-It"], {}, { output: [], asked: 1, thrown: "NonInteractive,Remove-It" }],
  [
    "-WhatIf",
    ["Remove-It", { WhatIf: true }],
    {},
    { output: [], asked: 0, information: ["1", "2", "3"].map((n) => whatIf("Remove-It", n)) },
  ],
  [
    "$WhatIfPreference",
    ["Set-It"],
    { preferences: { whatIf: true } },
    { output: [], asked: 0, information: ["1", "2", "3"].map((n) => whatIf("Set-It", n)) },
  ],
])("%s", async (_, call, options, expected) => {
  const told = await run(call, options);
  expect(told.output).toEqual(expected.output);
  expect(told.questions).toHaveLength(expected.asked);
  expect(told.information).toEqual(expected.information ?? []);
  expect(told.thrown?.record.id).toBe(expected.thrown);
});

test("the question names operation and target, and its choices", async () => {
  const told = await run(["Remove-It"], { answers: ["3"] });
  expect(told.questions[0]).toMatchObject({
    kind: "choice",
    caption: "Confirm",
    message: 'Are you sure you want to perform this action?\nPerforming the operation "Remove-It" on target "1".',
    default: 0,
  });
  const choice = told.questions[0] as unknown as { choices: { label: string }[] };
  expect(choice.choices.map((one) => one.label)).toEqual(["&Yes", "Yes to &All", "&No", "No to A&ll"]);
});

test.each<[string, string, string[], string | undefined]>([
  ["yes", "0", ["1", "2", "3"], undefined],
  ["yes to all", "1", ["1", "2", "3"], undefined],
  ["halt", "2", ["1"], "Bad,Test-Plain"],
])("-ErrorAction Inquire: %s", async (_, answer, output, thrown) => {
  const told = await run(["Test-Plain", { ErrorAction: "Inquire" }], { answers: [answer] });
  expect(told.output.map(String)).toEqual(output);
  expect(told.thrown?.record.id).toBe(thrown);
  expect(told.errors).toHaveLength(thrown ? 0 : 1);
});

test.each([
  ["problem", "Bad,Test-Inside", "1 is bad."],
  ["conversion", "InvalidCast,Test-Inside", "Not so."],
  ["bug", "TypeError,Test-Inside", expect.stringContaining("null")],
  ["disk", "DiskFull,Test-Inside", "no room"],
])("what is thrown ends the statement: %s", async (what, id, message) => {
  const told = await run(["Test-Inside", { Throw: what }]);
  expect(told.output).toEqual([1]);
  expect(told.thrown).toMatchObject({ ends: "statement", record: { id, message } });
  // Who says Stop does not want the next object tried.
  const stopped = await run(["Test-Inside", { Throw: what, ErrorAction: "Stop" }]);
  expect(stopped.thrown).toMatchObject({ ends: "script", record: { id, message } });
});

test("an object that cannot be bound is an error of its own", async () => {
  const Twice = defineCmdlet({
    ...about,
    name: "Test-Number",
    parameters: { N: { type: int, mandatory: true, pipeline: "value", summary: "x" } },
    process: ({ N }) => [N * 2],
  });
  const told = await pipe([["Test-Number"]], { cmdlets: [Twice], input: [1, "x", "3"] });
  expect(told.output).toEqual([2, 6]);
  expect(told.errors.map((one) => one.id)).toEqual(["ParameterArgumentTransformationError,Test-Number"]);
  const stopped = await pipe([["Test-Number", { ea: "Stop" }]], { cmdlets: [Twice], input: [1, "x", "3"] });
  expect(stopped.output).toEqual([2]);
  expect(stopped.thrown.ends).toBe("script");
});

test("one object walks the whole pipeline before the next is made, and finally runs when the next command throws", async () => {
  const log: string[] = [];
  const Make = defineCmdlet({
    ...about,
    name: "New-Numbers",
    *process() {
      try {
        for (const n of [1, 2, 3]) {
          log.push(`make ${n}`);
          yield n;
        }
      } finally {
        log.push("finally");
      }
    },
  });
  const Take = defineCmdlet({
    ...about,
    name: "Test-Take",
    parameters: input,
    start: () => ({
      process({ InputObject }) {
        log.push(`take ${InputObject}`);
        if (InputObject === 2) throw bad(2);
      },
      end() {
        log.push("end");
      },
      close() {
        log.push("close");
      },
    }),
  });
  const told = await pipe([["New-Numbers"], ["Test-Take"]], { cmdlets: [Make, Take] });
  expect(log).toEqual(["make 1", "take 1", "make 2", "take 2", "finally", "close"]);
  expect(told.thrown.record.id).toBe("Bad,Test-Take");
});

test("begin gives output before the first record, and the next command begins when it comes", async () => {
  const First = defineCmdlet({
    ...about,
    name: "Test-First",
    parameters: input,
    start: () => ({
      async *begin() {
        yield "begin";
      },
      process: ({ InputObject }) => [InputObject],
      end: () => ["end"],
    }),
  });
  const told = await pipe([["Test-First"], ["Test-First"]], { cmdlets: [First], input: [1] });
  expect(told.output).toEqual(["begin", "begin", 1, "end", "end"]);
});

test("a parameter without effect is told once in a session", async () => {
  const Old = defineCmdlet({
    ...about,
    name: "Test-Old",
    parameters: { Controller: { type: text, noEffect: "there is one store.", summary: "x" } },
    process() {},
  });
  const world = testWorld();
  const call: Call = ["Test-Old", { Controller: "dc1" }];
  const note = "The parameter -Controller has no effect here: there is one store.";
  expect((await pipe([call], { cmdlets: [Old], world })).warnings).toEqual([note]);
  expect((await pipe([call], { cmdlets: [Old], world })).warnings).toEqual([]);
  expect((await pipe([call], { cmdlets: [Old] })).warnings).toEqual([note]);
});
