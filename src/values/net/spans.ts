// [timespan]: lengths of time.
import { compareValues } from "../compare.ts";
import { parseExactSpan } from "../dateexact.ts";
import { formatTimeSpan } from "../dateformat.ts";
import { CastError, MemberError, members, type NetType, registerTypes } from "../nettype.ts";
import { double, int64, isNumber, toBigInt, toNumber } from "../numbers.ts";
import { spanOfTicks } from "../temporal.ts";
import { toText } from "../text.ts";
import { parseTimeSpan, TimeSpan } from "../timespan.ts";
import { castNumber, setReference } from "./numbers.ts";

function amount(value: unknown): number {
  return toNumber(castNumber("Double", value));
}

/** A time span of what was given for one. */
export function toSpan(value: unknown): TimeSpan {
  return timeSpanType.holds(value)
    ? (value as TimeSpan)
    : (timeSpanType.convert(value, undefined as never) as TimeSpan);
}

function tryExactly(text: unknown, formats: unknown): TimeSpan | undefined {
  for (const format of Array.isArray(formats) ? formats : [formats]) {
    const parsed = parseExactSpan(toText(text), toText(format));
    if (parsed) return parsed;
  }
  return undefined;
}

function exactly(text: unknown, formats: unknown): TimeSpan {
  const parsed = tryExactly(text, formats);
  if (parsed) return parsed;
  throw new MemberError(`String '${toText(text)}' was not recognized as a valid TimeSpan.`, "System.FormatException");
}

const each: Readonly<Record<string, number>> = {
  Days: 864_000_000_000,
  Hours: 36_000_000_000,
  Minutes: 600_000_000,
  Seconds: 10_000_000,
  Milliseconds: 10_000,
  Microseconds: 10,
};

function whole(span: TimeSpan, unit: bigint, wrap: bigint): number {
  return Number((span.ticks / unit) % wrap);
}

export const timeSpanType: NetType = {
  name: "System.TimeSpan",
  aliases: ["timespan"],
  bases: ["System.ValueType"],
  holds: (value) => value instanceof TimeSpan,
  convert(value) {
    if (isNumber(value)) return new TimeSpan(toBigInt(value));
    const parsed = typeof value === "string" ? parseTimeSpan(value) : undefined;
    if (parsed) return parsed;
    throw new CastError(
      `Cannot convert ${value === null ? "null" : `value "${toText(value)}"`} to type "System.TimeSpan". Error: "String '${toText(value)}' was not recognized as a valid TimeSpan."`,
      "InvalidCastParseTargetInvocationWithFormatProvider",
    );
  },
  members: members<TimeSpan>({
    get: {
      Days: (self) => Number(self.ticks / 864_000_000_000n),
      Hours: (self) => whole(self, 36_000_000_000n, 24n),
      Minutes: (self) => whole(self, 600_000_000n, 60n),
      Seconds: (self) => whole(self, 10_000_000n, 60n),
      Milliseconds: (self) => whole(self, 10_000n, 1000n),
      Microseconds: (self) => whole(self, 10n, 1000n),
      Ticks: (self) => int64(self.ticks),
      ...Object.fromEntries(
        Object.entries(each).map(([name, ticks]) => [
          `Total${name}`,
          (self: TimeSpan) => double(Number(self.ticks) / ticks),
        ]),
      ),
    },
    call: {
      Add: (self, [other]) => new TimeSpan(self.ticks + toSpan(other).ticks),
      Subtract: (self, [other]) => new TimeSpan(self.ticks - toSpan(other).ticks),
      Multiply: (self, [by]) => spanOfTicks(Number(self.ticks) * amount(by)),
      Divide: (self, [by]) =>
        by instanceof TimeSpan
          ? double(Number(self.ticks) / Number(by.ticks))
          : spanOfTicks(Number(self.ticks) / amount(by)),
      Equals: (self, [other]) => other instanceof TimeSpan && other.ticks === self.ticks,
      Negate: (self) => new TimeSpan(-self.ticks),
      Duration: (self) => new TimeSpan(self.ticks < 0n ? -self.ticks : self.ticks),
      ToString: (self, [format]) => formatTimeSpan(self, typeof format === "string" ? format : ""),
      CompareTo: (self, [other]) => Math.sign(compareValues(self, other)),
    },
  }),
  construct: (args) => {
    const numbers = args.map((arg) => toBigInt(castNumber("Int64", arg)));
    if (numbers.length < 2) return new TimeSpan(numbers[0] ?? 0n);
    const [days = 0n, hours = 0n, minutes = 0n, seconds = 0n, ms = 0n] =
      numbers.length === 3 ? [0n, ...numbers] : numbers;
    return new TimeSpan(((days * 24n + hours) * 60n + minutes) * 600_000_000n + seconds * 10_000_000n + ms * 10_000n);
  },
  statics: members({
    get: {
      Zero: () => new TimeSpan(0n),
      MaxValue: () => new TimeSpan((1n << 63n) - 1n),
      MinValue: () => new TimeSpan(-(1n << 63n)),
      TicksPerDay: () => int64(864_000_000_000n),
      TicksPerHour: () => int64(36_000_000_000n),
      TicksPerMinute: () => int64(600_000_000n),
      TicksPerSecond: () => int64(10_000_000n),
      TicksPerMillisecond: () => int64(10_000n),
    },
    call: {
      ...Object.fromEntries(
        Object.entries(each).map(([name, ticks]) => [
          `From${name}`,
          (_: unknown, [count]: readonly unknown[]) => spanOfTicks(amount(count) * ticks),
        ]),
      ),
      FromTicks: (_, [ticks]) => new TimeSpan(toBigInt(castNumber("Int64", ticks))),
      Compare: (_, [a, b]) => Math.sign(compareValues(toSpan(a), toSpan(b))),
      Equals: (_, [a, b]) => toSpan(a).ticks === toSpan(b).ticks,
      ParseExact: (_, [text, formats]) => exactly(text, formats),
      TryParseExact: (_, args) => {
        const parsed = tryExactly(args[0], args[1]);
        setReference(args.at(-1), parsed ?? new TimeSpan(0n));
        return parsed !== undefined;
      },
      Parse: (_, [text]) => {
        const parsed = parseTimeSpan(toText(text));
        if (!parsed)
          throw new MemberError(
            `String '${toText(text)}' was not recognized as a valid TimeSpan.`,
            "System.FormatException",
          );
        return parsed;
      },
      TryParse: (_, args) => {
        const parsed = parseTimeSpan(toText(args[0]));
        setReference(args.at(-1), parsed ?? new TimeSpan(0n));
        return parsed !== undefined;
      },
    },
  }),
};

registerTypes(timeSpanType);
