// Reads dates and time spans by an exact format, as ParseExact does.
import { dateOf } from "./calendar.ts";
import type { DateTime, DateTimeKind } from "./datetime.ts";
import { parseTimeSpan, TimeSpan } from "./timespan.ts";

/** Reads a date by an exact custom format; undefined where the text does not follow it. */
export function parseExact(text: string, format: string): DateTime | undefined {
  const pieces: { readonly mark: string; readonly width: number; readonly text: string }[] = [];
  const longForm: Record<string, string> = {
    d: "MM/dd/yyyy",
    s: "yyyy-MM-ddTHH:mm:ss",
    o: "yyyy-MM-ddTHH:mm:ss.fffffff",
    u: "yyyy-MM-dd HH:mm:ssZ",
  };
  const source = format.length === 1 ? (longForm[format] ?? format) : format;
  for (const [run] of source.matchAll(/yyyy|yy|MMMM|MMM|MM?|dd?|HH?|hh?|mm?|ss?|f{1,7}|tt|K|zzz|'[^']*'|\\.|[\s\S]/g)) {
    const literal = run.startsWith("'") ? run.slice(1, -1) : run.startsWith("\\") ? run.slice(1) : run;
    pieces.push({ mark: /^[yMdHhmsftKz]/.test(run) ? run : "", width: run.length, text: literal });
  }
  const at: Record<string, number> = { y: 1, M: 1, d: 1, h: 0, m: 0, s: 0, f: 0 };
  let kind: DateTimeKind = "Unspecified";
  let afternoon: boolean | undefined;
  let rest = text;
  for (const piece of pieces) {
    if (piece.mark === "") {
      if (!rest.startsWith(piece.text)) return undefined;
      rest = rest.slice(piece.text.length);
    } else if (piece.mark === "MMM" || piece.mark === "MMMM") {
      const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
      const month = months.indexOf(rest.slice(0, 3).toLowerCase());
      if (month < 0) return undefined;
      at["M"] = month + 1;
      rest = rest.slice(piece.mark === "MMM" ? 3 : (/^[A-Za-z]+/.exec(rest)?.[0].length ?? 3));
    } else if (piece.mark === "tt") {
      const word = rest.slice(0, 2).toLowerCase();
      if (word !== "am" && word !== "pm") return undefined;
      afternoon = word === "pm";
      rest = rest.slice(2);
    } else if (piece.mark === "K" || piece.mark === "zzz") {
      const zone = /^(?:Z|[+-]\d\d:\d\d)?/.exec(rest)?.[0] ?? "";
      if (zone === "Z") kind = "Utc";
      rest = rest.slice(zone.length);
    } else {
      const digits = new RegExp(`^\\d{${piece.width === 1 ? "1,2" : piece.width}}`).exec(rest)?.[0];
      if (digits === undefined) return undefined;
      const key = piece.mark[0] === "H" ? "h" : (piece.mark[0] as string);
      at[key] =
        piece.mark[0] === "f"
          ? Number(digits.padEnd(7, "0"))
          : piece.mark === "yy"
            ? (Number(digits) < 50 ? 2000 : 1900) + Number(digits)
            : Number(digits);
      rest = rest.slice(digits.length);
    }
  }
  if (rest !== "") return undefined;
  const hour = afternoon === undefined ? at["h"] : ((at["h"] ?? 0) % 12) + (afternoon ? 12 : 0);
  return dateOf(at["y"] ?? 1, at["M"] ?? 1, at["d"] ?? 1, hour, at["m"], at["s"], at["f"], kind);
}

/** Reads a time span by an exact format: c, g, G or a custom one with d, h, m, s, f; undefined where the text differs. */
export function parseExactSpan(text: string, format: string): TimeSpan | undefined {
  if (["c", "t", "T"].includes(format)) return text.includes(":") ? parseTimeSpan(text) : undefined;
  if (format === "g" || format === "G") return parseTimeSpan(text.replace(/^(-?\d+):(\d+:\d+:)/, "$1.$2"));
  const source = format.length === 2 && format.startsWith("%") ? format.slice(1) : format;
  const units: Readonly<Record<string, bigint>> = {
    d: 864_000_000_000n,
    h: 36_000_000_000n,
    m: 600_000_000n,
    s: 10_000_000n,
  };
  const limits: Readonly<Record<string, number>> = { d: 10_675_199, h: 23, m: 59, s: 59 };
  let ticks = 0n;
  let rest = text;
  for (const [run] of source.matchAll(/d{1,8}|hh?|mm?|ss?|f{1,7}|F{1,7}|'[^']*'|\\.|[\s\S]/g)) {
    const mark = run[0] as string;
    if (/^[dhms]/.test(run)) {
      const digits = new RegExp(`^\\d{${run.length === 1 ? (mark === "d" ? "1,8" : "1,2") : run.length}}`).exec(
        rest,
      )?.[0];
      if (digits === undefined || Number(digits) > (limits[mark] as number)) return undefined;
      ticks += BigInt(digits) * (units[mark] as bigint);
      rest = rest.slice(digits.length);
    } else if (/^[fF]/.test(run)) {
      const digits = new RegExp(`^\\d{${mark === "f" ? run.length : `0,${run.length}`}}`).exec(rest)?.[0];
      if (digits === undefined) return undefined;
      ticks += BigInt(digits.padEnd(7, "0"));
      rest = rest.slice(digits.length);
    } else if (mark === "'" || (mark === "\\" && run.length === 2)) {
      const literal = mark === "'" ? run.slice(1, -1) : run.slice(1);
      if (!rest.startsWith(literal)) return undefined;
      rest = rest.slice(literal.length);
      // Any other sign must be written with a backslash or in quotes.
    } else return undefined;
  }
  return rest === "" ? new TimeSpan(ticks) : undefined;
}
