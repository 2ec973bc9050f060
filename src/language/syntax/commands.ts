/** Pipelines: chains with `&&` and `||`, assignments, commands with their parameters, arguments and redirections. */

import { parseArgument, parseArgumentList, parseParameter, startsParameter } from "./arguments.ts";
import { invalid, isAssignable, parseExpression } from "./expressions.ts";
import {
  ahead,
  at,
  atEnd,
  chainLimit,
  descend,
  fail,
  keywordAt,
  missing,
  moveTo,
  newlineLength,
  numberEnd,
  numberStands,
  pipeFollows,
  type Reader,
  skipBlankLines,
  skipBlanks,
  spanFrom,
  take,
  tooDeep,
  unexpected,
} from "./lexer.ts";
import { parseRedirections, startsRedirection } from "./redirections.ts";
import { parseFlow, parseStatement } from "./statements.ts";
import { parseWord } from "./strings.ts";
import {
  C,
  dashOperator,
  dashWordEnd,
  isDash,
  isDelimiter,
  isDigit,
  isDoubleQuote,
  isIdentifierStart,
  isNewline,
  isSingleQuote,
  isSpace,
  isVariablePart,
} from "./tokens.ts";
import type {
  Assignment,
  AssignmentOperator,
  Chain,
  Command,
  CommandElement,
  CommandExpression,
  Expression,
  Flow,
  Pipeline,
  PipelineElement,
  Redirection,
  Statement,
} from "./tree.ts";

/**
 * chain = ( pipeline | assignment ) { ( && | || ) ( pipeline | flow ) } [ & ]
 * Null when nothing begins at the head.
 */
export function parseChain(r: Reader): Pipeline | Chain | Assignment | null {
  skipBlanks(r);
  const start = r.pos;
  descend(r);
  const first = parsePipeline(r);
  r.depth--;
  if (first === null) {
    if (!startsChainOperator(r)) return null;
    fail(r, "EmptyPipelineChainElement", r.pos, r.pos + 2, r.source.slice(r.pos, r.pos + 2));
  }
  if (first?.kind === "Assignment") return first;
  let left: Pipeline | Chain = first ?? {
    kind: "Pipeline",
    span: { start, end: start },
    elements: [],
    background: false,
  };
  skipBlanks(r);
  for (let length = 0; startsChainOperator(r); length++) {
    if (length > chainLimit) tooDeep(r);
    const operator = at(r) === C.amp ? "&&" : "||";
    take(r, 2);
    skipBlankLines(r);
    const right: Pipeline | Assignment | Flow | null = parseFlow(r, keywordAt(r)) ?? parsePipeline(r);
    if (right === null) {
      missing(r, "EmptyPipelineChainElement", operator);
      return left;
    }
    left = { kind: "Chain", span: spanFrom(r, start), operator, left, right, background: false };
    skipBlanks(r);
  }
  if (at(r) !== C.amp || ahead(r, 1) === C.amp) return left;
  take(r, 1);
  const background = { ...left, span: spanFrom(r, start), background: true };
  skipBlanks(r);
  if (startsChainOperator(r)) {
    fail(r, "BackgroundOperatorInPipelineChain", r.pos, r.pos + 2);
    take(r, 2);
  }
  return background;
}

function startsChainOperator(r: Reader): boolean {
  const c = at(r);
  return (c === C.amp || c === C.pipe) && ahead(r, 1) === c;
}

/**
 * pipeline = element { "|" element } | assignment
 * The bar may stand at the end of a line or at the beginning of the next.
 */
function parsePipeline(r: Reader): Pipeline | Assignment | null {
  skipBlanks(r);
  const start = r.pos;
  if (at(r) === C.pipe && ahead(r, 1) !== C.pipe) {
    fail(r, "EmptyPipeElement", start, start + 1);
    take(r, 1);
    skipBlankLines(r);
  }
  const first = parseElement(r, true);
  if (first === null) return null;
  skipBlanks(r);
  if (first.kind === "CommandExpression" && first.redirections.length === 0) {
    const operator = assignmentOperatorAt(r);
    if (operator !== null) return parseAssignment(r, start, first.expression, operator);
  }
  const elements: PipelineElement[] = [first];
  for (;;) {
    skipBlanks(r);
    if (isNewline(at(r)) && !pipeFollows(r)) break;
    if (at(r) !== C.pipe || ahead(r, 1) === C.pipe) break;
    take(r, 1);
    skipBlankLines(r);
    const element = parseElement(r, false);
    if (element !== null) elements.push(element);
    else if (at(r) === C.pipe) fail(r, "EmptyPipeElement", r.pos, r.pos + 1);
    else {
      missing(r, "EmptyPipeElement");
      break;
    }
  }
  return { kind: "Pipeline", span: spanFrom(r, start), elements, background: false };
}

function assignmentOperatorAt(r: Reader): AssignmentOperator | null {
  const c = at(r);
  if (c === C.equals) return "=";
  if (ahead(r, 1) === C.equals) {
    if (c === C.plus) return "+=";
    if (isDash(c)) return "-=";
    if (c === C.star) return "*=";
    if (c === C.slash) return "/=";
    if (c === C.percent) return "%=";
  }
  return c === C.question && ahead(r, 1) === C.question && ahead(r, 2) === C.equals ? "??=" : null;
}

/** assignment = expression ( = | += | -= | *= | /= | %= | ??= ) statement */
function parseAssignment(r: Reader, start: number, target: Expression, operator: AssignmentOperator): Assignment {
  const operatorSpan = { start: r.pos, end: r.pos + operator.length };
  if (!isAssignable(target)) fail(r, "InvalidLeftHandSide", target.span.start, target.span.end);
  take(r, operator.length);
  skipBlankLines(r);
  let value: Statement | null = parseStatement(r);
  if (value === null) {
    missing(r, "ExpectedValueExpression", operator);
    value = { kind: "InvalidStatement", span: { start: r.end, end: r.end }, parts: [] };
  }
  return { kind: "Assignment", span: spanFrom(r, start), operator, target, value, operatorSpan };
}

/** element = command | expression { redirection }; only the first may be an expression. */
function parseElement(r: Reader, first: boolean): PipelineElement | null {
  skipBlanks(r);
  const start = r.pos;
  if (!startsExpression(r)) return parseCommand(r);
  const expression = parseExpression(r);
  if (expression === null) return null;
  if (!first) fail(r, "ExpressionsMustBeFirstInPipeline", start, r.end);
  const redirections = parseRedirections(r);
  return { kind: "CommandExpression", span: spanFrom(r, start), expression, redirections } satisfies CommandExpression;
}

/** Whether the first character of a pipeline element makes it an expression; otherwise it is a command. */
function startsExpression(r: Reader): boolean {
  const c = at(r);
  const next = ahead(r, 1);
  switch (c) {
    case C.dollar:
      return isVariablePart(next) || next === C.open || next === C.openBrace || next === C.dollar || next === C.caret;
    case C.at:
      return (
        isVariablePart(next) || next === C.open || next === C.openBrace || isSingleQuote(next) || isDoubleQuote(next)
      );
    case C.open:
    case C.openBrace:
    case C.openBracket:
    case C.comma:
    case C.bang:
      return true;
    case C.backtick:
      return r.escapedQuotes && isDoubleQuote(next);
    case C.plus:
      return !(isIdentifierStart(next) || next === C.dot || next === C.equals) || isNumber(r, r.pos + 1);
  }
  if (isDigit(c) || c === C.dot) return isNumber(r, r.pos);
  if (!isDash(c)) return isSingleQuote(c) || isDoubleQuote(c);
  if (isDigit(next) || next === C.dot) return isNumber(r, r.pos + 1);
  if (isIdentifierStart(next)) return dashOperator(r.source, r.pos, dashWordEnd(r.source, r.pos))?.unary === true;
  if (isDash(next)) return ahead(r, 2) === C.dollar || ahead(r, 2) === C.open || ahead(r, 2) === C.openBracket;
  return true;
}

function isNumber(r: Reader, pos: number): boolean {
  const end = numberEnd(r, pos);
  return end > 0 && numberStands(r, end);
}

/** Whether nothing more of a command can stand here. */
function endsCommand(r: Reader): boolean {
  switch (at(r)) {
    case 0:
      return atEnd(r);
    case C.lf:
    case C.cr:
    case C.semicolon:
    case C.pipe:
    case C.amp:
    case C.close:
    case C.closeBrace:
      return true;
  }
  return false;
}

/** command = [ & | . ] name { parameter | argument-list | redirection | --% text } */
function parseCommand(r: Reader): Command | null {
  const start = r.pos;
  const operator = callOperatorAt(r);
  const redirections: Redirection[] = [];
  let name: Expression | null;
  if (operator !== null) {
    take(r, 1);
    skipBlanks(r);
    name = endsCommand(r) ? null : parseArgument(r);
    if (name === null) {
      missing(r, "MissingExpression", operator);
      name = invalid(r, r.end);
    }
  } else {
    while (startsRedirection(r)) redirections.push(...parseRedirections(r));
    if (isDelimiter(at(r)) && (at(r) !== 0 || atEnd(r))) {
      const first = redirections[0];
      if (first !== undefined) {
        fail(r, "UnexpectedToken", start, start + 1, r.source[start]);
        return {
          kind: "Command",
          span: spanFrom(r, start),
          operator: null,
          name: invalid(r, start),
          elements: [],
          redirections,
        };
      }
      if (at(r) !== C.less || atEnd(r)) return null;
      fail(r, "RedirectionNotSupported", r.pos, r.pos + 1, "<");
      take(r, 1);
      return {
        kind: "Command",
        span: spanFrom(r, start),
        operator: null,
        name: invalid(r, start),
        elements: [],
        redirections,
      };
    }
    name = parseWord(r);
  }
  const elements = parseElements(r, redirections);
  return { kind: "Command", span: spanFrom(r, start), operator, name, elements, redirections };
}

/** `&` before anything; `.` only where no name goes on with it, as `.\x.ps1` and `.5` do. */
function callOperatorAt(r: Reader): "&" | "." | null {
  const c = at(r);
  if (c === C.amp && ahead(r, 1) !== C.amp) return "&";
  if (c !== C.dot) return null;
  const next = ahead(r, 1);
  const stands = isSpace(next) || newlineLength(r, r.pos + 1) > 0 || r.pos + 1 >= r.length;
  const before = next === C.dollar || next === C.open || next === C.openBrace || next === C.amp;
  return stands || before || isSingleQuote(next) || isDoubleQuote(next) ? "." : null;
}

function parseElements(r: Reader, redirections: Redirection[]): CommandElement[] {
  const elements: CommandElement[] = [];
  for (;;) {
    skipBlanks(r);
    if (endsCommand(r)) return elements;
    const c = at(r);
    if (startsRedirection(r)) redirections.push(...parseRedirections(r));
    else if (c === C.comma) {
      fail(r, "MissingArgument", r.end, r.end);
      take(r, 1);
    } else if (c === C.less) {
      fail(r, "RedirectionNotSupported", r.pos, r.pos + 1, "<");
      take(r, 1);
    } else if (isDash(c) && startsParameter(r)) elements.push(parseParameter(r));
    else if (c === C.dash && isVerbatim(r)) {
      elements.push(...parseVerbatim(r));
    } else {
      const argument = parseArgumentList(r);
      if (argument === null) {
        unexpected(r);
        take(r, 1);
      } else elements.push(argument);
    }
  }
}

function isVerbatim(r: Reader): boolean {
  return ahead(r, 1) === C.dash && ahead(r, 2) === C.percent && isDelimiter(ahead(r, 3));
}

/** `--%` and, as one bare word, the rest of the line up to a `|`, `&&` or `||` outside of quotes (about_Parsing). */
function parseVerbatim(r: Reader): Expression[] {
  const s = r.source;
  const start = r.pos;
  take(r, 3);
  const mark: Expression = { kind: "StringLiteral", span: spanFrom(r, start), form: "bare", value: "--%" };
  let pos = r.pos;
  while (isSpace(s.charCodeAt(pos))) pos++;
  const from = pos;
  let quoted = false;
  for (; pos < r.length; pos++) {
    const c = s.charCodeAt(pos);
    if (isNewline(c)) break;
    if (c === C.quote) quoted = !quoted;
    else if (!quoted && (c === C.pipe || (c === C.amp && s.charCodeAt(pos + 1) === C.amp))) break;
  }
  let end = pos;
  while (end > from && isSpace(s.charCodeAt(end - 1))) end--;
  if (end === from) return [mark];
  moveTo(r, end);
  return [mark, { kind: "StringLiteral", span: { start: from, end }, form: "bare", value: s.slice(from, end) }];
}
