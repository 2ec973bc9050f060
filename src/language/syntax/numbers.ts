/** What a number literal is worth: its type by value and suffix, times its multiplier (about_Numeric_Literals). */

import type { NumberType } from "./tree.ts";

export interface NumberValue {
  readonly type: NumberType;
  readonly value: number | bigint | string;
}

const multipliers: Readonly<Record<string, bigint>> = {
  kb: 1024n,
  mb: 1024n ** 2n,
  gb: 1024n ** 3n,
  tb: 1024n ** 4n,
  pb: 1024n ** 5n,
};

const ranges: Readonly<Record<string, readonly [NumberType, bigint, bigint]>> = {
  y: ["SByte", -128n, 127n],
  uy: ["Byte", 0n, 255n],
  s: ["Int16", -32768n, 32767n],
  us: ["UInt16", 0n, 65535n],
  l: ["Int64", -(2n ** 63n), 2n ** 63n - 1n],
  ul: ["UInt64", 0n, 2n ** 64n - 1n],
};

const decimalLimit = 2n ** 96n - 1n;
const int32 = [-(2n ** 31n), 2n ** 31n - 1n] as const;
const int64 = [-(2n ** 63n), 2n ** 63n - 1n] as const;

/** Longer ones are refused: turning digits into a number takes the square of their count. */
const longestNumber = 1024;

const anatomy = /^(-?)(?:0x([0-9a-f]+?)|0b([01]+)|(\d*)(\.\d*)?(?:e([+-]?\d+))?)(uy|us|ul|[uyslnd])?([kmgtp]b)?$/i;
const hexAnatomy = /^(-?)0x([0-9a-f]+)(uy|us|ul|[uysln])?([kmgtp]b)?$/i;

/** Null when it is out of its type's range. The text is what `numberEnd` found, perhaps with a minus before it. */
export function numberValue(text: string): NumberValue | null {
  const c = text.charCodeAt(text.length - 1);
  if (text.length <= 9 && c >= 48 && c <= 57 && plainDigits(text))
    return { type: "Int32", value: Number(text) + 0 || 0 };
  if (text.length > longestNumber) return null;
  const hex = hexAnatomy.exec(text);
  if (hex !== null) return withBase(hex[1] === "-", hex[2]!, 16, hex[3], hex[4]);
  const parts = anatomy.exec(text);
  if (parts === null) return null;
  const suffix = parts[7]?.toLowerCase();
  const multiplier = multipliers[parts[8]?.toLowerCase() ?? ""] ?? 1n;
  const negative = parts[1] === "-";
  if (parts[3] !== undefined) return withBase(negative, parts[3], 2, parts[7], parts[8]);
  const whole = parts[4] ?? "";
  const real = parts[5] !== undefined || parts[6] !== undefined;
  const sign = negative ? -1n : 1n;
  if (!real) return integer(sign * BigInt(whole === "" ? "0" : whole) * multiplier, suffix);
  if (suffix === "d") return decimal(negative, whole, (parts[5] ?? ".").slice(1), Number(parts[6] ?? 0), multiplier);
  const value =
    (negative ? -1 : 1) *
    Number(`${whole || "0"}${parts[5] ?? ""}${parts[6] === undefined ? "" : `e${parts[6]}`}`) *
    Number(multiplier);
  if (suffix === undefined) return { type: "Double", value };
  if (!Number.isFinite(value) || Math.abs(value) > 1e300) return null;
  return integer(BigInt(halfToEven(value)), suffix);
}

function plainDigits(text: string): boolean {
  for (let i = text.charCodeAt(0) === 45 ? 1 : 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 48 || c > 57) return false;
  }
  return true;
}

function halfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Hexadecimal and binary digits are the bits of the smallest type that has as many: `0xFFFFFFFF` is -1. */
function withBase(
  negative: boolean,
  digits: string,
  base: 16 | 2,
  suffixText: string | undefined,
  multiplierText: string | undefined,
): NumberValue | null {
  const suffix = suffixText?.toLowerCase();
  const multiplier = multipliers[multiplierText?.toLowerCase() ?? ""] ?? 1n;
  const bits = digits.length * (base === 16 ? 4 : 1);
  let value = BigInt((base === 16 ? "0x" : "0b") + digits);
  const width = signedWidth(suffix, bits);
  if (width > 0 && bits >= width) value = bits === width ? BigInt.asIntN(width, value) : value;
  return integer((negative ? -value : value) * multiplier, suffix);
}

function signedWidth(suffix: string | undefined, bits: number): number {
  if (suffix === "y") return 8;
  if (suffix === "s") return 16;
  if (suffix === "l") return 64;
  if (suffix === undefined) return bits <= 32 ? 32 : bits <= 64 ? 64 : 0;
  return suffix === "n" ? bits : 0;
}

function integer(value: bigint, suffix: string | undefined): NumberValue | null {
  switch (suffix) {
    case undefined:
      if (value >= int32[0] && value <= int32[1]) return { type: "Int32", value: Number(value) };
      if (value >= int64[0] && value <= int64[1]) return { type: "Int64", value };
      if (value >= -decimalLimit && value <= decimalLimit) return { type: "Decimal", value: value.toString() };
      return { type: "Double", value: Number(value) };
    case "n":
      return { type: "BigInteger", value };
    case "d":
      return value >= -decimalLimit && value <= decimalLimit ? { type: "Decimal", value: value.toString() } : null;
    case "u":
      if (value < 0n || value > 2n ** 64n - 1n) return null;
      return value < 2n ** 32n ? { type: "UInt32", value: Number(value) } : { type: "UInt64", value };
    default: {
      const [type, least, greatest] = ranges[suffix]!;
      if (value < least || value > greatest) return null;
      return { type, value: type === "Int64" || type === "UInt64" ? value : Number(value) };
    }
  }
}

/** A decimal keeps its scale (`1.50d` has two digits), at most 28 of them and 96 bits. */
function decimal(
  negative: boolean,
  whole: string,
  fraction: string,
  exponent: number,
  multiplier: bigint,
): NumberValue | null {
  if (!Number.isInteger(exponent) || Math.abs(exponent) > 64) return null;
  let digits = BigInt(whole + fraction || "0") * multiplier;
  let scale = fraction.length - exponent;
  if (scale < 0) {
    digits *= 10n ** BigInt(-scale);
    scale = 0;
  }
  while (scale > 28 || (digits > decimalLimit && scale > 0)) {
    const rest = digits % 10n;
    digits /= 10n;
    if (rest > 5n || (rest === 5n && digits % 2n === 1n)) digits += 1n;
    scale--;
  }
  if (digits > decimalLimit) return null;
  const text = digits.toString().padStart(scale + 1, "0");
  const shown = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
  return { type: "Decimal", value: negative && digits !== 0n ? `-${shown}` : shown };
}
