// [math]: functions of numbers, each in the kind of number that .NET gives.
import { negate } from "../arithmetic.ts";
import { compareNumbers } from "../compare.ts";
import { Decimal, decimalRound, type Rounding } from "../decimal.ts";
import {
  EnumValue,
  enumeration,
  MemberError,
  members,
  type NetType,
  registerTypes,
  type Surroundings,
} from "../nettype.ts";
import {
  type AnyNumber,
  double,
  int64,
  isNumber,
  kindOf,
  Num,
  roundHalfEven,
  toBigInt,
  toDecimal,
  toNumber,
  whole,
} from "../numbers.ts";
import { toText } from "../text.ts";
import { castNumber, setReference } from "./numbers.ts";
import { intOf } from "./strings.ts";

function number(value: unknown): number {
  return toNumber(castNumber("Double", value));
}

function anyNumber(value: unknown): AnyNumber {
  return isNumber(value) ? value : castNumber("Double", value);
}

/** Applies a function to the kind it came in: Decimal stays Decimal, whole numbers become Double. */
function keeping(
  value: unknown,
  onNumber: (value: number) => number,
  onDecimal: (value: Decimal) => Decimal,
): AnyNumber {
  const given = anyNumber(value);
  if (given instanceof Num && given.value instanceof Decimal) return new Num("Decimal", onDecimal(given.value));
  return double(onNumber(toNumber(given)));
}

function decimalFloor(value: Decimal, up: boolean): Decimal {
  const by = 10n ** BigInt(value.scale);
  let quotient = value.coefficient / by;
  const rest = value.coefficient % by;
  if (rest !== 0n && up && rest > 0n) quotient += 1n;
  if (rest !== 0n && !up && rest < 0n) quotient -= 1n;
  return new Decimal(quotient, 0);
}

const midpoints = enumeration("System.MidpointRounding", [
  "ToEven",
  "AwayFromZero",
  "ToZero",
  "ToNegativeInfinity",
  "ToPositiveInfinity",
]);

/** The mode among the arguments, by name or as an enumeration's word. */
function modeOf(args: readonly unknown[], around: Surroundings): Rounding {
  const given = args.slice(1).find((arg) => arg instanceof EnumValue || typeof arg === "string");
  return given === undefined ? "ToEven" : (toText(midpoints.convert(toText(given), around)) as Rounding);
}

/** Rounds a Double or Decimal as its digits read, so that 2.345 is halfway. */
function round(args: readonly unknown[], around: Surroundings): AnyNumber {
  const [value, second] = args;
  const places = isNumber(second) ? intOf(second) : 0;
  const mode = modeOf(args, around);
  const given = anyNumber(value);
  const ofDecimal = given instanceof Num && given.value instanceof Decimal;
  if (places < 0 || places > (ofDecimal ? 28 : 15)) {
    throw new MemberError(
      ofDecimal
        ? "Decimal can only round to between 0 and 28 digits of precision. (Parameter 'decimals')"
        : "Rounding digits must be between 0 and 15, inclusive. (Parameter 'digits')",
      "System.ArgumentOutOfRangeException",
    );
  }
  if (ofDecimal) return new Num("Decimal", decimalRound(given.value as Decimal, places, mode));
  const exact = toDecimal(given);
  return double(exact ? decimalRound(exact, places, mode).toNumber() : toNumber(given));
}

function extreme(args: readonly unknown[], sign: 1 | -1): AnyNumber {
  const [a, b] = [anyNumber(args[0]), anyNumber(args[1])];
  const chosen = compareNumbers(a, b) * sign >= 0 ? a : b;
  const floating = [a, b].some((one) => ["Double", "Single"].includes(kindOf(one)));
  return floating ? double(toNumber(chosen)) : chosen;
}

const onNumbers =
  (work: (value: number) => number) =>
  (_: unknown, [value]: readonly unknown[]) =>
    double(work(number(value)));

const mathType: NetType = {
  name: "System.Math",
  aliases: ["math"],
  holds: () => false,
  convert: (value) => value,
  statics: members({
    get: { PI: () => Math.PI, E: () => Math.E, Tau: () => Math.PI * 2 },
    call: {
      Abs: (_, [value]) => {
        const given = anyNumber(value);
        return toNumber(given) < 0 ? negate(given) : given;
      },
      Round: (_, args, around) => round(args, around),
      Floor: (_, [value]) => keeping(value, Math.floor, (exact) => decimalFloor(exact, false)),
      Ceiling: (_, [value]) => keeping(value, Math.ceil, (exact) => decimalFloor(exact, true)),
      Truncate: (_, [value]) =>
        keeping(value, Math.trunc, (exact) => new Decimal(exact.coefficient / 10n ** BigInt(exact.scale), 0)),
      Min: (_, args) => extreme(args, -1),
      Max: (_, args) => extreme(args, 1),
      Clamp: (_, [value, low, high]) => extreme([extreme([value, low], 1), high], -1),
      Pow: (_, [value, power]) => double(number(value) ** number(power)),
      Sqrt: onNumbers(Math.sqrt),
      Cbrt: onNumbers(Math.cbrt),
      Exp: onNumbers(Math.exp),
      Log: (_, [value, base]) =>
        double(base === undefined ? Math.log(number(value)) : Math.log(number(value)) / Math.log(number(base))),
      Log10: onNumbers(Math.log10),
      Log2: onNumbers(Math.log2),
      Sin: onNumbers(Math.sin),
      Cos: onNumbers(Math.cos),
      Tan: onNumbers(Math.tan),
      Asin: onNumbers(Math.asin),
      Acos: onNumbers(Math.acos),
      Atan: onNumbers(Math.atan),
      Atan2: (_, [y, x]) => double(Math.atan2(number(y), number(x))),
      Sinh: onNumbers(Math.sinh),
      Cosh: onNumbers(Math.cosh),
      Tanh: onNumbers(Math.tanh),
      Sign: (_, [value]) => Math.sign(number(value)) + 0,
      BigMul: (_, [a, b]) => int64(toBigInt(castNumber("Int64", a)) * toBigInt(castNumber("Int64", b))),
      IEEERemainder: (_, [a, b]) => double(number(a) - number(b) * roundHalfEven(number(a) / number(b))),
      DivRem: (_, [a, b, rest]) => {
        const [left, right] = [toBigInt(castNumber("Int64", a)), toBigInt(castNumber("Int64", b))];
        if (right === 0n) throw new MemberError("Attempted to divide by zero.", "System.DivideByZeroException");
        const kind = kindOf(anyNumber(a)) === "Int64" || kindOf(anyNumber(b)) === "Int64" ? "Int64" : "Int32";
        const as = (value: bigint) => castNumber(kind, whole("BigInteger", value));
        setReference(rest, as(left % right));
        return as(left / right);
      },
    },
  }),
};

registerTypes(mathType, midpoints);
