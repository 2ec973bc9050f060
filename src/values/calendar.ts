// The parts of a DateTime: year, month, day and so on, worked out from its ticks and back (proleptic Gregorian).
import { DateTime, type DateTimeKind } from "./datetime.ts";

export const ticksPerDay = 864_000_000_000n;
const unixEpochDays = 719_162;

export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** Ticks within the second, 0 to 9,999,999. */
  readonly fraction: number;
  /** 0 is Sunday. */
  readonly dayOfWeek: number;
  readonly dayOfYear: number;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 ? (isLeapYear(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

export function partsOf(date: DateTime): DateParts {
  const days = Number(date.ticks / ticksPerDay);
  const rest = Number(date.ticks % ticksPerDay);
  const calendar = new Date((days - unixEpochDays) * 86_400_000);
  const year = calendar.getUTCFullYear();
  const seconds = Math.floor(rest / 10_000_000);
  const fraction = rest % 10_000_000;
  const startOfYear = Number(dayNumber(year, 1, 1));
  return {
    year,
    month: calendar.getUTCMonth() + 1,
    day: calendar.getUTCDate(),
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    millisecond: Math.floor(fraction / 10_000),
    fraction,
    dayOfWeek: (days + 1) % 7,
    dayOfYear: days - startOfYear + 1,
  };
}

/** Days since 0001-01-01. */
function dayNumber(year: number, month: number, day: number): bigint {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  return BigInt(Math.round(at.getTime() / 86_400_000) + unixEpochDays);
}

/** A date from its parts; undefined when there is no such date or time of day. */
export function dateOf(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
  fraction = 0,
  kind: DateTimeKind = "Unspecified",
): DateTime | undefined {
  const inRange = (value: number, low: number, high: number) =>
    Number.isInteger(value) && value >= low && value <= high;
  if (!inRange(year, 1, 9999) || !inRange(month, 1, 12) || !inRange(day, 1, daysInMonth(year, month))) return undefined;
  if (!inRange(hour, 0, 23) || !inRange(minute, 0, 59) || !inRange(second, 0, 59)) return undefined;
  const time = BigInt(hour * 3600 + minute * 60 + second) * 10_000_000n + BigInt(fraction);
  return new DateTime(dayNumber(year, month, day) * ticksPerDay + time, kind);
}

/** Minutes that local time is ahead of UTC at that moment; 0 for a UTC time. */
export function offsetMinutes(date: DateTime): number {
  return date.kind === "Utc" ? 0 : -new Date(date.milliseconds).getTimezoneOffset();
}

/** The last moment that a DateTime can hold: 9999-12-31T23:59:59.9999999. */
export const maxTicks = 3_155_378_975_999_999_999n;
