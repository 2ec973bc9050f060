// Numbers as .NET has them: a whole JavaScript number in Int32's range is Int32, any other is Double; all else is a box.

import { Decimal, decimalOfNumber, parseDecimal } from "./decimal.ts";
import { ConversionError } from "./type.ts";

export type NumberKind =
  | "Int32"
  | "Int64"
  | "Double"
  | "Single"
  | "Decimal"
  | "BigInteger"
  | "SByte"
  | "Byte"
  | "Int16"
  | "UInt16"
  | "UInt32"
  | "UInt64";

/**
 * A number that a JavaScript number alone cannot tell: Int64, UInt64 and BigInteger hold a bigint, Decimal a Decimal,
 * the rest a number (whole Doubles in Int32's range among them). Made by {@link number}.
 */
export class Num {
  readonly kind: NumberKind;
  readonly value: number | bigint | Decimal;

  constructor(kind: NumberKind, value: number | bigint | Decimal) {
    this.kind = kind;
    this.value = value;
    Object.freeze(this);
  }

  toString(): string {
    return numberText(this);
  }

  valueOf(): number {
    return toNumber(this);
  }
}

/** A UTF-16 code unit, [char]. */
export class Char {
  readonly code: number;

  constructor(code: number) {
    this.code = code;
    Object.freeze(this);
  }

  toString(): string {
    return String.fromCharCode(this.code);
  }
}

export type AnyNumber = number | Num;

export function isNumber(value: unknown): value is AnyNumber {
  return typeof value === "number" || value instanceof Num;
}

export const maxInt = 2147483647;
export const minInt = -2147483648;

/** True where a plain number stands for an Int32. */
export function isInt32(value: number): boolean {
  return (value | 0) === value;
}

export function kindOf(value: AnyNumber): NumberKind {
  return typeof value === "number" ? (isInt32(value) ? "Int32" : "Double") : value.kind;
}

const ranges: Partial<Record<NumberKind, readonly [bigint, bigint]>> = {
  SByte: [-128n, 127n],
  Byte: [0n, 255n],
  Int16: [-32768n, 32767n],
  UInt16: [0n, 65535n],
  Int32: [-2147483648n, 2147483647n],
  UInt32: [0n, 4294967295n],
  Int64: [-(1n << 63n), (1n << 63n) - 1n],
  UInt64: [0n, (1n << 64n) - 1n],
};

/** Lowest and highest value of a whole kind; undefined for the others. */
export function rangeOf(kind: NumberKind): readonly [bigint, bigint] | undefined {
  return ranges[kind];
}

export function isWhole(kind: NumberKind): boolean {
  return kind === "BigInteger" || ranges[kind] !== undefined;
}

/** A Double: a plain number unless it would read as Int32. */
export function double(value: number): AnyNumber {
  return (value | 0) === value ? new Num("Double", value) : value;
}

/** A number of a whole kind from a value in its range. */
export function whole(kind: NumberKind, value: number | bigint): AnyNumber {
  switch (kind) {
    case "Int32":
      return Number(value) + 0;
    case "Int64":
    case "UInt64":
    case "BigInteger":
      return new Num(kind, BigInt(value));
    default:
      return new Num(kind, Number(value));
  }
}

export function int64(value: bigint | number): Num {
  return new Num("Int64", BigInt(value));
}

/** A whole number as Int32 when it fits, else Int64 (lengths, counts, sums of sizes). */
export function integer(value: number): AnyNumber {
  return isInt32(value) ? value + 0 : Number.isSafeInteger(value) ? int64(value) : value;
}

/** The nearest JavaScript number. */
export function toNumber(value: AnyNumber): number {
  if (typeof value === "number") return value;
  return value.value instanceof Decimal ? value.value.toNumber() : Number(value.value);
}

/** The whole part as bigint; throws ConversionError for what is not finite. */
export function toBigInt(value: AnyNumber): bigint {
  if (typeof value === "number") return wholePart(value);
  if (typeof value.value === "bigint") return value.value;
  if (typeof value.value === "number") return wholePart(value.value);
  return value.value.coefficient / 10n ** BigInt(value.value.scale);
}

function wholePart(value: number): bigint {
  if (!Number.isFinite(value)) throw new ConversionError(`${doubleText(value)} is not a whole number.`);
  return BigInt(Math.trunc(value));
}

export function toDecimal(value: AnyNumber): Decimal | undefined {
  if (typeof value === "number") return isInt32(value) ? new Decimal(BigInt(value), 0) : decimalOfNumber(value);
  if (value.value instanceof Decimal) return value.value;
  if (typeof value.value === "bigint") return parseDecimal(value.value.toString());
  return decimalOfNumber(value.value);
}

/** Half to even, as .NET's conversions round. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** The digits and exponent of a finite Double as .NET shows them: "1E+15", "1E-05", "0.1". */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  if (Object.is(value, -0)) return "-0";
  return layOut(value.toExponential());
}

function singleText(value: number): string {
  if (!Number.isFinite(value)) return doubleText(value);
  for (let digits = 0; digits < 9; digits++) {
    const text = value.toExponential(digits);
    if (Math.fround(Number(text)) === value) return layOut(text, 7);
  }
  return layOut(value.toExponential(8), 7);
}

function layOut(scientific: string, widest = 15): string {
  const [mantissa = "0", power = "0"] = scientific.split("e");
  const exponent = Number(power);
  const negative = mantissa.startsWith("-");
  let digits = mantissa.replace("-", "").replace(".", "").replace(/0+$/, "");
  if (digits === "") digits = "0";
  let text: string;
  if (exponent >= widest || exponent < -5) {
    const size = Math.abs(exponent).toString().padStart(2, "0");
    text = `${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ""}E${exponent < 0 ? "-" : "+"}${size}`;
  } else if (exponent < 0) text = `0.${"0".repeat(-exponent - 1)}${digits}`;
  else if (digits.length <= exponent + 1) text = digits.padEnd(exponent + 1, "0");
  else text = `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
  return negative ? `-${text}` : text;
}

/** The invariant text of a number. */
export function numberText(value: AnyNumber): string {
  if (typeof value === "number") return (value | 0) === value ? String(value) : doubleText(value);
  if (value.kind === "Double") return doubleText(value.value as number);
  if (value.kind === "Single") return singleText(value.value as number);
  return String(value.value);
}

/** The number of a literal of the tree (NumberLiteral). */
export function literal(kind: NumberKind, value: number | bigint | string): AnyNumber {
  if (kind === "Decimal") return new Num("Decimal", parseDecimal(String(value)) ?? new Decimal(0n, 0));
  if (kind === "Double") return double(Number(value));
  if (kind === "Single") return new Num("Single", Math.fround(Number(value)));
  return whole(kind, value as number | bigint);
}

const multipliers: Readonly<Record<string, number>> = { kb: 1, mb: 2, gb: 3, tb: 4, pb: 5 };
const numberPattern =
  /^\s*([+-]?)(?:(0x[0-9a-f]{1,32})|(0b[01]{1,64})|(\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(e[+-]?\d{1,4})?)(d|l|u|ul|y|uy|s|us|n)?(kb|mb|gb|tb|pb)?\s*$/i;

/** Reads a number as PowerShell does when text meets arithmetic ("5", "1.5", "0x1F", "1KB"); undefined when it is none. */
export function parseNumber(text: string): AnyNumber | undefined {
  const match = numberPattern.exec(text.replaceAll(",", ""));
  if (!match) return text.trim() === "" ? 0 : undefined;
  const [, sign, hex, binary, digits, exponent, suffix, unit] = match;
  const factor = 1024 ** (unit ? (multipliers[unit.toLowerCase()] ?? 0) : 0);
  if (hex || binary) {
    const bits = BigInt(hex ?? binary ?? "0");
    const width = hex ? hex.length - 2 : (binary?.length ?? 2) - 2;
    let value = bits;
    if (width <= (hex ? 8 : 32)) value = BigInt.asIntN(32, bits);
    else if (width <= (hex ? 16 : 64)) value = BigInt.asIntN(64, bits);
    return smallest((sign === "-" ? -value : value) * BigInt(factor));
  }
  const body = `${sign}${digits}${exponent ?? ""}`;
  if (suffix?.toLowerCase() === "d") {
    const parsed = parseDecimal(body);
    return parsed && new Num("Decimal", new Decimal(parsed.coefficient * BigInt(factor), parsed.scale));
  }
  if (suffix?.toLowerCase() === "l") return int64(BigInt(Math.trunc(Number(body))) * BigInt(factor));
  if (digits?.includes(".") || exponent) return double(Number(body) * factor);
  return smallest(BigInt(`${sign === "-" ? "-" : ""}${digits}`) * BigInt(factor));
}

/** Int32, else Int64, else Decimal, else Double: what a whole literal becomes. */
export function smallest(value: bigint): AnyNumber {
  if (value >= BigInt(minInt) && value <= BigInt(maxInt)) return Number(value);
  if (value >= -(1n << 63n) && value < 1n << 63n) return int64(value);
  const exact = parseDecimal(value.toString());
  return exact ? new Num("Decimal", exact) : Number(value);
}
