// Dates and time spans as text: .NET's standard and custom format strings in the cultures of culture.ts.
import { type DateParts, offsetMinutes, partsOf } from "./calendar.ts";
import { type Culture, rulesOf } from "./culture.ts";
import { DateTime } from "./datetime.ts";
import type { TimeSpan } from "./timespan.ts";
import { ConversionError } from "./type.ts";

export const dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
export const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** The one-letter formats that are the same everywhere. */
const standard: Readonly<Record<string, string>> = {
  O: "yyyy-MM-ddTHH:mm:ss.fffffffK",
  o: "yyyy-MM-ddTHH:mm:ss.fffffffK",
  R: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
  r: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
  s: "yyyy-MM-ddTHH:mm:ss",
  u: "yyyy-MM-dd HH:mm:ss'Z'",
};

/** Throws ConversionError for a standard format that does not exist. */
export function formatDate(date: DateTime, format: string, culture: Culture = "en-US"): string {
  if (format === "") return formatDate(date, "G", culture);
  if (format.length === 1) {
    const { dates } = rulesOf(culture);
    const pattern = standard[format] ?? dates[format === "m" || format === "y" ? format.toUpperCase() : format];
    if (pattern === undefined) throw badFormat();
    // U shows the moment in UTC.
    if (format !== "U" || date.kind === "Utc") return custom(date, pattern);
    return custom(new DateTime(date.ticks - BigInt(offsetMinutes(date)) * 600_000_000n, "Utc"), pattern);
  }
  return custom(date, format.startsWith("%") && format.length === 2 ? format.slice(1) : format);
}

function badFormat(): ConversionError {
  return new ConversionError("Input string was not in a correct format.");
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

function custom(date: DateTime, format: string): string {
  const parts = partsOf(date);
  let text = "";
  let i = 0;
  while (i < format.length) {
    const mark = format[i] as string;
    if (mark === "\\") {
      text += format[i + 1] ?? "";
      i += 2;
      continue;
    }
    if (mark === "'" || mark === '"') {
      const close = format.indexOf(mark, i + 1);
      if (close < 0) throw badFormat();
      text += format.slice(i + 1, close);
      i = close + 1;
      continue;
    }
    if (mark === "%") {
      i++;
      continue;
    }
    let run = 1;
    while (format[i + run] === mark) run++;
    const piece = datePiece(date, parts, mark, run);
    if (mark === "F" && piece === "" && text.endsWith(".")) text = text.slice(0, -1);
    text += piece ?? mark.repeat(run);
    i += run;
  }
  return text;
}

function datePiece(date: DateTime, at: DateParts, mark: string, run: number): string | undefined {
  switch (mark) {
    case "y":
      return run <= 2 ? pad(at.year % 100, run) : pad(at.year, run);
    case "M": {
      const name = monthNames[at.month - 1] ?? "";
      return run <= 2 ? pad(at.month, run) : run === 3 ? name.slice(0, 3) : name;
    }
    case "d": {
      const name = dayNames[at.dayOfWeek] ?? "";
      return run <= 2 ? pad(at.day, run) : run === 3 ? name.slice(0, 3) : name;
    }
    case "H":
      return pad(at.hour, Math.min(run, 2));
    case "h":
      return pad(at.hour % 12 || 12, Math.min(run, 2));
    case "m":
      return pad(at.minute, Math.min(run, 2));
    case "s":
      return pad(at.second, Math.min(run, 2));
    case "f":
    case "F": {
      if (run > 7) throw badFormat();
      const digits = pad(at.fraction, 7).slice(0, run);
      return mark === "f" ? digits : digits.replace(/0+$/, "");
    }
    case "t": {
      const name = at.hour < 12 ? "AM" : "PM";
      return run === 1 ? name.slice(0, 1) : name;
    }
    case "g":
      return "A.D.";
    case "z":
      return offsetText(offsetMinutes(date), run);
    case "K":
      return (date.kind === "Utc" ? "Z" : date.kind === "Local" ? offsetText(offsetMinutes(date), 3) : "").repeat(run);
    default:
      return undefined;
  }
}

function offsetText(minutes: number, run: number): string {
  const size = Math.abs(minutes);
  const hours = pad(Math.floor(size / 60), Math.min(run, 2));
  return (minutes < 0 ? "-" : "+") + hours + (run > 2 ? `:${pad(size % 60, 2)}` : "");
}

/** "c", "t", "T", "g", "G" and custom formats of a TimeSpan. */
export function formatTimeSpan(span: TimeSpan, format: string): string {
  if (["", "c", "t", "T"].includes(format)) return span.toString();
  const size = span.ticks < 0n ? -span.ticks : span.ticks;
  const at = {
    d: Number(size / 864_000_000_000n),
    h: Number((size / 36_000_000_000n) % 24n),
    m: Number((size / 600_000_000n) % 60n),
    s: Number((size / 10_000_000n) % 60n),
  };
  const fraction = (size % 10_000_000n).toString().padStart(7, "0");
  const sign = span.ticks < 0n ? "-" : "";
  if (format === "g") {
    const rest = fraction.replace(/0+$/, "");
    return `${sign}${at.d > 0 ? `${at.d}:` : ""}${at.h}:${pad(at.m, 2)}:${pad(at.s, 2)}${rest ? `.${rest}` : ""}`;
  }
  if (format === "G") return `${sign}${at.d}:${pad(at.h, 2)}:${pad(at.m, 2)}:${pad(at.s, 2)}.${fraction}`;
  const source = format.length === 2 && format.startsWith("%") ? format.slice(1) : format;
  if (format.length === 1) throw badFormat();
  let text = "";
  for (let i = 0; i < source.length; ) {
    const mark = source[i] as string;
    if (mark === "\\") {
      text += source[i + 1] ?? "";
      i += 2;
      continue;
    }
    if (mark === "'" || mark === '"') {
      const close = source.indexOf(mark, i + 1);
      if (close < 0) throw badFormat();
      text += source.slice(i + 1, close);
      i = close + 1;
      continue;
    }
    let run = 1;
    while (source[i + run] === mark) run++;
    if (mark === "f" || mark === "F") {
      const digits = fraction.slice(0, run);
      text += mark === "f" ? digits : digits.replace(/0+$/, "");
    } else if (mark === "d" || mark === "h" || mark === "m" || mark === "s") text += pad(at[mark], run);
    else throw badFormat();
    i += run;
  }
  return text;
}
