// TimeSpan as .NET has it: a length of time in ticks of 100 nanoseconds.
import { ConversionError, type Type } from "./type.ts";

export class TimeSpan {
  /** 100 nanoseconds each. */
  readonly ticks: bigint;

  constructor(ticks: bigint) {
    this.ticks = ticks;
    Object.freeze(this);
  }

  static ofMilliseconds(ms: number): TimeSpan {
    return new TimeSpan(BigInt(Math.round(ms * 10_000)));
  }

  get milliseconds(): number {
    return Number(this.ticks) / 10_000;
  }

  /** The constant ("c") format: [-][d.]hh:mm:ss[.fffffff]. */
  toString(): string {
    const size = this.ticks < 0n ? -this.ticks : this.ticks;
    const seconds = size / 10_000_000n;
    const fraction = size % 10_000_000n;
    const two = (n: bigint) => n.toString().padStart(2, "0");
    const days = seconds / 86_400n;
    return (
      (this.ticks < 0n ? "-" : "") +
      (days > 0n ? `${days}.` : "") +
      `${two((seconds / 3600n) % 24n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}` +
      (fraction > 0n ? `.${fraction.toString().padStart(7, "0")}` : "")
    );
  }
}

const pattern = /^\s*(-)?(?:(\d{1,8})|(?:(\d{1,8})\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?)\s*$/;

/** Reads "d", "[d.]hh:mm[:ss[.fffffff]]"; undefined when it is not a time span (TimeSpan.Parse, invariant culture). */
export function parseTimeSpan(text: string): TimeSpan | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, sign, onlyDays, days, hours, minutes, seconds, fraction] = match;
  if (Number(hours ?? 0) > 23 || Number(minutes ?? 0) > 59 || Number(seconds ?? 0) > 59) return undefined;
  const whole =
    BigInt(onlyDays ?? days ?? 0) * 86_400n +
    BigInt(hours ?? 0) * 3600n +
    BigInt(minutes ?? 0) * 60n +
    BigInt(seconds ?? 0);
  const ticks = whole * 10_000_000n + BigInt((fraction ?? "").padEnd(7, "0"));
  return new TimeSpan(sign ? -ticks : ticks);
}

export const timeSpan: Type<TimeSpan> = {
  name: "TimeSpan",
  convert(value) {
    if (value instanceof TimeSpan) return value;
    // A bare number is ticks for .NET, as [timespan]5 is.
    if (typeof value === "number" && Number.isInteger(value)) return new TimeSpan(BigInt(value));
    const parsed = typeof value === "string" ? parseTimeSpan(value) : undefined;
    if (!parsed)
      throw new ConversionError(
        `'${String(value)}' is not a time span. Write it as dd.hh:mm:ss, for example 00:10:00.`,
      );
    return parsed;
  },
  show: (value) => value.toString(),
  encode: (value) => value.toString(),
  decode: (json) => parseTimeSpan(String(json)) ?? new TimeSpan(0n),
  compare: (a, b) => (a.ticks < b.ticks ? -1 : a.ticks > b.ticks ? 1 : 0),
  key: (value) => (value.ticks + (1n << 63n)).toString(16).padStart(16, "0"),
};
