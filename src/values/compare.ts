// Equality and order of values as -eq, -lt and Sort-Object see them: the left side decides what is compared.

import { ByteQuantifiedSize, parseByteSize } from "./bytesize.ts";
import { offsetMinutes } from "./calendar.ts";
import { isList, itemsOf } from "./collections.ts";
import { parseDate } from "./dateparse.ts";
import { DateTime, DateTimeOffset } from "./datetime.ts";
import { decimalCompare } from "./decimal.ts";
import { unlimitedValue } from "./kinds.ts";
import { CastError, EnumValue, TypeValue } from "./nettype.ts";
import { type AnyNumber, Char, isNumber, kindOf, Num, parseNumber, toBigInt, toDecimal, toNumber } from "./numbers.ts";
import { toText } from "./text.ts";
import { parseTimeSpan, TimeSpan } from "./timespan.ts";
import { Version } from "./version.ts";

/** Made when texts are first ordered: the tables behind a collator cost a start 10 ms. */
const collators: { ignoringCase?: Intl.Collator; withCase?: Intl.Collator } = {};
const ignoringCase = () => (collators.ignoringCase ??= new Intl.Collator("en", { sensitivity: "accent" }));
const withCase = () => (collators.withCase ??= new Intl.Collator("en"));

/** Culture order of two texts; case counts only when asked, and then lower comes first. */
export function compareText(a: string, b: string, caseSensitive = false): number {
  if (a === b) return 0;
  const order = (caseSensitive ? withCase() : ignoringCase()).compare(a, b);
  return order;
}

export function sameText(a: string, b: string, caseSensitive = false): boolean {
  return a === b || (!caseSensitive && a.length === b.length && a.toLowerCase() === b.toLowerCase());
}

export function compareNumbers(a: AnyNumber, b: AnyNumber): number {
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.NaN;
  const kinds = [kindOf(a), kindOf(b)];
  const whole = (value: AnyNumber) => value instanceof Num && typeof value.value === "bigint";
  if (kinds.includes("Decimal")) {
    const [x, y] = [toDecimal(a), toDecimal(b)];
    if (x && y) return decimalCompare(x, y);
  } else if ((whole(a) || whole(b)) && !kinds.includes("Double") && !kinds.includes("Single")) {
    const [x, y] = [toBigInt(a), toBigInt(b)];
    return x < y ? -1 : x > y ? 1 : 0;
  }
  const [x, y] = [toNumber(a), toNumber(b)];
  return x < y ? -1 : x > y ? 1 : x === y ? 0 : Number.NaN;
}

/** A value as a number when it has one without doubt: numbers, booleans, characters, text that reads as one. */
function numeric(value: unknown): AnyNumber | undefined {
  if (isNumber(value)) return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Char) return value.code;
  if (value instanceof EnumValue) return value.number;
  if (typeof value === "string") return parseNumber(value);
  return undefined;
}

/**
 * Both sides as values that have an order, by the type of the left one; undefined when the right one cannot be read so.
 */
function order(left: unknown, right: unknown, caseSensitive: boolean): number | undefined {
  if (typeof left === "string") return compareText(left, toText(right), caseSensitive);
  if (isNumber(left)) {
    const other = numeric(right);
    return other === undefined ? undefined : compareNumbers(left, other);
  }
  if (typeof left === "boolean") return Number(left) - Number(truth(right));
  if (left instanceof Char) {
    if (typeof right === "string" && right.length === 1) return compareText(String(left), right, caseSensitive);
    if (right instanceof Char) return caseSensitive ? left.code - right.code : compareText(String(left), String(right));
    const other = numeric(right);
    return other === undefined ? undefined : compareNumbers(left.code, other);
  }
  if (left instanceof DateTime) {
    const other = right instanceof DateTime ? right : typeof right === "string" ? parseDate(right, left) : undefined;
    return other && compareTicks(left.ticks, other.ticks);
  }
  if (left instanceof DateTimeOffset) {
    const other = right instanceof DateTimeOffset ? right.utcTicks : utcTicksOf(right, left);
    return other === undefined ? undefined : compareTicks(left.utcTicks, other);
  }
  if (left instanceof TimeSpan) {
    const other = right instanceof TimeSpan ? right : typeof right === "string" ? parseTimeSpan(right) : undefined;
    return other && compareTicks(left.ticks, other.ticks);
  }
  if (left instanceof ByteQuantifiedSize || left === unlimitedValue) return compareSizes(left, right);
  if (left instanceof Version) {
    const other = right instanceof Version ? right : Version.parse(toText(right));
    return other && left.compare(other);
  }
  if (left instanceof EnumValue) {
    if (right instanceof EnumValue) return left.number - right.number;
    if (isNumber(right)) return left.number - toNumber(right);
    return compareText(left.word, toText(right));
  }
  return undefined;
}

function truth(value: unknown): boolean {
  if (isNumber(value)) return toNumber(value) !== 0;
  return value === true || (typeof value === "string" && value !== "") || (typeof value === "object" && value !== null);
}

/** The moment of a date, or of a text that is one, in ticks of UTC. */
function utcTicksOf(value: unknown, today: DateTimeOffset): bigint | undefined {
  const date =
    value instanceof DateTime ? value : typeof value === "string" ? parseDate(value, today.clock) : undefined;
  return date && (date.kind === "Utc" ? date.ticks : date.ticks - BigInt(offsetMinutes(date)) * 600_000_000n);
}

function compareTicks(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Sizes and Unlimited, which is larger than every size. */
function compareSizes(left: unknown, right: unknown): number | undefined {
  const size = (value: unknown): number | undefined => {
    if (value === unlimitedValue) return Infinity;
    if (value instanceof ByteQuantifiedSize) return value.bytes;
    if (isNumber(value)) return toNumber(value);
    if (typeof value !== "string") return undefined;
    return value.trim().toLowerCase() === "unlimited" ? Infinity : parseByteSize(value)?.bytes;
  };
  const [a, b] = [size(left), size(right)];
  if (a === undefined || b === undefined) return undefined;
  return a === b ? 0 : a < b ? -1 : 1;
}

/** `left -eq right` for one value on the left. */
export function valuesEqual(left: unknown, right: unknown, caseSensitive = false): boolean {
  if (left === right) return true;
  if (typeof left === "string") {
    if (typeof right === "string") return sameText(left, right, caseSensitive);
    return right !== null && right !== undefined && sameText(left, toText(right), caseSensitive);
  }
  if (typeof left === "number" && typeof right === "number") return false;
  if (left === null || left === undefined || right === null || right === undefined) {
    return (left ?? null) === null && (right ?? null) === null;
  }
  if (typeof left === "boolean") return left === (typeof right === "boolean" ? right : truth(right));
  if (left instanceof TypeValue) {
    return right instanceof TypeValue ? left.type === right.type || left.type.name === right.type.name : false;
  }
  const known = order(left, right, caseSensitive);
  if (known !== undefined) return known === 0;
  if (isNumber(left) || isList(left)) return false;
  return sameKind(left, right)
    ? String(left) === String(right)
    : typeof right === "string" && hasText(left) && sameText(toText(left), right, caseSensitive);
}

/** Small values of other rooms (addresses, identities) are equal when their texts are. */
function hasText(value: unknown): boolean {
  return typeof value === "object" && value !== null && value.toString !== Object.prototype.toString;
}

function sameKind(left: unknown, right: unknown): boolean {
  return (
    hasText(left) &&
    typeof right === "object" &&
    right !== null &&
    left !== null &&
    Object.getPrototypeOf(left) === Object.getPrototypeOf(right) &&
    Object.isFrozen(left)
  );
}

/**
 * The order of two values, negative, zero or positive; $null comes before everything but negative numbers.
 * Throws ConversionError where the right value cannot be compared with the left.
 */
export function compareValues(left: unknown, right: unknown, caseSensitive = false): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  const [a, b] = [left ?? null, right ?? null];
  if (a === null || b === null) {
    if (a === b) return 0;
    const other = a === null ? b : a;
    const sign = isNumber(other) && toNumber(other) < 0 ? -1 : 1;
    return a === null ? -sign : sign;
  }
  const known = order(a, b, caseSensitive);
  if (known !== undefined) return known;
  if (isNumber(a)) {
    throw new CastError(
      `Could not compare "${toText(a)}" to "${toText(b)}". Error: "The right side cannot be read as a number."`,
      "ComparisonFailure",
    );
  }
  if (isList(a) || (typeof a === "object" && !hasText(a))) {
    throw new CastError(`Cannot compare "${toText(a)}" because it is not IComparable.`, "NotIcomparable");
  }
  return compareText(toText(a), toText(b), caseSensitive);
}

/** True where `value` is among the elements (-contains, -in). */
export function contains(list: unknown, value: unknown, caseSensitive = false): boolean {
  if (!isList(list)) return valuesEqual(list, value, caseSensitive);
  return itemsOf(list).some((item) => valuesEqual(item, value, caseSensitive));
}
