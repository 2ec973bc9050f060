/** What a command is given: parameters, bare words and numbers, and values; command mode begins here. */

import {
  ahead,
  at,
  fail,
  missing,
  numberEnd,
  type Reader,
  skipBlankLines,
  skipBlanks,
  spanFrom,
  take,
} from "./lexer.ts";
import { parsePostfix } from "./members.ts";
import { parseSplat, parseVariable, parseWord } from "./strings.ts";
import {
  C,
  isDash,
  isDelimiter,
  isDigit,
  isDoubleQuote,
  isIdentifierStart,
  isSingleQuote,
  isVariablePart,
} from "./tokens.ts";
import type { CommandParameter, Expression } from "./tree.ts";
import { numberNode, parsePrimary } from "./values.ts";

/** argument-list = argument { , argument }; line breaks may follow a comma. Null when no argument begins at the head. */
export function parseArgumentList(r: Reader): Expression | null {
  const start = r.pos;
  const first = parseArgument(r);
  if (first === null) return null;
  skipBlanks(r);
  if (at(r) !== C.comma) return first;
  const elements = [first];
  while (at(r) === C.comma) {
    take(r, 1);
    skipBlankLines(r);
    const element = parseArgument(r);
    if (element === null) {
      missing(r, "MissingArgument");
      if (at(r) !== C.comma) break;
    } else elements.push(element);
    skipBlanks(r);
  }
  return { kind: "ArrayLiteral", span: spanFrom(r, start), elements };
}

/**
 * argument = number | word | @splat | value { member | index }
 * A variable is a value when a member, an index or the end follows, otherwise the beginning of a word (`$dir\file`).
 */
export function parseArgument(r: Reader): Expression | null {
  const start = r.pos;
  const c = at(r);
  if (isDigit(c) || c === C.dot || c === C.plus || isDash(c)) return parseWordOrNumber(r);
  switch (c) {
    case C.dollar:
      return parseDollar(r, start);
    case C.at: {
      const next = ahead(r, 1);
      if (isVariablePart(next)) return parseSplat(r);
      if (next === C.open || next === C.openBrace || isSingleQuote(next) || isDoubleQuote(next))
        return parseValue(r, start);
      return parseWord(r);
    }
    case C.open:
    case C.openBrace:
      return parseValue(r, start);
    case C.backtick:
      return r.escapedQuotes && isDoubleQuote(ahead(r, 1)) ? parseValue(r, start) : parseWord(r);
  }
  if (isSingleQuote(c) || isDoubleQuote(c)) return parseValue(r, start);
  if (isDelimiter(c) && (c !== 0 || r.pos >= r.length)) return null;
  return parseWord(r);
}

function parseValue(r: Reader, start: number): Expression | null {
  return parsePostfix(r, start, parsePrimary(r), true);
}

function parseDollar(r: Reader, start: number): Expression | null {
  if (ahead(r, 1) === C.open) return parseValue(r, start);
  const variable = parseVariable(r, false);
  if (variable !== null) {
    const c = at(r);
    const next = ahead(r, 1);
    const isValue =
      isDelimiter(c) ||
      c === C.openBracket ||
      (c === C.dot && next !== C.dot && !isDash(next) && next !== C.slash && next !== 92) ||
      (c === C.colon && next === C.colon) ||
      (c === C.question && (next === C.dot || next === C.openBracket));
    if (isValue) return parsePostfix(r, start, variable, true);
    r.pos = start;
    r.end = start;
  }
  return parseWord(r);
}

/** A word that begins like a number is one when it is a number to its end. */
function parseWordOrNumber(r: Reader): Expression {
  const start = r.pos;
  const c = at(r);
  const signed = isDash(c) || c === C.plus;
  const digits = signed ? start + 1 : start;
  const end = numberEnd(r, digits);
  if (end < 0 || !isDelimiter(r.source.charCodeAt(end))) return parseWord(r);
  take(r, end - start);
  return numberNode(r, start, (isDash(c) ? "-" : "") + r.source.slice(digits, end));
}

/** Whether the dash at the head begins a parameter: a letter, `_` or `?` follows, and no quote before its end. */
export function startsParameter(r: Reader): boolean {
  const next = ahead(r, 1);
  if (!isIdentifierStart(next) && next !== C.question) return false;
  const after = r.source.charCodeAt(parameterEnd(r));
  return !isSingleQuote(after) && !isDoubleQuote(after);
}

function parameterEnd(r: Reader): number {
  let end = r.pos + 1;
  for (;;) {
    const c = r.source.charCodeAt(end);
    if (isDelimiter(c) || c === C.colon || c === C.dot || c === C.openBracket || isSingleQuote(c) || isDoubleQuote(c))
      return end;
    end++;
  }
}

/** parameter = -name | -name: argument-list; blanks may follow the colon. The head is at the dash. */
export function parseParameter(r: Reader): CommandParameter {
  const start = r.pos;
  const end = parameterEnd(r);
  const name = r.source.slice(start + 1, end);
  take(r, end - start);
  if (at(r) !== C.colon) {
    return {
      kind: "CommandParameter",
      span: spanFrom(r, start),
      name,
      text: r.source.slice(start, r.end),
      argument: null,
    };
  }
  take(r, 1);
  const text = r.source.slice(start, r.end);
  skipBlanks(r);
  const argument = parseArgumentList(r);
  if (argument === null) fail(r, "ParameterRequiresArgument", start, start + text.length, text);
  return { kind: "CommandParameter", span: spanFrom(r, start), name, text, argument };
}
