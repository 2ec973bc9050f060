/** Expressions: operators by precedence, unary operators and casts, then members, indexes and calls on a value. */

import {
  ahead,
  at,
  chainLimit,
  descend,
  fail,
  missing,
  moveTo,
  numberEnd,
  numberStands,
  type Reader,
  skipBlankLines,
  skipBlanks,
  spanFrom,
  take,
  tooDeep,
} from "./lexer.ts";
import { parsePostfix } from "./members.ts";
import {
  C,
  type DashOperator,
  dashOperator,
  dashWordEnd,
  isDash,
  isDigit,
  isIdentifierStart,
  precedence,
} from "./tokens.ts";
import type { Attribute, BinaryOperator, Expression, InvalidExpression, TypeName, UnaryOperator } from "./tree.ts";
import { parseBracketed } from "./types.ts";
import { numberNode, parsePrimary } from "./values.ts";

export function invalid(r: Reader, start: number, parts: readonly Expression[] = []): InvalidExpression {
  return { kind: "InvalidExpression", span: { start, end: Math.max(r.end, start) }, parts };
}

/**
 * expression = binary [ ? expression : expression ]
 * Null when no expression begins at the head: the caller knows what is missing then.
 */
export function parseExpression(r: Reader): Expression | null {
  skipBlanks(r);
  const start = r.pos;
  const test = parseBinary(r, precedence.logical);
  if (test === null) return null;
  skipBlanks(r);
  if (at(r) !== C.question || ahead(r, 1) === C.question) return test;
  return parseTernary(r, start, test);
}

function parseTernary(r: Reader, start: number, test: Expression): Expression {
  descend(r);
  const ternary = r.ternary;
  r.ternary = true;
  take(r, 1);
  skipBlankLines(r);
  let then = parseExpression(r);
  if (then === null) {
    missing(r, "ExpectedValueExpression", "?");
    then = invalid(r, r.end);
  }
  skipBlankLines(r);
  let otherwise: Expression | null = null;
  if (at(r) === C.colon) {
    take(r, 1);
    skipBlankLines(r);
    r.ternary = ternary;
    otherwise = parseExpression(r);
    if (otherwise === null) missing(r, "ExpectedValueExpression", ":");
  } else if (then.kind !== "InvalidExpression") missing(r, "MissingColonInTernaryExpression");
  r.ternary = ternary;
  r.depth--;
  return { kind: "Ternary", span: spanFrom(r, start), test, then, otherwise: otherwise ?? invalid(r, r.end) };
}

/** The operator found last by `operatorAt`. One object, since one operator is looked at at a time. */
const found: { operator: BinaryOperator; caseSensitive: boolean; length: number } = {
  operator: "+",
  caseSensitive: false,
  length: 0,
};

function plain(operator: BinaryOperator, length: number, level: number): number {
  found.operator = operator;
  found.caseSensitive = false;
  found.length = length;
  return level;
}

/** The precedence of the binary operator at the head, described in `found`; 0 when there is none. */
function operatorAt(r: Reader): number {
  const c = at(r);
  const next = ahead(r, 1);
  switch (c) {
    case C.plus:
      return next === C.equals || next === C.plus ? 0 : plain("+", 1, precedence.add);
    case C.star:
      return next === C.equals || next === C.greater ? 0 : plain("*", 1, precedence.multiply);
    case C.slash:
      return next === C.equals ? 0 : plain("/", 1, precedence.multiply);
    case C.percent:
      return next === C.equals ? 0 : plain("%", 1, precedence.multiply);
    case C.dot:
      return next === C.dot ? plain("..", 2, precedence.range) : 0;
    case C.question:
      return next === C.question && ahead(r, 2) !== C.equals ? plain("??", 2, precedence.coalesce) : 0;
  }
  if (!isDash(c)) return 0;
  if (isIdentifierStart(next)) {
    const end = dashWordEnd(r.source, r.pos);
    const word = dashOperator(r.source, r.pos, end);
    if (word !== undefined && word.precedence > 0) {
      found.operator = word.operator as BinaryOperator;
      found.caseSensitive = word.caseSensitive;
      found.length = end - r.pos;
      return word.precedence;
    }
  }
  return next === C.equals || isDash(next) ? 0 : plain("-", 1, precedence.add);
}

/**
 * binary = list { operator list }, the operators by level, each level to the left:
 * logical < bitwise < comparison < ?? < + - < * / % < -f < ..
 */
function parseBinary(r: Reader, level: number): Expression | null {
  const start = r.pos;
  let left = parseList(r);
  if (left === null) return null;
  for (let length = 0; ; length++) {
    skipBlanks(r);
    const operatorLevel = operatorAt(r);
    if (operatorLevel < level || operatorLevel === 0) return left;
    if (length > chainLimit) tooDeep(r);
    const { operator, caseSensitive } = found;
    const operatorSpan = { start: r.pos, end: r.pos + found.length };
    take(r, found.length);
    skipBlankLines(r);
    let right = parseBinary(r, operatorLevel + 1);
    if (right === null) {
      missing(r, "ExpectedValueExpression", r.source.slice(operatorSpan.start, operatorSpan.end));
      right = invalid(r, r.end);
    }
    left = { kind: "Binary", span: spanFrom(r, start), operator, caseSensitive, left, right, operatorSpan };
  }
}

/** list = unary { , unary }; one element without comma is itself. */
function parseList(r: Reader): Expression | null {
  const start = r.pos;
  const first = parseUnary(r);
  if (first === null || r.noComma) return first;
  skipBlanks(r);
  if (at(r) !== C.comma) return first;
  const elements = [first];
  while (at(r) === C.comma) {
    take(r, 1);
    skipBlankLines(r);
    const element = parseUnary(r);
    if (element === null) {
      missing(r, "MissingExpressionAfterToken", ",");
      break;
    }
    elements.push(element);
    skipBlanks(r);
  }
  return { kind: "ArrayLiteral", span: spanFrom(r, start), elements };
}

/**
 * unary = ( ! | -not | -bnot | - | + | ++ | -- | , | -split | -join ) unary | cast | postfix
 * All of them bind before any binary operator and before the comma.
 */
export function parseUnary(r: Reader): Expression | null {
  skipBlanks(r);
  const c = at(r);
  const start = r.pos;
  switch (c) {
    case C.dollar:
    case C.quote:
    case C.tick:
    case C.open:
      return parsePostfix(r, start, parsePrimary(r), false);
    case C.bang:
      return parseOperand(r, start, "not", 1, false);
    case C.plus:
      return ahead(r, 1) === C.plus ? parseOperand(r, start, "++", 2, false) : parseOperand(r, start, "+", 1, false);
    case C.comma:
      return r.noComma ? null : parseUnaryComma(r, start);
    case C.openBracket:
      return parseCast(r, start);
  }
  return isDash(c) ? parseAfterDash(r, start) : parsePostfix(r, start, parsePrimary(r), false);
}

function parseAfterDash(r: Reader, start: number): Expression | null {
  const next = ahead(r, 1);
  if (isDash(next)) return parseOperand(r, start, "--", 2, false);
  if (isDigit(next) || (next === C.dot && isDigit(ahead(r, 2)))) {
    const end = numberEnd(r, start + 1);
    if (end > 0 && numberStands(r, end)) {
      moveTo(r, end);
      return parsePostfix(r, start, numberNode(r, start, `-${r.source.slice(start + 1, end)}`), false);
    }
  }
  if (isIdentifierStart(next)) {
    const end = dashWordEnd(r.source, start);
    const word: DashOperator | undefined = dashOperator(r.source, start, end);
    if (word?.unary) return parseOperand(r, start, word.operator as UnaryOperator, end - start, word.caseSensitive);
  }
  return parseOperand(r, start, "-", 1, false);
}

function parseOperand(
  r: Reader,
  start: number,
  operator: UnaryOperator,
  length: number,
  caseSensitive: boolean,
): Expression {
  descend(r);
  take(r, length);
  const operatorSpan = spanFrom(r, start);
  skipBlankLines(r);
  let operand = parseUnary(r);
  if (operand === null) {
    missing(r, "MissingExpressionAfterOperator", r.source.slice(start, start + length));
    operand = invalid(r, r.end);
  } else if ((operator === "++" || operator === "--") && !isStorage(operand)) {
    fail(r, "OperatorRequiresVariableOrProperty", operand.span.start, operand.span.end, operator);
  }
  r.depth--;
  return { kind: "Unary", span: spanFrom(r, start), operator, caseSensitive, operand, operatorSpan };
}

/** `, a` is the list of one. */
function parseUnaryComma(r: Reader, start: number): Expression {
  descend(r);
  take(r, 1);
  skipBlankLines(r);
  const element = parseUnary(r);
  if (element === null) missing(r, "MissingExpressionAfterOperator", ",");
  r.depth--;
  return { kind: "ArrayLiteral", span: spanFrom(r, start), elements: element === null ? [] : [element] };
}

/** cast = [type] unary | [attribute()] unary | [type] */
function parseCast(r: Reader, start: number): Expression | null {
  descend(r);
  const node = parseBracketed(r);
  const result = node === null ? invalid(r, start) : afterBrackets(r, start, node);
  r.depth--;
  return result;
}

function afterBrackets(r: Reader, start: number, node: Attribute | TypeName): Expression | null {
  const c = at(r);
  if (
    node.kind === "TypeName" &&
    ((c === C.colon && ahead(r, 1) === C.colon) || (c === C.dot && ahead(r, 1) !== C.dot && !isDigit(ahead(r, 1))))
  ) {
    return parsePostfix(r, start, { kind: "TypeLiteral", span: spanFrom(r, start), type: node }, false);
  }
  // An attribute must have something behind it; a type alone is a value, and ends with its line.
  if (node.kind === "Attribute") skipBlankLines(r);
  else skipBlanks(r);
  const operand = at(r) === C.comma || binaryWordAt(r) ? null : parseUnary(r);
  if (node.kind === "Attribute") {
    if (operand !== null) return { kind: "Attributed", span: spanFrom(r, start), attribute: node, operand };
    fail(r, "UnexpectedAttribute", node.span.start, node.span.end, node.type.text);
    return invalid(r, start);
  }
  if (operand !== null) return { kind: "Cast", span: spanFrom(r, start), type: node, operand };
  return { kind: "TypeLiteral", span: spanFrom(r, start), type: node };
}

/** Whether an operator such as `-eq` stands here, so that `[int] -eq $t` compares a type; `-split` and `-join` are operands. */
function binaryWordAt(r: Reader): boolean {
  if (!isDash(at(r)) || !isIdentifierStart(ahead(r, 1))) return false;
  const word = dashOperator(r.source, r.pos, dashWordEnd(r.source, r.pos));
  return word !== undefined && !word.unary;
}

/** Whether `=`, `++`, `--` may change it: a variable, member, index or property with arguments (`$row.Item(1) = 2`), also through casts. */
export function isStorage(e: Expression): boolean {
  let target = e;
  while (target.kind === "Cast" || target.kind === "Attributed") target = target.operand;
  return (
    (target.kind === "Variable" && !target.splatted) ||
    (target.kind === "Member" && !target.nullConditional) ||
    (target.kind === "Index" && !target.nullConditional) ||
    (target.kind === "Invocation" && !target.nullConditional) ||
    target.kind === "InvalidExpression" ||
    (target.kind === "Paren" && parenthesized(target.body) !== null && isStorage(parenthesized(target.body)!))
  );
}

function parenthesized(body: { kind: string }): Expression | null {
  const pipeline = body as { kind: string; elements?: readonly { kind: string; expression?: Expression }[] };
  if (pipeline.kind !== "Pipeline" || pipeline.elements?.length !== 1) return null;
  return pipeline.elements[0]?.expression ?? null;
}

/** Whether `=` may stand behind it: storage, or a list of such (multiple assignment). */
export function isAssignable(e: Expression): boolean {
  let target = e;
  for (let depth = 0; depth < 64; depth++) {
    if (target.kind === "Cast" || target.kind === "Attributed") target = target.operand;
    else if (target.kind === "Paren") {
      const inner = parenthesized(target.body);
      if (inner === null) return false;
      target = inner;
    } else break;
  }
  return target.kind === "ArrayLiteral" ? target.elements.every(isAssignable) : isStorage(target);
}
