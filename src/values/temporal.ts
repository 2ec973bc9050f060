// Arithmetic of dates, time spans and sizes.
import { ArithmeticError } from "./arithmeticerror.ts";
import { maxTicks } from "./calendar.ts";
import { parseDate } from "./dateparse.ts";
import { DateTime } from "./datetime.ts";
import { double, isNumber, isWhole, kindOf, toBigInt } from "./numbers.ts";
import { parseTimeSpan, TimeSpan } from "./timespan.ts";

/** A time span of so many ticks, rounded; throws where .NET's would overflow. */
export function spanOfTicks(ticks: number | bigint): TimeSpan {
  const fits = typeof ticks === "bigint" ? ticks >= -(1n << 63n) && ticks < 1n << 63n : Math.abs(ticks) < 2 ** 63;
  if (!fits) {
    throw new ArithmeticError(
      "TimeSpan overflowed because the duration is too long.",
      "OperatorFailed",
      "System.OverflowException",
    );
  }
  return new TimeSpan(typeof ticks === "bigint" ? ticks : BigInt(Math.round(ticks)));
}

/** `date ± span`, `date - date`, `span ± span`, `span * number`, `span / span`; undefined where it means nothing. */
export function temporal(
  operator: "+" | "-" | "*" | "/",
  left: DateTime | TimeSpan,
  right: unknown,
  factor?: number,
): unknown {
  if (left instanceof DateTime) return operator === "+" || operator === "-" ? onDate(operator, left, right) : undefined;
  if (operator === "*" && factor !== undefined) return spanOfTicks(Number(left.ticks) * factor);
  if (operator === "/") {
    if (right instanceof TimeSpan) return double(Number(left.ticks) / Number(right.ticks));
    return factor === undefined ? undefined : spanOfTicks(Number(left.ticks) / factor);
  }
  if (operator === "+" && right instanceof DateTime) return moveDate(right, left.ticks);
  const span = spanOf(right);
  return span && spanOfTicks(operator === "+" ? left.ticks + span.ticks : left.ticks - span.ticks);
}

function onDate(operator: "+" | "-", left: DateTime, right: unknown): unknown {
  if (operator === "-") {
    const other = right instanceof DateTime ? right : typeof right === "string" ? parseDate(right, left) : undefined;
    if (other) return new TimeSpan(left.ticks - other.ticks);
  }
  const span = spanOf(right);
  return span && moveDate(left, operator === "+" ? span.ticks : -span.ticks);
}

/** A date moved by ticks; throws where the calendar ends. */
export function moveDate(date: DateTime, ticks: bigint | number): DateTime {
  const moved = date.ticks + spanOfTicks(ticks).ticks;
  if (moved < 0n || moved > maxTicks) {
    throw new ArithmeticError(
      "The added or subtracted value results in an un-representable DateTime.",
      "OperatorFailed",
      "System.ArgumentOutOfRangeException",
    );
  }
  return new DateTime(moved, date.kind);
}

function spanOf(value: unknown): TimeSpan | undefined {
  if (value instanceof TimeSpan) return value;
  if (typeof value === "string") return parseTimeSpan(value);
  if (isNumber(value) && isWhole(kindOf(value))) return spanOfTicks(toBigInt(value));
  return undefined;
}
