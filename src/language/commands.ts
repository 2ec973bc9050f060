// Commands: what a name means, its arguments, and the stage that comes of both.
import type { Argument } from "../command/bind.ts";
import type { Cmdlet } from "../command/cmdlet.ts";
import type { Streams } from "../command/context.ts";
import { commandNotFound } from "../command/errors.ts";
import { findParameter, prepare } from "../command/face.ts";
import type { ScriptPosition } from "../command/position.ts";
import type { Problem } from "../command/problem.ts";
import { cmdletStage, type Stage } from "../command/stage.ts";
import { isList, itemsOf } from "../values/collections.ts";
import { Dictionary } from "../values/dictionary.ts";
import { when } from "../values/inturn.ts";
import { decodeText } from "../values/net/files.ts";
import { type Out, ScriptBlock, Structured } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { BlockValue } from "./blocks.ts";
import { functionStage, scriptStage } from "./calls.ts";
import { badExpressionName, noScript, notSupported, scriptMissing, splatNeedsTable, syntaxProblem } from "./errors.ts";
import { compileExpression } from "./expressions.ts";
import { face } from "./face.ts";
import { raise, withStack } from "./failure.ts";
import { type Eval, type Frame, Unit, within } from "./frame.ts";
import { type CompiledBody, compileBody, FunctionInfo } from "./functions.ts";
import { autoload, demandModules, demandUsings, frameOfModule } from "./modules.ts";
import { absolute, isPath, namespacesOf } from "./paths.ts";
import { findProgram, programStage } from "./programs.ts";
import { readyFunction } from "./ready.ts";
import { demand } from "./requires.ts";
import { parse, showSyntaxError } from "./syntax/parser.ts";
import type { Command, CommandElement, Redirection } from "./syntax/tree.ts";

/** A command whose name is known and whose arguments are evaluated. */
export interface Prepared {
  readonly redirections: readonly Redirection[];
  readonly unit: Unit;
  make(out: Out, streams: Streams, expectsInput: boolean, failed: () => void): Stage;
}

/** What a command name turned out to be. */
type Found =
  | { readonly kind: "cmdlet"; readonly cmdlet: Cmdlet; readonly name: string }
  | { readonly kind: "program"; readonly path: string; readonly name: string }
  | {
      readonly kind: "body";
      readonly name: string;
      readonly body: CompiledBody;
      readonly filter: boolean;
      readonly path: string;
      /** Of a closure: its own frame. */
      readonly home?: Frame | undefined;
    };

const emptyFound: Found = { kind: "program", path: "", name: "" };

export function compileCommand(node: Command, unit: Unit): (f: Frame) => Prepared | Promise<Prepared> {
  const name = compileExpression(node.name, unit);
  const end = node.elements.findIndex(
    (one) => one.kind === "StringLiteral" && one.form === "bare" && one.value === "--",
  );
  const args = node.elements.map((element, i) =>
    i === end ? endOfNames : compileArgument(element, unit, end >= 0 && i > end),
  );
  const dotted = node.operator === ".";
  let position: ScriptPosition | undefined;

  const finish = (found: Found, given: readonly Argument[], f: Frame): Prepared => {
    const later = found.kind === "cmdlet" ? notYet(found.cmdlet, given) : undefined;
    if (later) raise(later, f, unit, node.span);
    position ??= unit.position(node.span);
    return {
      redirections: node.redirections,
      unit,
      make: (out, streams, expectsInput, failed) =>
        makeStage(found, given, f, dotted, position, out, streams, expectsInput, failed),
    };
  };
  /** `& $module { … }`: the block, or the command of that name, in the scope of the module. */
  const inModule = (inside: Frame, given: readonly Argument[], f: Frame): Prepared | Promise<Prepared> => {
    const [first, ...rest] = given;
    const value = first?.value;
    if (value instanceof BlockValue) return finish({ ...ofBlock(value), home: inside } as Found, rest, f);
    try {
      return when(resolve(value, inside), (found) => finish(found, rest, f));
    } catch (error) {
      return raise(error, f, unit, node.name.span);
    }
  };
  const withName = (word: unknown, f: Frame): Prepared | Promise<Prepared> => {
    let found: Found | Promise<Found>;
    try {
      found = frameOfModule(word) ? emptyFound : resolve(word, f);
    } catch (error) {
      return raise(error, f, unit, node.name.span);
    }
    let given: ReturnType<typeof evaluateArguments>;
    try {
      given = evaluateArguments(args, f);
    } catch (error) {
      // Whether the command is there matters no more.
      if (found instanceof Promise) found.catch(() => {});
      throw error;
    }
    const inside = frameOfModule(word);
    if (inside) return when(given, (list) => inModule(inside, list, f));
    if (found instanceof Promise || given instanceof Promise) {
      return (async () => {
        let known: Found;
        try {
          known = await found;
        } catch (error) {
          if (given instanceof Promise) given.catch(() => {});
          return raise(error, f, unit, node.name.span);
        }
        return finish(known, await given, f);
      })();
    }
    return finish(found, given, f);
  };
  return (f) => {
    const word = name(f);
    return word instanceof Promise ? word.then((late) => withName(late, f)) : withName(word, f);
  };
}

const inTurnInstead = "Do the work one after the other.";

/** Parameters that start jobs: they are not supported yet, and say so rather than that there are none of that name. */
function notYet(cmdlet: Cmdlet, given: readonly Argument[]): Problem | undefined {
  for (const { name } of given) {
    if (name === undefined) continue;
    const isParallel = cmdlet.name === "ForEach-Object" && /^para(?:l|ll|lle|llel)?$/i.test(name);
    if (isParallel || (/^asjob$/i.test(name) && !findParameter(prepare(cmdlet), name)))
      return notSupported(`${cmdlet.name} -${isParallel ? "Parallel" : "AsJob"}`, inTurnInstead);
  }
  return undefined;
}

// ---------------------------------------------------------------------------------------------------------------------
// Arguments

type GivenArgument = (f: Frame) => Argument | readonly Argument[] | Promise<Argument | readonly Argument[]>;

/** `--`: what comes after it are values; programs are given it too. */
const endOfNames: GivenArgument = () => ({ hasValue: true, value: "--", text: "--", endsNames: true });

/** `plain`: behind `--`, where a dash begins no name of a parameter. */
function compileArgument(element: CommandElement, unit: Unit, plain: boolean): GivenArgument {
  const position = unit.position(element.span);
  if (element.kind === "CommandParameter") {
    const { name } = element;
    if (plain && element.argument === null) {
      const word: Argument = { hasValue: true, value: element.text, text: element.text, position, raw: element.text };
      return () => word;
    }
    if (element.argument === null) {
      const bare: Argument = { name, hasValue: false, position, raw: element.text };
      return () => bare;
    }
    const text = wordOf(element.argument);
    const apart = element.argument.span.start > element.span.start + element.text.length;
    return mapped(compileExpression(element.argument, unit), (value) => ({
      name,
      hasValue: true,
      value: value ?? null,
      position,
      raw: element.text,
      ...(apart && { apart }),
      ...text,
    }));
  }
  if (element.kind === "Variable" && element.splatted) {
    const read = compileExpression(element, unit);
    return (f) => {
      const value = read(f);
      try {
        return value instanceof Promise
          ? value.then((late) => splat(late, element.name, position))
          : splat(value, element.name, position);
      } catch (error) {
        return raise(error, f, unit, element.span);
      }
    };
  }
  const text = wordOf(element);
  if (element.kind === "StringLiteral") {
    const fixed: Argument = { hasValue: true, value: element.value, position, ...text };
    return () => fixed;
  }
  const listed = element.kind === "ArrayLiteral";
  return mapped(compileExpression(element, unit), (value) => ({
    hasValue: true,
    value: value ?? null,
    position,
    ...(listed && { listed }),
    ...text,
  }));
}

/** The source of a bare number: what a parameter that is text gets. */
function wordOf(node: CommandElement): { text?: string } {
  if (node.kind === "NumberLiteral") return { text: node.text };
  return node.kind === "StringLiteral" && node.form === "bare" ? { text: node.value } : {};
}

function mapped(value: Eval, make: (value: unknown) => Argument): GivenArgument {
  return (f) => {
    const given = value(f);
    if (given instanceof Promise) return given.then((late) => make(here(late, f)));
    return make(here(given, f));
  };
}

/** A block that came from elsewhere runs, when a cmdlet calls it, where the cmdlet was called. */
function here(value: unknown, f: Frame): unknown {
  return value instanceof BlockValue ? value.at(f) : value;
}

/** `@table` gives named arguments, `@list` positional ones. */
function splat(value: unknown, name: string, position: ScriptPosition): readonly Argument[] {
  if (value instanceof Dictionary) {
    return value
      .entries()
      .map((entry) => ({ name: toText(entry.key), hasValue: true, value: entry.value, splatted: true, position }));
  }
  if (value === null || value === undefined) return [];
  if (isList(value)) return splatList(itemsOf(value), position);
  if (value instanceof Structured) throw splatNeedsTable(name);
  return [{ hasValue: true, value, position }];
}

/** The items of $args may hold names of parameters, as a function was given them. */
function splatList(items: readonly unknown[], position: ScriptPosition): readonly Argument[] {
  const list: Argument[] = [];
  for (const item of items) {
    const named = typeof item === "string" ? /^-([A-Za-z_]\w*)(:?)$/.exec(item) : null;
    if (named?.[1]) list.push({ name: named[1], hasValue: false, position });
    else list.push({ hasValue: true, value: item, position });
  }
  return list;
}

function evaluateArguments(args: readonly GivenArgument[], f: Frame): Argument[] | Promise<Argument[]> {
  const list: Argument[] = [];
  const push = (value: Argument | readonly Argument[]) => {
    if (Array.isArray(value)) list.push(...(value as readonly Argument[]));
    else list.push(value as Argument);
  };
  for (let i = 0; i < args.length; i++) {
    const value = (args[i] as GivenArgument)(f);
    if (value instanceof Promise) {
      return (async () => {
        push(await value);
        for (let j = i + 1; j < args.length; j++) push(await (args[j] as GivenArgument)(f));
        return list;
      })();
    }
    push(value);
  }
  return list;
}

// ---------------------------------------------------------------------------------------------------------------------
// Names

function resolve(word: unknown, f: Frame): Found | Promise<Found> {
  if (word instanceof BlockValue) return ofBlock(word);
  if (word instanceof FunctionInfo) return ofFunction(word);
  if (word instanceof ScriptBlock || word === null || word === undefined || word === "") throw badExpressionName();
  if (word instanceof Structured) {
    // What Get-Command gives: a script block of its own, or a name.
    const block = word.get("ScriptBlock");
    if (block instanceof BlockValue) return ofBlock(block);
    const path = word.get("Path");
    if (typeof path === "string" && word.get("CommandType") === "Application")
      return { kind: "program", path, name: toText(word.get("Name")) };
    if (typeof path === "string" && /\.ps1$/i.test(path)) return loadScript(path, f);
    return resolveName(toText(word.get("Name") ?? word), f);
  }
  return resolveName(toText(word), f);
}

function ofBlock(block: BlockValue): Found {
  return {
    kind: "body",
    name: "",
    body: block.body,
    filter: false,
    path: "",
    home: block.closed ? block.home : undefined,
  };
}

function ofFunction(info: FunctionInfo): Found {
  return { kind: "body", name: info.name, body: info.body, filter: info.filter, path: "", home: info.home };
}

/** Aliases, then functions, then cmdlets, then script files. Throws CommandNotFoundException with near names. */
function resolveName(word: string, f: Frame): Found | Promise<Found> {
  const { core } = f;
  let name = word;
  const seen = new Set<string>();
  for (
    let alias = f.scope.findAlias(name.toLowerCase());
    alias && !seen.has(name.toLowerCase());
    alias = f.scope.findAlias(name.toLowerCase())
  ) {
    seen.add(name.toLowerCase());
    name = alias.definition;
  }
  const qualified = /^(?:[\w.]+\\)?([A-Za-z]\w*-\w+)$/.exec(name);
  const plain = (qualified?.[1] ?? name).replace(/^(?:global|script|local):/i, "");
  const info = f.scope.findFunction(plain.toLowerCase());
  if (info) return ofFunction(info);
  const known = core.registry.find(plain);
  if (known !== undefined) {
    const cmdlet = core.registry.loaded(known);
    if (cmdlet) return { kind: "cmdlet", cmdlet, name: word };
    return core.registry.load(known).then((loaded): Found => ({ kind: "cmdlet", cmdlet: loaded, name: word }));
  }
  const ready = readyFunction(plain, f);
  if (ready) return ofFunction(ready);
  if (isPath(name)) return loadScript(name, f);
  return findProgram(core, name).then(async (path): Promise<Found> => {
    if (path === undefined && (await autoload(name, f))) return resolveName(word, f);
    if (path === undefined) {
      if (/^\w+-(?:Thread)?Job$/i.test(name)) throw notSupported(name, inTurnInstead);
      const { adviceForCommand } = await import("./compatibility/advice.ts");
      throw commandNotFound(word, core.registry.nearest(word, functionNames(f)), adviceForCommand(name)?.advice);
    }
    return { kind: "program", path, name };
  });
}

function functionNames(f: Frame): string[] {
  const names: string[] = [];
  for (let scope: Frame["scope"] | null = f.scope; scope !== null; scope = scope.parent) {
    for (const info of scope.functions.values()) names.push(info.name);
  }
  return names;
}

/** The script of Exchange that old scripts dot-source, and what it does here where there is no such file. */
const remoteExchange = /(?:^|[\\/])RemoteExchange\.ps1$/i;
const alreadyHere =
  "Write-Verbose 'RemoteExchange.ps1 is not needed: the cmdlets of Exchange are in this shell already.'";

const largestScript = 64 * 1024 * 1024;

/** Reads and compiles a script file; rejects with a Problem when it is missing or has errors. */
export async function loadScript(name: string, f: Frame): Promise<Found> {
  const { core } = f;
  const path = absolute(core, name);
  let text: string | undefined;
  let found = path;
  for (const candidate of /\.ps[m]?1$/i.test(path) ? [path] : [path, `${path}.ps1`]) {
    const facts = await core.world.disk.stat(candidate);
    const isScript = /\.ps[m]?1$/i.test(candidate);
    if (!isScript && (await core.world.processes.executable(candidate)))
      return { kind: "program", path: candidate, name };
    if (!facts || facts.isFolder || facts.size > largestScript) continue;
    text = decodeText(await core.world.disk.read(candidate));
    if (!isScript && text.startsWith("#!")) return { kind: "program", path: candidate, name };
    found = candidate;
    break;
  }
  if (text === undefined && remoteExchange.test(name)) text = alreadyHere;
  if (text === undefined) throw scriptMissing(name);
  if (text.includes("\0")) throw noScript(name);
  if (/^[ \t]*(?:#requires|using)[ \t]/im.test(text)) {
    const { tree } = parse(text, found);
    await demandModules(tree.requirements, found, f);
    await demandUsings(tree, found, f);
  }
  return { kind: "body", name, body: compileSource(text, found), filter: false, path: found };
}

/** Parses and compiles; throws a Problem that shows every error of the source. */
export function compileSource(text: string, file: string): CompiledBody {
  const result = parse(text, file === "" ? null : file);
  const [first] = result.errors;
  if (first) {
    throw syntaxProblem(
      result.errors.map((error) => showSyntaxError(error, text, file === "" ? null : file)).join("\n"),
      first.id,
    );
  }
  demand(result.tree.requirements, file);
  return compileBody(result.tree, new Unit(text, file, namespacesOf(result.tree)));
}

// ---------------------------------------------------------------------------------------------------------------------
// Stages

function makeStage(
  found: Found,
  args: readonly Argument[],
  f: Frame,
  dotted: boolean,
  position: ScriptPosition | undefined,
  out: Out,
  streams: Streams,
  expectsInput: boolean,
  failed: () => void,
): Stage {
  if (found.kind === "cmdlet") {
    const told: Streams = {
      ...streams,
      error(record, silent) {
        failed();
        streams.error(withStack(record, f, record.position), silent);
      },
    };
    return cmdletStage(
      found.cmdlet,
      { name: found.name, args, expectsInput, position, signal: f.core.signal, streams: told },
      face(f, told),
      out,
    );
  }
  if (found.kind === "program")
    return programStage({ path: found.path, name: found.name, args, expectsInput, position, streams, failed }, f, out);
  const stage = functionStage(
    {
      name: found.name,
      body: found.body,
      filter: found.filter,
      args,
      expectsInput,
      position,
      frame: found.home ? within(f, { scope: found.home.scope }) : f,
      streams,
      dotted,
      path: found.path,
      failed,
    },
    out,
  );
  return found.path === "" ? stage : scriptStage(stage, f);
}
