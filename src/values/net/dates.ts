// [datetime] and what belongs to it; [timespan] stands in spans.ts.
import { dateOf, daysInMonth, isLeapYear, maxTicks, offsetMinutes, partsOf, ticksPerDay } from "../calendar.ts";
import { compareValues } from "../compare.ts";
import { parseExact } from "../dateexact.ts";
import { dayNames, formatDate } from "../dateformat.ts";
import { parseDate } from "../dateparse.ts";
import { DateTime, type DateTimeKind } from "../datetime.ts";
import {
  CastError,
  EnumValue,
  enumeration,
  MemberError,
  members,
  type NetType,
  registerTypes,
  type Surroundings,
} from "../nettype.ts";
import { type AnyNumber, double, int64, isNumber, toBigInt, toNumber } from "../numbers.ts";
import { moveDate } from "../temporal.ts";
import { toText } from "../text.ts";
import { TimeSpan } from "../timespan.ts";
import { cultureIn } from "./culture.ts";
import { castNumber, setReference } from "./numbers.ts";
import { toSpan } from "./spans.ts";
import { intOf } from "./strings.ts";

const kinds = enumeration("System.DateTimeKind", ["Unspecified", "Utc", "Local"]);
export const daysOfWeek = enumeration("System.DayOfWeek", dayNames);

function amount(value: unknown): number {
  return toNumber(castNumber("Double", value));
}

export function nowOf(around: Surroundings): DateTime {
  return DateTime.ofMilliseconds(around.clock.now());
}

function later(date: DateTime, count: unknown, ticksEach: number): DateTime {
  return moveDate(date, amount(count) * ticksEach);
}

function addMonths(date: DateTime, count: number): DateTime {
  const at = partsOf(date);
  const months = at.year * 12 + at.month - 1 + count;
  const year = Math.floor(months / 12);
  const month = (((months % 12) + 12) % 12) + 1;
  if (year < 1 || year > 9999)
    throw new MemberError(
      "The added or subtracted value results in an un-representable DateTime.",
      "System.ArgumentOutOfRangeException",
    );
  const made = dateOf(year, month, Math.min(at.day, daysInMonth(year, month)), 0, 0, 0, 0, date.kind) as DateTime;
  return new DateTime(made.ticks + (date.ticks % ticksPerDay), date.kind);
}

/** The same moment on this machine's clock, or on the clock of Greenwich. */
export function toKind(date: DateTime, kind: "Utc" | "Local"): DateTime {
  if (date.kind === kind) return date;
  // An unspecified time counts as local for ToUniversalTime and as UTC for ToLocalTime.
  if (kind === "Utc") return new DateTime(date.ticks - BigInt(offsetMinutes(date)) * 600_000_000n, "Utc");
  const utc = new DateTime(date.ticks, "Utc");
  const local = DateTime.ofMilliseconds(utc.milliseconds);
  return new DateTime(local.ticks + (utc.ticks % 10_000n), "Local");
}

const dateMembers = members<DateTime>({
  get: {
    Year: (self) => partsOf(self).year,
    Month: (self) => partsOf(self).month,
    Day: (self) => partsOf(self).day,
    Hour: (self) => partsOf(self).hour,
    Minute: (self) => partsOf(self).minute,
    Second: (self) => partsOf(self).second,
    Millisecond: (self) => partsOf(self).millisecond,
    DayOfWeek: (self) => daysOfWeek.convert(partsOf(self).dayOfWeek, undefined as never),
    DayOfYear: (self) => partsOf(self).dayOfYear,
    Microsecond: (self) => Number((self.ticks / 10n) % 1000n),
    Nanosecond: (self) => Number(self.ticks % 10n) * 100,
    Ticks: (self) => int64(self.ticks),
    Kind: (self) => kinds.convert(self.kind, undefined as never),
    Date: (self) => new DateTime(self.ticks - (self.ticks % ticksPerDay), self.kind),
    TimeOfDay: (self) => new TimeSpan(self.ticks % ticksPerDay),
    DateTime: (self) => formatDate(self, "F"),
  },
  call: {
    AddTicks: (self, [count]) => moveDate(self, toBigInt(castNumber("Int64", count))),
    AddMilliseconds: (self, [count]) => later(self, count, 10_000),
    AddSeconds: (self, [count]) => later(self, count, 10_000_000),
    AddMinutes: (self, [count]) => later(self, count, 600_000_000),
    AddHours: (self, [count]) => later(self, count, 36_000_000_000),
    AddDays: (self, [count]) => later(self, count, 864_000_000_000),
    AddMonths: (self, [count]) => addMonths(self, intOf(count)),
    AddYears: (self, [count]) => addMonths(self, intOf(count) * 12),
    Add: (self, [span]) => moveDate(self, toSpan(span).ticks),
    Subtract: (self, [other]) =>
      other instanceof DateTime ? new TimeSpan(self.ticks - other.ticks) : moveDate(self, -toSpan(other).ticks),
    ToString: (self, args) => formatDate(self, typeof args[0] === "string" ? args[0] : "G", cultureIn(args)),
    ToShortDateString: (self) => formatDate(self, "d"),
    ToLongDateString: (self) => formatDate(self, "D"),
    ToShortTimeString: (self) => formatDate(self, "t"),
    ToLongTimeString: (self) => formatDate(self, "T"),
    ToUniversalTime: (self) => toKind(self, "Utc"),
    ToLocalTime: (self) => toKind(self, "Local"),
    ToFileTime: (self) => int64(toKind(self, "Utc").ticks - 504_911_232_000_000_000n),
    ToFileTimeUtc: (self) => int64(self.ticks - 504_911_232_000_000_000n),
    ToOADate: (self) => double(Number(self.ticks - 599_264_352_000_000_000n) / 864_000_000_000),
    CompareTo: (self, [other]) => Math.sign(compareValues(self, other)),
    Equals: (self, [other]) => other instanceof DateTime && other.ticks === self.ticks,
    IsDaylightSavingTime: (self) => {
      const year = partsOf(self).year;
      const offset = (month: number) => offsetMinutes(dateOf(year, month, 1) as DateTime);
      return self.kind !== "Utc" && offsetMinutes(self) > Math.min(offset(1), offset(7));
    },
  },
});

function dateFrom(text: string, around: Surroundings): DateTime {
  const parsed = parseDate(text, nowOf(around));
  if (!parsed)
    throw new MemberError(`String '${text}' was not recognized as a valid DateTime.`, "System.FormatException");
  return parsed;
}

function exactly(text: unknown, formats: unknown): DateTime {
  const list = Array.isArray(formats) ? formats : [formats];
  for (const format of list) {
    const parsed = parseExact(toText(text), toText(format));
    if (parsed) return parsed;
  }
  throw new MemberError(`String '${toText(text)}' was not recognized as a valid DateTime.`, "System.FormatException");
}

export const dateTimeType: NetType = {
  name: "System.DateTime",
  aliases: ["datetime"],
  bases: ["System.ValueType"],
  holds: (value) => value instanceof DateTime,
  convert(value, around) {
    if (isNumber(value)) return new DateTime(toBigInt(value));
    const parsed = typeof value === "string" ? parseDate(value, nowOf(around)) : undefined;
    if (parsed) return parsed;
    if (typeof value !== "string") {
      throw new CastError(
        `Cannot convert ${value === null ? "null" : `the "${toText(value)}" value`} to type "System.DateTime".`,
        "ConvertToFinalInvalidCastException",
      );
    }
    throw new CastError(
      `Cannot convert value "${value}" to type "System.DateTime". Error: "String '${value}' was not recognized as a valid DateTime."`,
      "InvalidCastParseTargetInvocationWithFormatProvider",
    );
  },
  members: dateMembers,
  construct: (args) => {
    if (args.length < 3) {
      const ticks = args.length === 0 ? 0n : toBigInt(castNumber("Int64", args[0]));
      if (ticks < 0n || ticks > maxTicks)
        throw new MemberError(
          "Ticks must be between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks.",
          "System.ArgumentOutOfRangeException",
        );
      return new DateTime(ticks);
    }
    const last = args.at(-1);
    const kind =
      last instanceof EnumValue || typeof last === "string"
        ? (toText(kinds.convert(last, undefined as never)) as DateTimeKind)
        : "Unspecified";
    const numbers = args.filter((arg): arg is AnyNumber => isNumber(arg)).map(intOf);
    const [year = 1, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = numbers;
    const made = dateOf(year, month, day, hour, minute, second, ms * 10_000, kind);
    if (!made)
      throw new MemberError(
        "Year, Month, and Day parameters describe an un-representable DateTime.",
        "System.ArgumentOutOfRangeException",
      );
    return made;
  },
  statics: members({
    get: {
      Now: (_, around) => nowOf(around),
      UtcNow: (_, around) => DateTime.ofMilliseconds(around.clock.now(), "Utc"),
      Today: (_, around) => {
        const now = nowOf(around);
        return new DateTime(now.ticks - (now.ticks % ticksPerDay), "Local");
      },
      MinValue: () => new DateTime(0n),
      MaxValue: () => new DateTime(maxTicks),
      UnixEpoch: () => new DateTime(621_355_968_000_000_000n, "Utc"),
    },
    call: {
      Parse: (_, [text], around) => dateFrom(toText(text), around),
      ParseExact: (_, [text, formats]) => exactly(text, formats),
      TryParse: (_, args, around) => {
        const parsed = parseDate(toText(args[0]), nowOf(around));
        setReference(args.at(-1), parsed ?? new DateTime(0n));
        return parsed !== undefined;
      },
      TryParseExact: (_, args) => {
        try {
          setReference(args.at(-1), exactly(args[0], args[1]));
          return true;
        } catch {
          setReference(args.at(-1), new DateTime(0n));
          return false;
        }
      },
      DaysInMonth: (_, [year, month]) => daysInMonth(intOf(year), intOf(month)),
      IsLeapYear: (_, [year]) => isLeapYear(intOf(year)),
      FromFileTime: (_, [ticks]) =>
        toKind(new DateTime(toBigInt(castNumber("Int64", ticks)) + 504_911_232_000_000_000n, "Utc"), "Local"),
      FromFileTimeUtc: (_, [ticks]) =>
        new DateTime(toBigInt(castNumber("Int64", ticks)) + 504_911_232_000_000_000n, "Utc"),
      FromOADate: (_, [days]) =>
        new DateTime(599_264_352_000_000_000n + BigInt(Math.round(amount(days) * 86_400_000)) * 10_000n),
      SpecifyKind: (_, [date, kind]) =>
        new DateTime((date as DateTime).ticks, toText(kinds.convert(kind, undefined as never)) as DateTimeKind),
      Compare: (_, [a, b]) => Math.sign(compareValues(a, b)),
      Equals: (_, [a, b]) => compareValues(a, b) === 0,
    },
  }),
};

registerTypes(dateTimeType, kinds, daysOfWeek);
