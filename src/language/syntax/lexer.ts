/**
 * The reading head of the parser: where it stands, blanks and comments, and the scans that do not depend on grammar.
 *
 * There is no token stream: what `-a`, `[x]` or `1..2` is depends on whether a command or an expression is being read, so
 * the parser asks for what may stand there. Each character is looked at once; `pos` runs past blanks, `end` stays behind the
 * last thing that was read, and the two are equal only where nothing separates.
 */

import type { SyntaxErrorId } from "./errors.ts";
import {
  C,
  endsNumber,
  isDelimiter,
  isDigit,
  isDoubleQuote,
  isHexDigit,
  isIdentifierPart,
  isIdentifierStart,
  isNewline,
  isSingleQuote,
  isSpace,
} from "./tokens.ts";
import type { Attribute, Comment, Span, TypeName } from "./tree.ts";

/** Levels of statements and operators inside each other; beyond it the source is refused, long before the stack ends. */
const nestingLimit = 500;

/** Operators in one chain (`1+1+…`, `.a.b…`): the tree leans left, and whoever walks it must not run out of stack. */
export const chainLimit = 2500;

/** Errors kept; what comes after is noise. */
export const errorLimit = 100;

export interface Problem {
  readonly id: SyntaxErrorId;
  readonly subject: string;
  readonly start: number;
  readonly end: number;
}

/** Thrown inside the parser alone, when it must give up; `parse` catches it. */
export class Abandoned extends Error {}

export interface Reader {
  /** The text with one NUL behind it, so that looking ahead by one never leaves it. */
  readonly source: string;
  readonly length: number;
  pos: number;
  end: number;
  depth: number;
  /** Commas end an expression: arguments of methods and attributes, defaults of parameters. */
  noComma: boolean;
  /** Inside `? :`, where both marks may follow a number at once. */
  ternary: boolean;
  /** Inside `$( )` of a double-quoted string, where an escaped quote is a quote as well. */
  escapedQuotes: boolean;
  /** Inside `finally { }` (of this function or script block). */
  inFinally: boolean;
  /** Labels of the loops around, within `finally`; "" without label. */
  loops: string[];
  incomplete: boolean;
  problems: Problem[];
  comments: Comment[];
  /** Where comments have been collected up to, so that looking ahead does not collect twice. */
  commentsTo: number;
  /** Bracketed types and attributes read ahead at the start of a statement, by offset; see `parser-types.ts`. */
  bracketed: Map<number, { node: Attribute | TypeName; end: number }>;
  bracketedTo: number;
  /** Up to where no `|` begins the next line; see `pipeFollows`. */
  noPipe: { from: number; to: number };
}

export function newReader(source: string): Reader {
  return {
    source: `${source}\0`,
    length: source.length,
    pos: source.charCodeAt(0) === 0xfeff ? 1 : 0,
    end: 0,
    depth: 0,
    noComma: false,
    ternary: false,
    escapedQuotes: false,
    inFinally: false,
    loops: [],
    incomplete: false,
    problems: [],
    comments: [],
    commentsTo: 0,
    bracketed: new Map(),
    bracketedTo: 0,
    noPipe: { from: -1, to: -1 },
  };
}

/** What another line cannot mend although nothing follows it: the argument must stand in the same line. */
const sameLine: ReadonlySet<SyntaxErrorId> = new Set(["ParameterRequiresArgument", "MissingFileSpecification"]);

/** Errors that say where something began which never ended. */
const neverClosed: ReadonlySet<SyntaxErrorId> = new Set([
  "TerminatorExpectedAtEndOfString",
  "MissingTerminatorMultiLineComment",
  "MissingEndCurlyBrace",
  "IncompleteHashLiteral",
]);

/** Notes an error; a second one at the same place says nothing new. What is missing at the end of the text may still come. */
export function fail(r: Reader, id: SyntaxErrorId, start: number, end: number, subject = ""): void {
  const from = Math.min(start, r.length);
  const last = r.problems[r.problems.length - 1];
  if (last !== undefined && last.start === from && (last.id === id || id === "UnexpectedToken")) return;
  if (r.problems.length === 0) {
    const pos = r.pos;
    skipBlankLines(r);
    r.incomplete = atEnd(r) && (neverClosed.has(id) || (from >= r.end && !sameLine.has(id)));
    r.pos = pos;
  }
  if (r.problems.length >= errorLimit) throw new Abandoned();
  r.problems.push({ id, subject, start: from, end: Math.min(Math.max(end, from), r.length) });
}

/** An error just behind what was read last, where the missing thing belongs. */
export function missing(r: Reader, id: SyntaxErrorId, subject = ""): void {
  fail(r, id, r.end, r.end, subject);
}

/** Goes one level down; the caller goes up again with `r.depth--`. */
export function descend(r: Reader): void {
  if (++r.depth > nestingLimit) tooDeep(r);
}

export function tooDeep(r: Reader): never {
  r.incomplete = false;
  r.problems.push({
    id: "ScriptTooComplicated",
    subject: "",
    start: Math.min(r.pos, r.length),
    end: Math.min(r.pos + 1, r.length),
  });
  throw new Abandoned();
}

export function spanFrom(r: Reader, start: number): Span {
  return { start, end: r.end };
}

export function at(r: Reader): number {
  return r.source.charCodeAt(r.pos);
}

export function ahead(r: Reader, offset: number): number {
  return r.pos + offset > r.length ? 0 : r.source.charCodeAt(r.pos + offset);
}

export function atEnd(r: Reader): boolean {
  return r.pos >= r.length;
}

/** Takes `count` characters as read. */
export function take(r: Reader, count: number): void {
  r.pos += count;
  r.end = r.pos;
}

/** Moves the head to `pos` and counts all before it as read. */
export function moveTo(r: Reader, pos: number): void {
  r.pos = pos;
  r.end = pos;
}

/** The length of the line break at `pos`: CR LF, LF or CR; 0 for none. */
export function newlineLength(r: Reader, pos: number): number {
  const c = r.source.charCodeAt(pos);
  if (c === C.lf) return 1;
  if (c !== C.cr) return 0;
  return r.source.charCodeAt(pos + 1) === C.lf ? 2 : 1;
}

/** Passes blanks, comments and escaped line breaks. */
export function skipBlanks(r: Reader): void {
  for (;;) {
    const c = r.source.charCodeAt(r.pos);
    if (c === C.space || c === C.tab) r.pos++;
    else if (c === C.hash) skipLineComment(r);
    else if (c === C.less && r.source.charCodeAt(r.pos + 1) === C.hash) skipBlockComment(r);
    else if (c === C.backtick) {
      const length = newlineLength(r, r.pos + 1);
      if (length > 0) r.pos += 1 + length;
      else if (r.pos + 1 === r.length) {
        r.pos++;
        if (r.problems.length === 0) r.incomplete = true;
      } else return;
    } else if ((c > 127 || c === 11 || c === 12) && isSpace(c)) r.pos++;
    else return;
  }
}

/** Passes line breaks too. */
export function skipBlankLines(r: Reader): void {
  for (;;) {
    skipBlanks(r);
    const c = r.source.charCodeAt(r.pos);
    if (c !== C.lf && c !== C.cr) return;
    r.pos++;
  }
}

/** Passes line breaks and semicolons: what stands between statements. */
export function skipSeparators(r: Reader): void {
  for (;;) {
    skipBlanks(r);
    const c = r.source.charCodeAt(r.pos);
    if (c !== C.lf && c !== C.cr && c !== C.semicolon) return;
    r.pos++;
  }
}

function skipLineComment(r: Reader): void {
  const start = r.pos;
  let pos = start + 1;
  while (pos < r.length && !isNewline(r.source.charCodeAt(pos))) pos++;
  r.pos = pos;
  collect(r, start, false);
}

function skipBlockComment(r: Reader): void {
  const start = r.pos;
  const close = r.source.indexOf("#>", start + 2);
  if (close < 0) {
    r.pos = r.length;
    fail(r, "MissingTerminatorMultiLineComment", start, r.length);
  } else r.pos = close + 2;
  collect(r, start, true);
}

function collect(r: Reader, start: number, block: boolean): void {
  if (start < r.commentsTo) return;
  r.commentsTo = r.pos;
  r.comments.push({ kind: "Comment", span: { start, end: r.pos }, text: r.source.slice(start, r.pos), block });
}

/**
 * Whether the next line that is not empty or a comment begins with `|` (about_Pipelines): then the pipeline goes on there, and
 * the head stands before it. Otherwise the head does not move.
 */
export function pipeFollows(r: Reader): boolean {
  const start = r.pos;
  if (start >= r.noPipe.from && start <= r.noPipe.to) return false;
  skipBlankLines(r);
  if (at(r) === C.pipe && ahead(r, 1) !== C.pipe) return true;
  r.noPipe = { from: start, to: r.pos };
  r.pos = start;
  return false;
}

/** The end of the name at `pos`; `pos` itself when none begins there. */
export function identifierEnd(r: Reader, pos: number): number {
  if (!isIdentifierStart(r.source.charCodeAt(pos))) return pos;
  let end = pos + 1;
  while (isIdentifierPart(r.source.charCodeAt(end))) end++;
  return end;
}

/**
 * The plain word at the head in lower case, if it ends where a word of a command ends; "" otherwise. It is what keywords are
 * recognized by: `if(` and `catch[` are ones, `if-x` and `if.exe` are commands.
 */
export function keywordAt(r: Reader): string {
  let end = r.pos;
  for (;;) {
    const c = r.source.charCodeAt(end);
    if ((c >= 97 && c <= 122) || (c >= 65 && c <= 90)) end++;
    else if (end - r.pos >= 2 && end - r.pos <= 14 && (isDelimiter(c) || c === C.openBracket)) {
      const word = r.source.slice(r.pos, end).toLowerCase();
      return c !== C.openBracket || word === "catch" || word === "trap" ? word : "";
    } else return "";
    if (end - r.pos > 14) return "";
  }
}

/**
 * The end of the number at `pos` (no sign), -1 when none begins there. Suffixes and multipliers belong to it; whether what
 * follows may follow is for the caller to judge.
 */
export function numberEnd(r: Reader, pos: number): number {
  const s = r.source;
  let end = pos;
  const first = s.charCodeAt(pos);
  const second = s.charCodeAt(pos + 1) | 32;
  if (first === C.zero && second === 120) {
    end = pos + 2;
    while (isHexDigit(s.charCodeAt(end))) end++;
    return end === pos + 2 ? -1 : multiplierEnd(s, suffixEnd(s, end));
  }
  if (first === C.zero && second === 98) {
    end = pos + 2;
    while (s.charCodeAt(end) === C.zero || s.charCodeAt(end) === C.one) end++;
    if (end > pos + 2) return multiplierEnd(s, suffixEnd(s, end));
    end = pos;
  }
  while (isDigit(s.charCodeAt(end))) end++;
  const digits = end - pos;
  if (s.charCodeAt(end) === C.dot && s.charCodeAt(end + 1) !== C.dot) {
    const fraction = end + 1;
    if (isDigit(s.charCodeAt(fraction))) {
      end = fraction;
      while (isDigit(s.charCodeAt(end))) end++;
    } else if (digits > 0 && !isIdentifierStart(s.charCodeAt(fraction))) end = fraction;
  }
  if (end === pos || (digits === 0 && end - pos < 2)) return -1;
  if ((s.charCodeAt(end) | 32) === 101) {
    let exponent = end + 1;
    const sign = s.charCodeAt(exponent);
    if (sign === C.plus || sign === C.dash) exponent++;
    if (isDigit(s.charCodeAt(exponent))) {
      end = exponent;
      while (isDigit(s.charCodeAt(end))) end++;
    }
  }
  return multiplierEnd(s, suffixEnd(s, end));
}

/** Whether a number in an expression may end at `end`: `1+2` and `1..2` are numbers, `7z` and `10.exe` words. */
export function numberStands(r: Reader, end: number): boolean {
  const c = r.source.charCodeAt(end);
  if (c === C.dot) return r.source.charCodeAt(end + 1) === C.dot;
  return endsNumber(c) || (r.ternary && (c === C.question || c === C.colon));
}

/** u y s l n d and uy us ul, in any case. */
function suffixEnd(s: string, pos: number): number {
  const c = s.charCodeAt(pos) | 32;
  if (c === 117) {
    const d = s.charCodeAt(pos + 1) | 32;
    return d === 121 || d === 115 || d === 108 ? pos + 2 : pos + 1;
  }
  return c === 121 || c === 115 || c === 108 || c === 110 || c === 100 ? pos + 1 : pos;
}

/** kb mb gb tb pb. */
function multiplierEnd(s: string, pos: number): number {
  const c = s.charCodeAt(pos) | 32;
  if ((s.charCodeAt(pos + 1) | 32) !== 98) return pos;
  return c === 107 || c === 109 || c === 103 || c === 116 || c === 112 ? pos + 2 : pos;
}

/** The end of what stands at the head, as an error quotes it: a string, a word, an operator. */
export function tokenEnd(r: Reader): number {
  const s = r.source;
  const start = r.pos;
  const c = s.charCodeAt(start);
  if (start >= r.length) return r.length;
  let end = start + 1;
  if (isSingleQuote(c) || isDoubleQuote(c)) {
    while (
      end < r.length &&
      !isNewline(s.charCodeAt(end)) &&
      (isSingleQuote(c) ? !isSingleQuote(s.charCodeAt(end)) : !isDoubleQuote(s.charCodeAt(end)))
    )
      end++;
    return Math.min(isNewline(s.charCodeAt(end)) ? end : end + 1, r.length);
  }
  if (isDelimiter(c)) {
    const next = s.charCodeAt(end);
    return next === c && (c === C.pipe || c === C.amp || c === C.greater) ? end + 1 : end;
  }
  if (c === C.dollar || c === C.at || isIdentifierPart(c)) {
    while (isIdentifierPart(s.charCodeAt(end))) end++;
    return Math.min(end, r.length);
  }
  while (
    end < r.length &&
    !isDelimiter(s.charCodeAt(end)) &&
    !isSingleQuote(s.charCodeAt(end)) &&
    !isDoubleQuote(s.charCodeAt(end))
  )
    end++;
  return end;
}

/** What stands at the head should not be there. */
export function unexpected(r: Reader): void {
  const end = tokenEnd(r);
  fail(r, "UnexpectedToken", r.pos, end, r.source.slice(r.pos, end));
}
