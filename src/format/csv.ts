// Comma-separated values (RFC 4180), as Import-Csv and Export-Csv read and write them.
import { once } from "node:events";
import { parse } from "csv-parse";
import { Problem } from "../command/problem.ts";
import { CustomObject } from "../values/custom.ts";
import type { Structured } from "../values/structured.ts";
import { shownText } from "../values/text.ts";
import { typeOfProperty } from "./cell.ts";

export type Quotes = "Always" | "AsNeeded" | "Never";

export interface CsvStyle {
  readonly delimiter: string;
  readonly quotes: Quotes;
  /** Columns that are quoted, in lower case; the others are not. */
  readonly quoted: ReadonlySet<string> | undefined;
}

/** One line without its end. */
export function csvLine(values: readonly (string | null)[], names: readonly string[], style: CsvStyle): string {
  return values
    .map((value, i) => {
      if (value === null) return "";
      const needs = value.includes(style.delimiter) || /["\r\n]/.test(value);
      const wants = style.quoted ? style.quoted.has(names[i]!.toLowerCase()) : style.quotes === "Always";
      return wants || (needs && style.quotes === "AsNeeded" && !style.quoted)
        ? `"${value.replaceAll('"', '""')}"`
        : value;
    })
    .join(style.delimiter);
}

/** The text of a property; null where it is empty or missing. */
export function csvValue(object: Structured, name: string): string | null {
  const value = object.get(name);
  if (value === null || value === undefined) return null;
  const type = typeOfProperty(object, name);
  if (type) return type.show(value);
  return Array.isArray(value) ? "System.Object[]" : shownText(value);
}

/** The most characters one record may have. */
const largestRecord = 16 * 1024 * 1024;

/** The records of a text that comes in pieces. */
export async function* csvRecords(chunks: AsyncIterable<string>, delimiter: string): AsyncGenerator<readonly string[]> {
  const parser = parse({
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: largestRecord,
  });
  const over = new AbortController();
  const feed = async (): Promise<void> => {
    for await (const chunk of chunks) {
      if (!parser.write(chunk)) await once(parser, "drain", { signal: over.signal });
      if (over.signal.aborted) return;
    }
    parser.end();
  };
  const fed = feed().catch((error: unknown) => {
    if (!over.signal.aborted) parser.destroy(error as Error);
  });
  try {
    yield* parser as AsyncIterable<readonly string[]>;
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).startsWith("CSV_")) throw broken(error.message);
    throw error;
  } finally {
    // Whoever reads may stop early; the source is closed before this ends.
    over.abort();
    parser.destroy();
    await fed;
  }
}

/** The records as objects: the first one, or `header`, gives the names. */
export async function* csvObjects(
  chunks: AsyncIterable<string>,
  delimiter: string,
  header: readonly string[] | undefined,
  warning: (text: string) => void,
): AsyncGenerator<CustomObject> {
  let names = header && checked(header, warning);
  for await (const record of csvRecords(withoutComments(chunks), delimiter)) {
    if (!names) names = checked(record, warning);
    else yield new CustomObject(names.map((name, i): [string, unknown] => [name, record[i] ?? null]));
  }
}

/** Names that are missing become H1, H2 …; a name that comes twice is an error. */
function checked(header: readonly string[], warning: (text: string) => void): readonly string[] {
  const seen = new Set<string>();
  let unnamed = 0;
  const names = header.map((text) => (text.trim() === "" ? `H${++unnamed}` : text));
  for (const name of names) {
    if (seen.has(name.toLowerCase())) throw twice(name);
    seen.add(name.toLowerCase());
  }
  if (unnamed > 0) {
    warning(
      'One or more headers were not specified. Default names starting with "H" have been used in place of any missing headers.',
    );
  }
  return names;
}

/** Leaves out the lines before the header that begin with "#" (#TYPE). */
async function* withoutComments(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let head: string | undefined = "";
  for await (const chunk of chunks) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head += chunk;
    for (;;) {
      const end: number = head.indexOf("\n");
      if (head !== "" && !head.startsWith("#")) {
        yield head;
        head = undefined;
        break;
      }
      if (end < 0) break;
      head = head.slice(end + 1);
    }
  }
  if (head && !head.startsWith("#")) yield head;
}

function twice(name: string): Problem {
  return new Problem({
    id: "ExtendedTypeSystem",
    category: "InvalidData",
    text: `The member "${name}" is already present. Two columns have the same name; give other names with -Header.`,
    target: name,
  });
}

function broken(why: string): Problem {
  return new Problem({ id: "CsvFormat", category: "InvalidData", text: `The text is no valid CSV. ${why}` });
}

/** What stands between the values: as said, or by the culture; a comma either way where nothing is said. */
export const delimiterOf = (given: { readonly Delimiter?: string; readonly UseCulture?: boolean }): string =>
  given.UseCulture ? "," : (given.Delimiter ?? ",");

/** Parameters of Export-Csv and ConvertTo-Csv that say how lines look. */
export interface StyleGiven {
  readonly Delimiter?: string | undefined;
  readonly UseQuotes?: Quotes | undefined;
  readonly QuoteFields?: readonly string[] | undefined;
}

/** Writes objects as lines; the first object gives the columns. */
export class CsvLines {
  readonly #style: CsvStyle;
  #names: readonly string[] | undefined;

  constructor(given: StyleGiven) {
    this.#style = {
      delimiter: given.Delimiter ?? ",",
      quotes: given.UseQuotes ?? "Always",
      quoted: given.QuoteFields && new Set(given.QuoteFields.map((name) => name.toLowerCase())),
    };
  }

  get names(): readonly string[] | undefined {
    return this.#names;
  }

  /** Columns that are known before the first object (a file that is added to). */
  use(names: readonly string[]): void {
    this.#names = names;
  }

  header(): string {
    const names = this.#names ?? [];
    return csvLine(names, names, this.#style);
  }

  row(object: Structured): string {
    this.#names ??= object.names();
    return csvLine(
      this.#names.map((name) => csvValue(object, name)),
      this.#names,
      this.#style,
    );
  }
}
