// System.Decimal: a whole coefficient of up to 96 bits and a decimal scale of 0 to 28, exact where Double is not.

const limit = (1n << 96n) - 1n;

export class Decimal {
  readonly coefficient: bigint;
  /** Digits behind the point, 0 to 28; kept as written, so 1.50 stays 1.50. */
  readonly scale: number;

  constructor(coefficient: bigint, scale: number) {
    this.coefficient = coefficient;
    this.scale = scale;
    Object.freeze(this);
  }

  toString(): string {
    const sign = this.coefficient < 0n ? "-" : "";
    const digits = abs(this.coefficient)
      .toString()
      .padStart(this.scale + 1, "0");
    return this.scale === 0 ? sign + digits : `${sign}${digits.slice(0, -this.scale)}.${digits.slice(-this.scale)}`;
  }

  toNumber(): number {
    return Number(this.toString());
  }
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** Half to even. */
function divideRounded(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  const rest = abs(value % by) * 2n;
  if (rest < abs(by) || (rest === abs(by) && quotient % 2n === 0n)) return quotient;
  return value < 0n !== by < 0n ? quotient - 1n : quotient + 1n;
}

/** Rounds to what 96 bits and scale 28 hold; undefined when the value is too large for a Decimal. */
export function decimal(coefficient: bigint, scale: number): Decimal | undefined {
  let value = coefficient;
  let places = scale;
  while (places > 0 && (places > 28 || abs(value) > limit)) {
    const drop = places > 28 ? places - 28 : 1;
    value = divideRounded(value, 10n ** BigInt(drop));
    places -= drop;
  }
  return abs(value) > limit ? undefined : new Decimal(value, places);
}

/** Reads "-12.50", "1e3"; undefined for other text and for values out of range. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = /^([+-]?)(\d{0,60})(?:\.(\d{0,60}))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text.trim().replaceAll(",", ""));
  if (!match || (!match[2] && !match[3])) return undefined;
  const fraction = match[3] ?? "";
  let coefficient = BigInt(`${match[2]}${fraction}` || "0");
  if (match[1] === "-") coefficient = -coefficient;
  let scale = fraction.length - Number(match[4] ?? 0);
  if (scale < -40) return undefined;
  if (scale < 0) {
    coefficient *= 10n ** BigInt(-scale);
    scale = 0;
  }
  return decimal(coefficient, scale);
}

/** As .NET converts a Double: 15 significant digits. */
export function decimalOfNumber(value: number): Decimal | undefined {
  if (!Number.isFinite(value)) return undefined;
  const parsed = parseDecimal(value.toPrecision(15));
  return parsed && trim(parsed);
}

function trim(value: Decimal): Decimal {
  let { coefficient, scale } = value;
  while (scale > 0 && coefficient % 10n === 0n) {
    coefficient /= 10n;
    scale--;
  }
  return new Decimal(coefficient, scale);
}

function align(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.coefficient * 10n ** BigInt(scale - a.scale), b.coefficient * 10n ** BigInt(scale - b.scale), scale];
}

export function decimalCompare(a: Decimal, b: Decimal): number {
  const [x, y] = align(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** `+ - * / %`; undefined on overflow. The divisor must not be zero. */
export function decimalArithmetic(operator: string, a: Decimal, b: Decimal): Decimal | undefined {
  const [x, y, scale] = align(a, b);
  switch (operator) {
    case "+":
      return decimal(x + y, scale);
    case "-":
      return decimal(x - y, scale);
    case "*":
      return decimal(a.coefficient * b.coefficient, a.scale + b.scale);
    case "%":
      return decimal(x % y, scale);
    default: {
      const quotient = decimal(divideRounded(x * 10n ** 30n, y), 30);
      if (!quotient) return undefined;
      // 7/2 is 3.5, not 3.5000…; the scale never falls below the operands' difference.
      let { coefficient, scale: places } = quotient;
      const least = Math.max(0, a.scale - b.scale);
      while (places > least && coefficient % 10n === 0n) {
        coefficient /= 10n;
        places--;
      }
      return new Decimal(coefficient, places);
    }
  }
}

/** What is done with digits that are dropped (System.MidpointRounding). */
export type Rounding = "ToEven" | "AwayFromZero" | "ToZero" | "ToNegativeInfinity" | "ToPositiveInfinity";

/** Rounds to `places`, half to even unless `mode` says what else. */
export function decimalRound(value: Decimal, places: number, mode: Rounding = "ToEven"): Decimal {
  if (places >= value.scale) return value;
  const by = 10n ** BigInt(value.scale - places);
  const { coefficient } = value;
  const half = coefficient < 0n ? -by / 2n : by / 2n;
  const whole = coefficient / by;
  const rest = coefficient % by;
  switch (mode) {
    case "ToEven":
      return new Decimal(divideRounded(coefficient, by), places);
    case "AwayFromZero":
      return new Decimal((coefficient + half) / by, places);
    case "ToZero":
      return new Decimal(whole, places);
    case "ToNegativeInfinity":
      return new Decimal(rest < 0n ? whole - 1n : whole, places);
    case "ToPositiveInfinity":
      return new Decimal(rest > 0n ? whole + 1n : whole, places);
  }
}
