// JSON text of any value (ConvertTo-Json) and values of JSON text (ConvertFrom-Json), bounded in depth.
import { isList, itemsOf } from "../values/collections.ts";
import { CustomObject } from "../values/custom.ts";
import { formatDate } from "../values/dateformat.ts";
import { parseDate } from "../values/dateparse.ts";
import { DateTime } from "../values/datetime.ts";
import { Dictionary } from "../values/dictionary.ts";
import { EnumValue } from "../values/nettype.ts";
import { type AnyNumber, isNumber, numberText, parseNumber, toNumber } from "../values/numbers.ts";
import { Structured } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import type { Type } from "../values/type.ts";
import { typeOfProperty } from "./cell.ts";

export interface JsonStyle {
  /** Objects inside objects below this many levels become text. */
  readonly depth: number;
  readonly compress: boolean;
  readonly enumsAsText: boolean;
  readonly escape: "Default" | "EscapeNonAscii" | "EscapeHtml";
  /** Called once when something was too deep. */
  readonly truncated: () => void;
}

/** The JSON text of a value. */
export function jsonText(value: unknown, style: JsonStyle): string {
  return write(value, undefined, style, 0, "");
}

function write(
  value: unknown,
  type: Type<unknown> | undefined,
  style: JsonStyle,
  level: number,
  margin: string,
): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "string") return quote(value, style);
  if (isNumber(value)) return numberJson(value, style);
  if (value instanceof DateTime) {
    return quote(formatDate(value, "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"), style);
  }
  if (value instanceof EnumValue) return style.enumsAsText ? quote(value.word, style) : String(value.number);
  const list = isList(value) ? itemsOf(value) : undefined;
  if (!list && type && !(value instanceof Structured)) return quote(type.show(value), style);
  const pairs = list ? undefined : pairsOf(value);
  if (!list && !pairs) return quote(toText(value), style);
  if (level > style.depth) {
    style.truncated();
    return quote(toText(value), style);
  }
  const inner = `${margin}  `;
  const parts = list
    ? list.map((item) => write(item, type?.element, style, level + 1, inner))
    : pairs!.map(
        ([name, item, kind]) =>
          `${quote(name, style)}:${style.compress ? "" : " "}${write(item, kind, style, level + 1, inner)}`,
      );
  const [open, close] = list ? ["[", "]"] : ["{", "}"];
  if (parts.length === 0) return `${open}${close}`;
  if (style.compress) return `${open}${parts.join(",")}${close}`;
  return `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${margin}${close}`;
}

function pairsOf(value: unknown): readonly (readonly [string, unknown, Type<unknown> | undefined])[] | undefined {
  if (value instanceof Dictionary) return value.entries().map(({ key, value: item }) => [toText(key), item, undefined]);
  if (value instanceof CustomObject && value.base !== undefined && !(value.base instanceof Structured)) {
    return [
      ["value", value.base, undefined],
      ...value.names().map((name) => [name, value.get(name), undefined] as const),
    ];
  }
  if (!(value instanceof Structured)) return undefined;
  return value.names().map((name) => [name, value.get(name), typeOfProperty(value, name)]);
}

function numberJson(value: AnyNumber, style: JsonStyle): string {
  const plain = toNumber(value);
  return Number.isFinite(plain)
    ? numberText(value)
        .replace(/^(-?)\./, "$10.")
        .replace("E+", "e+")
    : quote(toText(value), style);
}

function quote(text: string, style: JsonStyle): string {
  const plain = JSON.stringify(text);
  if (style.escape === "Default") return plain;
  const code = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  if (style.escape === "EscapeHtml")
    return `"${plain
      .slice(1, -1)
      .replace(/[<>&']/g, code)
      .replaceAll('\\"', "\\u0022")}"`;
  return plain.replace(/[^\x00-\x7f]/g, code);
}

/** What is wrong with JSON text, with line and column. */
export class JsonError extends Error {
  override readonly name = "JsonError";
}

export interface ReadStyle {
  readonly asTable: boolean;
  readonly depth: number;
  /** Whether comments, and a comma before a closing bracket, are let pass; comments are unless said otherwise. */
  readonly comments?: boolean;
  readonly trailingCommas?: boolean;
  /** What texts of dates become; see ConvertFrom-Json, -DateKind. */
  readonly dates?: "Default" | "Local" | "Utc" | "String";
}

const space = /[ \t\r\n]/;
const literal = /[-+.\w]/;
const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?(Z|[+-]\d\d:\d\d)?$/;

/** Reads JSON text; comments are allowed. Throws {@link JsonError}. */
export function readJson(text: string, style: ReadStyle): unknown {
  let at = 0;

  function fail(what: string): never {
    const before = text.slice(0, at).split("\n");
    throw new JsonError(`${what} Line ${before.length}, column ${before.at(-1)!.length + 1}.`);
  }

  function skip(): void {
    for (;;) {
      while (at < text.length && space.test(text[at]!)) at++;
      if (style.comments === false && text[at] === "/") fail("Comments are not allowed.");
      if (text.startsWith("//", at)) {
        const end = text.indexOf("\n", at);
        at = end < 0 ? text.length : end;
      } else if (text.startsWith("/*", at)) {
        const end = text.indexOf("*/", at + 2);
        if (end < 0) fail("A comment has no end.");
        at = end + 2;
      } else return;
    }
  }

  function value(level: number): unknown {
    if (level > style.depth) fail(`The text is nested deeper than ${style.depth} levels.`);
    skip();
    const char = text[at];
    if (char === "{") return object(level);
    if (char === "[") return list(level);
    if (char === '"') {
      const found = word();
      return date.test(found) ? dateOf(found, style.dates ?? "Default") : found;
    }
    return plain();
  }

  function object(level: number): unknown {
    const pairs: [string, unknown][] = [];
    const seen = new Map<string, string>();
    at++;
    skip();
    while (text[at] !== "}") {
      if (text[at] !== '"') fail("A name in double quotes is missing.");
      const name = word();
      const other = seen.get(name.toLowerCase());
      if (other !== undefined && other !== name && !style.asTable) {
        fail(`The names '${other}' and '${name}' differ in case only; -AsHashtable keeps both.`);
      }
      seen.set(name.toLowerCase(), name);
      skip();
      if (text[at] !== ":") fail("A colon is missing.");
      at++;
      pairs.push([name, value(level + 1)]);
      skip();
      if (text[at] === ",") {
        at++;
        skip();
        if (text[at] === "}" && style.trailingCommas === false) fail("A name is missing behind the comma.");
      } else if (text[at] !== "}") fail("A comma or closing brace is missing.");
    }
    at++;
    if (!style.asTable) return new CustomObject(pairs);
    const table = new Dictionary("Ordered", true);
    for (const [name, item] of pairs) table.set(name, item);
    return table;
  }

  function list(level: number): unknown[] {
    const items: unknown[] = [];
    at++;
    skip();
    while (text[at] !== "]") {
      items.push(value(level + 1));
      skip();
      if (text[at] === ",") {
        at++;
        skip();
        if (text[at] === "]" && style.trailingCommas === false) fail("A value is missing behind the comma.");
      } else if (text[at] !== "]") fail("A comma or closing bracket is missing.");
    }
    at++;
    return items;
  }

  function word(): string {
    let end = at + 1;
    while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
    if (end >= text.length) fail("A string has no end.");
    const source = text.slice(at, end + 1);
    let read: string;
    try {
      read = JSON.parse(source.replace(/[\n\r\t]/g, (char) => JSON.stringify(char).slice(1, -1))) as string;
    } catch {
      return fail("A string is malformed.");
    }
    at = end + 1;
    return read;
  }

  function plain(): unknown {
    const start = at;
    while (at < text.length && literal.test(text[at]!)) at++;
    const found = text.slice(start, at);
    if (found === "true" || found === "false") return found === "true";
    if (found === "null") return null;
    const number = /^-?(?:0|[1-9]\d{0,400})(?:\.\d{1,400})?(?:[eE][-+]?\d{1,4})?$/.test(found)
      ? parseNumber(found)
      : undefined;
    if (number === undefined) {
      at = start;
      return fail(found === "" ? "A value is missing." : `'${found.slice(0, 40)}' is no value.`);
    }
    return number;
  }

  const result = value(0);
  skip();
  if (at < text.length) fail("There is more after the end of the value.");
  return result;
}

/** A text that is a date by ISO 8601: with Z in UTC, with another zone local, else unspecified; or as `kind` says. */
function dateOf(text: string, kind: NonNullable<ReadStyle["dates"]>): unknown {
  if (kind === "String") return text;
  const read = dateIn(text);
  if (!(read instanceof DateTime) || kind === "Default") return read;
  if (read.kind === "Unspecified") return new DateTime(read.ticks, kind);
  return DateTime.ofMilliseconds(read.milliseconds, kind);
}

function dateIn(text: string): unknown {
  const utc = text.endsWith("Z");
  const read = parseDate(utc ? text.slice(0, -1) : text, new DateTime(0n));
  if (!read) return text;
  return utc ? new DateTime(read.ticks, "Utc") : read;
}
