// The view an object has when nobody chose one: text, a table or a list, by its class or by how many properties it has.
import { FixedObject } from "../command/fixed.ts";
import { ErrorRecord } from "../command/record.ts";
import type { View } from "../command/variables.ts";
import { isList, itemsOf } from "../values/collections.ts";
import { CustomObject } from "../values/custom.ts";
import { formatDate } from "../values/dateformat.ts";
import { DateTime } from "../values/datetime.ts";
import { Dictionary, DictionaryEntry } from "../values/dictionary.ts";
import { isNumber } from "../values/numbers.ts";
import { type Column, Entity, type Shape } from "../values/shape.ts";
import { Structured } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { TimeSpan } from "../values/timespan.ts";
import { cellText, enumerationLimit, typeOfProperty } from "./cell.ts";
import { errorText } from "./errors.ts";
import type { Align, Payload, TableColumn } from "./records.ts";

/** Objects with at most this many properties and no view of their own are a table. */
const mostColumns = 4;

/** What Get-Date -DisplayHint shows of a date. */
const hints: Readonly<Record<string, string>> = { Date: "D", Time: "T" };

export interface Viewer {
  /** Puts one object; those that belong together share a table. */
  out(value: unknown): void;
  /** The next object begins anew. */
  end(): void;
}

/**
 * Turns objects into records, remembering which table is under way.
 * @param limit how many items of a list are shown
 */
export function createViewer(
  put: (payload: Payload) => void,
  view: () => View = () => ({ limit: enumerationLimit, errors: "ConciseView" }),
): Viewer {
  const limit = () => view().limit;
  let key: unknown;
  let columns: readonly string[] = [];
  let group: string | undefined;

  const finish = () => {
    if (key !== undefined) put({ kind: "end" });
    key = undefined;
  };

  function text(value: string, prose = false): void {
    finish();
    put({ kind: "text", text: value, prose });
  }

  function table(object: Structured, group: unknown, shown: readonly TableColumn[], names: readonly string[]): void {
    if (key !== group) {
      finish();
      key = group;
      columns = names;
      put({ kind: "table", columns: shown, headers: true, autosize: false, wrap: false });
    }
    put(rowOf(object, columns, limit()));
  }

  function list(object: Structured, names: readonly string[]): void {
    const group = `list ${object.typeNames[0]}`;
    if (key !== group) finish();
    key = group;
    put({ kind: "list", pairs: names.map((name) => [name, textOf(object, name, limit())] as const) });
  }

  function structured(object: Structured): void {
    const base = object instanceof CustomObject ? object.base : undefined;
    const shape = object instanceof Entity ? object.shape : base instanceof Entity ? base.shape : undefined;
    if (object instanceof ErrorRecord) text(errorText(object, view().errors));
    else if (object instanceof FixedObject && object.shown !== undefined) text(object.shown, object.prose);
    else if (base instanceof DateTime) text(`\n${formatDate(base, hints[toText(object.get("DisplayHint"))] ?? "F")}\n`);
    else if (base !== undefined && !(base instanceof Structured)) out(base);
    else if (shape?.table && shape.view !== "list") classTable(object, shape);
    else if (shape) list(object, shape.list ?? object.names());
    else byCount(object);
  }

  /** Classes that have a view in common go on in one table. */
  function classTable(object: Structured, shape: Shape): void {
    const heading = shape.groupBy;
    if (heading !== undefined) {
      const value = textOf(object, heading, limit());
      if (key !== shape.table || group !== value) {
        finish();
        put({ kind: "group", label: heading, text: value });
      }
      group = value;
    }
    table(object, shape.table, shape.table!.map(tableColumn), shape.table!.map(columnName));
  }

  function byCount(object: Structured): void {
    const names = object.names();
    const kind = object.typeNames[0];
    const group = `custom ${kind}`;
    if (names.length === 0) text(object instanceof CustomObject ? "" : toText(object));
    else if (key === group) table(object, group, [], columns);
    else if (names.length > mostColumns || key === `list ${kind}`) list(object, names);
    else {
      table(
        object,
        group,
        names.map((label) => ({ label })),
        names,
      );
    }
  }

  function entries(list: readonly { readonly key: unknown; readonly value: unknown }[]): void {
    if (key !== "entries") {
      finish();
      key = "entries";
      put({
        kind: "table",
        columns: [
          { label: "Name", align: "left" },
          { label: "Value", align: "left" },
        ],
        headers: true,
        autosize: false,
        wrap: false,
      });
    }
    for (const entry of list) {
      put({
        kind: "row",
        cells: [toText(entry.key), cellText(entry.value, undefined, limit())],
        aligns: ["left", "left"],
      });
    }
  }

  function out(value: unknown): void {
    if (value === null || value === undefined) return;
    if (value instanceof Structured) structured(value);
    else if (value instanceof Dictionary) entries(value.entries());
    else if (value instanceof DictionaryEntry) entries([value]);
    else if (value instanceof DateTime) text(`\n${formatDate(value, "F")}\n`);
    else if (value instanceof TimeSpan) {
      finish();
      put({ kind: "list", pairs: timeSpanPairs(value) });
      put({ kind: "end" });
    } else if (isList(value)) for (const item of itemsOf(value)) out(item);
    else text(toText(value));
  }

  return { out, end: finish };
}

/** The parts and totals of a time span as .NET names them. */
export function timeSpanPairs(span: TimeSpan): readonly (readonly [string, string])[] {
  const { ticks } = span;
  const part = (size: bigint, limit: bigint) => String((ticks / size) % limit);
  const total = (size: number) => toText(Number(ticks) / size);
  return [
    ["Days", String(ticks / 864_000_000_000n)],
    ["Hours", part(36_000_000_000n, 24n)],
    ["Minutes", part(600_000_000n, 60n)],
    ["Seconds", part(10_000_000n, 60n)],
    ["Milliseconds", part(10_000n, 1000n)],
    ["Ticks", String(ticks)],
    ["TotalDays", total(864_000_000_000)],
    ["TotalHours", total(36_000_000_000)],
    ["TotalMinutes", total(600_000_000)],
    ["TotalSeconds", total(10_000_000)],
    ["TotalMilliseconds", total(10_000)],
  ];
}

export function tableColumn(column: Column): TableColumn {
  if (typeof column === "string") return { label: column };
  return { label: column.label ?? column.property, width: column.width, align: column.align };
}

export function columnName(column: Column): string {
  return typeof column === "string" ? column : column.property;
}

function rowOf(object: Structured, names: readonly string[], limit: number): Payload {
  const cells: string[] = [];
  const aligns: Align[] = [];
  for (const name of names) {
    const value = peek(object, name);
    cells.push(cellText(value, typeOfProperty(object, name), limit));
    aligns.push(isNumber(value) ? "right" : "left");
  }
  return { kind: "row", cells, aligns };
}

/** A property that cannot be worked out shows as empty, so that one bad getter does not hide the rest. */
function peek(object: Structured, name: string): unknown {
  try {
    return object.get(name);
  } catch {
    return null;
  }
}

function textOf(object: Structured, name: string, limit: number): string {
  return cellText(peek(object, name), typeOfProperty(object, name), limit);
}
