// Assignment: to variables with or without type, members, indexes, and to several targets at once.
import { add, divide, multiply, remainder, subtract } from "../values/arithmetic.ts";
import { isList, itemsOf } from "../values/collections.ts";
import { TypeValue } from "../values/nettype.ts";
import { toText } from "../values/text.ts";
import { notAssignable, propertyRefused, staticMissing } from "./errors.ts";
import { compileExpression } from "./expressions.ts";
import { raise } from "./failure.ts";
import type { Eval, Frame, Unit } from "./frame.ts";
import { getIndex, getProperty, guarded, setIndex, setProperty } from "./members.ts";
import { compileRules, type Rule } from "./rules.ts";
import { statementValue } from "./statements.ts";
import type { Assignment, Attribute, Expression, TypeName, Variable } from "./syntax/tree.ts";
import { castTo } from "./typing.ts";
import { readVariable, writeVariable } from "./variables.ts";

/** Something that can be read and assigned. Objects and indexes are worked out at each of the two. */
export interface Target {
  readonly read: Eval;
  readonly write: (f: Frame, value: unknown) => void | Promise<void>;
}

/** The target that an expression names; undefined where it names none. */
export function compileTarget(node: Expression, unit: Unit): Target | undefined {
  switch (node.kind) {
    case "Variable":
      return { read: readVariable(node, unit), write: writeVariable(node, unit) };
    case "Cast":
    case "Attributed":
      return constrained(node, unit);
    case "Member":
      return memberTarget(node, unit);
    case "Index":
      return indexTarget(node, unit);
    case "Paren": {
      const { body } = node;
      if (body.kind !== "Pipeline" || body.elements.length !== 1 || body.elements[0]?.kind !== "CommandExpression")
        return undefined;
      return compileTarget(body.elements[0].expression, unit);
    }
    case "ArrayLiteral":
      return several(node.elements, unit);
    default:
      return undefined;
  }
}

/** `[int]$x = …`, `[ValidateRange(1, 5)]$x = …`: the variable keeps the rule for what is assigned later. */
function constrained(node: Expression, unit: Unit): Target | undefined {
  const types: TypeName[] = [];
  const attributes: Attribute[] = [];
  let at = node;
  while (at.kind === "Cast" || at.kind === "Attributed") {
    if (at.kind === "Cast") types.push(at.type);
    else attributes.push(at.attribute);
    at = at.operand;
  }
  const variable = at;
  if (variable.kind !== "Variable") {
    const inner = compileTarget(variable, unit);
    const casts = types.reverse().map((type) => castTo(type, unit, node.span));
    return (
      inner && {
        read: inner.read,
        write: (f, value) =>
          inner.write(
            f,
            casts.reduce((all, cast) => cast(all, f), value),
          ),
      }
    );
  }
  const casts = types.reverse().map((type) => castTo(type, unit, node.span));
  const rules = compileRules(attributes, unit);
  const write = writeVariable(variable, unit);
  return {
    read: readVariable(variable, unit),
    write(f, value) {
      const checked = (given: unknown) => apply(given, f, casts, rules, variable.name);
      const known = f.scope.variables.get(variable.name.toLowerCase());
      let read: unknown;
      try {
        read = checked(value);
      } catch (error) {
        raise(error, f, unit, node.span);
      }
      if (known) known.check = undefined;
      write(f, read);
      const made = holder(variable, f);
      if (made) made.check = checked;
    },
  };
}

function holder(variable: Variable, f: Frame) {
  const scope =
    variable.scope === null || variable.scope === "variable"
      ? f.scope
      : ["global", "script", "local", "private"].includes(variable.scope)
        ? f.scope.named(variable.scope)
        : undefined;
  return scope?.variables.get(variable.name.toLowerCase());
}

/** Casts and checks a value for a variable; throws a Problem or ConversionError. */
export function apply(
  value: unknown,
  f: Frame,
  casts: readonly ((value: unknown, f: Frame) => unknown)[],
  rules: readonly Rule[],
  name: string,
): unknown {
  let read = value;
  for (const cast of casts) read = cast(read, f);
  for (const rule of rules) rule.demand(read, f, name);
  return read;
}

function memberTarget(node: Extract<Expression, { kind: "Member" }>, unit: Unit): Target {
  const object = compileExpression(node.target, unit);
  const fixed = node.member.kind === "StringLiteral" ? node.member.value : undefined;
  const name: Eval = fixed === undefined ? compileExpression(node.member, unit) : () => fixed;
  const set = (on: unknown, asked: unknown, value: unknown, f: Frame): void | Promise<void> => {
    try {
      if (node.static) return setStatic(on, toText(asked), value, f);
      const waits = setProperty(on, toText(asked), value, f.core);
      return waits instanceof Promise ? waits.catch((error: unknown) => raise(error, f, unit, node.span)) : undefined;
    } catch (error) {
      raise(error, f, unit, node.span);
    }
  };
  return {
    read: node.static
      ? compileExpression(node, unit)
      : (f) => {
          const on = object(f);
          const asked = name(f);
          if (on instanceof Promise || asked instanceof Promise)
            return (async () => getProperty(await on, toText(await asked), f.core))();
          return getProperty(on, toText(asked), f.core);
        },
    write(f, value) {
      const on = object(f);
      const asked = name(f);
      if (on instanceof Promise || asked instanceof Promise)
        return (async () => set(await on, await asked, value, f))();
      return set(on, asked, value, f);
    },
  };
}

function setStatic(on: unknown, name: string, value: unknown, f: Frame): void {
  const type = on instanceof TypeValue ? on.type : undefined;
  const found = type?.statics?.properties.get(name.toLowerCase());
  if (!found) throw staticMissing(type?.name ?? toText(on), name);
  if (!found.set) throw propertyRefused(found.name, `'${found.name}' is a ReadOnly property.`);
  guarded(found.name, [value], () => found.set?.(type, value, f.core.around));
}

function indexTarget(node: Extract<Expression, { kind: "Index" }>, unit: Unit): Target {
  const object = compileExpression(node.target, unit);
  const index = compileExpression(node.index, unit);
  const get = (on: unknown, place: unknown, f: Frame) => {
    try {
      return getIndex(on, place, f.core);
    } catch (error) {
      return raise(error, f, unit, node.span);
    }
  };
  const set = (on: unknown, place: unknown, value: unknown, f: Frame) => {
    try {
      setIndex(on, place, value, f.core);
    } catch (error) {
      raise(error, f, unit, node.span);
    }
  };
  return {
    read(f) {
      const on = object(f);
      const place = index(f);
      if (on instanceof Promise || place instanceof Promise) return (async () => get(await on, await place, f))();
      return get(on, place, f);
    },
    write(f, value) {
      const on = object(f);
      const place = index(f);
      if (on instanceof Promise || place instanceof Promise)
        return (async () => set(await on, await place, value, f))();
      return set(on, place, value, f);
    },
  };
}

/** `$a, $b = 1, 2, 3`: the last target takes all that is left. */
function several(nodes: readonly Expression[], unit: Unit): Target | undefined {
  const targets = nodes.map((node) => compileTarget(node, unit));
  if (targets.some((target) => target === undefined)) return undefined;
  return {
    read: () => null,
    write(f, value) {
      const items = isList(value) ? itemsOf(value) : [value];
      const from = (start: number): void | Promise<void> => {
        for (let i = start; i < targets.length; i++) {
          const last = i === targets.length - 1;
          const rest = items.slice(i);
          const given = last ? (rest.length > 1 ? rest : (rest[0] ?? null)) : (items[i] ?? null);
          const waits = (targets[i] as Target).write(f, given);
          if (waits instanceof Promise) return waits.then(() => from(i + 1));
        }
      };
      return from(0);
    },
  };
}

const compound: Readonly<Record<string, (left: unknown, right: unknown) => unknown>> = {
  "+=": add,
  "-=": subtract,
  "*=": multiply,
  "/=": divide,
  "%=": remainder,
};

/** Compiles an assignment; its value is what was assigned, for `($x = 5)`. */
export function compileAssignment(node: Assignment, unit: Unit): Eval {
  const target = compileTarget(node.target, unit);
  if (!target) return (f) => raise(notAssignable(), f, unit, node.target.span);
  const value = statementValue(node.value, unit);
  const write = (f: Frame, given: unknown): unknown => {
    const kept = given === undefined ? null : given;
    const waits = target.write(f, given === undefined ? undefined : kept);
    return waits instanceof Promise ? waits.then(() => kept) : kept;
  };
  if (node.operator === "=") {
    return (f) => {
      const given = value(f);
      return given instanceof Promise ? given.then((late) => write(f, late)) : write(f, given);
    };
  }
  if (node.operator === "??=") {
    const fill = (old: unknown, f: Frame): unknown => {
      if (old !== null && old !== undefined) return old;
      const given = value(f);
      return given instanceof Promise ? given.then((late) => write(f, late)) : write(f, given);
    };
    return (f) => {
      const old = target.read(f);
      return old instanceof Promise ? old.then((late) => fill(late, f)) : fill(old, f);
    };
  }
  const operate = compound[node.operator] as (left: unknown, right: unknown) => unknown;
  const combine = (old: unknown, given: unknown, f: Frame): unknown => {
    let result: unknown;
    try {
      result = operate(old, given);
    } catch (error) {
      return raise(error, f, unit, node.span);
    }
    return write(f, result);
  };
  return (f) => {
    const old = target.read(f);
    if (old instanceof Promise) return old.then(async (late) => combine(late, await value(f), f));
    const given = value(f);
    if (given instanceof Promise) return given.then((late) => combine(old, late, f));
    return combine(old, given, f);
  };
}
