// The first half of formatting by choice: objects to records, for Format-Table, -List, -Wide and -Custom.

import { ErrorRecord } from "../command/record.ts";
import type { View } from "../command/variables.ts";
import { isList, itemsOf } from "../values/collections.ts";
import { valuesEqual } from "../values/compare.ts";
import { Dictionary, DictionaryEntry } from "../values/dictionary.ts";
import { isNumber } from "../values/numbers.ts";
import { Entity } from "../values/shape.ts";
import { type Out, Structured } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { TimeSpan } from "../values/timespan.ts";
import { typeOf } from "../values/types.ts";
import { hasWildcard } from "../values/wildcard.ts";
import { cellText, typeOfProperty } from "./cell.ts";
import { errorText } from "./errors.ts";
import { expand, type Field, fieldText, fieldValue, fieldValues, type Read, readFields } from "./fields.ts";
import { FormatRecord, type Payload, type TableColumn } from "./records.ts";
import { columnName, tableColumn } from "./views.ts";

export interface FormatterOptions {
  readonly kind: "table" | "list" | "wide" | "custom";
  /** Undefined: what the class of the object says. */
  readonly fields: readonly Field[] | undefined;
  readonly groupBy: Field | undefined;
  readonly headers?: boolean;
  readonly autosize?: boolean;
  readonly wrap?: boolean;
  /** Of a wide view. */
  readonly columns?: number | undefined;
  readonly read: Read;
  /** What is shown where the block of a property throws; without it the error goes on. */
  readonly failed?: (error: unknown) => unknown;
  /** What of a collection is shown. Undefined: its objects, but of a hash table of which properties were chosen these. */
  readonly expand?: "EnumOnly" | "CoreOnly" | "Both" | undefined;
  /** Errors are shown by their text, unless properties of theirs are asked for by name. */
  readonly errorsAsText?: boolean;
  /** Of a table: how many rows stand between two headings. */
  readonly repeat?: number | undefined;
  /** Of a custom view: levels of objects in objects. */
  readonly depth?: number | undefined;
  /** How many items of a list are shown, and how errors. */
  readonly view?: View;
}

export interface Formatter {
  process(object: unknown): void | Promise<void>;
  end(): void | Promise<void>;
}

/** The most columns of a table that nobody chose columns for. */
const mostColumns = 10;

export function createFormatter(options: FormatterOptions, hand: Out): Formatter {
  const limit = options.view?.limit;
  const out = (payload: Payload) => hand(new FormatRecord(payload));
  let grouped: { readonly value: unknown } | undefined;
  let started = false;
  let fields: readonly Field[] = options.fields ?? [];
  let columns: readonly TableColumn[] = [];
  let shape: unknown;

  function begin(object: unknown): Payload | undefined {
    const kind = object instanceof Entity ? (object.shape.table ?? object.shape) : undefined;
    if (started && (options.fields || kind === shape)) return undefined;
    started = true;
    shape = kind;
    if (options.fields) {
      fields = expand(options.fields, object);
      columns = fields.map((one) => ({ label: one.label, width: one.width, align: one.align }));
    } else ({ fields, columns } = defaults(object, options.kind));
    if (options.kind !== "table") return undefined;
    return {
      kind: "table",
      columns,
      headers: options.headers ?? true,
      autosize: options.autosize ?? false,
      wrap: options.wrap ?? false,
      ...(options.repeat === undefined ? {} : { repeat: options.repeat }),
    };
  }

  function entry(object: unknown, values: readonly unknown[]): Payload {
    const texts = fields.map((one, i) => fieldText(one, object, values[i], limit));
    switch (options.kind) {
      case "table":
        return { kind: "row", cells: texts, aligns: values.map((value) => (isNumber(value) ? "right" : "left")) };
      case "wide":
        return { kind: "wide", text: texts[0] ?? "", columns: options.columns, autosize: options.autosize ?? false };
      case "custom":
        return { kind: "text", text: custom(object, fields, values, texts, options.depth ?? 5) };
      default:
        return { kind: "list", pairs: fields.map((one, i) => [one.label, texts[i]!] as const) };
    }
  }

  function show(object: unknown): void | Promise<void> {
    const head = begin(object);
    const step = (values: readonly unknown[]) => {
      if (!head) return out(entry(object, values));
      const waits = out(head);
      return waits ? waits.then(() => out(entry(object, values))) : out(entry(object, values));
    };
    const values = fieldValues(fields, object, options.read, options.failed);
    return values instanceof Promise ? values.then(step) : step(values);
  }

  /** Puts one object; `core`: itself also where it is a collection. */
  function one(object: unknown, core = false): void | Promise<void> {
    if (object === null || object === undefined) return;
    if (object instanceof FormatRecord) return hand(object);
    if (options.errorsAsText && object instanceof ErrorRecord && !namesOnly(options.fields)) {
      started = false;
      return out({ kind: "text", text: `${errorText(object, options.view?.errors)}\n` });
    }
    const seen = options.fields || core ? object : described(object);
    if (seen === undefined) {
      started = false;
      return out({ kind: "text", text: toText(object) });
    }
    if (!options.groupBy) return show(seen);
    const label = options.groupBy.label;
    const into = (value: unknown): void | Promise<void> => {
      if (grouped && valuesEqual(grouped.value, value)) return show(seen);
      grouped = { value };
      started = false;
      const waits = out({ kind: "group", label, text: cellText(value, undefined, limit) });
      return waits ? waits.then(() => show(seen)) : show(seen);
    };
    const value = fieldValue(options.groupBy, object, options.read);
    return value instanceof Promise ? value.then(into) : into(value);
  }

  return {
    process(object) {
      const { expand } = options;
      const items = itemsWithin(object);
      if (!items || (object instanceof Dictionary && options.fields && !expand)) return one(object);
      let waits = undefined as void | Promise<void>;
      const then = (next: () => void | Promise<void>) => {
        waits = waits ? waits.then(next) : next();
      };
      const core = () => {
        started = false;
        const shown = one(object, true);
        started = false;
        return shown;
      };
      if (expand === "CoreOnly" || expand === "Both") then(core);
      if (expand !== "CoreOnly") for (const item of items) then(() => one(item));
      return waits;
    },
    end: () => out({ kind: "end" }),
  };
}

/** The objects of a collection; undefined for what is none. */
function itemsWithin(object: unknown): readonly unknown[] | undefined {
  if (isList(object)) return itemsOf(object);
  if (!(object instanceof Dictionary)) return undefined;
  return [...object.entries()].map(({ key, value }) => new DictionaryEntry(key, value));
}

/** The object itself where it has properties to show; undefined for what is only text. */
function described(object: unknown): unknown {
  if (object instanceof Structured) return object.names().length > 0 ? object : undefined;
  return object instanceof DictionaryEntry || object instanceof TimeSpan ? object : undefined;
}

const timeSpanNames =
  "Days Hours Minutes Seconds Milliseconds Ticks TotalDays TotalHours TotalMinutes TotalSeconds TotalMilliseconds";

function defaults(
  object: unknown,
  kind: FormatterOptions["kind"],
): { fields: readonly Field[]; columns: TableColumn[] } {
  const columns = defaultColumns(object, kind);
  return {
    fields: readFields(
      columns.map((column) => column.name),
      ["label"],
    ).map((one, i) => ({ ...one, label: columns[i]!.label })),
    columns,
  };
}

function defaultColumns(object: unknown, kind: FormatterOptions["kind"]): (TableColumn & { readonly name: string })[] {
  const plain = (names: readonly string[]) => names.map((name) => ({ name, label: name }));
  if (object instanceof DictionaryEntry) return plain(kind === "wide" ? ["Key"] : ["Name", "Value"]);
  if (object instanceof TimeSpan) return plain(timeSpanNames.split(" "));
  if (isList(object) || object instanceof Dictionary)
    return plain([...(typeOf(object).members?.properties.values() ?? [])].map((property) => property.name));
  if (!(object instanceof Structured)) return [];
  const shape = object instanceof Entity ? object.shape : undefined;
  const names = shape?.list ?? object.names();
  switch (kind) {
    case "table":
      if (shape?.table) return shape.table.map((column) => ({ name: columnName(column), ...tableColumn(column) }));
      return plain(names.slice(0, mostColumns));
    case "wide": {
      const known = ["Name", "Identity", "DisplayName", "Id", "Key"].find(
        (name) => object.spelling(name) !== undefined,
      );
      return plain([known ?? names[0]!]);
    }
    default:
      return plain(names);
  }
}

/** Whether properties are asked for by their names alone. */
const namesOnly = (fields: readonly Field[] | undefined): boolean =>
  fields !== undefined && !fields.some((one) => one.name !== undefined && hasWildcard(one.name));

function custom(
  object: unknown,
  fields: readonly Field[],
  values: readonly unknown[],
  texts: readonly string[],
  depth: number,
): string {
  const lines = fields.flatMap((one, i) => within(one.label, values[i], texts[i]!, one.depth ?? depth, "  "));
  return [`class ${className(object)}`, "{", ...lines, "}", ""].join("\n");
}

const className = (object: unknown): string =>
  (object instanceof Structured ? object.typeNames[0] : typeOf(object).name)?.split(".").pop() ?? "";

/** A property of a custom view, with what is in it as far as `depth` says. */
function within(label: string, value: unknown, text: string, depth: number, margin: string): string[] {
  const inner = `${margin}  `;
  if (depth <= 1) return [`${margin}${label} = ${text}`];
  if (isList(value) && itemsOf(value).some((item) => item instanceof Structured)) {
    const items = itemsOf(value).flatMap((item) => classLines(item, depth - 1, inner));
    return [`${margin}${label} = `, `${inner}[`, ...items, `${inner}]`];
  }
  if (!(value instanceof Structured) || value.names().length === 0) return [`${margin}${label} = ${text}`];
  return [`${margin}${label} = `, ...classLines(value, depth - 1, inner)];
}

function classLines(value: unknown, depth: number, margin: string): string[] {
  if (!(value instanceof Structured)) return [`${margin}${toText(value)}`];
  const lines = value.names().flatMap((name) => {
    const one = value.get(name);
    return within(name, one, cellText(one, typeOfProperty(value, name)), depth, `${margin}  `);
  });
  return [`${margin}class ${className(value)}`, `${margin}{`, ...lines, `${margin}}`];
}
