/** Bodies: scripts, script blocks and functions, with their parameters, named blocks and `using` statements. */

import { parseExpression } from "./expressions.ts";
import { helpOfFunction, helpOfScript, parameterComment } from "./help.ts";
import {
  at,
  atEnd,
  descend,
  fail,
  keywordAt,
  missing,
  moveTo,
  newlineLength,
  type Reader,
  skipBlankLines,
  skipBlanks,
  skipSeparators,
  spanFrom,
  take,
  tokenEnd,
  unexpected,
} from "./lexer.ts";
import { emptyBlock, parseBlock, parseStatement, parseStatements } from "./statements.ts";
import { parseVariable, parseWord } from "./strings.ts";
import { C, isDelimiter, isIdentifierStart, isNewline } from "./tokens.ts";
import type {
  Attribute,
  Block,
  Expression,
  FunctionDefinition,
  HashTable,
  ParamBlock,
  Parameter,
  ScriptBlock,
  Using,
} from "./tree.ts";
import { parseAttributeList, wordAfterBrackets } from "./types.ts";
import { parsePrimary } from "./values.ts";

type Part = "dynamicParam" | "begin" | "process" | "end" | "clean";
const parts: ReadonlyMap<string, Part> = new Map([
  ["dynamicparam", "dynamicParam"],
  ["begin", "begin"],
  ["process", "process"],
  ["end", "end"],
  ["clean", "clean"],
]);

/** script = { using } body */
export function parseScript(r: Reader): ScriptBlock {
  const usings: Using[] = [];
  skipSeparators(r);
  while (keywordAt(r) === "using") {
    usings.push(parseUsing(r));
    skipBlanks(r);
    if (!atEnd(r) && !isNewline(at(r)) && at(r) !== C.semicolon) unexpected(r);
    skipSeparators(r);
  }
  const body = parseBody(r, 0, false);
  return { ...body, usings, span: { start: 0, end: r.length }, help: helpOfScript(r, body) };
}

/** script-block = { body }; the head is at the brace. Loops, `finally` and commas around it do not reach in. */
export function parseScriptBlockBody(r: Reader, filter: boolean): ScriptBlock {
  const start = r.pos;
  const { noComma, ternary, inFinally, loops } = r;
  r.noComma = false;
  r.ternary = false;
  r.inFinally = false;
  r.loops = [];
  take(r, 1);
  const body = parseBody(r, C.closeBrace, filter);
  if (at(r) === C.closeBrace) take(r, 1);
  else fail(r, "MissingEndCurlyBrace", start, start + 1);
  r.noComma = noComma;
  r.ternary = ternary;
  r.inFinally = inFinally;
  r.loops = loops;
  return { ...body, span: spanFrom(r, start) };
}

/** body = [ { attribute } param ( parameters ) ] ( { named-block } | statements ) */
function parseBody(r: Reader, close: number, filter: boolean): ScriptBlock {
  const start = r.pos;
  skipSeparators(r);
  const param = parseParamBlock(r);
  skipSeparators(r);
  const blocks: Record<Part, Block | null> = { dynamicParam: null, begin: null, process: null, end: null, clean: null };
  const named = namedPartAt(r) !== null;
  if (named) parseNamedBlocks(r, close, blocks);
  else blocks[filter ? "process" : "end"] = parseStatements(r, close);
  return {
    kind: "ScriptBlock",
    span: spanFrom(r, start),
    usings: [],
    param,
    ...blocks,
    named,
    requirements: null,
    help: [],
  };
}

/** The word of a named block, when a brace follows it; otherwise `process` or `end` would be commands. */
function namedPartAt(r: Reader): string | null {
  const word = keywordAt(r);
  if (!parts.has(word)) return null;
  const pos = r.pos;
  r.pos += word.length;
  skipBlankLines(r);
  const brace = at(r) === C.openBrace;
  r.pos = pos;
  return brace ? word : null;
}

/** named-block = ( dynamicparam | begin | process | end | clean ) block; once each, and nothing else beside them. */
function parseNamedBlocks(r: Reader, close: number, blocks: Record<Part, Block | null>): void {
  for (;;) {
    skipSeparators(r);
    if (atEnd(r) || at(r) === close || (at(r) === C.close && close === C.closeBrace)) {
      if (at(r) !== C.close || close === C.close) return;
    }
    const start = r.pos;
    const word = namedPartAt(r);
    if (word !== null) {
      const part = parts.get(word)!;
      take(r, word.length);
      const block = parseBlock(r) ?? emptyBlock(r);
      if (blocks[part] !== null) fail(r, "DuplicateScriptCommandClause", start, start + word.length, word);
      blocks[part] = block;
      continue;
    }
    const end = tokenEnd(r);
    fail(r, "MissingNamedBlocks", start, end, r.source.slice(start, end));
    parseStatement(r);
    if (r.pos === start) moveTo(r, Math.max(end, start + 1));
  }
}

/** param-block = { attribute } param ( parameters ); null when none stands here, and then the head has not moved. */
function parseParamBlock(r: Reader): ParamBlock | null {
  const start = r.pos;
  let attributes: Attribute[] = [];
  if (at(r) === C.openBracket) {
    if (wordAfterBrackets(r)?.word !== "param") return null;
    const list = parseAttributeList(r);
    attributes = list.attributes;
    for (const type of list.types) fail(r, "UnexpectedAttribute", type.span.start, type.span.end, type.text);
  }
  if (keywordAt(r) !== "param") return null;
  take(r, 5);
  skipBlankLines(r);
  if (at(r) !== C.open) {
    missing(r, "MissingOpenParenthesisInParameterList");
    return { kind: "ParamBlock", span: spanFrom(r, start), attributes, parameters: [] };
  }
  const parameters = parseParameters(r);
  return { kind: "ParamBlock", span: spanFrom(r, start), attributes, parameters };
}

/** parameters = ( [ parameter { , parameter } ] ); the head is at the parenthesis. */
export function parseParameters(r: Reader): Parameter[] {
  const list: Parameter[] = [];
  const names = new Set<string>();
  const { noComma, ternary } = r;
  r.noComma = true;
  r.ternary = false;
  take(r, 1);
  for (;;) {
    const from = r.pos;
    skipBlankLines(r);
    if (at(r) === C.close && list.length === 0) break;
    const parameter = parseParameterDeclaration(r, from, list.length === 0 ? "(" : ",");
    if (parameter === null) break;
    const name = parameter.name.toLowerCase();
    if (name !== "" && names.has(name))
      fail(r, "DuplicateFormalParameter", parameter.span.start, parameter.span.end, parameter.name);
    names.add(name);
    list.push(parameter);
    skipBlankLines(r);
    if (at(r) !== C.comma) break;
    take(r, 1);
  }
  if (at(r) === C.close) take(r, 1);
  else missing(r, "MissingEndParenthesisInFunctionParameterList");
  r.noComma = noComma;
  r.ternary = ternary;
  return list;
}

/** parameter = { attribute | [type] } $name [ = expression ] */
function parseParameterDeclaration(r: Reader, from: number, after: string): Parameter | null {
  const start = r.pos;
  const comment = parameterComment(r, from, start);
  const { attributes, types } = parseAttributeList(r);
  const variable = at(r) === C.dollar ? parseVariable(r, false) : null;
  if (variable === null) {
    const any = attributes.length + types.length > 0;
    if (after === "," || any) missing(r, "MissingParameterName", after);
    // What was read stays in the tree, for completion.
    const span = spanFrom(r, start);
    return any ? { kind: "Parameter", span, name: "", attributes, types, default: null, comment } : null;
  }
  const end = r.pos;
  skipBlankLines(r);
  let value: Expression | null = null;
  if (at(r) === C.equals) {
    take(r, 1);
    skipBlankLines(r);
    value = parseExpression(r);
    if (value === null) missing(r, "MissingExpressionAfterToken", "=");
  } else r.pos = end;
  return {
    kind: "Parameter",
    span: spanFrom(r, start),
    name: variable.name,
    attributes,
    types,
    default: value,
    comment,
  };
}

/** function = ( function | filter ) name [ parameters ] { body } */
export function parseFunction(r: Reader, keyword: string): FunctionDefinition | null {
  const start = r.pos;
  take(r, keyword.length);
  skipBlanks(r);
  if (keyword === "workflow" || keyword === "configuration") {
    if (!isIdentifierStart(at(r))) {
      moveTo(r, start);
      return null;
    }
    const id = keyword === "workflow" ? "WorkflowNotSupportedInPowerShellCore" : "ConfigurationNotSupported";
    fail(r, id, start, start + keyword.length);
  }
  while (newlineLength(r, r.pos) > 0) skipBlankLines(r);
  if (isDelimiter(at(r))) {
    missing(r, "MissingNameAfterKeyword", keyword);
    return null;
  }
  const nameStart = r.pos;
  const word = parseWord(r);
  const name = word.kind === "StringLiteral" ? word.value : r.source.slice(nameStart, r.end);
  skipBlankLines(r);
  let parameters: ParamBlock | null = null;
  if (at(r) === C.open) {
    const from = r.pos;
    const list = parseParameters(r);
    parameters = { kind: "ParamBlock", span: spanFrom(r, from), attributes: [], parameters: list };
    skipBlankLines(r);
  }
  if (at(r) !== C.openBrace) {
    missing(r, "MissingFunctionBody");
    const body = noBody(r);
    return {
      kind: "FunctionDefinition",
      span: spanFrom(r, start),
      name,
      filter: keyword === "filter",
      parameters,
      body,
      help: [],
    };
  }
  const body = parseScriptBlockBody(r, keyword === "filter");
  if (parameters !== null && parameters.parameters.length > 0 && body.param !== null) {
    fail(r, "ParamAfterFunctionParameters", body.param.span.start, body.param.span.end);
  }
  const help = helpOfFunction(r, start, body);
  return {
    kind: "FunctionDefinition",
    span: spanFrom(r, start),
    name,
    filter: keyword === "filter",
    parameters,
    body,
    help,
  };
}

/** The body of what has none, after an error. */
export function noBody(r: Reader): ScriptBlock {
  const nothing = { usings: [], param: null, dynamicParam: null, begin: null, process: null, clean: null };
  const span = { start: r.end, end: r.end };
  return { kind: "ScriptBlock", span, ...nothing, end: emptyBlock(r), named: false, requirements: null, help: [] };
}

const usable: ReadonlySet<string> = new Set(["namespace", "module", "assembly", "type", "command"]);

/** using = using ( namespace | module | assembly | type | command ) name [ = alias ] | using module @{ … } */
export function parseUsing(r: Reader): Using {
  const start = r.pos;
  descend(r);
  take(r, 5);
  skipBlanks(r);
  const what = keywordAt(r);
  let name = "";
  let alias: string | null = null;
  let module: HashTable | null = null;
  if (!usable.has(what)) {
    if (isDelimiter(at(r))) missing(r, "UsingStatementNotSupported");
    else fail(r, "UsingStatementNotSupported", r.pos, tokenEnd(r));
    while (!atEnd(r) && !isNewline(at(r)) && at(r) !== C.semicolon) take(r, 1);
  } else {
    take(r, what.length);
    skipBlanks(r);
    if (at(r) === C.at && what === "module") {
      const value = parsePrimary(r);
      if (value?.kind === "HashTable") module = value;
    } else name = parseUsingName(r);
    if (name === "" && module === null) missing(r, "MissingUsingItemName", what);
    skipBlanks(r);
    if (at(r) === C.equals) {
      take(r, 1);
      skipBlanks(r);
      alias = parseUsingName(r);
    }
  }
  r.depth--;
  const kind = usable.has(what) ? (what as Using["what"]) : "namespace";
  return { kind: "Using", span: spanFrom(r, start), what: kind, name, alias, module };
}

function parseUsingName(r: Reader): string {
  const c = at(r);
  if (isDelimiter(c)) return "";
  const value = c === C.tick || c === C.quote ? parsePrimary(r) : parseWord(r);
  return value?.kind === "StringLiteral" ? value.value : "";
}
