// + - * / % and the bit operators (about_Arithmetic_Operators): the left side decides, whole numbers widen to Double.

import { ArithmeticError } from "./arithmeticerror.ts";
import { ByteQuantifiedSize } from "./bytesize.ts";
import { asList, Collection, isList } from "./collections.ts";
import { DateTime } from "./datetime.ts";
import { Decimal, decimalArithmetic } from "./decimal.ts";
import { Dictionary } from "./dictionary.ts";
import { castNumber } from "./net/numbers.ts";
import { CastError, EnumValue } from "./nettype.ts";
import {
  type AnyNumber,
  Char,
  double,
  isNumber,
  kindOf,
  Num,
  type NumberKind,
  parseNumber,
  rangeOf,
  toBigInt,
  toDecimal,
  toNumber,
  whole,
} from "./numbers.ts";
import { Structured } from "./structured.ts";
import { temporal } from "./temporal.ts";
import { toText } from "./text.ts";
import { TimeSpan } from "./timespan.ts";

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%";

/** The largest text or list that repeating and joining may make. */
export const largestText = 256 * 1024 * 1024;
export const largestList = 16 * 1024 * 1024;

function tooLarge(): ArithmeticError {
  return new ArithmeticError(
    "The result would be too large. Work on smaller pieces, or stream them through a pipeline.",
    "OutOfMemory",
    "System.OutOfMemoryException",
  );
}

const names: Readonly<Record<ArithmeticOperator, string>> = {
  "+": "op_Addition",
  "-": "op_Subtraction",
  "*": "op_Multiply",
  "/": "op_Division",
  "%": "op_Modulus",
};

function unsupported(operator: ArithmeticOperator, left: unknown): ArithmeticError {
  return new ArithmeticError(
    `Method invocation failed because [${typeNameOf(left)}] does not contain a method named '${names[operator]}'.`,
    "MethodNotFound",
  );
}

function typeNameOf(value: unknown): string {
  if (Array.isArray(value)) return "System.Object[]";
  if (value instanceof Collection || value instanceof Dictionary) return value.typeName;
  if (value instanceof Structured) return value.typeNames[0] ?? "System.Object";
  if (typeof value === "string") return "System.String";
  if (typeof value === "boolean") return "System.Boolean";
  if (value instanceof DateTime) return "System.DateTime";
  if (value instanceof TimeSpan) return "System.TimeSpan";
  return "System.Object";
}

/** One operand as a number: $null is 0, $true 1, text as it reads. */
export function operand(value: unknown, operator: ArithmeticOperator, left: unknown): AnyNumber {
  if (isNumber(value)) return value;
  if (value === null || value === undefined || value === false) return 0;
  if (value === true) return 1;
  if (value instanceof Char) return value.code;
  if (value instanceof EnumValue) return value.number;
  if (typeof value === "string") {
    const number = parseNumber(value);
    if (number !== undefined) return number;
    throw new CastError(
      `Cannot convert value "${value}" to type "System.Int32". Error: "The input string '${value}' was not in a correct format."`,
      "InvalidCastFromStringToInteger",
    );
  }
  throw unsupported(operator, isNumber(left) ? value : left);
}

function inTime(operator: "+" | "-" | "*" | "/", left: DateTime | TimeSpan, right: unknown): unknown {
  const scales = (operator === "*" || operator === "/") && !(right instanceof TimeSpan);
  const result = temporal(operator, left, right, scales ? toNumber(operand(right, operator, left)) : undefined);
  if (result === undefined) throw unsupported(operator, left);
  return result;
}

function sizeArithmetic(operator: "+" | "-", left: ByteQuantifiedSize, right: unknown): ByteQuantifiedSize {
  const other = right instanceof ByteQuantifiedSize ? right.bytes : toNumber(operand(right, operator, left));
  return new ByteQuantifiedSize(Math.max(0, operator === "+" ? left.bytes + other : left.bytes - other));
}

export function add(left: unknown, right: unknown): unknown {
  if (typeof left === "number" && typeof right === "number") {
    const sum = left + right;
    if ((sum | 0) !== sum) return sum;
    return (left | 0) === left && (right | 0) === right ? sum + 0 : new Num("Double", sum);
  }
  if (typeof left === "string") return addText(left, right);
  if (left === null || left === undefined) return right ?? null;
  if (isList(left)) return addList(left, right);
  if (left instanceof Dictionary) return addDictionary(left, right);
  if (left instanceof Char && typeof right === "string") return String(left) + right;
  if (left instanceof DateTime || left instanceof TimeSpan) return inTime("+", left, right);
  if (left instanceof ByteQuantifiedSize) return sizeArithmetic("+", left, right);
  return numbers("+", left, right);
}

function addText(left: string, right: unknown): string {
  const text = toText(right);
  if (left.length + text.length > largestText) throw tooLarge();
  return left + text;
}

function addList(left: readonly unknown[] | Collection, right: unknown): unknown[] {
  const more = isList(right) ? asList(right) : [right ?? null];
  const all = asList(left);
  if (all.length + more.length > largestList) throw tooLarge();
  return all.concat(more);
}

function addDictionary(left: Dictionary, right: unknown): Dictionary {
  if (!(right instanceof Dictionary)) {
    throw new ArithmeticError("A hash table can only be added to another hash table.", "AddHashTableToNonHashTable");
  }
  const sum = left.clone();
  for (const { key, value } of right.entries()) {
    if (sum.has(key)) {
      throw new ArithmeticError(
        `Item has already been added. Key in dictionary: '${toText(key)}'  Key being added: '${toText(key)}'`,
        "OperatorFailed",
      );
    }
    sum.set(key, value);
  }
  return sum;
}

export function subtract(left: unknown, right: unknown): unknown {
  if (typeof left === "number" && typeof right === "number") {
    const difference = left - right;
    if ((difference | 0) !== difference) return difference;
    return (left | 0) === left && (right | 0) === right ? difference + 0 : new Num("Double", difference);
  }
  if (left instanceof DateTime || left instanceof TimeSpan) return inTime("-", left, right);
  if (left instanceof ByteQuantifiedSize) return sizeArithmetic("-", left, right);
  return numbers("-", left, right);
}

export function multiply(left: unknown, right: unknown): unknown {
  if (typeof left === "number" && typeof right === "number") {
    const product = left * right;
    if ((product | 0) !== product) return product;
    return (left | 0) === left && (right | 0) === right ? product + 0 : new Num("Double", product);
  }
  if (typeof left === "string") return repeatText(left, right);
  if (isList(left)) return repeatList(left, right);
  if (left === null || left === undefined) return isNumber(right) ? 0 : null;
  if (left instanceof TimeSpan) return inTime("*", left, right);
  return numbers("*", left, right);
}

function times(value: unknown): number {
  const count = toNumber(castNumber("Int32", value));
  if (count < 0) {
    throw new ArithmeticError(
      `The text or list cannot be repeated ${count} times.`,
      "OperatorFailed",
      "System.ArgumentOutOfRangeException",
    );
  }
  return count;
}

function repeatText(left: string, right: unknown): string {
  const count = times(right);
  if (left.length * count > largestText) throw tooLarge();
  return left.repeat(count);
}

function repeatList(left: readonly unknown[] | Collection, right: unknown): unknown[] {
  const items = asList(left);
  const count = times(right);
  if (items.length * count > largestList) throw tooLarge();
  const made: unknown[] = [];
  for (let i = 0; i < count; i++) for (const item of items) made.push(item);
  return made;
}

function divideByZero(): ArithmeticError {
  return new ArithmeticError("Attempted to divide by zero.", "RuntimeException", "System.DivideByZeroException");
}

export function divide(left: unknown, right: unknown): unknown {
  if (typeof left === "number" && typeof right === "number") {
    const bothInt = (left | 0) === left && (right | 0) === right;
    if (right === 0 && bothInt) throw divideByZero();
    const quotient = left / right;
    if ((quotient | 0) !== quotient) return quotient;
    return bothInt ? quotient + 0 : new Num("Double", quotient);
  }
  if (left instanceof TimeSpan) return inTime("/", left, right);
  return numbers("/", left, right);
}

export function remainder(left: unknown, right: unknown): unknown {
  if (typeof left === "number" && typeof right === "number") {
    const bothInt = (left | 0) === left && (right | 0) === right;
    if (right === 0 && bothInt) throw divideByZero();
    const rest = left % right;
    if ((rest | 0) !== rest) return rest;
    return bothInt ? rest + 0 : new Num("Double", rest);
  }
  return numbers("%", left, right);
}

export const rank: Readonly<Record<NumberKind, number>> = {
  SByte: 0,
  Byte: 0,
  Int16: 0,
  UInt16: 0,
  Int32: 0,
  UInt32: 1,
  Int64: 2,
  UInt64: 3,
  BigInteger: 4,
  Single: 5,
  Double: 5,
  Decimal: 6,
};

/** The kind in which two numbers meet. */
function common(a: NumberKind, b: NumberKind, left: AnyNumber, right: AnyNumber): NumberKind {
  const high = Math.max(rank[a], rank[b]);
  if (high === 0) return "Int32";
  const signed = (kind: NumberKind, value: AnyNumber) =>
    rank[kind] === 0 || kind === "Int64" ? toNumber(value) < 0 || kind !== "Byte" : false;
  if (high === 1) return a === b ? "UInt32" : "Int64";
  if (high === 2) return "Int64";
  if (high === 3) return a === b || !(signed(a, left) || signed(b, right)) ? "UInt64" : "Double";
  if (high === 4) return "BigInteger";
  if (high === 6) return "Decimal";
  return a === "Single" && b === "Single" ? "Single" : "Double";
}

/** The slow path: boxes, text and everything that is a number in disguise. */
function numbers(operator: ArithmeticOperator, leftValue: unknown, rightValue: unknown): AnyNumber {
  const left = operand(leftValue, operator, leftValue);
  const right = operand(rightValue, operator, leftValue);
  const kind = common(kindOf(left), kindOf(right), left, right);
  if (kind === "Decimal") return decimals(operator, left, right);
  if (kind === "Double" || kind === "Single") {
    const result = onDoubles(operator, toNumber(left), toNumber(right));
    return kind === "Single" ? new Num("Single", Math.fround(result)) : double(result);
  }
  const [a, b] = [toBigInt(left), toBigInt(right)];
  if ((operator === "/" || operator === "%") && b === 0n) throw divideByZero();
  if (operator === "/" && kind !== "BigInteger" && a % b !== 0n) return double(Number(a) / Number(b));
  const result = onWholes(operator, a, b);
  const range = rangeOf(kind);
  return range && (result < range[0] || result > range[1]) ? Number(result) : whole(kind, result);
}

function onDoubles(operator: ArithmeticOperator, a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return a % b;
  }
}

function onWholes(operator: ArithmeticOperator, a: bigint, b: bigint): bigint {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return a % b;
  }
}

function decimals(operator: ArithmeticOperator, left: AnyNumber, right: AnyNumber): AnyNumber {
  const [a, b] = [toDecimal(left), toDecimal(right)];
  if (b?.coefficient === 0n && (operator === "/" || operator === "%")) throw divideByZero();
  const result = a && b ? decimalArithmetic(operator, a, b) : undefined;
  if (!result) {
    throw new ArithmeticError(
      "Value was either too large or too small for a Decimal.",
      "RuntimeException",
      "System.OverflowException",
    );
  }
  return new Num("Decimal", result);
}

/** `-x`. */
export function negate(value: unknown): unknown {
  if (typeof value === "number" && value !== -2147483648) return (value | 0) === value ? 0 - value : -value;
  if (value instanceof TimeSpan) return new TimeSpan(-value.ticks);
  if (value instanceof Num && value.value instanceof Decimal) {
    return new Num("Decimal", new Decimal(-value.value.coefficient, value.value.scale));
  }
  return subtract(0, value);
}

/** `+x`: text becomes a number. */
export function plus(value: unknown): unknown {
  return typeof value === "number" ? value : add(0, value);
}

/** `x++` and `x--`. */
export function step(value: unknown, by: 1 | -1): unknown {
  if (typeof value === "number" || value === null || value === undefined || value instanceof Num)
    return add(value ?? 0, by);
  throw new ArithmeticError(
    `The '${by > 0 ? "++" : "--"}' operator works only on numbers. The operand is a '${typeNameOf(value)}'.`,
    "OperatorRequiresNumber",
  );
}
