// What -Property takes: names with wild cards, script blocks, and hash tables that calculate (about_Calculated_Properties).
import { Problem } from "../command/problem.ts";
import { formatValue } from "../values/composite.ts";
import { Dictionary } from "../values/dictionary.ts";
import { isNumber, toNumber } from "../values/numbers.ts";
import { ScriptBlock, Structured } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { hasWildcard, wildcard } from "../values/wildcard.ts";
import { cellText, typeOfProperty } from "./cell.ts";

/** One entry of -Property, read. */
export interface Field {
  /** As a heading shows it. */
  readonly label: string;
  /** The name of a property, perhaps with wild cards; undefined for one that is calculated. */
  readonly name: string | undefined;
  readonly block: ScriptBlock | undefined;
  readonly format: string | undefined;
  readonly width: number | undefined;
  readonly align: "left" | "right" | "center" | undefined;
  /** Of Format-Custom: levels of objects in objects. */
  readonly depth?: number | undefined;
  /** Of Sort-Object: whether this one runs down; undefined where not said. */
  readonly descending: boolean | undefined;
}

export type FieldKey = "label" | "expression" | "format" | "width" | "align" | "order" | "depth";

const keys: Readonly<Record<FieldKey, readonly string[]>> = {
  label: ["name", "label"],
  expression: ["expression"],
  format: ["formatstring"],
  width: ["width"],
  align: ["alignment"],
  order: ["descending", "ascending"],
  depth: ["depth"],
};

/** Reads entries of -Property. `allowed`: what a hash table may say there. Throws a Problem that names the wrong key. */
export function readFields(entries: readonly unknown[], allowed: readonly FieldKey[]): readonly Field[] {
  return entries.flatMap((entry) => (Array.isArray(entry) ? readFields(entry, allowed) : [readField(entry, allowed)]));
}

function readField(entry: unknown, allowed: readonly FieldKey[]): Field {
  if (entry instanceof ScriptBlock) return field({ label: entry.text.trim(), block: entry });
  if (entry instanceof Dictionary) return readTable(entry, allowed);
  const name = toText(entry);
  if (name === "") throw wrongProperty("A property name cannot be empty.");
  return field({ label: name, name });
}

function field(known: Partial<Field> & { readonly label: string }): Field {
  return {
    name: undefined,
    block: undefined,
    format: undefined,
    width: undefined,
    align: undefined,
    descending: undefined,
    ...known,
  };
}

function readTable(table: Dictionary, allowed: readonly FieldKey[]): Field {
  const made: { -readonly [K in keyof Field]?: Field[K] } = {};
  for (const { key, value } of table.entries()) {
    const word = toText(key).toLowerCase();
    const what = allowed.find((one) => keys[one].some((name) => word !== "" && name.startsWith(word)));
    switch (what) {
      case "label":
        made.label = toText(value);
        break;
      case "expression":
        if (value instanceof ScriptBlock) made.block = value;
        else made.name = toText(value);
        break;
      case "format":
        made.format = toText(value);
        break;
      case "width":
        made.width = isNumber(value) ? toNumber(value) : Number(toText(value));
        if (!Number.isInteger(made.width) || made.width < 1)
          throw wrongProperty("Width must be a whole number above 0.");
        break;
      case "align":
        made.align = alignment(toText(value));
        break;
      case "depth":
        made.depth = isNumber(value) ? toNumber(value) : Number(toText(value));
        if (!Number.isInteger(made.depth) || made.depth < 1)
          throw wrongProperty("Depth must be a whole number above 0.");
        break;
      case "order":
        made.descending = "descending".startsWith(word) ? value === true : value !== true;
        break;
      default:
        throw wrongProperty(
          `The key '${toText(key)}' is not known here. A calculated property may have: ${allowed.flatMap((one) => keys[one]).join(", ")}.`,
        );
    }
  }
  if (made.block === undefined && made.name === undefined) {
    throw wrongProperty("A calculated property needs the key Expression: a script block or the name of a property.");
  }
  return field({ ...made, label: made.label ?? made.name ?? made.block?.text.trim() ?? "" });
}

function alignment(word: string): "left" | "right" | "center" {
  const lower = word.toLowerCase();
  if (lower === "left" || lower === "right" || lower === "center") return lower;
  throw wrongProperty(`'${word}' is not an alignment. The possible values are: left, center, right.`);
}

function wrongProperty(text: string): Problem {
  return new Problem({ id: "DictionaryKeyUnknown", category: "InvalidArgument", text });
}

/** The names of an object's properties, in order; entries' names of what has none. */
export function propertyNames(object: unknown): readonly string[] {
  if (object instanceof Structured) return object.names();
  if (object instanceof Dictionary) return object.keys().map((key) => toText(key));
  return [];
}

/** Entries with wild cards as the names they stand for in this object; others as they are. */
export function expand(fields: readonly Field[], object: unknown): readonly Field[] {
  if (!fields.some((one) => one.name !== undefined && hasWildcard(one.name))) return fields;
  const found: Field[] = [];
  for (const one of fields) {
    if (one.name === undefined || !hasWildcard(one.name)) {
      found.push(one);
      continue;
    }
    const fits = wildcard(one.name);
    for (const name of propertyNames(object)) {
      if (fits(name) && !found.some((other) => other.label.toLowerCase() === name.toLowerCase())) {
        found.push({ ...one, name, label: name });
      }
    }
  }
  return found;
}

/** A property of any value; null when there is none. Told by the language, which knows the members of .NET's types. */
export type Read = (value: unknown, name: string) => unknown;

/** A field's value for an object: a promise only when its block waits. */
export function fieldValue(one: Field, object: unknown, read: Read): unknown {
  if (!one.block) return one.name === undefined ? null : read(object, one.name);
  return blockValue(one.block, object);
}

/** What a block gives with the object as $_: nothing is null, several are a list. */
export function blockValue(block: ScriptBlock, object: unknown): unknown {
  const output: unknown[] = [];
  const waits = block.run({ it: object, scope: "new" }, (value) => {
    output.push(value);
  });
  const result = () => (output.length > 1 ? output : (output[0] ?? null));
  return waits ? waits.then(result) : result();
}

/** All fields of an object; a promise only when one of them waits. */
export function fieldValues(
  fields: readonly Field[],
  object: unknown,
  read: Read,
  failed?: (error: unknown) => unknown,
): readonly unknown[] | Promise<readonly unknown[]> {
  let waits = false;
  const values = fields.map((one) => {
    try {
      const value = fieldValue(one, object, read);
      if (!(value instanceof Promise)) return value;
      waits = true;
      return failed ? value.catch(failed) : value;
    } catch (error) {
      if (!failed || !one.block) throw error;
      return failed(error);
    }
  });
  return waits ? Promise.all(values) : values;
}

/** A field's value as text for a view. */
export function fieldText(one: Field, object: unknown, value: unknown, limit?: number): string {
  if (one.format !== undefined) return formatValue(value, one.format);
  return cellText(value, one.name === undefined ? undefined : typeOfProperty(object, one.name), limit);
}
