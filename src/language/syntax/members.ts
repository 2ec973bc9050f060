/** What may follow a value without a blank: members, calls, indexes, and the postfix `++` and `--`. */

import { invalid, isStorage, parseExpression } from "./expressions.ts";
import {
  ahead,
  at,
  chainLimit,
  descend,
  fail,
  missing,
  moveTo,
  numberEnd,
  type Reader,
  skipBlankLines,
  skipBlanks,
  spanFrom,
  take,
  tooDeep,
} from "./lexer.ts";
import { parseString, parseVariable } from "./strings.ts";
import {
  C,
  isDash,
  isDigit,
  isDoubleQuote,
  isIdentifierPart,
  isIdentifierStart,
  isNewline,
  isSingleQuote,
  isSpace,
} from "./tokens.ts";
import type { Expression, TypeName } from "./tree.ts";
import { parseTypeArguments } from "./types.ts";
import { numberNode, parseParen, parseScriptBlockExpression, parseSubExpression } from "./values.ts";

/** How far a `[` after a member name is looked through for the `](` that makes it generic arguments. */
const typeArgumentsLimit = 256;

/**
 * postfix = primary { . member | :: member | ?. member | [ expression ] | ?[ expression ] } [ ++ | -- ]
 * No blank may stand before any of them. In a command `++` is part of a word, not an operator.
 */
export function parsePostfix(
  r: Reader,
  start: number,
  primary: Expression | null,
  inCommand: boolean,
): Expression | null {
  if (primary === null) return null;
  let target = primary;
  for (let length = 0; ; length++) {
    if (r.pos !== r.end) return target;
    if (length > chainLimit) tooDeep(r);
    const c = at(r);
    if (c === C.dot) {
      const next = ahead(r, 1);
      if (next === C.dot || (inCommand && !startsMember(next))) return target;
      target = parseMember(r, start, target, 1, false, false);
    } else if (c === C.openBracket) target = parseIndex(r, start, target, false);
    else if (c === C.colon && ahead(r, 1) === C.colon) target = parseMember(r, start, target, 2, true, false);
    else if (c === C.question && ahead(r, 1) === C.dot && startsMember(ahead(r, 2)))
      target = parseMember(r, start, target, 2, false, true);
    else if (c === C.question && ahead(r, 1) === C.openBracket) {
      take(r, 1);
      target = parseIndex(r, start, target, true);
    } else return inCommand ? target : (parseStep(r, start, target) ?? target);
  }
}

/** `++` or `--` behind a value, blanks between allowed; null and an unmoved head when none stands there. */
function parseStep(r: Reader, start: number, operand: Expression): Expression | null {
  let pos = r.pos;
  while (isSpace(r.source.charCodeAt(pos))) pos++;
  const c = r.source.charCodeAt(pos);
  const next = r.source.charCodeAt(pos + 1);
  if (!(c === C.plus && next === C.plus) && !(isDash(c) && isDash(next))) return null;
  const storage = isStorage(operand);
  if (!storage && pos > r.pos) return null;
  const operatorSpan = { start: pos, end: pos + 2 };
  const operator = c === C.plus ? "p++" : "p--";
  moveTo(r, pos + 2);
  if (!storage) fail(r, "OperatorRequiresVariableOrProperty", operand.span.start, operand.span.end, operator.slice(1));
  return { kind: "Unary", span: spanFrom(r, start), operator, caseSensitive: false, operand, operatorSpan };
}

function startsMember(c: number): boolean {
  return isIdentifierStart(c) || c === C.dollar || c === C.open || isSingleQuote(c) || isDoubleQuote(c) || isDigit(c);
}

/** member = name | number | string | $variable | $( … ) | ( … ); then perhaps generic arguments, and ( arguments ) or { … }. */
function parseMember(
  r: Reader,
  start: number,
  target: Expression,
  length: number,
  isStatic: boolean,
  nullConditional: boolean,
): Expression {
  const operator = r.source.slice(r.pos, r.pos + length);
  take(r, length);
  const after = r.pos;
  skipBlanks(r);
  while (isNewline(at(r))) skipBlankLines(r);
  const member = startsMember(at(r)) ? parseMemberName(r) : null;
  if (member === null) {
    if (r.pos < r.length) r.pos = after;
    missing(r, "MissingPropertyName", operator);
    return {
      kind: "Member",
      span: spanFrom(r, start),
      target,
      member: invalid(r, r.end),
      static: isStatic,
      nullConditional,
    };
  }
  const typeArguments: TypeName[] = at(r) === C.openBracket && callFollowsBrackets(r) ? parseTypeArguments(r) : [];
  if (at(r) === C.open) {
    const args = parseArguments(r);
    return {
      kind: "Invocation",
      span: spanFrom(r, start),
      target,
      member,
      static: isStatic,
      nullConditional,
      typeArguments,
      args,
    };
  }
  if (at(r) === C.openBrace) {
    const args = [parseScriptBlockExpression(r)];
    return {
      kind: "Invocation",
      span: spanFrom(r, start),
      target,
      member,
      static: isStatic,
      nullConditional,
      typeArguments,
      args,
    };
  }
  return { kind: "Member", span: spanFrom(r, start), target, member, static: isStatic, nullConditional };
}

function parseMemberName(r: Reader): Expression | null {
  const start = r.pos;
  const c = at(r);
  if (c === C.dollar) return ahead(r, 1) === C.open ? parseSubExpression(r) : parseVariable(r, false);
  if (c === C.open) return parseParen(r);
  if (isSingleQuote(c) || isDoubleQuote(c)) return parseString(r);
  if (isDigit(c)) {
    const end = numberEnd(r, start);
    if (end > start && !isIdentifierPart(r.source.charCodeAt(end)) && !r.source.slice(start, end).includes(".")) {
      moveTo(r, end);
      return numberNode(r, start, r.source.slice(start, end));
    }
  }
  let end = start;
  while (isIdentifierPart(r.source.charCodeAt(end))) end++;
  moveTo(r, end);
  return { kind: "StringLiteral", span: spanFrom(r, start), form: "bare", value: r.source.slice(start, end) };
}

/** Whether the brackets at the head hold nothing but type names and `(` follows them: `$x.OfType[string]()`. */
function callFollowsBrackets(r: Reader): boolean {
  const s = r.source;
  const limit = Math.min(r.pos + typeArgumentsLimit, r.length);
  if (!isIdentifierStart(s.charCodeAt(r.pos + 1)) && s.charCodeAt(r.pos + 1) !== C.openBracket) return false;
  let depth = 0;
  for (let pos = r.pos; pos < limit; pos++) {
    const c = s.charCodeAt(pos);
    if (c === C.openBracket) depth++;
    else if (c === C.closeBracket) {
      if (--depth === 0) return s.charCodeAt(pos + 1) === C.open;
    } else if (!isIdentifierPart(c) && c !== C.dot && c !== C.comma && c !== C.space && c !== C.plus) return false;
  }
  return false;
}

/** arguments = ( [ expression { , expression } ] ); the head is at the parenthesis. */
export function parseArguments(r: Reader): Expression[] {
  const args: Expression[] = [];
  const { noComma, ternary } = r;
  descend(r);
  r.noComma = true;
  r.ternary = false;
  take(r, 1);
  skipBlankLines(r);
  while (at(r) !== C.close) {
    const argument = parseExpression(r);
    if (argument === null) {
      if (args.length > 0) missing(r, "MissingExpressionAfterToken", ",");
      break;
    }
    args.push(argument);
    skipBlankLines(r);
    if (at(r) !== C.comma) break;
    take(r, 1);
    skipBlankLines(r);
    if (at(r) === C.close) missing(r, "MissingExpressionAfterToken", ",");
  }
  if (at(r) === C.close) take(r, 1);
  else missing(r, "MissingEndParenthesisInMethodCall");
  r.noComma = noComma;
  r.ternary = ternary;
  r.depth--;
  return args;
}

/** index = "[" expression "]"; the head is at the bracket. */
function parseIndex(r: Reader, start: number, target: Expression, nullConditional: boolean): Expression {
  const { noComma, ternary } = r;
  descend(r);
  r.noComma = false;
  r.ternary = false;
  take(r, 1);
  skipBlankLines(r);
  let index = parseExpression(r);
  if (index === null) {
    fail(r, "MissingArrayIndexExpression", r.end, r.end);
    index = invalid(r, r.end);
  }
  skipBlankLines(r);
  if (at(r) === C.closeBracket) take(r, 1);
  else if (index.kind !== "InvalidExpression") missing(r, "MissingEndSquareBracket");
  r.noComma = noComma;
  r.ternary = ternary;
  r.depth--;
  return { kind: "Index", span: spanFrom(r, start), target, index, nullConditional };
}
