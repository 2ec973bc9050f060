/** Statements that deal with errors: `try` with its `catch` and `finally`, and `trap`. */

import { at, descend, fail, missing, type Reader, skipBlankLines, spanFrom, take } from "./lexer.ts";
import { requiredBlock, wordAfterBlock } from "./statements.ts";
import { C } from "./tokens.ts";
import type { Block, Catch, Trap, Try, TypeName } from "./tree.ts";
import { parseBracketed } from "./types.ts";

/** try = try block { catch [ [type] { , [type] } ] block } [ finally block ] */
export function parseTry(r: Reader): Try {
  const start = r.pos;
  take(r, 3);
  const body = requiredBlock(r, "MissingTryStatementBlock");
  const catches: Catch[] = [];
  let last: Block | null = null;
  let word = nextHandler(r);
  while (word === "catch") {
    const clause = parseCatch(r);
    if (catches.some((other) => other.types.length === 0)) {
      fail(r, "EmptyCatchNotLast", clause.span.start, clause.span.start + 5);
    }
    catches.push(clause);
    word = nextHandler(r);
  }
  if (word === "finally") {
    take(r, 7);
    const { inFinally, loops } = r;
    r.inFinally = true;
    r.loops = [];
    last = requiredBlock(r, "MissingFinallyStatementBlock");
    r.inFinally = inFinally;
    r.loops = loops;
  }
  if (catches.length === 0 && last === null) missing(r, "MissingCatchOrFinally");
  return { kind: "Try", span: spanFrom(r, start), body, catches, finally: last };
}

function nextHandler(r: Reader): string {
  const pos = r.pos;
  const word = wordAfterBlock(r);
  if (word === "catch" || word === "finally") return word;
  r.pos = pos;
  return "";
}

function parseCatch(r: Reader): Catch {
  const start = r.pos;
  const types: TypeName[] = [];
  take(r, 5);
  skipBlankLines(r);
  while (at(r) === C.openBracket) {
    const node = parseBracketed(r);
    if (node?.kind === "TypeName") types.push(node);
    else if (node !== null) fail(r, "UnexpectedAttribute", node.span.start, node.span.end, node.type.text);
    skipBlankLines(r);
    if (at(r) !== C.comma) break;
    take(r, 1);
    skipBlankLines(r);
    if (at(r) !== C.openBracket) missing(r, "MissingTypeLiteralToken");
  }
  const body = requiredBlock(r, "MissingCatchHandlerBlock");
  return { kind: "Catch", span: spanFrom(r, start), types, body };
}

/** trap = trap [ [type] ] block */
export function parseTrap(r: Reader): Trap {
  const start = r.pos;
  descend(r);
  take(r, 4);
  skipBlankLines(r);
  let type: TypeName | null = null;
  if (at(r) === C.openBracket) {
    const node = parseBracketed(r);
    if (node?.kind === "TypeName") type = node;
    else if (node !== null) fail(r, "UnexpectedAttribute", node.span.start, node.span.end, node.type.text);
  }
  const body = requiredBlock(r, "MissingTrapStatement");
  r.depth--;
  return { kind: "Trap", span: spanFrom(r, start), type, body };
}
