/** Places in a source: offsets to lines and columns, and a syntax error shown to a person. */

import type { SyntaxError as Mistake } from "./tree.ts";

/** How much of a line is shown around an error. */
const shownWidth = 120;

/** Offsets at which lines begin: after CR LF, LF or CR. */
export function lineStarts(source: string): number[] {
  const starts = [0];
  for (let i = 0; i < source.length; i++) {
    const c = source.charCodeAt(i);
    if (c === 10 || (c === 13 && source.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}

/** Line and column, both from 1, of an offset, by the starts of the lines. */
export function positionIn(starts: readonly number[], offset: number): { line: number; column: number } {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle + 1;
    else high = middle;
  }
  return { line: low, column: offset - starts[low - 1]! + 1 };
}

/** Line and column, both from 1, of an offset in a source. Offsets beyond the end count as the end. */
export function positionOf(source: string, offset: number): { line: number; column: number } {
  const end = Math.max(0, Math.min(offset, source.length));
  let line = 1;
  let start = 0;
  for (let i = 0; i < end; i++) {
    const c = source.charCodeAt(i);
    if (c === 10 || (c === 13 && source.charCodeAt(i + 1) !== 10)) {
      line++;
      start = i + 1;
    }
  }
  return { line, column: end - start + 1 };
}

/** The text of one line (from 1), without its end. */
function lineText(source: string, line: number): string {
  let start = 0;
  for (let n = 1; n < line && start < source.length; start++) {
    const c = source.charCodeAt(start);
    if (c === 10 || (c === 13 && source.charCodeAt(start + 1) !== 10)) n++;
  }
  let end = start;
  while (end < source.length && source.charCodeAt(end) !== 10 && source.charCodeAt(end) !== 13) end++;
  return source.slice(start, end);
}

/**
 * A syntax error for the screen: where, the line with marks under what is wrong, and the text.
 * `name` is the file, or null for what was typed. Control characters of the line do not reach the terminal.
 */
export function showSyntaxError(error: Mistake, source: string, name: string | null): string {
  const { line, column } = error;
  const text = lineText(source, line);
  const from = text.length <= shownWidth ? 0 : Math.max(0, column - 1 - shownWidth / 2);
  const shown = printable(text.slice(from, from + shownWidth));
  const before = (from > 0 ? "…" : "") + printable(text.slice(from, column - 1));
  const length = Math.max(
    1,
    Math.min(error.span.end - error.span.start, from + shownWidth - (column - 1), text.length - (column - 1)),
  );
  const head = name === null ? `line ${line}, column ${column}` : `${name}:${line}:${column}`;
  const margin = " ".repeat(String(line).length);
  return [
    `ParserError: ${head}`,
    `${margin} |`,
    `${line} | ${from > 0 ? "…" : ""}${shown}${from + shownWidth < text.length ? "…" : ""}`,
    `${margin} | ${" ".repeat(before.length)}${"~".repeat(length)}`,
    `${margin} | ${error.message}`,
  ].join("\n");
}

function printable(text: string): string {
  return text.replace(/[\0-\x1f\x7f-\x9f]/g, " ");
}
