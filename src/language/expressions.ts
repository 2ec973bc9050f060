// Expressions to closures: literals, strings, lists, tables, members, indexes, casts.

import { Dictionary } from "../values/dictionary.ts";
import { objectOf } from "../values/net/core.ts";
import { Reference } from "../values/net/numbers.ts";
import { TypeValue } from "../values/nettype.ts";
import { literal } from "../values/numbers.ts";
import { ScriptBlock } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { BlockValue } from "./blocks.ts";
import {
  duplicateKey,
  methodNotFound,
  methodOnNull,
  nothingToConstruct,
  notSupported,
  nullKey,
  staticMissing,
} from "./errors.ts";
import { raise } from "./failure.ts";
import type { Eval, Frame, Unit } from "./frame.ts";
import { gather, gatherList } from "./gather.ts";
import { callMethod, getIndex, getProperty, guarded } from "./members.ts";
import { compileBinary, compileTernary, compileUnary } from "./operators.ts";
import { compileBlock, statementValue } from "./statements.ts";
import type { Cast, Expandable, Expression, HashTable, Index, Invocation, Member, Span } from "./syntax/tree.ts";
import { castTo, typeNamed, typeText } from "./typing.ts";
import { listSeparator, readVariable, writeVariable } from "./variables.ts";

export function compileExpression(node: Expression, unit: Unit): Eval {
  switch (node.kind) {
    case "NumberLiteral": {
      const value = literal(node.type, node.value);
      return () => value;
    }
    case "StringLiteral": {
      const { value } = node;
      return () => value;
    }
    case "Expandable":
      return expandable(node, unit);
    case "Variable":
      return readVariable(node, unit);
    case "ArrayLiteral":
      return listOf(node.elements.map((element) => compileExpression(element, unit)));
    case "ArrayExpression": {
      const run = compileBlock(node.body, unit);
      return (f) => gatherList(f, run);
    }
    case "SubExpression": {
      const run = compileBlock(node.body, unit);
      return (f) => gather(f, run);
    }
    case "Paren":
      return statementValue(node.body, unit);
    case "HashTable":
      return hashTable(node, unit);
    case "ScriptBlockExpression": {
      const { body } = node;
      return (f) => new BlockValue(body, unit, f);
    }
    case "Binary":
      return compileBinary(node, unit);
    case "Ternary":
      return compileTernary(node, unit);
    case "Unary":
      return compileUnary(node, unit);
    case "Cast":
      return cast(node, unit);
    case "Attributed":
      return compileExpression(node.operand, unit);
    case "TypeLiteral": {
      let found: TypeValue | undefined;
      return (f) => {
        try {
          found ??= new TypeValue(typeNamed(node.type, unit));
        } catch (error) {
          raise(error, f, unit, node.span);
        }
        return found;
      };
    }
    case "Member":
      return member(node, unit);
    case "Invocation":
      return invocation(node, unit);
    case "Index":
      return index(node, unit);
    case "InvalidExpression":
      return (f) => raise(notSupported("This expression"), f, unit, node.span);
  }
}

/** Evaluates all, left to right, into a new array; a promise only where one waits. */
export function evaluateAll(evals: readonly Eval[], f: Frame): unknown[] | Promise<unknown[]> {
  const values: unknown[] = new Array(evals.length);
  for (let i = 0; i < evals.length; i++) {
    const value = (evals[i] as Eval)(f);
    if (value instanceof Promise) return evaluateRest(evals, f, values, i, value);
    values[i] = value ?? null;
  }
  return values;
}

async function evaluateRest(
  evals: readonly Eval[],
  f: Frame,
  values: unknown[],
  at: number,
  first: Promise<unknown>,
): Promise<unknown[]> {
  values[at] = (await first) ?? null;
  for (let i = at + 1; i < evals.length; i++) values[i] = (await (evals[i] as Eval)(f)) ?? null;
  return values;
}

function listOf(evals: readonly Eval[]): Eval {
  return (f) => evaluateAll(evals, f);
}

function expandable(node: Expandable, unit: Unit): Eval {
  const parts = node.parts.map((part) => (typeof part === "string" ? part : compileExpression(part, unit)));
  const show = (value: unknown, f: Frame) =>
    typeof value === "object" ? toText(value, listSeparator(f)) : toText(value);
  const from = (f: Frame, start: number, done: string): string | Promise<string> => {
    let text = done;
    for (let i = start; i < parts.length; i++) {
      const part = parts[i] as string | Eval;
      if (typeof part === "string") text += part;
      else {
        const value = part(f);
        if (value instanceof Promise) {
          const before = text;
          return value.then((late) => from(f, i + 1, before + show(late, f)));
        }
        text += show(value, f);
      }
    }
    return text;
  };
  return (f) => from(f, 0, "");
}

function hashTable(node: HashTable, unit: Unit): Eval {
  const entries = node.entries.map((entry) => ({
    key: compileExpression(entry.key, unit),
    value: statementValue(entry.value, unit),
    span: entry.key.span,
  }));
  const add = (table: Dictionary, key: unknown, value: unknown, f: Frame, span: Span) => {
    if (key === null || key === undefined) raise(nullKey(), f, unit, span);
    if (table.has(key)) raise(duplicateKey(toText(key)), f, unit, span);
    table.set(key, value ?? null);
  };
  const from = (f: Frame, table: Dictionary, start: number): Dictionary | Promise<Dictionary> => {
    for (let i = start; i < entries.length; i++) {
      const entry = entries[i] as (typeof entries)[number];
      const key = entry.key(f);
      const value = key instanceof Promise ? undefined : entry.value(f);
      if (key instanceof Promise || value instanceof Promise) {
        return (async () => {
          const name = await key;
          add(table, name, key instanceof Promise ? await entry.value(f) : await value, f, entry.span);
          return from(f, table, i + 1);
        })();
      }
      add(table, key, value, f, entry.span);
    }
    return table;
  };
  return (f) => from(f, new Dictionary(), 0);
}

function cast(node: Cast, unit: Unit): Eval {
  const { operand } = node;
  const name = typeText(node.type);
  if (name === "ref") {
    if (operand.kind === "Variable") {
      const read = readVariable(operand, unit);
      const write = writeVariable(operand, unit);
      return (f) =>
        new Reference(
          () => read(f),
          (value) => write(f, value),
        );
    }
  }
  const value = compileExpression(operand, unit);
  if (name === "pscustomobject" && operand.kind === "HashTable") {
    const make = (table: unknown) => objectOf(table as Dictionary);
    return (f) => {
      const table = value(f);
      return table instanceof Promise ? table.then(make) : make(table);
    };
  }
  const apply = castTo(node.type, unit, node.span);
  return (f) => {
    const given = value(f);
    return given instanceof Promise ? given.then((late) => apply(late, f)) : apply(given, f);
  };
}

/** The name of a member: fixed when it is written as a word, else worked out. */
function memberName(node: Expression, unit: Unit): string | Eval {
  return node.kind === "StringLiteral" ? node.value : compileExpression(node, unit);
}

/** Calls `use` with values that may have to be waited for. */
function when(value: unknown, use: (value: unknown) => unknown): unknown {
  return value instanceof Promise ? value.then(use) : use(value);
}

function member(node: Member, unit: Unit): Eval {
  const target = compileExpression(node.target, unit);
  const name = memberName(node.member, unit);
  const read = (value: unknown, asked: unknown, f: Frame): unknown => {
    if (node.nullConditional && (value === null || value === undefined)) return null;
    try {
      if (node.static) return staticProperty(value, toText(asked), f);
      if (asked instanceof ScriptBlock) return undefined;
      return getProperty(value, toText(asked), f.core);
    } catch (error) {
      return raise(error, f, unit, node.span);
    }
  };
  if (typeof name === "string" && !node.static) {
    return (f) => {
      const value = target(f);
      if (value instanceof Promise) return value.then((late) => read(late, name, f));
      if (value === null || value === undefined) return read(value, name, f);
      try {
        const found = getProperty(value, name, f.core);
        return found instanceof Promise ? found.catch((error: unknown) => raise(error, f, unit, node.span)) : found;
      } catch (error) {
        return raise(error, f, unit, node.span);
      }
    };
  }
  return (f) =>
    when(target(f), (value) =>
      typeof name === "string" ? read(value, name, f) : when(name(f), (asked) => read(value, asked, f)),
    );
}

function staticProperty(value: unknown, name: string, f: Frame): unknown {
  const type = value instanceof TypeValue ? value.type : undefined;
  if (!type) throw staticMissing(toText(value), name);
  const found = type.statics?.properties.get(name.toLowerCase());
  if (!found) throw staticMissing(type.name, name);
  return found.get(type, f.core.around);
}

function invocation(node: Invocation, unit: Unit): Eval {
  const target = compileExpression(node.target, unit);
  const name = memberName(node.member, unit);
  const args = node.args.map((arg) => compileExpression(arg, unit));
  const call = (value: unknown, asked: unknown, given: readonly unknown[], f: Frame): unknown => {
    try {
      const result = callOn(value, asked, given, node.static, f);
      if (result instanceof Promise) {
        return result.catch((error: unknown) => raise(error, f, unit, node.span));
      }
      return result;
    } catch (error) {
      return raise(error, f, unit, node.span);
    }
  };
  return (f) => {
    const value = target(f);
    if (!(value instanceof Promise) && typeof name === "string") {
      if (node.nullConditional && (value === null || value === undefined)) return null;
      const given = evaluateAll(args, f);
      if (!(given instanceof Promise)) return call(value, name, given, f);
      return given.then((list) => call(value, name, list, f));
    }
    return (async () => {
      const on = await value;
      if (node.nullConditional && (on === null || on === undefined)) return null;
      const asked = typeof name === "string" ? name : await name(f);
      return call(on, asked, await evaluateAll(args, f), f);
    })();
  };
}

function callOn(value: unknown, asked: unknown, args: readonly unknown[], isStatic: boolean, f: Frame): unknown {
  if (isStatic) return staticCall(value, toText(asked), args, f);
  if (value === null || value === undefined) throw methodOnNull();
  const given = args.some((arg) => arg instanceof BlockValue) ? args.map((arg) => rehomed(arg, f)) : args;
  return callMethod(rehomed(value, f), toText(asked), given, f.core, f);
}

/** A block runs where its caller stands. */
function rehomed(value: unknown, f: Frame): unknown {
  return value instanceof BlockValue ? value.at(f) : value;
}

function staticCall(value: unknown, name: string, args: readonly unknown[], f: Frame): unknown {
  const type = value instanceof TypeValue ? value.type : undefined;
  if (!type) throw staticMissing(toText(value), name);
  if (name.toLowerCase() === "new") return construct(value as TypeValue, args, f);
  if (name.toLowerCase() === "create" && type.name === "System.Management.Automation.ScriptBlock") {
    return f.core.shellOf(f).block(toText(args[0]));
  }
  const found = type.statics?.methods.get(name.toLowerCase());
  if (!found && type.choices !== undefined && ["getnames", "getvalues"].includes(name.toLowerCase()))
    return [...type.choices];
  if (!found) throw methodNotFound(type.name, name);
  return guarded(found.name, args, () => found.call(type, args, f.core.around));
}

/** `[T]::new(…)` and New-Object. */
export function construct(of: TypeValue, args: readonly unknown[], f: Frame): unknown {
  const { type } = of;
  if (!type.construct) throw nothingToConstruct(type.name);
  return guarded(".ctor", args, () => type.construct?.(args, f.core.around));
}

function index(node: Index, unit: Unit): Eval {
  const target = compileExpression(node.target, unit);
  const at = compileExpression(node.index, unit);
  const read = (value: unknown, place: unknown, f: Frame) => {
    if (node.nullConditional && (value === null || value === undefined)) return null;
    try {
      return getIndex(value, place, f.core);
    } catch (error) {
      return raise(error, f, unit, node.span);
    }
  };
  return (f) => {
    const value = target(f);
    if (value instanceof Promise) return value.then(async (late) => read(late, await at(f), f));
    const place = at(f);
    if (place instanceof Promise) return place.then((late) => read(value, late, f));
    return read(value, place, f);
  };
}
