// Get-Date: now, or another date, as an object or as text.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { dateGiven } from "../../src/command/dates.ts";
import { Problem } from "../../src/command/problem.ts";
import { dateOf, partsOf } from "../../src/values/calendar.ts";
import { extensible } from "../../src/values/custom.ts";
import { dayNames, formatDate, monthNames } from "../../src/values/dateformat.ts";
import { DateTime } from "../../src/values/datetime.ts";
import { choice, switchParameter, text, wholeNumber } from "../../src/values/kinds.ts";
import type { Type } from "../../src/values/type.ts";

/** Whole seconds, from year 1 to year 9999. */
const seconds: Type<number> = wholeNumber("Int64", -62_135_596_800, 253_402_300_799);

const day = {
  Date: {
    type: dateGiven,
    position: 1,
    pipeline: "both",
    aliases: ["LastWriteTime"],
    summary: "The date; now without it.",
  },
} as const;
const unix = {
  UnixTimeSeconds: {
    type: seconds,
    mandatory: true,
    aliases: ["UnixTime"],
    summary: "Seconds since 1970 began in UTC.",
  },
} as const;
const format = {
  Format: {
    type: text,
    summary: "Gives text by a .NET format, or FileDate, FileDateTime, with Universal at their end.",
  },
} as const;
const uformat = {
  UFormat: { type: text, mandatory: true, summary: "Gives text by a Unix format: %Y-%m-%d." },
} as const;

export default defineCmdlet({
  name: "Get-Date",
  synopsis: "Gives the current date and time, or another one.",
  runs: "shell",
  defaultSet: "DateAndFormat",
  sets: {
    DateAndFormat: { ...day, ...format },
    DateAndUFormat: { ...day, ...uformat },
    UnixTimeSecondsAndFormat: { ...unix, ...format },
    UnixTimeSecondsAndUFormat: { ...unix, ...uformat },
  },
  parameters: {
    Year: { type: wholeNumber("Int32", 1, 9999), summary: "Another year." },
    Month: { type: wholeNumber("Int32", 1, 12), summary: "Another month." },
    Day: { type: wholeNumber("Int32", 1, 31), summary: "Another day." },
    Hour: { type: wholeNumber("Int32", 0, 23), summary: "Another hour." },
    Minute: { type: wholeNumber("Int32", 0, 59), summary: "Another minute." },
    Second: { type: wholeNumber("Int32", 0, 59), summary: "Another second." },
    Millisecond: { type: wholeNumber("Int32", 0, 999), summary: "Another millisecond." },
    DisplayHint: {
      type: choice("DisplayHintType", "Date", "Time", "DateTime"),
      summary: "Shows only the date or only the time; the value has both.",
    },
    AsUTC: { type: switchParameter, summary: "Gives it in UTC." },
  },
  examples: [
    { run: "Get-Date -Format yyyy-MM-dd", note: "Today as text." },
    { run: "(Get-Date 2025-01-31).AddDays(1)", note: "Reckons with a date." },
  ],
  *process(p, { world }) {
    const now = DateTime.ofMilliseconds(world.clock.now());
    let date = now;
    if (p.Date) date = p.Date(now);
    else if (p.UnixTimeSeconds !== undefined) date = DateTime.ofMilliseconds(p.UnixTimeSeconds * 1000);
    date = changed(date, p);
    if (p.AsUTC && date.kind !== "Utc") date = DateTime.ofMilliseconds(date.milliseconds, "Utc");
    if (p.Format !== undefined) yield formatDate(...named(date, p.Format));
    else if (p.UFormat !== undefined) yield unixFormat(date, p.UFormat);
    else yield p.DisplayHint === undefined ? date : hinted(date, p.DisplayHint);
  },
});

function hinted(date: DateTime, hint: string): unknown {
  const made = extensible(date);
  made.add("DisplayHint", hint);
  return made;
}

interface Changes {
  readonly Year?: number | undefined;
  readonly Month?: number | undefined;
  readonly Day?: number | undefined;
  readonly Hour?: number | undefined;
  readonly Minute?: number | undefined;
  readonly Second?: number | undefined;
  readonly Millisecond?: number | undefined;
}

function changed(date: DateTime, p: Changes): DateTime {
  const given = [p.Year, p.Month, p.Day, p.Hour, p.Minute, p.Second, p.Millisecond];
  if (given.every((one) => one === undefined)) return date;
  const parts = partsOf(date);
  const year = p.Year ?? parts.year;
  const month = p.Month ?? parts.month;
  const monthDay = p.Day ?? parts.day;
  const start = dateOf(year, month, monthDay, p.Hour ?? parts.hour, p.Minute ?? parts.minute, p.Second ?? parts.second);
  if (!start) throw noSuchDay(year, month, monthDay);
  const below = date.ticks % 10_000_000n;
  const rest = p.Millisecond === undefined ? below : BigInt(p.Millisecond) * 10_000n + (below % 10_000n);
  return new DateTime(start.ticks + rest, date.kind);
}

const files: Readonly<Record<string, string>> = {
  filedate: "yyyyMMdd",
  filedatetime: "yyyyMMddTHHmmssffff",
};

/** The date and format that a name such as FileDateUniversal stands for. */
function named(date: DateTime, format: string): [DateTime, string] {
  const word = format.toLowerCase();
  const universal = word.endsWith("universal");
  const pattern = files[universal ? word.slice(0, -9) : word];
  if (pattern === undefined) return [date, format];
  if (!universal) return [date, pattern];
  return [DateTime.ofMilliseconds(date.milliseconds, "Utc"), `${pattern}Z`];
}

/** strftime's letters (Get-Date, -UFormat). */
function unixFormat(date: DateTime, format: string): string {
  const parts = partsOf(date);
  const weekDay = Number((date.ticks / 864_000_000_000n + 1n) % 7n);
  const two = (value: number) => String(value).padStart(2, "0");
  const newYear = dateOf(parts.year, 1, 1) as DateTime;
  const yearDay = Number((date.ticks - newYear.ticks) / 864_000_000_000n) + 1;
  const twelve = parts.hour % 12 === 0 ? 12 : parts.hour % 12;
  const letters: Readonly<Record<string, () => string>> = {
    A: () => dayNames[weekDay]!,
    a: () => dayNames[weekDay]!.slice(0, 3),
    B: () => monthNames[parts.month - 1]!,
    b: () => monthNames[parts.month - 1]!.slice(0, 3),
    h: () => monthNames[parts.month - 1]!.slice(0, 3),
    C: () => two(Math.floor(parts.year / 100)),
    c: () => formatDate(date, "ddd dd MMM yyyy HH:mm:ss"),
    D: () => formatDate(date, "MM/dd/yy"),
    d: () => two(parts.day),
    e: () => String(parts.day).padStart(2),
    F: () => formatDate(date, "yyyy-MM-dd"),
    H: () => two(parts.hour),
    I: () => two(twelve),
    j: () => String(yearDay).padStart(3, "0"),
    k: () => String(parts.hour).padStart(2),
    l: () => String(twelve).padStart(2),
    M: () => two(parts.minute),
    m: () => two(parts.month),
    n: () => "\n",
    p: () => (parts.hour < 12 ? "AM" : "PM"),
    R: () => formatDate(date, "HH:mm"),
    r: () => formatDate(date, "hh:mm:ss tt"),
    S: () => two(parts.second),
    s: () => String(Math.floor(date.milliseconds / 1000)),
    T: () => formatDate(date, "HH:mm:ss"),
    t: () => "\t",
    u: () => String(weekDay === 0 ? 7 : weekDay),
    w: () => String(weekDay),
    X: () => formatDate(date, "HH:mm:ss"),
    x: () => formatDate(date, "MM/dd/yy"),
    Y: () => String(parts.year),
    y: () => two(parts.year % 100),
    Z: () => formatDate(date, "zz"),
    "%": () => "%",
  };
  return format.replace(/^\+/, "").replace(/%(.)/gs, (whole, letter: string) => letters[letter]?.() ?? whole);
}

function noSuchDay(year: number, month: number, monthDay: number): Problem {
  return new Problem({
    id: "ArgumentOutOfRangeException",
    category: "InvalidArgument",
    text: `${monthNames[month - 1]} ${year} has no day ${monthDay}.`,
    exceptionType: "System.ArgumentOutOfRangeException",
  });
}
