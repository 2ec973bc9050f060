/** Loops and `switch`: the statements that may bear a label. */

import { parseArgument } from "./arguments.ts";
import { parseChain } from "./commands.ts";
import type { SyntaxErrorId } from "./errors.ts";
import {
  at,
  atEnd,
  fail,
  identifierEnd,
  missing,
  moveTo,
  type Reader,
  skipBlankLines,
  skipBlanks,
  skipSeparators,
  spanFrom,
  take,
} from "./lexer.ts";
import {
  emptyBlock,
  invalidStatement,
  parseBlock,
  parseCondition,
  requiredBlock,
  wordAfterBlock,
} from "./statements.ts";
import { parseVariable } from "./strings.ts";
import { C, isDash, isDelimiter, isNewline, isVariablePart } from "./tokens.ts";
import type {
  Block,
  DoUntil,
  DoWhile,
  Expression,
  For,
  ForEach,
  Statement,
  Switch,
  SwitchClause,
  Variable,
  While,
} from "./tree.ts";

/** The body of a loop: `break` in it stays in it, also within `finally`. */
function loopBody(r: Reader, label: string | null, id: SyntaxErrorId, keyword: string): Block {
  r.loops.push((label ?? "").toLowerCase());
  const body = requiredBlock(r, id, keyword);
  r.loops.pop();
  return body;
}

/** while = while ( chain ) block */
export function parseWhile(r: Reader, label: string | null): While {
  const start = r.pos;
  take(r, 5);
  const test = parseCondition(r, "while", "MissingOpenParenthesisAfterKeyword", "MissingExpressionAfterKeyword");
  const body =
    test === null ? (parseBlock(r) ?? emptyBlock(r)) : loopBody(r, label, "MissingLoopStatementBlock", "while");
  return { kind: "While", span: spanFrom(r, start), label, test: test ?? invalidStatement(r), body };
}

/** do = do block ( while | until ) ( chain ) */
export function parseDo(r: Reader, label: string | null): DoWhile | DoUntil {
  const start = r.pos;
  take(r, 2);
  const body = loopBody(r, label, "MissingLoopStatementBlock", "do");
  const word = wordAfterBlock(r);
  if (word !== "while" && word !== "until") {
    missing(r, "MissingWhileOrUntilInDoWhile");
    return { kind: "DoWhile", span: spanFrom(r, start), label, test: invalidStatement(r), body };
  }
  take(r, 5);
  const test =
    parseCondition(r, word, "MissingOpenParenthesisAfterKeyword", "MissingExpressionAfterKeyword") ??
    invalidStatement(r);
  return { kind: word === "while" ? "DoWhile" : "DoUntil", span: spanFrom(r, start), label, test, body };
}

/** for = for ( [ chain ] ; [ chain ] ; [ chain ] ) block; a line break separates as well as a semicolon. */
export function parseFor(r: Reader, label: string | null): For {
  const start = r.pos;
  take(r, 3);
  skipBlankLines(r);
  if (at(r) !== C.open) {
    missing(r, "MissingOpenParenthesisAfterKeyword", "for");
    const body = parseBlock(r) ?? emptyBlock(r);
    return { kind: "For", span: spanFrom(r, start), label, initializer: null, test: null, step: null, body };
  }
  take(r, 1);
  const initializer = parseForPart(r);
  const test = passSeparator(r) ? parseForPart(r) : null;
  const step = passSeparator(r) ? parseForPart(r) : null;
  const end = r.end;
  skipBlankLines(r);
  if (at(r) === C.close) take(r, 1);
  else fail(r, "MissingEndParenthesisAfterStatement", end, end, "for");
  const body = loopBody(r, label, "MissingLoopStatementBlock", "for");
  return { kind: "For", span: spanFrom(r, start), label, initializer, test, step, body };
}

function parseForPart(r: Reader): Statement | null {
  skipBlankLines(r);
  return parseChain(r);
}

function passSeparator(r: Reader): boolean {
  skipBlanks(r);
  const newline = isNewline(at(r));
  if (newline) skipBlankLines(r);
  if (at(r) === C.semicolon) take(r, 1);
  else if (!newline || at(r) === C.close) return false;
  return true;
}

/** foreach = foreach [ -parallel [ -throttlelimit argument ] ] ( $variable in chain ) block */
export function parseForEach(r: Reader, label: string | null): ForEach {
  const start = r.pos;
  take(r, 7);
  skipBlankLines(r);
  const { parallel, throttle } = parseForEachFlags(r);
  const none: Variable = {
    kind: "Variable",
    span: { start: r.end, end: r.end },
    name: "",
    scope: null,
    splatted: false,
  };
  const broken = (variable: Variable): ForEach => {
    skipBlanks(r);
    if (at(r) === C.close) take(r, 1);
    const body = parseBlock(r) ?? emptyBlock(r);
    return {
      kind: "ForEach",
      span: spanFrom(r, start),
      label,
      variable,
      subject: invalidStatement(r),
      body,
      parallel,
      throttle,
    };
  };
  if (at(r) !== C.open) {
    missing(r, "MissingOpenParenthesisAfterKeyword", "foreach");
    return broken(none);
  }
  take(r, 1);
  skipBlankLines(r);
  const variable = at(r) === C.dollar ? parseVariable(r, false) : null;
  if (variable === null) {
    missing(r, "MissingVariableNameAfterForeach");
    return broken(none);
  }
  skipBlankLines(r);
  const inEnd = r.pos + 2;
  if (r.source.slice(r.pos, inEnd).toLowerCase() !== "in" || isVariablePart(r.source.charCodeAt(inEnd))) {
    missing(r, "MissingInInForeach");
    return broken(variable);
  }
  take(r, 2);
  skipBlankLines(r);
  const subject = parseChain(r);
  if (subject === null) {
    missing(r, "MissingForeachExpression");
    return broken(variable);
  }
  const end = r.end;
  skipBlankLines(r);
  if (at(r) === C.close) take(r, 1);
  else fail(r, "MissingEndParenthesisAfterForeach", end, end);
  const body = loopBody(r, label, "MissingLoopStatementBlock", "foreach");
  return { kind: "ForEach", span: spanFrom(r, start), label, variable, subject, body, parallel, throttle };
}

function parseForEachFlags(r: Reader): { parallel: boolean; throttle: Expression | null } {
  let parallel = false;
  let throttle: Expression | null = null;
  while (isDash(at(r))) {
    const start = r.pos;
    const flag = flagName(r);
    if (flag !== "" && "parallel".startsWith(flag)) parallel = true;
    else if (flag !== "" && "throttlelimit".startsWith(flag)) {
      skipBlanks(r);
      throttle = isDelimiter(at(r)) ? null : parseArgument(r);
      if (throttle === null) missing(r, "MissingThrottleLimit");
    } else fail(r, "InvalidForeachFlag", start, r.end, flag);
    skipBlankLines(r);
  }
  if (throttle !== null && !parallel)
    fail(r, "ThrottleLimitRequiresParallelFlag", throttle.span.start, throttle.span.end);
  return { parallel, throttle };
}

/** The letters behind the dash at the head, in lower case; the head is then behind them. */
function flagName(r: Reader): string {
  const end = Math.max(identifierEnd(r, r.pos + 1), r.pos + 1);
  const name = r.source.slice(r.pos + 1, end).toLowerCase();
  moveTo(r, end);
  return name;
}

const switchFlags = ["regex", "wildcard", "exact", "casesensitive", "parallel", "file"] as const;

/**
 * switch = switch { -regex | -wildcard | -exact | -casesensitive | -parallel } ( ( chain ) | -file argument ) { clauses }
 * The last of -regex, -wildcard, -exact decides; names may be cut short.
 */
export function parseSwitch(r: Reader, label: string | null): Switch {
  const start = r.pos;
  let mode: Switch["mode"] = "exact";
  let caseSensitive = false;
  let parallel = false;
  let file: Expression | null = null;
  let wantsFile = false;
  take(r, 6);
  skipBlankLines(r);
  while (isDash(at(r))) {
    const flagStart = r.pos;
    const typed = flagName(r);
    const flag = typed === "" ? undefined : switchFlags.find((name) => name.startsWith(typed));
    if (flag === "regex" || flag === "wildcard" || flag === "exact") mode = flag;
    else if (flag === "casesensitive") caseSensitive = true;
    else if (flag === "parallel") parallel = true;
    else if (flag === "file") {
      wantsFile = true;
      skipBlankLines(r);
      file = at(r) === C.openBrace ? null : parseArgument(r);
      if (file === null) missing(r, "MissingFilenameOption");
    } else fail(r, "InvalidSwitchFlag", flagStart, r.end, typed);
    skipBlankLines(r);
  }
  const subject = wantsFile
    ? fileSubject(r, file)
    : parseCondition(r, "switch", "MissingOpenParenthesisAfterKeyword", "PipelineValueRequired");
  r.loops.push((label ?? "").toLowerCase());
  const { clauses, otherwise } = parseSwitchBody(r, subject !== null);
  r.loops.pop();
  return {
    kind: "Switch",
    span: spanFrom(r, start),
    label,
    mode,
    caseSensitive,
    parallel,
    file: wantsFile,
    subject: subject ?? invalidStatement(r),
    clauses,
    default: otherwise,
  };
}

function fileSubject(r: Reader, file: Expression | null): Statement {
  if (file === null) return invalidStatement(r);
  const element = { kind: "CommandExpression", span: file.span, expression: file, redirections: [] } as const;
  return { kind: "Pipeline", span: file.span, elements: [element], background: false };
}

/** { { ( default | argument ) block } } */
function parseSwitchBody(r: Reader, report: boolean): { clauses: SwitchClause[]; otherwise: Block | null } {
  const clauses: SwitchClause[] = [];
  let otherwise: Block | null = null;
  skipBlankLines(r);
  const open = r.pos;
  if (at(r) !== C.openBrace) {
    if (report) missing(r, "MissingCurlyBraceInSwitch");
    return { clauses, otherwise };
  }
  take(r, 1);
  for (;;) {
    skipSeparators(r);
    if (at(r) === C.closeBrace) {
      take(r, 1);
      return { clauses, otherwise };
    }
    if (atEnd(r)) {
      fail(r, "MissingEndCurlyBrace", open, open + 1);
      return { clauses, otherwise };
    }
    const start = r.pos;
    const test = parseArgument(r);
    if (test === null) {
      fail(r, "MissingSwitchConditionExpression", r.pos, r.pos);
      return { clauses, otherwise };
    }
    const isDefault = test.kind === "StringLiteral" && test.form === "bare" && test.value.toLowerCase() === "default";
    if (isDefault && otherwise !== null) fail(r, "MultipleSwitchDefaultClauses", start, r.end);
    const body = parseBlock(r);
    if (body === null) {
      missing(r, "MissingSwitchStatementClause");
      return { clauses, otherwise };
    }
    if (isDefault) otherwise = body;
    else clauses.push({ kind: "SwitchClause", span: spanFrom(r, start), test, body });
  }
}
