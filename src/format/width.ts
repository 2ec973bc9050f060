// How many cells of a terminal text takes, and cutting, padding and wrapping by cells.

/** Code points that take two cells (UAX #11, Wide and Fullwidth, and the emoji blocks); pairs of first and last. */
const wide = [
  0x1100, 0x115f, 0x2e80, 0x303e, 0x3041, 0x33ff, 0x3400, 0x4dbf, 0x4e00, 0x9fff, 0xa000, 0xa4cf, 0xa960, 0xa97f,
  0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe30, 0xfe6f, 0xff00, 0xff60, 0xffe0, 0xffe6, 0x1f300, 0x1f64f, 0x1f680, 0x1f6ff,
  0x1f900, 0x1f9ff, 0x20000, 0x3fffd,
];

/** Code points that take none: combining marks, joiners, variation selectors. */
const none = [0x0300, 0x036f, 0x200b, 0x200f, 0x20d0, 0x20ff, 0xfe00, 0xfe0f, 0xfe20, 0xfe2f, 0xe0100, 0xe01ef];

function within(ranges: readonly number[], code: number): boolean {
  for (let i = 0; i < ranges.length; i += 2) {
    if (code < ranges[i]!) return false;
    if (code <= ranges[i + 1]!) return true;
  }
  return false;
}

function cellsOfCode(code: number): number {
  if (code < 0x300) return 1;
  if (within(none, code)) return 0;
  return within(wide, code) ? 2 : 1;
}

const plain = /^[\x20-\x7e]*$/;
const styling = /\x1b\[[0-9;]*m/g;

/** The text without colour codes. */
export function plainText(text: string): string {
  return text.includes("\x1b") ? text.replace(styling, "") : text;
}

/** Cells that one line of text takes; colour codes take none. */
export function cells(text: string): number {
  if (plain.test(text)) return text.length;
  let count = 0;
  for (const char of plainText(text)) count += cellsOfCode(char.codePointAt(0)!);
  return count;
}

/** The text cut to a width; what is cut off is told by "…" at its end. */
export function cut(text: string, width: number): string {
  if (cells(text) <= width) return text;
  if (width <= 0) return "";
  return `${take(text, width - 1)}…`;
}

/** The longest beginning that fits. */
function take(text: string, width: number): string {
  let used = 0;
  let end = 0;
  for (const char of text) {
    used += cellsOfCode(char.codePointAt(0)!);
    if (used > width) break;
    end += char.length;
  }
  return text.slice(0, end);
}

/** The text with blanks to a width, at its right end or, for right alignment, at its left. */
export function pad(text: string, width: number, align: "left" | "right" | "center" = "left"): string {
  const blanks = width - cells(text);
  if (blanks <= 0) return text;
  if (align === "right") return " ".repeat(blanks) + text;
  if (align === "center") {
    const left = Math.floor(blanks / 2);
    return " ".repeat(left) + text + " ".repeat(blanks - left);
  }
  return text + " ".repeat(blanks);
}

/** The lines of a text, each at most `width` cells, broken at blanks where there are any. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (width <= 0 || cells(line) <= width) {
      lines.push(line);
      continue;
    }
    let rest = line;
    while (cells(rest) > width) {
      const fits = take(rest, width);
      const head = fits.length === 0 ? rest.slice(0, [...rest][0]!.length) : fits;
      const blank = rest[head.length] === " " ? head.length : head.lastIndexOf(" ");
      if (blank > 0) {
        lines.push(rest.slice(0, blank));
        rest = rest.slice(blank + 1);
      } else {
        lines.push(head);
        rest = rest.slice(head.length);
      }
    }
    if (rest !== "") lines.push(rest);
  }
  return lines;
}
