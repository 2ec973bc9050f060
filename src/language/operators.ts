// Operators to closures: the fast way for whole numbers, the tables of src/values for everything else.
import { add, divide, multiply, negate, plus, remainder, step, subtract } from "../values/arithmetic.ts";
import { bitNot, bitwise } from "../values/bits.ts";
import { asList, isList, itemsOf } from "../values/collections.ts";
import { compareValues, contains, valuesEqual } from "../values/compare.ts";
import { composite } from "../values/composite.ts";
import { isTrue } from "../values/net/numbers.ts";
import { TypeValue } from "../values/nettype.ts";
import { toText } from "../values/text.ts";
import { ConversionError } from "../values/type.ts";
import { compileTarget } from "./assign.ts";
import { formatFailed, notAssignable } from "./errors.ts";
import { compileExpression } from "./expressions.ts";
import { raise } from "./failure.ts";
import type { Eval, Frame, Unit } from "./frame.ts";
import type { Binary, Ternary, Unary } from "./syntax/tree.ts";
import { filterLike, filterMatch, range, replace, split, splitBlanks } from "./textual.ts";
import { castValue, isOf, typeByText } from "./typing.ts";

type Apply = (left: unknown, right: unknown, f: Frame) => unknown;

/** Both sides, then `apply`; what it throws gets the place of the operator. */
function both(node: Binary, unit: Unit, apply: Apply): Eval {
  const left = compileExpression(node.left, unit);
  const right = compileExpression(node.right, unit);
  const safe: Apply = (l, r, f) => {
    try {
      return apply(l, r, f);
    } catch (error) {
      return raise(error, f, unit, node.span);
    }
  };
  return (f) => {
    const l = left(f);
    if (l instanceof Promise) return l.then(async (late) => safe(late, await right(f), f));
    const r = right(f);
    if (r instanceof Promise) return r.then((late) => safe(l, late, f));
    return safe(l, r, f);
  };
}

/** A comparison: a list on the left gives the elements for which it holds. */
function comparing(test: (left: unknown, right: unknown) => boolean): Apply {
  return (left, right) =>
    isList(left) ? itemsOf(left).filter((item) => test(item, right)) : test(left ?? null, right ?? null);
}

function comparison(node: Binary): Apply | undefined {
  const exact = node.caseSensitive;
  switch (node.operator) {
    case "eq":
      return comparing((l, r) => valuesEqual(l, r, exact));
    case "ne":
      return comparing((l, r) => !valuesEqual(l, r, exact));
    case "lt":
      return comparing((l, r) => compareValues(l, r, exact) < 0);
    case "le":
      return comparing((l, r) => compareValues(l, r, exact) <= 0);
    case "gt":
      return comparing((l, r) => compareValues(l, r, exact) > 0);
    case "ge":
      return comparing((l, r) => compareValues(l, r, exact) >= 0);
    case "like":
      return (l, r) => filterLike(l, r, exact, false);
    case "notlike":
      return (l, r) => filterLike(l, r, exact, true);
    case "match":
      return (l, r, f) => filterMatch(l, r, exact, false, f);
    case "notmatch":
      return (l, r, f) => filterMatch(l, r, exact, true, f);
    case "contains":
      return (l, r) => contains(l, r, exact);
    case "notcontains":
      return (l, r) => !contains(l, r, exact);
    case "in":
      return (l, r) => contains(r, l, exact);
    case "notin":
      return (l, r) => !contains(r, l, exact);
    case "replace":
      return (l, r) => replace(l, r, exact);
    case "split":
      return (l, r) => split(l, r, exact);
    default:
      return undefined;
  }
}

function typeOperand(value: unknown) {
  return value instanceof TypeValue ? value.type : typeByText(toText(value));
}

const others: Partial<Record<Binary["operator"], Apply>> = {
  "-": subtract,
  "*": multiply,
  "/": divide,
  "%": remainder,
  "..": range,
  band: (l, r) => bitwise("band", l, r),
  bor: (l, r) => bitwise("bor", l, r),
  bxor: (l, r) => bitwise("bxor", l, r),
  shl: (l, r) => bitwise("shl", l, r),
  shr: (l, r) => bitwise("shr", l, r),
  xor: (l, r) => isTrue(l) !== isTrue(r),
  join: (l, r) =>
    asList(l)
      .map((item) => toText(item))
      .join(toText(r)),
  f: (l, r) => {
    try {
      return composite(toText(l), isList(r) ? itemsOf(r) : [r ?? null]);
    } catch (error) {
      if (error instanceof ConversionError) throw formatFailed(error.message);
      throw error;
    }
  },
  is: (l, r) => isOf(l, typeOperand(r)),
  isnot: (l, r) => !isOf(l, typeOperand(r)),
  as: (l, r, f) => {
    const type = typeOperand(r);
    try {
      return castValue(type, l, f) ?? null;
    } catch (error) {
      if (error instanceof ConversionError) return null;
      throw error;
    }
  },
};

export function compileBinary(node: Binary, unit: Unit): Eval {
  switch (node.operator) {
    case "and":
    case "or":
      return logical(node, unit);
    case "??":
      return coalesce(node, unit);
    case "+":
      return both(node, unit, add);
    case "lt":
    case "le":
    case "gt":
    case "ge":
    case "eq":
    case "ne":
      return numbersFirst(node, unit);
  }
  return both(node, unit, comparison(node) ?? (others[node.operator] as Apply));
}

/** Comparisons of two plain numbers need nothing of the rest. */
function numbersFirst(node: Binary, unit: Unit): Eval {
  const slow = comparison(node) as Apply;
  const { operator } = node;
  return both(node, unit, (l, r, f) => {
    if (typeof l === "number" && typeof r === "number") {
      switch (operator) {
        case "lt":
          return l < r;
        case "le":
          return l <= r;
        case "gt":
          return l > r;
        case "ge":
          return l >= r;
        case "eq":
          return l === r;
        case "ne":
          return l !== r;
      }
    }
    return slow(l, r, f);
  });
}

function logical(node: Binary, unit: Unit): Eval {
  const left = compileExpression(node.left, unit);
  const right = compileExpression(node.right, unit);
  const isAnd = node.operator === "and";
  const rest = (f: Frame) => {
    const r = right(f);
    return r instanceof Promise ? r.then(isTrue) : isTrue(r);
  };
  return (f) => {
    const l = left(f);
    if (l instanceof Promise) return l.then((late) => (isTrue(late) === isAnd ? rest(f) : !isAnd));
    return isTrue(l) === isAnd ? rest(f) : !isAnd;
  };
}

function coalesce(node: Binary, unit: Unit): Eval {
  const left = compileExpression(node.left, unit);
  const right = compileExpression(node.right, unit);
  return (f) => {
    const l = left(f);
    if (l instanceof Promise) return l.then((late) => late ?? right(f));
    return l ?? right(f);
  };
}

export function compileTernary(node: Ternary, unit: Unit): Eval {
  const test = compileExpression(node.test, unit);
  const then = compileExpression(node.then, unit);
  const otherwise = compileExpression(node.otherwise, unit);
  return (f) => {
    const value = test(f);
    if (value instanceof Promise) return value.then((late) => (isTrue(late) ? then(f) : otherwise(f)));
    return isTrue(value) ? then(f) : otherwise(f);
  };
}

export function compileUnary(node: Unary, unit: Unit): Eval {
  switch (node.operator) {
    case "not":
      return alone(node, unit, (value) => !isTrue(value));
    case "bnot":
      return alone(node, unit, bitNot);
    case "-":
      return alone(node, unit, negate);
    case "+":
      return alone(node, unit, plus);
    case "join":
      return alone(node, unit, (value) =>
        asList(value)
          .map((item) => toText(item))
          .join(""),
      );
    case "split":
      return alone(node, unit, splitBlanks);
    default:
      return counting(node, unit);
  }
}

function alone(node: Unary, unit: Unit, apply: (value: unknown) => unknown): Eval {
  const operand = compileExpression(node.operand, unit);
  const safe = (value: unknown, f: Frame) => {
    try {
      return apply(value);
    } catch (error) {
      return raise(error, f, unit, node.span);
    }
  };
  return (f) => {
    const value = operand(f);
    return value instanceof Promise ? value.then((late) => safe(late, f)) : safe(value, f);
  };
}

/** `++` and `--`, before and behind. */
function counting(node: Unary, unit: Unit): Eval {
  const by = node.operator.endsWith("++") ? 1 : -1;
  const after = node.operator.startsWith("p");
  const target = compileTarget(node.operand, unit);
  if (!target) return (f) => raise(notAssignable(), f, unit, node.span);
  const bump = (value: unknown, f: Frame): unknown => {
    let next: unknown;
    try {
      next = step(value, by);
    } catch (error) {
      return raise(error, f, unit, node.span);
    }
    target.write(f, next);
    return after ? (value ?? 0) : next;
  };
  return (f) => {
    const value = target.read(f);
    return value instanceof Promise ? value.then((late) => bump(late, f)) : bump(value, f);
  };
}
