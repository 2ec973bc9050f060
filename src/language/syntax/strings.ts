/** Strings, here-strings, bare words and the variables in them, read to their parts in one pass. */

import { ahead, at, fail, moveTo, newlineLength, type Reader, spanFrom } from "./lexer.ts";
import {
  C,
  isDelimiter,
  isDoubleQuote,
  isHexDigit,
  isNewline,
  isSingleQuote,
  isSpace,
  isVariablePart,
  isWordSpecial,
} from "./tokens.ts";
import type { Expandable, Expression, StringForm, StringLiteral, Variable } from "./tree.ts";
import { parseSubExpression } from "./values.ts";

/** Text and expressions as they are met; text between two expressions is one part. */
interface Parts {
  text: string;
  list: (string | Expression)[] | null;
}

function addExpression(parts: Parts, expression: Expression): void {
  parts.list ??= [];
  if (parts.text !== "") parts.list.push(parts.text);
  parts.text = "";
  parts.list.push(expression);
}

function finish(r: Reader, start: number, form: StringForm, parts: Parts): StringLiteral | Expandable {
  const span = spanFrom(r, start);
  if (parts.list === null) return { kind: "StringLiteral", span, form, value: parts.text };
  if (parts.text !== "") parts.list.push(parts.text);
  return { kind: "Expandable", span, form, parts: parts.list };
}

/** string = 'text' | "text and $expressions"; the head is at the quote. */
export function parseString(r: Reader): StringLiteral | Expandable {
  const start = r.pos;
  const parts: Parts = { text: "", list: null };
  if (isSingleQuote(at(r))) {
    readSingleQuoted(r, parts);
    return finish(r, start, "single", parts);
  }
  readDoubleQuoted(r, parts);
  return finish(r, start, "double", parts);
}

/** Reads `'…'` with `''` as one quote. */
function readSingleQuoted(r: Reader, parts: Parts): void {
  const s = r.source;
  const start = r.pos;
  let chunk = start + 1;
  let pos = chunk;
  for (;;) {
    while (pos < r.length && !isSingleQuote(s.charCodeAt(pos))) pos++;
    parts.text += s.slice(chunk, pos);
    if (pos >= r.length) {
      moveTo(r, r.length);
      fail(r, "TerminatorExpectedAtEndOfString", start, r.length, "'");
      return;
    }
    if (!isSingleQuote(s.charCodeAt(pos + 1))) {
      moveTo(r, pos + 1);
      return;
    }
    chunk = pos + 1;
    pos += 2;
  }
}

/** A string that begins with an escaped quote, and may end with one: `"a $(foo `"b`") c"`. The head is at the backtick. */
export function parseEscapedString(r: Reader): StringLiteral | Expandable {
  const start = r.pos;
  const parts: Parts = { text: "", list: null };
  readDoubleQuoted(r, parts, true);
  return finish(r, start, "double", parts);
}

/** Reads `"…"`: `""` is one quote, a backtick escapes, `$name`, `${name}` and `$(…)` are parts. */
function readDoubleQuoted(r: Reader, parts: Parts, escaped = false): void {
  const { escapedQuotes } = r;
  r.escapedQuotes = true;
  readToQuote(r, parts, escaped);
  r.escapedQuotes = escapedQuotes;
}

function readToQuote(r: Reader, parts: Parts, escaped: boolean): void {
  const s = r.source;
  const start = r.pos;
  moveTo(r, start + (escaped ? 2 : 1));
  for (;;) {
    const chunk = r.pos;
    let pos = chunk;
    while (pos < r.length && !isWordSpecial(s.charCodeAt(pos))) pos++;
    parts.text += s.slice(chunk, pos);
    moveTo(r, pos);
    if (pos >= r.length) {
      fail(r, "TerminatorExpectedAtEndOfString", start, r.length, '"');
      return;
    }
    const c = s.charCodeAt(pos);
    if (escaped && c === C.backtick && isDoubleQuote(s.charCodeAt(pos + 1))) {
      moveTo(r, pos + 2);
      return;
    }
    if (isDoubleQuote(c)) {
      moveTo(r, pos + 1);
      if (!isDoubleQuote(at(r))) return;
      parts.text += s[pos]!;
      moveTo(r, pos + 2);
    } else readInner(r, parts);
  }
}

/** One escape, variable or sub-expression, or the character itself where it is none of them. */
function readInner(r: Reader, parts: Parts): void {
  const c = at(r);
  if (c === C.backtick) {
    parts.text += readEscape(r);
    return;
  }
  if (c === C.dollar) {
    if (ahead(r, 1) === C.open) {
      addExpression(parts, parseSubExpression(r));
      return;
    }
    const variable = parseVariable(r, true);
    if (variable !== null) {
      addExpression(parts, variable);
      return;
    }
  }
  parts.text += r.source[r.pos]!;
  moveTo(r, r.pos + 1);
}

const escapes: ReadonlyMap<number, string> = new Map([
  [48, "\0"],
  [97, "\x07"],
  [98, "\b"],
  [101, "\x1b"],
  [102, "\f"],
  [110, "\n"],
  [114, "\r"],
  [116, "\t"],
  [118, "\v"],
]);

/** What a backtick and what follows it stand for; before other characters it just goes. */
function readEscape(r: Reader): string {
  const next = ahead(r, 1);
  if (r.pos + 1 >= r.length) {
    moveTo(r, r.pos + 1);
    return "";
  }
  if (next === 117 && ahead(r, 2) === C.openBrace) return readUnicodeEscape(r);
  moveTo(r, r.pos + 2);
  return escapes.get(next) ?? r.source[r.pos - 1]!;
}

/** `` `u{1F600} ``: one to six hexadecimal digits up to 10FFFF. */
function readUnicodeEscape(r: Reader): string {
  const start = r.pos;
  const digits = start + 3;
  let end = digits;
  while (isHexDigit(r.source.charCodeAt(end))) end++;
  const closed = r.source.charCodeAt(end) === C.closeBrace;
  moveTo(r, closed ? end + 1 : end);
  if (end - digits > 6) fail(r, "TooManyDigitsInUnicodeEscapeSequence", start, r.pos);
  else if (end === digits) fail(r, "InvalidUnicodeEscapeSequence", start, r.pos);
  else if (!closed) fail(r, "MissingUnicodeEscapeSequenceTerminator", start, r.pos);
  else {
    const code = Number.parseInt(r.source.slice(digits, end), 16);
    if (code <= 0x10ffff) return String.fromCodePoint(code);
    fail(r, "InvalidUnicodeEscapeSequenceValue", start, r.pos);
  }
  return "";
}

/** here-string = @' or @" at the end of a line, lines, then '@ or "@ at the start of one; the head is at the `@`. */
export function parseHereString(r: Reader): StringLiteral | Expandable {
  const start = r.pos;
  const s = r.source;
  const single = isSingleQuote(ahead(r, 1));
  const form = single ? "hereSingle" : "hereDouble";
  const parts: Parts = { text: "", list: null };
  let pos = start + 2;
  while (isSpace(s.charCodeAt(pos))) pos++;
  if (pos < r.length && newlineLength(r, pos) === 0) {
    fail(r, "UnexpectedCharactersAfterHereStringHeader", pos, pos + 1);
    while (pos < r.length && newlineLength(r, pos) === 0) pos++;
  }
  // The head stays before each line break, so that the one before the footer is not content.
  moveTo(r, pos);
  let first = true;
  let falseFooter = -1;
  const { escapedQuotes } = r;
  r.escapedQuotes = false;
  while (r.pos < r.length) {
    const breakLength = newlineLength(r, r.pos);
    if (breakLength > 0) {
      const line = r.pos + breakLength;
      if (isFooter(s, line, single)) {
        moveTo(r, line + 2);
        r.escapedQuotes = escapedQuotes;
        return finish(r, start, form, parts);
      }
      let indented = line;
      while (indented < r.length && isSpace(s.charCodeAt(indented))) indented++;
      if (falseFooter < 0 && indented > line && isFooter(s, indented, single)) falseFooter = indented;
      if (!first) parts.text += s.slice(r.pos, line);
      first = false;
      moveTo(r, line);
      if (newlineLength(r, line) > 0) continue;
    }
    const chunk = r.pos;
    let end = chunk;
    while (end < r.length) {
      const c = s.charCodeAt(end);
      if (isNewline(c) || (!single && (c === C.dollar || c === C.backtick))) break;
      end++;
    }
    parts.text += s.slice(chunk, end);
    moveTo(r, end);
    if (end < r.length && newlineLength(r, end) === 0) readInner(r, parts);
  }
  r.escapedQuotes = escapedQuotes;
  if (falseFooter >= 0) fail(r, "WhitespaceBeforeHereStringFooter", falseFooter, falseFooter + 2);
  else fail(r, "TerminatorExpectedAtEndOfString", start, r.length, single ? "'@" : '"@');
  return finish(r, start, form, parts);
}

function isFooter(s: string, pos: number, single: boolean): boolean {
  if (s.charCodeAt(pos + 1) !== C.at) return false;
  const c = s.charCodeAt(pos);
  return single ? isSingleQuote(c) : isDoubleQuote(c);
}

/**
 * word = one or more of: plain characters, escapes, '…', "…", $variable, $( … ); up to a blank or one of (){},;|&<>.
 * The head is at a character that is none of these.
 */
export function parseWord(r: Reader): StringLiteral | Expandable {
  const s = r.source;
  const start = r.pos;
  const parts: Parts = { text: "", list: null };
  for (;;) {
    const chunk = r.pos;
    let pos = chunk;
    let c = s.charCodeAt(pos);
    while (!isDelimiter(c) && !isWordSpecial(c)) c = s.charCodeAt(++pos);
    parts.text += s.slice(chunk, pos);
    moveTo(r, pos);
    if (isDelimiter(c)) {
      if (c !== 0 || pos >= r.length) break;
      parts.text += "\0";
      moveTo(r, pos + 1);
    } else if (c === C.backtick && (pos + 1 >= r.length || newlineLength(r, pos + 1) > 0)) break;
    else if (isSingleQuote(c)) readSingleQuoted(r, parts);
    else if (isDoubleQuote(c)) readDoubleQuoted(r, parts);
    else readInner(r, parts);
  }
  return finish(r, start, "bare", parts);
}

/**
 * variable = $name | $scope:name | ${any name} | $$ | $? | $^; null when the `$` begins none, and then the head does not move.
 * Within a string a `:` that no name follows is an error, since it would be lost silently.
 */
export function parseVariable(r: Reader, inString: boolean): Variable | null {
  const start = r.pos;
  const c = ahead(r, 1);
  if (c === C.openBrace) return parseBracedVariable(r);
  if (c === C.dollar || c === C.caret || (c === C.question && !isVariablePart(ahead(r, 2)))) {
    moveTo(r, start + 2);
    return variable(r, start, r.source.slice(start + 1, start + 2), null, false);
  }
  return parseNamed(r, start, inString, false);
}

/** splat = @name | @scope:name; the head is at the `@` and a name follows. */
export function parseSplat(r: Reader): Variable {
  return parseNamed(r, r.pos, false, true)!;
}

function parseNamed(r: Reader, start: number, inString: boolean, splatted: boolean): Variable | null {
  const s = r.source;
  let pos = start + 1;
  while (isVariablePart(s.charCodeAt(pos))) pos++;
  if (pos === start + 1) return null;
  let colon = -1;
  while (s.charCodeAt(pos) === C.colon && isVariablePart(s.charCodeAt(pos + 1)) && !(r.ternary && !inString)) {
    if (colon < 0) colon = pos;
    pos++;
    while (isVariablePart(s.charCodeAt(pos))) pos++;
  }
  moveTo(r, pos);
  const scope = colon < 0 ? null : s.slice(start + 1, colon).toLowerCase();
  const found = variable(r, start, s.slice(colon < 0 ? start + 1 : colon + 1, pos), scope, splatted);
  if (inString && s.charCodeAt(pos) === C.colon && s.charCodeAt(pos + 1) !== C.colon) {
    fail(r, "InvalidVariableReferenceWithDrive", start, pos + 1);
    moveTo(r, pos + 1);
  }
  return found;
}

function parseBracedVariable(r: Reader): Variable {
  const s = r.source;
  const start = r.pos;
  let name = "";
  let colon = -1;
  let pos = start + 2;
  for (;;) {
    const c = s.charCodeAt(pos);
    if (pos >= r.length) {
      moveTo(r, r.length);
      fail(r, "InvalidBracedVariableReference", start, r.length);
      break;
    }
    if (c === C.closeBrace) {
      moveTo(r, pos + 1);
      break;
    }
    if (c === C.backtick && pos + 1 < r.length) pos++;
    else if (c === C.openBrace) fail(r, "OpenBraceNeedsToBeBackTickedInVariableName", pos, pos + 1);
    else if (c === C.colon && colon < 0 && name !== "") colon = name.length;
    name += s[pos]!;
    pos++;
  }
  if (name === "" && r.pos < r.length + 1) fail(r, "InvalidVariableReference", start, r.pos);
  else if (colon >= 0 && colon === name.length - 1) fail(r, "InvalidVariableReferenceWithDrive", start, r.pos);
  if (colon < 0) return variable(r, start, name, null, false);
  return variable(r, start, name.slice(colon + 1), name.slice(0, colon).toLowerCase(), false);
}

function variable(r: Reader, start: number, name: string, scope: string | null, splatted: boolean): Variable {
  return { kind: "Variable", span: spanFrom(r, start), name, scope, splatted };
}
