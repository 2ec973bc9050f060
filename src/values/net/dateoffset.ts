// [DateTimeOffset]: moments with the clock that they were read from.
import { offsetMinutes, partsOf, ticksPerDay } from "../calendar.ts";
import { compareValues } from "../compare.ts";
import { formatDate } from "../dateformat.ts";
import { parseDate } from "../dateparse.ts";
import { DateTime, DateTimeOffset } from "../datetime.ts";
import { CastError, MemberError, members, type NetType, registerTypes, type Surroundings } from "../nettype.ts";
import { int64, isNumber, toBigInt } from "../numbers.ts";
import { spanOfTicks } from "../temporal.ts";
import { toText } from "../text.ts";
import { TimeSpan } from "../timespan.ts";
import { cultureIn } from "./culture.ts";
import { dateTimeType, daysOfWeek, nowOf, toKind } from "./dates.ts";
import { castNumber, setReference } from "./numbers.ts";
import { toSpan } from "./spans.ts";

const epoch = 621_355_968_000_000_000n;
const minute = 600_000_000n;

function offset(span: unknown): number {
  const { ticks } = toSpan(span);
  if (ticks % minute !== 0n) throw new MemberError("Offset must be specified in whole minutes. (Parameter 'offset')");
  const minutes = Number(ticks / minute);
  if (Math.abs(minutes) > 14 * 60)
    throw new MemberError(
      "Offset must be within plus or minus 14 hours. (Parameter 'offset')",
      "System.ArgumentOutOfRangeException",
    );
  return minutes;
}

/** A date as the clock of its kind shows it. */
export function ofDate(date: DateTime): DateTimeOffset {
  return new DateTimeOffset(date, date.kind === "Utc" ? 0 : offsetMinutes(date));
}

function ofUtc(ticks: bigint, minutes = 0): DateTimeOffset {
  return new DateTimeOffset(new DateTime(ticks + BigInt(minutes) * minute), minutes);
}

/** Reads a date with or without an offset; without one it is of this machine's clock. */
function parse(text: string, around: Surroundings): DateTimeOffset | undefined {
  const zone = /(:\d{2}(?:\.\d{1,7})?) ?(?:Z|GMT|UTC|([+-])(\d{1,2}):?(\d{2})?)$/i.exec(text.trim());
  if (!zone) {
    const date = parseDate(text, nowOf(around));
    return date && ofDate(date);
  }
  const [all, time = "", sign, hours = "0", minutes = "0"] = zone;
  const clock = parseDate(text.trim().slice(0, -all.length) + time, nowOf(around));
  const ahead = Number(hours) * 60 + Number(minutes);
  if (!clock || ahead > 14 * 60) return undefined;
  return new DateTimeOffset(clock, sign === "-" ? -ahead : ahead);
}

const unread = (text: string) =>
  new MemberError(`String '${text}' was not recognized as a valid DateTime.`, "System.FormatException");

function parsed(text: string, around: Surroundings): DateTimeOffset {
  const found = parse(text, around);
  if (!found) throw unread(text);
  return found;
}

function zoneText(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** Text by a format; the marks of the zone stand for its own offset. */
function format(self: DateTimeOffset, pattern: string, culture: ReturnType<typeof cultureIn>): string {
  if (pattern === "") return `${formatDate(self.clock, "G", culture)} ${zoneText(self.minutes)}`;
  if (["r", "R", "u"].includes(pattern)) return formatDate(new DateTime(self.utcTicks, "Utc"), pattern, culture);
  const long = pattern.toLowerCase() === "o" ? "yyyy-MM-ddTHH:mm:ss.fffffffzzz" : pattern;
  const whole = zoneText(self.minutes);
  const zoned = long.replace(/'[^']*'|"[^"]*"|\\.|K|z{1,3}/g, (run) => {
    if (run === "K" || run === "zzz") return `'${whole}'`;
    if (run === "zz") return `'${whole.slice(0, 3)}'`;
    return run === "z" ? `'${whole[0]}${Number(whole.slice(1, 3))}'` : run;
  });
  return formatDate(self.clock, zoned, culture);
}

DateTimeOffset.prototype.toString = function (this: DateTimeOffset): string {
  return format(this, "", "");
};

const later = (self: DateTimeOffset, ticks: bigint) =>
  new DateTimeOffset(new DateTime(self.clock.ticks + ticks), self.minutes);

/** Members that a date has on the clock of the offset, and give a date there. */
const onClock = (names: readonly string[]) =>
  Object.fromEntries(
    names.map((name) => [
      name,
      (self: DateTimeOffset, args: readonly unknown[], around: Surroundings) => {
        const moved = dateTimeType.members?.methods.get(name.toLowerCase())?.call(self.clock, args, around);
        return new DateTimeOffset(moved as DateTime, self.minutes);
      },
    ]),
  );

const offsetType: NetType = {
  name: "System.DateTimeOffset",
  aliases: ["datetimeoffset"],
  bases: ["System.ValueType"],
  holds: (value) => value instanceof DateTimeOffset,
  convert(value, around) {
    if (value instanceof DateTime) return ofDate(value);
    const found = typeof value === "string" ? parse(value, around) : undefined;
    if (found) return found;
    throw new CastError(
      `Cannot convert ${value === null ? "null" : `value "${toText(value)}"`} to type "System.DateTimeOffset". Error: "String '${toText(value)}' was not recognized as a valid DateTime."`,
      "InvalidCastParseTargetInvocationWithFormatProvider",
    );
  },
  construct: (args, around) => {
    const [first, second] = args;
    if (first === undefined) return ofUtc(0n);
    if (args.length <= 2 && !isNumber(first)) {
      const date = (first instanceof DateTime ? first : dateTimeType.convert(first, around)) as DateTime;
      if (second === undefined) return ofDate(date);
      const minutes = offset(second);
      if (date.kind === "Utc" && minutes !== 0)
        throw new MemberError("The UTC Offset for Utc DateTime instances must be 0. (Parameter 'offset')");
      return new DateTimeOffset(date, minutes);
    }
    const minutes = offset(args.at(-1));
    if (args.length === 2) return new DateTimeOffset(new DateTime(toBigInt(castNumber("Int64", first))), minutes);
    return new DateTimeOffset(dateTimeType.construct?.(args.slice(0, -1), around) as DateTime, minutes);
  },
  members: members<DateTimeOffset>({
    get: {
      ...Object.fromEntries(
        ["Year", "Month", "Day", "Hour", "Minute", "Second", "Millisecond", "DayOfYear"].map((name) => [
          name,
          (self: DateTimeOffset) =>
            partsOf(self.clock)[(name.charAt(0).toLowerCase() + name.slice(1)) as "year"] as number,
        ]),
      ),
      DayOfWeek: (self, around) => daysOfWeek.convert(partsOf(self.clock).dayOfWeek, around),
      Ticks: (self) => int64(self.clock.ticks),
      UtcTicks: (self) => int64(self.utcTicks),
      DateTime: (self) => self.clock,
      UtcDateTime: (self) => new DateTime(self.utcTicks, "Utc"),
      LocalDateTime: (self) => toKind(new DateTime(self.utcTicks, "Utc"), "Local"),
      Date: (self) => new DateTime(self.clock.ticks - (self.clock.ticks % ticksPerDay)),
      TimeOfDay: (self) => new TimeSpan(self.clock.ticks % ticksPerDay),
      Offset: (self) => new TimeSpan(BigInt(self.minutes) * minute),
    },
    call: {
      ...onClock([
        "AddTicks",
        "AddMilliseconds",
        "AddSeconds",
        "AddMinutes",
        "AddHours",
        "AddDays",
        "AddMonths",
        "AddYears",
      ]),
      Add: (self, [span]) => later(self, toSpan(span).ticks),
      Subtract: (self, [other]) =>
        other instanceof DateTimeOffset || other instanceof DateTime
          ? spanOfTicks(self.utcTicks - (other instanceof DateTime ? ofDate(other) : other).utcTicks)
          : later(self, -toSpan(other).ticks),
      ToOffset: (self, [span]) => ofUtc(self.utcTicks, offset(span)),
      ToUniversalTime: (self) => ofUtc(self.utcTicks),
      ToLocalTime: (self) => ofDate(toKind(new DateTime(self.utcTicks, "Utc"), "Local")),
      ToUnixTimeSeconds: (self) => int64((self.utcTicks - epoch) / 10_000_000n),
      ToUnixTimeMilliseconds: (self) => int64((self.utcTicks - epoch) / 10_000n),
      ToFileTime: (self) => int64(self.utcTicks - 504_911_232_000_000_000n),
      ToString: (self, args) => format(self, typeof args[0] === "string" ? args[0] : "", cultureIn(args)),
      CompareTo: (self, [other]) => Math.sign(compareValues(self, other)),
      Equals: (self, [other]) => other instanceof DateTimeOffset && other.utcTicks === self.utcTicks,
      EqualsExact: (self, [other]) =>
        other instanceof DateTimeOffset && other.utcTicks === self.utcTicks && other.minutes === self.minutes,
    },
  }),
  statics: members({
    get: {
      Now: (_, around) => ofDate(nowOf(around)),
      UtcNow: (_, around) => ofDate(toKind(nowOf(around), "Utc")),
      MinValue: () => ofUtc(0n),
      MaxValue: () => ofUtc(3_155_378_975_999_999_999n),
      UnixEpoch: () => ofUtc(epoch),
    },
    call: {
      Parse: (_, [text], around) => parsed(toText(text), around),
      TryParse: (_, args, around) => {
        const found = parse(toText(args[0]), around);
        setReference(args.at(-1), found ?? ofUtc(0n));
        return found !== undefined;
      },
      FromUnixTimeSeconds: (_, [seconds]) => ofUtc(epoch + toBigInt(castNumber("Int64", seconds)) * 10_000_000n),
      FromUnixTimeMilliseconds: (_, [ms]) => ofUtc(epoch + toBigInt(castNumber("Int64", ms)) * 10_000n),
      FromFileTime: (_, [ticks]) =>
        ofDate(toKind(new DateTime(toBigInt(castNumber("Int64", ticks)) + 504_911_232_000_000_000n, "Utc"), "Local")),
      Compare: (_, [a, b]) => Math.sign(compareValues(a, b)),
    },
  }),
};

registerTypes(offsetType);
