/** Values as they are written: numbers, strings, variables, and what stands in `( )`, `$( )`, `@( )`, `@{ }`, `{ }`. */

import { parseScriptBlockBody } from "./blocks.ts";
import { parseChain } from "./commands.ts";
import { invalid, parseUnary } from "./expressions.ts";
import {
  ahead,
  at,
  atEnd,
  fail,
  missing,
  moveTo,
  numberEnd,
  numberStands,
  type Reader,
  skipBlankLines,
  skipBlanks,
  skipSeparators,
  spanFrom,
  take,
} from "./lexer.ts";
import { numberValue } from "./numbers.ts";
import { parseStatement, parseStatements } from "./statements.ts";
import { parseEscapedString, parseHereString, parseSplat, parseString, parseVariable } from "./strings.ts";
import { C, isDelimiter, isDigit, isDoubleQuote, isIdentifierStart, isSingleQuote, isVariablePart } from "./tokens.ts";
import type {
  ArrayExpression,
  Expression,
  HashEntry,
  HashTable,
  NumberLiteral,
  Paren,
  ScriptBlockExpression,
  Statement,
  SubExpression,
} from "./tree.ts";

/** primary = number | string | here-string | variable | ( ) | $( ) | @( ) | @{ } | { }; null when none begins at the head. */
export function parsePrimary(r: Reader): Expression | null {
  const c = at(r);
  switch (c) {
    case C.dollar:
      return ahead(r, 1) === C.open ? parseSubExpression(r) : parseVariable(r, false);
    case C.open:
      return parseParen(r);
    case C.openBrace:
      return parseScriptBlockExpression(r);
    case C.at:
      return parseAfterAt(r);
    case C.backtick:
      return r.escapedQuotes && isDoubleQuote(ahead(r, 1)) ? parseEscapedString(r) : null;
  }
  if (isDigit(c) || c === C.dot) {
    const end = numberEnd(r, r.pos);
    if (end < 0 || !numberStands(r, end)) return null;
    return parseNumber(r, end);
  }
  return isSingleQuote(c) || isDoubleQuote(c) ? parseString(r) : null;
}

function parseAfterAt(r: Reader): Expression | null {
  const start = r.pos;
  const next = ahead(r, 1);
  if (next === C.open) return parseArrayExpression(r);
  if (next === C.openBrace) return parseHashTable(r);
  if (isSingleQuote(next) || isDoubleQuote(next)) return parseHereString(r);
  if (!isVariablePart(next)) return null;
  const splat = parseSplat(r);
  fail(r, "SplattingNotPermitted", start, r.end, r.source.slice(start + 1, r.end));
  return splat;
}

function parseNumber(r: Reader, end: number): NumberLiteral {
  const start = r.pos;
  moveTo(r, end);
  return numberNode(r, start, r.source.slice(start, end));
}

/** The text has the sign that belongs to the number; what was typed is from `start` to the head. */
export function numberNode(r: Reader, start: number, text: string): NumberLiteral {
  const number = numberValue(text);
  const typed = r.source.slice(start, r.end);
  if (number !== null)
    return { kind: "NumberLiteral", span: spanFrom(r, start), type: number.type, value: number.value, text: typed };
  fail(r, "BadNumericConstant", start, r.end, typed);
  return { kind: "NumberLiteral", span: spanFrom(r, start), type: "Int32", value: 0, text: typed };
}

/** paren = ( pipeline-chain | assignment ) */
export function parseParen(r: Reader): Paren {
  const start = r.pos;
  const { noComma, ternary } = r;
  r.noComma = false;
  r.ternary = false;
  take(r, 1);
  skipBlankLines(r);
  let body: Statement | null = parseChain(r);
  if (body === null) {
    missing(r, "ExpectedExpression");
    body = { kind: "InvalidStatement", span: { start: r.end, end: r.end }, parts: [] };
  }
  const end = r.end;
  skipBlankLines(r);
  if (at(r) === C.close) take(r, 1);
  else fail(r, "MissingEndParenthesisInExpression", end, end);
  r.noComma = noComma;
  r.ternary = ternary;
  return { kind: "Paren", span: spanFrom(r, start), body };
}

/** sub-expression = $( statements ); the head is at the `$`. */
export function parseSubExpression(r: Reader): SubExpression {
  const start = r.pos;
  const body = parseParenthesizedStatements(r);
  return { kind: "SubExpression", span: spanFrom(r, start), body };
}

/** array-expression = @( statements ); the head is at the `@`. */
function parseArrayExpression(r: Reader): ArrayExpression {
  const start = r.pos;
  const body = parseParenthesizedStatements(r);
  return { kind: "ArrayExpression", span: spanFrom(r, start), body };
}

function parseParenthesizedStatements(r: Reader) {
  take(r, 2);
  const body = parseStatements(r, C.close);
  if (at(r) === C.close) take(r, 1);
  else fail(r, "MissingEndParenthesisInSubexpression", r.pos, r.pos);
  return body;
}

/** script-block-expression = { script-block-body }; a body of its own: loops and `finally` around it do not reach in. */
export function parseScriptBlockExpression(r: Reader): ScriptBlockExpression {
  const start = r.pos;
  const body = parseScriptBlockBody(r, false);
  return { kind: "ScriptBlockExpression", span: spanFrom(r, start), body };
}

/** hash-table = @{ { key = statement separator } }; key = name | unary expression */
function parseHashTable(r: Reader): HashTable {
  const start = r.pos;
  const { noComma, ternary } = r;
  r.noComma = false;
  r.ternary = false;
  take(r, 2);
  const entries: HashEntry[] = [];
  const keys = new Set<string>();
  skipSeparators(r);
  while (at(r) !== C.closeBrace && !atEnd(r)) {
    const entry = parseHashEntry(r);
    if (entry === null) break;
    checkKey(r, entry.key, keys);
    entries.push(entry);
    skipBlanks(r);
    const before = r.pos;
    skipSeparators(r);
    if (r.pos === before) break;
  }
  if (at(r) === C.closeBrace) take(r, 1);
  else if (atEnd(r)) fail(r, "IncompleteHashLiteral", start, r.end);
  else fail(r, "IncompleteHashLiteral", r.pos, r.pos);
  r.noComma = noComma;
  r.ternary = ternary;
  return { kind: "HashTable", span: spanFrom(r, start), entries };
}

function parseHashEntry(r: Reader): HashEntry | null {
  const start = r.pos;
  const key = parseHashKey(r);
  if (key === null) {
    fail(r, "MissingKeyInHashLiteral", r.pos, r.pos + 1);
    return null;
  }
  skipBlankLines(r);
  if (at(r) !== C.equals) {
    missing(r, "MissingEqualsInHashLiteral");
    return null;
  }
  take(r, 1);
  skipBlankLines(r);
  let value = parseStatement(r);
  if (value === null) {
    missing(r, "MissingStatementInHashLiteral");
    value = { kind: "InvalidStatement", span: { start: r.end, end: r.end }, parts: [] };
  }
  return { kind: "HashEntry", span: spanFrom(r, start), key, value };
}

/** A bare key is a name; all else is an expression, so that `$x`, `'a b'`, `(1+1)` and `-1` are keys. */
function parseHashKey(r: Reader): Expression | null {
  const start = r.pos;
  const s = r.source;
  if (isIdentifierStart(at(r))) {
    let end = start + 1;
    while (isVariablePart(s.charCodeAt(end))) end++;
    moveTo(r, end);
    return { kind: "StringLiteral", span: spanFrom(r, start), form: "bare", value: s.slice(start, end) };
  }
  const { noComma } = r;
  r.noComma = true;
  const key = parseUnary(r);
  r.noComma = noComma;
  if (key !== null || at(r) === C.equals || isDelimiter(at(r))) return key;
  return invalid(r, start);
}

function checkKey(r: Reader, key: Expression, keys: Set<string>): void {
  if (key.kind !== "StringLiteral") return;
  const name = key.value.toLowerCase();
  if (keys.has(name)) fail(r, "DuplicateKeyInHashLiteral", key.span.start, key.span.end, key.value);
  keys.add(name);
}
