// Reads dates as people and scripts write them (DateTime.Parse in the invariant culture): no pattern here backtracks.
import { dateOf } from "./calendar.ts";
import { monthNames } from "./dateformat.ts";
import { DateTime } from "./datetime.ts";

type Token =
  | { readonly kind: "number"; readonly value: number; readonly text: string }
  | { readonly kind: "word" | "mark"; readonly text: string };

function tokens(text: string): Token[] | undefined {
  const found: Token[] = [];
  const pattern = /\s+|(\d+)|([A-Za-z]+)|([/\-.,:+])/gy;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (!match) return undefined;
    if (match[1]) found.push({ kind: "number", value: Number(match[1]), text: match[1] });
    else if (match[2]) found.push({ kind: "word", text: match[2].toLowerCase() });
    else if (match[3]) found.push({ kind: "mark", text: match[3] });
  }
  return found;
}

interface Found {
  year?: number;
  month?: number;
  day?: number;
  hour: number;
  minute: number;
  second: number;
  fraction: number;
  afternoon?: boolean;
  /** Minutes ahead of UTC where the text says so. */
  offset?: number;
}

const days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

function fullYear(text: string): number {
  const value = Number(text);
  return text.length > 2 ? value : value < 50 ? 2000 + value : 1900 + value;
}

function monthNumber(word: string): number | undefined {
  const index = monthNames.findIndex(
    (name) => name.toLowerCase() === word || (word.length === 3 && name.toLowerCase().startsWith(word)),
  );
  return index < 0 ? undefined : index + 1;
}

/**
 * "2025-01-31", "1/31/2025 2:30 PM", "31 January 2025", "2025-01-31T14:30:00.123Z", "14:30" (today). `today` fills what
 * the text leaves out. A text with a zone gives local time, as DateTime.Parse does. Undefined for what is no date.
 */
export function parseDate(text: string, today: DateTime): DateTime | undefined {
  if (text.length > 100) return undefined;
  const list = tokens(text.trim().replace(/(\d)T(\d)/i, "$1 $2"));
  if (!list || list.length === 0) return undefined;
  const found: Found = { hour: 0, minute: 0, second: 0, fraction: 0 };
  const numbers: { value: number; text: string }[] = [];
  let separator = "";
  for (let i = 0; i < list.length; i++) {
    const token = list[i] as Token;
    const next = list[i + 1];
    if (token.kind === "number") {
      if (next?.kind === "mark" && next.text === ":") {
        const used = readTime(list, i, found);
        if (used < 0) return undefined;
        i += used - 1;
      } else if (next?.kind === "word" && (next.text === "am" || next.text === "pm") && numbers.length !== 1) {
        found.hour = token.value;
      } else numbers.push(token);
    } else if (token.kind === "word") {
      const month = monthNumber(token.text);
      if (token.text === "am" || token.text === "pm") found.afternoon = token.text === "pm";
      else if (token.text === "z" || token.text === "gmt" || token.text === "utc") found.offset = 0;
      else if (month !== undefined) found.month = month;
      else if (!days.some((day) => day === token.text || (token.text.length === 3 && day.startsWith(token.text))))
        return undefined;
    } else if (token.text === "/" || token.text === "-" || token.text === ".") separator ||= token.text;
    else if (token.text !== ",") return undefined;
  }
  return finish(found, numbers, separator, today);
}

function readTime(list: readonly Token[], start: number, found: Found): number {
  let i = start;
  const numberAt = (at: number) => {
    const token = list[at];
    return token?.kind === "number" ? token : undefined;
  };
  const markAt = (at: number) => (list[at]?.kind === "mark" ? (list[at] as Token).text : "");
  found.hour = numberAt(i)?.value ?? 0;
  const minute = numberAt(i + 2);
  if (!minute) return -1;
  found.minute = minute.value;
  i += 3;
  if (markAt(i) === ":") {
    const second = numberAt(i + 1);
    if (!second) return -1;
    found.second = second.value;
    i += 2;
    const rest = numberAt(i + 1);
    if (markAt(i) === "." && rest) {
      found.fraction = Number(rest.text.slice(0, 7).padEnd(7, "0"));
      i += 2;
    }
  }
  const sign = markAt(i);
  const hours = numberAt(i + 1);
  if ((sign === "+" || sign === "-") && hours) {
    i += 2;
    let minutes = 0;
    let whole = hours.value;
    const more = numberAt(i + 1);
    if (markAt(i) === ":" && more) {
      minutes = more.value;
      i += 2;
    } else if (hours.text.length === 4) {
      minutes = whole % 100;
      whole = Math.floor(whole / 100);
    }
    if (whole > 14 || minutes > 59) return -1;
    found.offset = (sign === "-" ? -1 : 1) * (whole * 60 + minutes);
  }
  return i - start;
}

function finish(
  found: Found,
  numbers: readonly { value: number; text: string }[],
  separator: string,
  today: DateTime,
): DateTime | undefined {
  const [a, b, c, ...more] = numbers;
  if (more.length > 0) return undefined;
  if (found.month !== undefined) {
    if (c) return undefined;
    if (a && b) {
      const yearFirst = a.text.length > 2;
      found.year = fullYear((yearFirst ? a : b).text);
      found.day = (yearFirst ? b : a).value;
    } else if (a) {
      if (a.text.length > 2) found.year = a.value;
      else found.day = a.value;
    }
    found.day ??= 1;
  } else if (a && b && c) {
    if (a.text.length > 2) [found.year, found.month, found.day] = [a.value, b.value, c.value];
    else [found.month, found.day, found.year] = [a.value, b.value, fullYear(c.text)];
  } else if (a && b) {
    if (separator === "") return undefined;
    if (a.text.length > 2) [found.year, found.month, found.day] = [a.value, b.value, 1];
    else if (b.text.length > 2) [found.month, found.year, found.day] = [a.value, b.value, 1];
    else [found.month, found.day] = [a.value, b.value];
  } else if (a) return undefined;
  if (found.afternoon !== undefined) {
    if (found.hour > 12) return undefined;
    found.hour = (found.hour % 12) + (found.afternoon ? 12 : 0);
  }
  const wall = new Date(today.milliseconds);
  found.year ??= wall.getFullYear();
  found.month ??= wall.getMonth() + 1;
  found.day ??= wall.getDate();
  const made = dateOf(found.year, found.month, found.day, found.hour, found.minute, found.second, found.fraction);
  if (!made || found.offset === undefined) return made;
  const utc = new DateTime(made.ticks - BigInt(found.offset) * 600_000_000n, "Utc");
  const local = DateTime.ofMilliseconds(utc.milliseconds);
  return new DateTime(local.ticks + (utc.ticks % 10_000n), "Local");
}
