// Walks cmdlets/: what every file there must be, told by its declaration alone; and each example of the shell's own runs.
import { beforeAll, describe, expect, test } from "vitest";
import { aliases } from "../../src/command/aliases.ts";
import { type Argument, bind } from "../../src/command/bind.ts";
import type { Cmdlet, Parameter, ParameterTable } from "../../src/command/cmdlet.ts";
import { type CommandFace, prepare } from "../../src/command/face.ts";
import { anything } from "../../src/command/kinds.ts";
import { Problem } from "../../src/command/problem.ts";
import { parse } from "../../src/language/syntax/parser.ts";
import type { Command, Expression, Pipeline, TreeNode } from "../../src/language/syntax/tree.ts";
import { cmdletFiles, loaders } from "../loaders.ts";
import { testShell } from "./shell.ts";

/** Get-Verb's list (Approved Verbs for PowerShell Commands). */
const verbs = new Set(
  `Add Clear Close Copy Enter Exit Find Format Get Hide Join Lock Move New Open Optimize Pop Push Redo Remove Rename Reset
  Resize Search Select Set Show Skip Split Step Switch Undo Unlock Watch Backup Checkpoint Compare Compress Convert
  ConvertFrom ConvertTo Dismount Edit Expand Export Group Import Initialize Limit Merge Mount Out Publish Restore Save
  Sync Unpublish Update Approve Assert Build Complete Confirm Deny Deploy Disable Enable Install Invoke Register Request
  Restart Resume Start Stop Submit Suspend Uninstall Unregister Wait Debug Measure Ping Repair Resolve Test Trace
  Connect Disconnect Read Receive Send Write Block Grant Protect Revoke Unblock Unprotect Use`.split(/\s+/),
);
/** PowerShell's own that break its rule, and Exchange's. */
const exceptions = new Set([
  "ForEach-Object",
  "Sort-Object",
  "Tee-Object",
  "Where-Object",
  "Retry-Queue",
  "Redirect-Message",
  "AssembleMessage",
]);

const cmdlets = new Map<string, Cmdlet>();
const files = cmdletFiles();

beforeAll(async () => {
  for (const [name, load] of Object.entries(loaders())) cmdlets.set(name, (await load()).default);
}, 120_000);

const named = files.map(([name]) => name);

describe.each(named)("%s", (name) => {
  test("is what its file says", () => {
    const cmdlet = cmdlets.get(name)!;
    expect(cmdlet.name).toBe(name);
    const verb = name.split("-")[0]!;
    expect(verbs.has(verb) || exceptions.has(name)).toBe(true);
    expect(cmdlet.synopsis).toMatch(/^[A-Z].*\.$/);
    expect(cmdlet.process === undefined).not.toBe(cmdlet.start === undefined);
    for (const parameter of prepare(cmdlet).own) {
      expect(parameter.spec.summary, `-${parameter.name}`).toMatch(/\S/);
      expect(parameter.name, "parameters are in Pascal case").toMatch(/^[A-Z]\w*$/);
      for (const spec of parameter.inSet) if (spec?.position !== undefined) expect(spec.position).toBeGreaterThan(0);
      const preset = parameter.spec.default;
      if (preset !== undefined && preset !== null) parameter.spec.type.convert(preset);
    }
  });

  test("names stand for one parameter each", () => {
    const { own, common } = prepare(cmdlets.get(name)!);
    const seen = new Map<string, string>();
    for (const one of [...own, ...common]) {
      for (const word of [one.name, ...(one.spec.aliases ?? [])]) {
        expect(seen.get(word.toLowerCase()), `-${word}`).toBeUndefined();
        seen.set(word.toLowerCase(), one.name);
      }
    }
  });

  test("its sets can be told apart", () => {
    const face = prepare(cmdlets.get(name)!);
    if (face.face.defaultSet !== undefined) expect(face.defaultSet).toBeGreaterThanOrEqual(0);
    const marks = face.sets.map((_, set) =>
      face.own
        .filter((one) => one.inSet[set])
        .map((one) => `${one.name}${one.inSet[set]!.mandatory ? "!" : ""}`)
        .sort()
        .join(),
    );
    expect(new Set(marks).size).toBe(marks.length);
  });

  test("its aliases are those that sessions start with", () => {
    const listed = [...aliases].filter(([, target]) => target === name).map(([alias]) => alias);
    expect([...cmdlets.get(name)!.aliases].sort()).toEqual(listed.sort());
  });

  test("its examples parse and bind", () => {
    const { examples } = cmdlets.get(name)!;
    expect(examples.length).toBeGreaterThan(0);
    for (const { run, note } of examples) {
      expect(note).toMatch(/\S/);
      const { errors, tree } = parse(run);
      expect(errors, run).toEqual([]);
      const calls = callsIn(tree);
      expect(
        calls.map((call) => call.name.toLowerCase()),
        run,
      ).toContain(name.toLowerCase());
      for (const call of calls) check(call, run);
    }
  });
});

interface Call {
  readonly name: string;
  readonly args: readonly Argument[] | undefined;
  readonly piped: boolean;
}

/** Commands of an example with their arguments; arguments are undefined where something is splatted. */
function callsIn(tree: TreeNode): readonly Call[] {
  const calls: Call[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    else if (typeof node === "object" && node !== null) {
      const one = node as TreeNode;
      if (one.kind === "Pipeline") {
        for (const [i, element] of (one as Pipeline).elements.entries()) {
          if (element.kind === "Command") calls.push(callOf(element, i > 0));
        }
      }
      Object.values(node).forEach(visit);
    }
  };
  visit(tree);
  return calls.filter((call) => call.name !== "");
}

function callOf(command: Command, piped: boolean): Call {
  const name = command.name.kind === "StringLiteral" ? command.name.value : "";
  const args: Argument[] = [];
  for (const element of command.elements) {
    if (element.kind === "Variable" && element.splatted) return { name, args: undefined, piped };
    if (element.kind === "CommandParameter") {
      args.push({
        name: element.name,
        hasValue: element.argument !== null,
        ...(element.argument ? { value: literal(element.argument) } : {}),
      });
    } else args.push({ hasValue: true, value: literal(element) });
  }
  return { name, args, piped };
}

const blockMark = Symbol("block");
const tableMark = Symbol("table");

/** What stands there, where that is plain; a mark for blocks and tables, a text for all else. */
function literal(one: Expression): unknown {
  if (one.kind === "ScriptBlockExpression") return blockMark;
  if (one.kind === "HashTable") return tableMark;
  if (one.kind === "Variable" && /^(?:true|false)$/i.test(one.name)) return one.name.toLowerCase() === "true";
  return one.kind === "StringLiteral" ? one.value : "x";
}

function check(call: Call, run: string): void {
  const name = named.find((one) => one.toLowerCase() === (aliases.get(call.name) ?? call.name).toLowerCase());
  const cmdlet = name === undefined ? undefined : cmdlets.get(name);
  if (!cmdlet || !call.args) return;
  try {
    void bind(lenient(cmdlet), call.args, { expectsInput: call.piped });
  } catch (error) {
    throw new Error(`${run}: ${error instanceof Problem ? `${error.id} ${error.message}` : String(error)}`);
  }
}

/** The same names, positions and sets, but values of any kind; blocks only where blocks are taken. */
function lenient(cmdlet: Cmdlet): CommandFace {
  const loosen = (table: ParameterTable): ParameterTable =>
    Object.fromEntries(
      Object.entries(table).map(([name, spec]): [string, Parameter] => {
        const { check: _, default: __, ...rest } = spec;
        const kind = (spec.type.element ?? spec.type).name;
        const takes = (value: unknown) =>
          kind === "Object" ||
          ((kind === "ScriptBlock") === (value === blockMark) && (value !== tableMark || kind === "IDictionary"));
        const type = {
          ...anything,
          name: spec.type.name === "SwitchParameter" ? "SwitchParameter" : `Any${kind}`,
          convert: (value: unknown) => (takes(value) ? value : {}),
        };
        return [name, { ...rest, type }];
      }),
    );
  return {
    name: cmdlet.name,
    sets: Object.fromEntries(Object.entries(cmdlet.sets).map(([set, table]) => [set, loosen(table)])),
    defaultSet: cmdlet.defaultSet,
    parameters: loosen(cmdlet.parameters),
    confirms: cmdlet.confirms,
  };
}

test("every alias stands for a cmdlet that exists, or waits for one that does not yet", () => {
  const missing = [...aliases].filter(([, target]) => !named.includes(target)).map(([alias]) => alias);
  // Sessions leave out an alias whose cmdlet there is not; these are known to wait.
  expect(missing.filter((alias) => !waiting.has(alias))).toEqual([]);
  expect([...waiting].filter((alias) => !missing.includes(alias))).toEqual([]);
});

const waiting = new Set<string>([]);

describe("examples of the shell's own cmdlets run without an error", () => {
  test.each(named.filter((name) => files.some(([one, path]) => one === name && path.includes("/cmdlets/core/"))))(
    "%s",
    async (name) => {
      for (const { run } of cmdlets.get(name)!.examples) {
        const shell = await testShell();
        let over = false;
        const done = shell.session.run(run).finally(() => {
          over = true;
        });
        // Time passes only here; an example may sleep.
        while (!over) {
          await new Promise((resolve) => setImmediate(resolve));
          await shell.world.clock.advance(100);
        }
        const result = await done;
        const errors = shell.session.shell.errors.map((one) => one.message);
        // An example may provoke errors only when it hides them.
        const hides = run.includes("SilentlyContinue");
        expect(hides ? [] : errors, run).toEqual([]);
        expect(result.exitCode, run).toBe(0);
      }
    },
  );
});
