/** The parser of the language: source to tree. It never throws; what is wrong with the source is in the result. */

import { noBody, parseScript } from "./blocks.ts";
import { syntaxErrorText } from "./errors.ts";
import { Abandoned, errorLimit, newReader, type Problem, type Reader, tooDeep } from "./lexer.ts";
import { lineStarts, positionIn } from "./position.ts";
import { requirementsOf } from "./requires.ts";
import type { SyntaxError as Mistake, ParseResult, ScriptBlock } from "./tree.ts";

export { positionOf, showSyntaxError } from "./position.ts";

/**
 * Parses a script or what was typed at the prompt. `name` is the file it came from.
 * `errors` are in the order they were found; with any of them the tree must not be run. `incomplete` says that more input could
 * make it right (an open brace, a trailing `|` or backtick).
 */
export function parse(source: string, name: string | null = null): ParseResult {
  const r = newReader(source);
  let tree = parseTree(r);
  const problems = r.problems;
  const report = (problem: Problem): void => {
    if (problems.length < errorLimit) problems.push(problem);
  };
  const requirements = source.includes("#") ? requirementsOf(r.comments, parseLine, report) : null;
  if (requirements !== null) tree = { ...tree, requirements };
  const incomplete = r.incomplete;
  return { source, name, tree, errors: located(source, problems), incomplete, comments: r.comments };
}

/** Parses the text of a `#requires`; further ones behind it are comments like any other. */
function parseLine(source: string): Pick<ParseResult, "tree" | "errors"> {
  const r = newReader(source);
  const tree = parseTree(r);
  return { tree, errors: located(source, r.problems) };
}

function parseTree(r: Reader): ScriptBlock {
  try {
    return parseScript(r);
  } catch (error) {
    // The nesting limit keeps far from the end of the stack, unless the caller stands deep in it already.
    if (error instanceof RangeError) abandon(r);
    else if (!(error instanceof Abandoned)) throw error;
    return { ...noBody(r), span: { start: 0, end: r.length } };
  }
}

function abandon(r: Reader): void {
  try {
    tooDeep(r);
  } catch (error) {
    if (!(error instanceof Abandoned)) throw error;
  }
}

function located(source: string, problems: readonly Problem[]): Mistake[] {
  if (problems.length === 0) return [];
  const starts = lineStarts(source);
  return problems.map(({ id, subject, start, end }) => {
    return { id, message: syntaxErrorText(id, subject), span: { start, end }, ...positionIn(starts, start) };
  });
}
