// Lays format records out as lines: tables whose columns fit the width, lists, wide columns.
import type { Align, Payload, TableStart } from "./records.ts";
import { cells, cut, pad, wrap } from "./width.ts";

export interface Layout {
  put(payload: Payload): void;
  /** Writes rows that were held back to learn how wide they are; the table goes on. */
  settle(): void;
  /** Ends what is under way. */
  end(): void;
}

interface Row {
  readonly cells: readonly string[];
  readonly aligns: readonly Align[];
}

/** Rows that a table waits for before its columns have their widths. */
const enough = 200;

interface Table {
  readonly start: TableStart;
  held: Row[] | undefined;
  columns: readonly { readonly index: number; readonly width: number; readonly align: Align }[];
  /** Rows written since the last heading. */
  written: number;
}

/**
 * @param width cells of a line
 * @param line takes each line without its end
 */
export function createLayout(width: number, line: (text: string) => void): Layout {
  let table: Table | undefined;
  let list = false;
  let wide: { readonly count: number | undefined; readonly autosize: boolean; texts: string[] } | undefined;

  function end(): void {
    if (table) {
      settleTable(table, true);
      table = undefined;
      line("");
    }
    list = false;
    if (wide) {
      for (const text of wideLines(wide.texts, wide.autosize ? undefined : (wide.count ?? 2), width)) line(text);
      wide = undefined;
      line("");
    }
  }

  function settleTable(one: Table, last: boolean): void {
    if (!one.held) return;
    const rows = one.held;
    one.held = undefined;
    one.columns = measure(one.start, rows, width, !last);
    heading(one);
    for (const row of rows) writeRow(one, row);
  }

  function heading(one: Table): void {
    if (one.start.headers) {
      const labels = one.columns.map(({ index }) => one.start.columns[index]!.label);
      const dashes = one.columns.map(({ width }, i) => "-".repeat(Math.max(1, Math.min(width, cells(labels[i]!)))));
      for (const text of rowLines(one, labels, undefined)) line(text);
      for (const text of rowLines(one, dashes, undefined)) line(text);
    }
  }

  function writeRow(one: Table, row: Row): void {
    if (one.start.repeat !== undefined && one.written++ >= one.start.repeat) {
      one.written = 1;
      line("");
      heading(one);
    }
    for (const text of rowLines(
      one,
      one.columns.map(({ index }) => row.cells[index] ?? ""),
      one.columns.map(({ index }) => row.aligns[index] ?? "left"),
    )) {
      line(text);
    }
  }

  return {
    put(payload) {
      switch (payload.kind) {
        case "group":
          end();
          line("");
          line(`   ${payload.label}: ${payload.text}`);
          return;
        case "table":
          end();
          line("");
          table = { start: payload, held: [], columns: [], written: 0 };
          return;
        case "row":
          if (!table) return;
          if (!table.held) {
            writeRow(table, payload);
            return;
          }
          table.held.push(payload);
          if (!table.start.autosize && table.held.length >= enough) settleTable(table, false);
          return;
        case "list":
          if (!list) {
            end();
            line("");
            list = true;
          }
          for (const text of listLines(payload.pairs, width)) line(text);
          line("");
          return;
        case "wide":
          if (!wide) {
            end();
            line("");
            wide = { count: payload.columns, autosize: payload.autosize, texts: [] };
          }
          wide.texts.push(payload.text);
          return;
        case "text":
          end();
          for (const text of payload.text.split(/\r\n|\n|\r/)) {
            if (payload.prose) for (const part of indented(text, width)) line(part);
            else line(text);
          }
          return;
        case "end":
          end();
      }
    },
    settle() {
      if (table?.held && table.held.length > 0 && !table.start.autosize) settleTable(table, false);
    },
    end,
  };
}

/** The lines of a paragraph, each behind the blanks that it begins with. */
function indented(text: string, width: number): readonly string[] {
  const blanks = text.length - text.trimStart().length;
  const margin = text.slice(0, blanks);
  return wrap(text.slice(blanks), Math.max(20, width - blanks)).map((part) => (part === "" ? "" : margin + part));
}

/** The lines of one row: one, or as many as its longest cell needs when it wraps. */
function rowLines(table: Table, texts: readonly string[], aligns: readonly Align[] | undefined): readonly string[] {
  const parts = table.columns.map((column, i) => {
    const text = texts[i]!;
    return table.start.wrap ? wrap(text, column.width) : [oneLine(text, column.width)];
  });
  const height = Math.max(1, ...parts.map((part) => part.length));
  const lines: string[] = [];
  for (let row = 0; row < height; row++) {
    lines.push(
      table.columns
        .map((column, i) => {
          const fixed = table.start.columns[column.index]!.align;
          return pad(parts[i]![row] ?? "", column.width, fixed ?? (aligns ? aligns[i] : column.align) ?? column.align);
        })
        .join(" ")
        .trimEnd(),
    );
  }
  return lines;
}

/** The first line of a text; that there are more is told by "…". */
function oneLine(text: string, width: number): string {
  const at = text.search(/[\r\n]/);
  if (at < 0) return cut(text, width);
  return cut(`${text.slice(0, at)}…`, width);
}

/** Widths of the columns that are shown; `more` rows may come, so the last column takes what is left. */
function measure(start: TableStart, rows: readonly Row[], width: number, more: boolean): Table["columns"] {
  const all = start.columns.map((column, index) => {
    const heading = cells(column.label);
    let values = 0;
    let align: Align = column.align ?? "left";
    if (column.width === undefined) {
      for (const row of rows) {
        const text = row.cells[index] ?? "";
        for (const part of /[\r\n]/.test(text) ? text.split(/\r\n|\n|\r/) : [text]) {
          values = Math.max(values, cells(part) + (part === text || start.wrap ? 0 : 1));
        }
      }
    }
    if (column.align === undefined && rows[0]?.aligns[index]) align = rows[0].aligns[index]!;
    const fixed = column.width !== undefined;
    const natural = Math.max(1, heading, values);
    return {
      index,
      width: column.width ?? natural,
      values: fixed ? column.width! : Math.max(values, Math.min(heading, readable)),
      align,
      fixed,
    };
  });
  const total = () => all.reduce((sum, column) => sum + column.width, all.length - 1);
  const floor = () => all.reduce((sum, c) => sum + (c.fixed ? c.width : Math.min(c.width, narrowest)), all.length - 1);
  while (all.length > 1 && floor() > width) all.pop();
  if (start.autosize && !start.wrap) cutLast(all, width);
  cutHeadings(all, total() - width);
  while (total() > width) {
    const widest = all
      .filter((c) => !c.fixed)
      .reduce((a, b) => (b.width >= a.width ? b : a), all.find((c) => !c.fixed) ?? all[0]!);
    if (widest.width <= 1) break;
    const second = all.reduce(
      (most, c) => (c !== widest && !c.fixed && c.width < widest.width ? Math.max(most, c.width) : most),
      0,
    );
    const step = Math.max(1, Math.min(total() - width, widest.width - Math.max(second, 1)));
    widest.width = Math.max(1, widest.width - step);
  }
  const last = all.at(-1);
  if (more && last && !last.fixed && last.align === "left") last.width += Math.max(0, width - total());
  return all;
}

/** A heading of this many cells still tells what stands below it. */
const readable = 6;

/** Headings that are wider than all their values give way before any value does, those with most to give first. */
function cutHeadings(all: readonly { width: number; readonly values: number }[], excess: number): void {
  let left = excess;
  for (const column of all.toSorted((a, b) => b.width - b.values - (a.width - a.values))) {
    if (left <= 0) return;
    const step = Math.min(left, Math.max(0, column.width - column.values));
    column.width -= step;
    left -= step;
  }
}

/** Sized columns keep their width: the last one that begins within the line ends with it, those behind it are left out. */
function cutLast(all: { width: number }[], width: number): void {
  let used = -1;
  for (const [index, column] of all.entries()) {
    const left = width - used - 1;
    if (index > 0 && left < Math.min(column.width, narrowest)) {
      all.length = index;
      return;
    }
    column.width = Math.min(column.width, left);
    used += 1 + column.width;
  }
}

/** A column is not made narrower than this to save one further right. */
const narrowest = 4;

function listLines(pairs: readonly (readonly [string, string])[], width: number): readonly string[] {
  const longest = Math.min(Math.max(0, ...pairs.map(([label]) => cells(label))), Math.max(1, width - 12));
  const indent = " ".repeat(longest + 3);
  const lines: string[] = [];
  for (const [label, text] of pairs) {
    const parts = wrap(text, Math.max(1, width - longest - 3));
    lines.push(`${pad(cut(label, longest), longest)} : ${parts[0] ?? ""}`.trimEnd());
    for (let i = 1; i < parts.length; i++) lines.push((indent + parts[i]).trimEnd());
  }
  // A value that is empty still shows its colon.
  return lines;
}

function wideLines(texts: readonly string[], wanted: number | undefined, width: number): readonly string[] {
  const longest = Math.max(1, ...texts.map(cells));
  const count = wanted ?? Math.max(1, Math.floor((width + 1) / (longest + 1)));
  const column = wanted === undefined ? longest : Math.max(1, Math.floor((width - (count - 1)) / count));
  const lines: string[] = [];
  for (let i = 0; i < texts.length; i += count) {
    const row = texts.slice(i, i + count).map((text) => pad(cut(text, column), column));
    lines.push(row.join(" ").trimEnd());
  }
  return lines;
}
