/** Statements: lists of them, blocks, conditions, errors, and the small ones that leave or return. Loops have a file of their own. */

import { parseFunction, parseUsing } from "./blocks.ts";
import { parseClass, parseEnum } from "./classes.ts";
import { parseChain } from "./commands.ts";
import type { SyntaxErrorId } from "./errors.ts";
import { parseExpression } from "./expressions.ts";
import {
  ahead,
  at,
  atEnd,
  descend,
  fail,
  identifierEnd,
  keywordAt,
  missing,
  moveTo,
  type Reader,
  skipBlankLines,
  skipBlanks,
  skipSeparators,
  spanFrom,
  take,
  tokenEnd,
  unexpected,
} from "./lexer.ts";
import { parseDo, parseFor, parseForEach, parseSwitch, parseWhile } from "./loops.ts";
import { parseWord } from "./strings.ts";
import { C, isDelimiter, isIdentifierStart, isNewline, reservedWords } from "./tokens.ts";
import type { Block, Data, Expression, Flow, If, IfClause, InvalidStatement, Statement, Trap } from "./tree.ts";
import { parseTrap, parseTry } from "./try.ts";
import { parseAttributeList, wordAfterBrackets } from "./types.ts";

/** Statements that end with a block need no separator behind them. */
const selfEnding: ReadonlySet<string> = new Set([
  "If",
  "Switch",
  "ForEach",
  "For",
  "While",
  "DoWhile",
  "DoUntil",
  "FunctionDefinition",
  "Try",
  "Data",
  "ClassDefinition",
  "EnumDefinition",
  "Trap",
]);

export function invalidStatement(r: Reader): InvalidStatement {
  return { kind: "InvalidStatement", span: { start: r.end, end: r.end }, parts: [] };
}

/** statements = { statement separator }, up to `close` (`}`, `)` or 0 for the end of the text), which is left to the caller. */
export function parseStatements(r: Reader, close: number): Block {
  const start = r.end;
  const statements: Statement[] = [];
  const traps: Trap[] = [];
  const { noComma, ternary } = r;
  r.noComma = false;
  r.ternary = false;
  for (;;) {
    skipSeparators(r);
    const c = at(r);
    if (atEnd(r) || c === close || (c === C.closeBrace && close === C.close)) break;
    if (c === C.close || c === C.closeBrace) {
      unexpected(r);
      take(r, 1);
      continue;
    }
    const before = r.pos;
    const statement = parseStatementOrTrap(r);
    if (statement?.kind === "Trap") traps.push(statement);
    else if (statement !== null) statements.push(statement);
    skipBlanks(r);
    const after = at(r);
    if (isNewline(after) || after === C.semicolon || after === close || atEnd(r)) continue;
    if (r.pos <= before) {
      unexpected(r);
      moveTo(r, Math.max(tokenEnd(r), r.pos + 1));
    } else if (
      statement !== null &&
      !selfEnding.has(statement.kind) &&
      !("background" in statement && statement.background)
    ) {
      if (after !== C.close && after !== C.closeBrace) unexpected(r);
    }
  }
  r.noComma = noComma;
  r.ternary = ternary;
  return { kind: "Block", span: spanFrom(r, start), statements, traps };
}

/** block = { statements }; null when no brace stands here, also after line breaks. */
export function parseBlock(r: Reader): Block | null {
  const end = r.end;
  const pos = r.pos;
  skipBlankLines(r);
  if (at(r) !== C.openBrace) {
    r.pos = pos;
    r.end = end;
    return null;
  }
  const start = r.pos;
  take(r, 1);
  const { statements, traps } = parseStatements(r, C.closeBrace);
  if (at(r) === C.closeBrace) take(r, 1);
  else fail(r, "MissingEndCurlyBrace", start, start + 1);
  return { kind: "Block", span: spanFrom(r, start), statements, traps };
}

/** A block that must stand here; its lack is an error just behind what was read. */
export function requiredBlock(r: Reader, id: SyntaxErrorId, subject = ""): Block {
  const block = parseBlock(r);
  if (block !== null) return block;
  missing(r, id, subject);
  return { kind: "Block", span: { start: r.end, end: r.end }, statements: [], traps: [] };
}

function parseStatementOrTrap(r: Reader): Statement | Trap | null {
  return (at(r) | 32) === 116 && keywordAt(r) === "trap" ? parseTrap(r) : parseStatement(r);
}

/** statement = one of the keywords' statements | [:label] loop | class | enum | chain; null when none begins at the head. */
export function parseStatement(r: Reader): Statement | null {
  skipBlanks(r);
  descend(r);
  const statement = parseUncounted(r);
  r.depth--;
  return statement;
}

function parseUncounted(r: Reader): Statement | null {
  const c = at(r);
  if (isIdentifierStart(c)) {
    const keyword = keywordAt(r);
    const statement = keyword === "" ? null : parseKeyword(r, keyword, null);
    if (statement !== null) return statement;
  } else if (c === C.colon && isIdentifierStart(ahead(r, 1))) return parseLabelled(r);
  else if (c === C.openBracket) {
    const found = wordAfterBrackets(r);
    if (found !== null && found.word !== "param") return parseAttributedType(r, found.word);
  }
  return parseChain(r);
}

function parseAttributedType(r: Reader, word: string): Statement {
  const start = r.pos;
  const { attributes, types } = parseAttributeList(r);
  for (const type of types) fail(r, "UnexpectedAttribute", type.span.start, type.span.end, type.text);
  return word === "class" ? parseClass(r, start, attributes) : parseEnum(r, start, attributes);
}

/** Null when the word is no keyword, and then the head has not moved. */
function parseKeyword(r: Reader, keyword: string, label: string | null): Statement | null {
  const start = r.pos;
  switch (keyword) {
    case "if":
      return parseIf(r);
    case "foreach":
      return parseForEach(r, label);
    case "for":
      return parseFor(r, label);
    case "while":
      return parseWhile(r, label);
    case "do":
      return parseDo(r, label);
    case "switch":
      return parseSwitch(r, label);
    case "function":
    case "filter":
    case "workflow":
    case "configuration":
      return parseFunction(r, keyword);
    case "try":
      return parseTry(r);
    case "data":
      return parseData(r);
    case "class":
      return parseClass(r, start, []);
    case "enum":
      return parseEnum(r, start, []);
    case "using": {
      const using = parseUsing(r);
      fail(r, "UsingMustBeAtStartOfScript", start, r.end);
      return using;
    }
  }
  if (reservedWords.has(keyword)) {
    fail(r, "ReservedKeywordNotAllowed", start, start + keyword.length, keyword);
    return null;
  }
  return parseFlow(r, keyword);
}

/** labelled = :name ( switch | foreach | for | while | do ) */
function parseLabelled(r: Reader): Statement {
  const start = r.pos;
  const end = identifierEnd(r, start + 1);
  const label = r.source.slice(start + 1, end);
  moveTo(r, end);
  skipBlankLines(r);
  const keyword = keywordAt(r);
  if (keyword === "switch" || keyword === "foreach" || keyword === "for" || keyword === "while" || keyword === "do") {
    const statement = parseKeyword(r, keyword, label)!;
    return { ...statement, span: spanFrom(r, start) };
  }
  fail(r, "MissingStatementAfterLabel", end, end, label);
  return invalidStatement(r);
}

/** flow = ( break | continue ) [ label ] | ( return | throw | exit ) [ chain ]; null when the word is none of them. */
export function parseFlow(r: Reader, keyword: string): Flow | null {
  const start = r.pos;
  switch (keyword) {
    case "break":
    case "continue": {
      take(r, keyword.length);
      const label = parseLabelOperand(r);
      if (r.inFinally && !staysInFinally(r, label)) fail(r, "ControlLeavingFinally", start, start + keyword.length);
      return { kind: keyword === "break" ? "Break" : "Continue", span: spanFrom(r, start), label };
    }
    case "return":
    case "throw":
    case "exit": {
      take(r, keyword.length);
      if (keyword === "return" && r.inFinally) fail(r, "ControlLeavingFinally", start, start + keyword.length);
      const value = parseChain(r);
      const span = spanFrom(r, start);
      if (keyword === "return") return { kind: "Return", span, value };
      return keyword === "throw" ? { kind: "Throw", span, value } : { kind: "Exit", span, value };
    }
  }
  return null;
}

function parseLabelOperand(r: Reader): Expression | null {
  skipBlanks(r);
  const c = at(r);
  if (isIdentifierStart(c)) return parseWord(r);
  return isDelimiter(c) && c !== C.open ? null : parseExpression(r);
}

/** Whether the loop that is meant stands inside the finally block too. */
function staysInFinally(r: Reader, label: Expression | null): boolean {
  if (label?.kind !== "StringLiteral") return r.loops.length > 0;
  return r.loops.includes(label.value.toLowerCase());
}

/** ( chain ) after a keyword. Null, with the error noted, when the parenthesis or what should stand in it is missing. */
export function parseCondition(
  r: Reader,
  keyword: string,
  open: SyntaxErrorId,
  empty: SyntaxErrorId,
): Statement | null {
  skipBlankLines(r);
  if (at(r) !== C.open) {
    missing(r, open, keyword);
    return null;
  }
  take(r, 1);
  skipBlankLines(r);
  const test = parseChain(r);
  if (test === null) missing(r, empty, keyword);
  const end = r.end;
  skipBlankLines(r);
  if (at(r) === C.close) take(r, 1);
  else if (test !== null) fail(r, "MissingEndParenthesisAfterStatement", end, end, keyword);
  return test;
}

/** if = if ( chain ) block { elseif ( chain ) block } [ else block ] */
function parseIf(r: Reader): If {
  const start = r.pos;
  const clauses: IfClause[] = [];
  let otherwise: Block | null = null;
  let keyword = "if";
  for (;;) {
    const clauseStart = r.pos;
    take(r, keyword.length);
    const test = parseCondition(r, keyword, "MissingOpenParenthesisInIfStatement", "IfStatementMissingCondition");
    const body = test === null ? (parseBlock(r) ?? emptyBlock(r)) : requiredBlock(r, "MissingStatementBlock", keyword);
    clauses.push({ kind: "IfClause", span: spanFrom(r, clauseStart), test: test ?? invalidStatement(r), body });
    keyword = wordAfterBlock(r);
    if (keyword !== "elseif") break;
  }
  if (keyword === "else") {
    take(r, 4);
    otherwise = requiredBlock(r, "MissingStatementBlockAfterElse");
  }
  return { kind: "If", span: spanFrom(r, start), clauses, otherwise };
}

export function emptyBlock(r: Reader): Block {
  return { kind: "Block", span: { start: r.end, end: r.end }, statements: [], traps: [] };
}

const continuations: ReadonlySet<string> = new Set(["else", "elseif", "catch", "finally", "while", "until"]);

/** The keyword that continues a statement behind its block, also on a later line; "" and an unmoved head when there is none. */
export function wordAfterBlock(r: Reader): string {
  const pos = r.pos;
  skipBlankLines(r);
  const keyword = keywordAt(r);
  if (continuations.has(keyword)) return keyword;
  r.pos = pos;
  return "";
}

/** data = data [ name ] [ -SupportedCommand name { , name } ] block */
function parseData(r: Reader): Data {
  const start = r.pos;
  take(r, 4);
  skipBlankLines(r);
  let variable: string | null = null;
  const nameEnd = identifierEnd(r, r.pos);
  if (nameEnd > r.pos) {
    variable = r.source.slice(r.pos, nameEnd);
    moveTo(r, nameEnd);
    skipBlankLines(r);
  }
  const supported: Expression[] = [];
  while (at(r) === C.dash) {
    const end = identifierEnd(r, r.pos + 1);
    const name = r.source.slice(r.pos + 1, end);
    if (name === "" || !"supportedcommand".startsWith(name.toLowerCase())) {
      fail(r, "InvalidParameterForDataSectionStatement", r.pos, end, name);
    }
    moveTo(r, end);
    for (;;) {
      skipBlankLines(r);
      if (isDelimiter(at(r))) {
        missing(r, "MissingValueForSupportedCommandInDataSectionStatement");
        break;
      }
      supported.push(parseWord(r));
      skipBlankLines(r);
      if (at(r) !== C.comma) break;
      take(r, 1);
    }
    skipBlankLines(r);
  }
  const body = requiredBlock(r, "MissingStatementBlockForDataSection");
  return { kind: "Data", span: spanFrom(r, start), variable, supported, body };
}
