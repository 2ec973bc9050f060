/** The characters and words of the language: what ends a word, what may stand in a name, which dashes and quotes count. */

import type { BinaryOperator } from "./tree.ts";

export const C = {
  tab: 9,
  lf: 10,
  cr: 13,
  space: 32,
  bang: 33,
  quote: 34,
  hash: 35,
  dollar: 36,
  percent: 37,
  amp: 38,
  tick: 39,
  open: 40,
  close: 41,
  star: 42,
  plus: 43,
  comma: 44,
  dash: 45,
  dot: 46,
  slash: 47,
  zero: 48,
  one: 49,
  six: 54,
  nine: 57,
  colon: 58,
  semicolon: 59,
  less: 60,
  equals: 61,
  greater: 62,
  question: 63,
  at: 64,
  openBracket: 91,
  closeBracket: 93,
  caret: 94,
  underscore: 95,
  backtick: 96,
  openBrace: 123,
  pipe: 124,
  closeBrace: 125,
} as const;

const DELIMITER = 1;
const LETTER = 2;
const DIGIT = 4;
const WORD_SPECIAL = 8;
const AFTER_NUMBER = 16;
const SPACE = 32;
const HEX = 64;

const table = new Uint8Array(128);
function mark(chars: string, flag: number): void {
  for (let i = 0; i < chars.length; i++) table[chars.charCodeAt(i)]! |= flag;
}
mark("\0 \t\r\n\v\f(){},;|&<>", DELIMITER);
mark("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", LETTER);
mark("0123456789", DIGIT);
mark("`'\"$", WORD_SPECIAL);
mark(".+-*/%=]![#", AFTER_NUMBER);
mark(" \t\v\f", SPACE);
mark("0123456789abcdefABCDEF", HEX);

const unicodeLetter = /^[\p{L}\p{Nd}]$/u;

/** Blanks that do not end a line. */
export function isSpace(c: number): boolean {
  if (c < 128) return (table[c]! & SPACE) !== 0;
  return (
    c === 0xa0 ||
    c === 0x85 ||
    c === 0x1680 ||
    (c >= 0x2000 && c <= 0x200a) ||
    c === 0x2028 ||
    c === 0x2029 ||
    c === 0x202f ||
    c === 0x205f ||
    c === 0x3000
  );
}

export function isNewline(c: number): boolean {
  return c === C.lf || c === C.cr;
}

/** Ends a bare word. */
export function isDelimiter(c: number): boolean {
  return c < 128 ? (table[c]! & DELIMITER) !== 0 : isSpace(c);
}

/** Has a meaning of its own inside a bare word: escape, quotes, variable. */
export function isWordSpecial(c: number): boolean {
  return c < 128 ? (table[c]! & WORD_SPECIAL) !== 0 : isSingleQuote(c) || isDoubleQuote(c);
}

/** May follow a number in an expression without a blank. */
export function endsNumber(c: number): boolean {
  return c < 128 ? (table[c]! & (DELIMITER | AFTER_NUMBER)) !== 0 : isSpace(c) || isDash(c);
}

export function isDigit(c: number): boolean {
  return c >= C.zero && c <= C.nine;
}

export function isHexDigit(c: number): boolean {
  return c < 128 && (table[c]! & HEX) !== 0;
}

export function isIdentifierStart(c: number): boolean {
  return c < 128 ? (table[c]! & LETTER) !== 0 : unicodeLetter.test(String.fromCharCode(c));
}

export function isIdentifierPart(c: number): boolean {
  return c < 128 ? (table[c]! & (LETTER | DIGIT)) !== 0 : unicodeLetter.test(String.fromCharCode(c));
}

/** Letters, digits, `_` and `?` (about_Variables). */
export function isVariablePart(c: number): boolean {
  return isIdentifierPart(c) || c === C.question;
}

/** Hyphen, en dash, em dash, horizontal bar: pasted commands have them. */
export function isDash(c: number): boolean {
  return c === C.dash || (c >= 0x2013 && c <= 0x2015);
}

/** `'` and the typographic ‘ ’ ‚ ‛. */
export function isSingleQuote(c: number): boolean {
  return c === C.tick || (c >= 0x2018 && c <= 0x201b);
}

/** `"` and the typographic “ ” „. */
export function isDoubleQuote(c: number): boolean {
  return c === C.quote || (c >= 0x201c && c <= 0x201e);
}

/** Words that begin or continue a statement; the lexer gives them no meaning, the parser does where they stand. */
export const reservedWords: ReadonlySet<string> = new Set(["define", "from", "var"]);

/** How strongly a binary operator binds; the greater first (about_Operator_Precedence). */
export const precedence = {
  logical: 1,
  bitwise: 2,
  comparison: 5,
  coalesce: 7,
  add: 9,
  multiply: 10,
  format: 12,
  range: 13,
} as const;

export interface DashOperator {
  readonly operator: BinaryOperator | "not" | "bnot";
  readonly caseSensitive: boolean;
  /** 0: not a binary operator. */
  readonly precedence: number;
  readonly unary: boolean;
}

const dashOperators = new Map<string, DashOperator>();
function operator(word: string, name: DashOperator["operator"], level: number, caseSensitive = false): void {
  const unary = name === "not" || name === "bnot" || name === "split" || name === "join";
  dashOperators.set(word, { operator: name, caseSensitive, precedence: level, unary });
}
for (const name of ["and", "or", "xor"] as const) operator(name, name, precedence.logical);
for (const name of ["band", "bor", "bxor", "shl", "shr"] as const) operator(name, name, precedence.bitwise);
for (const name of ["is", "isnot", "as", "join"] as const) operator(name, name, precedence.comparison);
for (const name of [
  "eq",
  "ne",
  "gt",
  "ge",
  "lt",
  "le",
  "like",
  "notlike",
  "match",
  "notmatch",
  "replace",
  "contains",
  "notcontains",
  "in",
  "notin",
  "split",
] as const) {
  operator(name, name, precedence.comparison);
  operator(`i${name}`, name, precedence.comparison);
  operator(`c${name}`, name, precedence.comparison, true);
}
operator("f", "f", precedence.format);
operator("not", "not", 0);
operator("bnot", "bnot", 0);

const longestDashOperator = 12;

/** The end of the letters that follow a dash at `dash`. */
export function dashWordEnd(source: string, dash: number): number {
  let end = dash + 1;
  while (isIdentifierPart(source.charCodeAt(end))) end++;
  return end;
}

/** The operator written between `dash` (the dash) and `end`, in any case; undefined when there is none of that name. */
export function dashOperator(source: string, dash: number, end: number): DashOperator | undefined {
  if (end - dash < 2 || end - dash > longestDashOperator + 1) return undefined;
  return dashOperators.get(source.slice(dash + 1, end).toLowerCase());
}
