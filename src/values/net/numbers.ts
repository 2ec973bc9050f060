// The number types, [bool] and [char]: how other values are read as them, and their static members.

import { asList, isList } from "../collections.ts";
import { compareValues } from "../compare.ts";
import { Decimal, decimalRound, parseDecimal } from "../decimal.ts";
import { CastError, EnumValue, MemberError, members, type NetType } from "../nettype.ts";
import { formatNumber } from "../numberformat.ts";
import {
  type AnyNumber,
  Char,
  double,
  isNumber,
  isWhole,
  kindOf,
  Num,
  type NumberKind,
  parseNumber,
  rangeOf,
  roundHalfEven,
  toBigInt,
  toDecimal,
  toNumber,
  whole,
} from "../numbers.ts";
import { toText } from "../text.ts";
import { TimeSpan } from "../timespan.ts";
import { cultureIn } from "./culture.ts";

const sizes: Partial<Record<NumberKind, string>> = {
  SByte: "a signed byte",
  Byte: "an unsigned byte",
  Int16: "an Int16",
  UInt16: "a UInt16",
  Int32: "an Int32",
  UInt32: "a UInt32",
  Int64: "an Int64",
  UInt64: "a UInt64",
  Decimal: "a Decimal",
};

function outOfRange(shown: string, kind: NumberKind): CastError {
  return new CastError(
    `Cannot convert value "${shown}" to type "System.${kind}". Error: "Value was either too large or too small for ${sizes[kind]}."`,
    "InvalidCastIConvertible",
  );
}

/** Any value as a number; undefined when it is none. */
function numeric(value: unknown): AnyNumber | undefined {
  if (isNumber(value)) return value;
  if (value === null || value === undefined || value === false) return 0;
  if (value === true) return 1;
  if (value instanceof Char) return value.code;
  if (value instanceof EnumValue) return value.number;
  return undefined;
}

/** Text as a kind that holds more digits than the smallest number it fits in. */
function exactly(kind: NumberKind, text: string): AnyNumber | undefined {
  if (kind === "BigInteger" && /^\s*[+-]?\d{1,10000}\s*$/.test(text))
    return new Num("BigInteger", BigInt(text.trim().replace(/^\+/, "")));
  const exact = kind === "Decimal" ? parseDecimal(text) : undefined;
  return exact && new Num("Decimal", exact);
}

/** Reads any value as a number of one kind; throws CastError. */
export function castNumber(kind: NumberKind, value: unknown): AnyNumber {
  let number = numeric(value);
  if (number === undefined) {
    if (typeof value !== "string") {
      const type = Array.isArray(value) ? "System.Object[]" : value instanceof TimeSpan ? "System.TimeSpan" : "";
      throw new CastError(
        `Cannot convert the "${toText(value)}" value${type ? ` of type "${type}"` : ""} to type "System.${kind}".`,
        "ConvertToFinalInvalidCastException",
      );
    }
    if (kind === "Double" || kind === "Single") {
      const word = /^\s*(?:(-?)(?:infinity|∞)|nan)\s*$/i.exec(value);
      if (word) return double(/nan/i.test(value) ? Number.NaN : word[1] ? -Infinity : Infinity);
    }
    number = exactly(kind, value) ?? parseNumber(value);
    if (number === undefined) {
      throw new CastError(
        `Cannot convert value "${value}" to type "System.${kind}". Error: "The input string '${value}' was not in a correct format."`,
        "InvalidCastFromStringToInteger",
      );
    }
  }
  if (kindOf(number) === kind) return number;
  return changeKind(number, kind, toText(value));
}

function changeKind(number: AnyNumber, kind: NumberKind, shown: string): AnyNumber {
  if (kind === "Double") return double(toNumber(number));
  if (kind === "Single") return new Num("Single", Math.fround(toNumber(number)));
  if (kind === "Decimal") {
    const made = toDecimal(number);
    if (!made) throw outOfRange(shown, kind);
    return new Num("Decimal", made);
  }
  let big: bigint;
  if (isWhole(kindOf(number))) big = toBigInt(number);
  else if (number instanceof Num && number.value instanceof Decimal) big = decimalRound(number.value, 0).coefficient;
  else {
    const rounded = roundHalfEven(toNumber(number));
    if (!Number.isFinite(rounded)) throw outOfRange(shown, kind);
    big = BigInt(rounded);
  }
  const range = rangeOf(kind);
  if (range && (big < range[0] || big > range[1])) throw outOfRange(shown, kind);
  return whole(kind, big);
}

const aliases: Partial<Record<NumberKind, readonly string[]>> = {
  Int32: ["int"],
  Int64: ["long"],
  Int16: ["short"],
  UInt32: ["uint"],
  UInt64: ["ulong"],
  UInt16: ["ushort"],
  Single: ["float"],
  BigInteger: ["bigint", "numerics.biginteger"],
};

const numberMembers = members<AnyNumber>({
  call: {
    ToString: (self, args) =>
      typeof args[0] === "string" ? formatNumber(self, args[0], cultureIn(args)) : toText(self),
    CompareTo: (self, [other]) => compareValues(self, other),
  },
});

function numberType(kind: NumberKind): NetType {
  const range = rangeOf(kind);
  const limits: Record<string, () => unknown> = range
    ? { MaxValue: () => whole(kind, range[1]), MinValue: () => whole(kind, range[0]) }
    : kind === "Decimal"
      ? {
          MaxValue: () => new Num(kind, new Decimal((1n << 96n) - 1n, 0)),
          MinValue: () => new Num(kind, new Decimal(-((1n << 96n) - 1n), 0)),
        }
      : kind === "BigInteger"
        ? {}
        : {
            MaxValue: () => (kind === "Double" ? Number.MAX_VALUE : new Num("Single", 3.4028234663852886e38)),
            MinValue: () => (kind === "Double" ? -Number.MAX_VALUE : new Num("Single", -3.4028234663852886e38)),
            NaN: () => (kind === "Double" ? Number.NaN : new Num("Single", Number.NaN)),
            PositiveInfinity: () => (kind === "Double" ? Infinity : new Num("Single", Infinity)),
            NegativeInfinity: () => (kind === "Double" ? -Infinity : new Num("Single", -Infinity)),
            Epsilon: () => (kind === "Double" ? Number.MIN_VALUE : new Num("Single", 1.401298464324817e-45)),
          };
  const parse = (text: unknown): AnyNumber => {
    const value = toText(text);
    const pattern = isWhole(kind) ? /^\s*[+-]?\d+\s*$/ : /^\s*[+-]?(?:\d[\d,]*\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
    if (!pattern.test(value))
      throw new MemberError(`The input string '${value}' was not in a correct format.`, "System.FormatException");
    return castNumber(kind, value);
  };
  return {
    name: kind === "BigInteger" ? "System.Numerics.BigInteger" : `System.${kind}`,
    aliases: aliases[kind] ?? [],
    bases: ["System.ValueType"],
    holds: (value) => isNumber(value) && kindOf(value) === kind,
    convert: (value) => castNumber(kind, value),
    members: numberMembers,
    statics: members({
      get: limits,
      call: {
        Parse: (_, [text]) => parse(text),
        TryParse: (_, [text, target]) => {
          try {
            setReference(target, parse(text));
            return true;
          } catch {
            setReference(target, kind === "Int32" ? 0 : castNumber(kind, 0));
            return false;
          }
        },
        IsNaN: (_, [value]) => Number.isNaN(toNumber(castNumber("Double", value))),
        IsInfinity: (_, [value]) => Math.abs(toNumber(castNumber("Double", value))) === Infinity,
      },
    }),
  };
}

/** A `[ref]` that a method fills. */
export interface ReferenceTarget {
  value: unknown;
}

export function setReference(target: unknown, value: unknown): void {
  if (target instanceof Reference) target.value = value;
}

/** `[ref]$x`: reads and writes a variable. */
export class Reference implements ReferenceTarget {
  readonly #get: () => unknown;
  readonly #set: (value: unknown) => void;

  constructor(get: () => unknown, set: (value: unknown) => void) {
    this.#get = get;
    this.#set = set;
  }

  get value(): unknown {
    return this.#get();
  }

  set value(value: unknown) {
    this.#set(value);
  }

  toString(): string {
    return "System.Management.Automation.PSReference";
  }
}

/** The truth of a value (about_Booleans). */
export function isTrue(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (value === null || value === undefined) return false;
  if (typeof value === "number") return value !== 0;
  if (typeof value === "string") return value !== "";
  if (value instanceof Num) return toNumber(value) !== 0;
  if (value instanceof Char) return value.code !== 0;
  if (value instanceof EnumValue) return value.number !== 0;
  if (isList(value)) {
    const items = asList(value);
    if (items.length === 0) return false;
    if (items.length > 1) return true;
    const [only] = items;
    return isList(only) ? asList(only).length > 0 : isTrue(only);
  }
  return true;
}

export const booleanType: NetType = {
  name: "System.Boolean",
  aliases: ["bool"],
  bases: ["System.ValueType"],
  holds: (value) => typeof value === "boolean",
  convert: isTrue,
  statics: members({
    get: { TrueString: () => "True", FalseString: () => "False" },
    call: {
      Parse: (_, [text]) => {
        const word = toText(text).trim().toLowerCase();
        if (word !== "true" && word !== "false") {
          throw new MemberError(
            `String '${toText(text)}' was not recognized as a valid Boolean.`,
            "System.FormatException",
          );
        }
        return word === "true";
      },
      TryParse: (_, [text, target]) => {
        const word = toText(text).trim().toLowerCase();
        setReference(target, word === "true");
        return word === "true" || word === "false";
      },
    },
  }),
};

const isLetter = (code: number) => /\p{L}/u.test(String.fromCharCode(code));
const isDigit = (code: number) => /\p{Nd}/u.test(String.fromCharCode(code));

function codeOf(value: unknown, index: unknown): number {
  if (value instanceof Char) return value.code;
  if (typeof value === "string") return value.charCodeAt(typeof index === "number" ? index : 0);
  return toNumber(castNumber("Int32", value));
}

export const charType: NetType = {
  name: "System.Char",
  aliases: ["char"],
  bases: ["System.ValueType"],
  holds: (value) => value instanceof Char,
  convert(value) {
    if (typeof value === "string") {
      if (value.length === 1) return new Char(value.charCodeAt(0));
      throw new CastError(
        `Cannot convert value "${value}" to type "System.Char". Error: "String must be exactly one character long."`,
        "InvalidCastParseTargetInvocation",
      );
    }
    const number = toNumber(castNumber("Int32", value));
    if (number < 0 || number > 65535) {
      throw new CastError(
        `Cannot convert value "${number}" to type "System.Char". Error: "Value was either too large or too small for a character."`,
        "InvalidCastIConvertible",
      );
    }
    return new Char(number);
  },
  members: members<Char>({
    call: { ToString: (self) => String(self), CompareTo: (self, [other]) => self.code - codeOf(other, 0) },
  }),
  statics: members({
    get: { MaxValue: () => new Char(65535), MinValue: () => new Char(0) },
    call: {
      IsLetter: (_, [value, at]) => isLetter(codeOf(value, at)),
      IsDigit: (_, [value, at]) => isDigit(codeOf(value, at)),
      IsNumber: (_, [value, at]) => /\p{N}/u.test(String.fromCharCode(codeOf(value, at))),
      IsLetterOrDigit: (_, [value, at]) => isLetter(codeOf(value, at)) || isDigit(codeOf(value, at)),
      IsUpper: (_, [value, at]) => /\p{Lu}/u.test(String.fromCharCode(codeOf(value, at))),
      IsLower: (_, [value, at]) => /\p{Ll}/u.test(String.fromCharCode(codeOf(value, at))),
      IsWhiteSpace: (_, [value, at]) => /\s/.test(String.fromCharCode(codeOf(value, at))),
      IsPunctuation: (_, [value, at]) => /\p{P}/u.test(String.fromCharCode(codeOf(value, at))),
      IsControl: (_, [value, at]) => /\p{Cc}/u.test(String.fromCharCode(codeOf(value, at))),
      ToUpper: (_, [value]) => new Char(String.fromCharCode(codeOf(value, 0)).toUpperCase().charCodeAt(0)),
      ToLower: (_, [value]) => new Char(String.fromCharCode(codeOf(value, 0)).toLowerCase().charCodeAt(0)),
      ConvertFromUtf32: (_, [value]) => String.fromCodePoint(toNumber(castNumber("Int32", value))),
      GetNumericValue: (_, [value, at]) => {
        const digit = Number.parseInt(String.fromCharCode(codeOf(value, at)), 10);
        return double(Number.isNaN(digit) ? -1 : digit);
      },
    },
  }),
};

export const numberTypes: readonly NetType[] = (
  [
    "Int32",
    "Int64",
    "Double",
    "Single",
    "Decimal",
    "BigInteger",
    "SByte",
    "Byte",
    "Int16",
    "UInt16",
    "UInt32",
    "UInt64",
  ] as const
).map(numberType);
