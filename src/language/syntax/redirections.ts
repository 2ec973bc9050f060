/** Redirections: which stream goes into which file, or into the output (about_Redirection). */

import { parseArgument } from "./arguments.ts";
import { invalid } from "./expressions.ts";
import { ahead, at, fail, missing, type Reader, skipBlanks, spanFrom, take } from "./lexer.ts";
import { C, isDigit } from "./tokens.ts";
import type { Redirection, Stream, StreamNumber } from "./tree.ts";

const streamNames: readonly string[] = ["", "output", "error", "warning", "verbose", "debug", "information"];

/** Whether `>`, `*>` or a stream number with `>` stands here. */
export function startsRedirection(r: Reader): boolean {
  const c = at(r);
  if (c === C.greater) return true;
  return ((c >= C.one && c <= C.six) || c === C.star) && ahead(r, 1) === C.greater;
}

/** redirection = [ 1…6 | * ] ( > | >> ) file | [ 1…6 | * ] >&1; as many as stand here. */
export function parseRedirections(r: Reader): Redirection[] {
  const list: Redirection[] = [];
  skipBlanks(r);
  while (startsRedirection(r)) {
    const redirection = parseRedirection(r);
    if (list.some((other) => other.stream === redirection.stream)) {
      const name = redirection.stream === "all" ? "all" : streamNames[redirection.stream]!;
      fail(r, "StreamAlreadyRedirected", redirection.span.start, redirection.span.end, name);
    }
    list.push(redirection);
    skipBlanks(r);
  }
  return list;
}

function parseRedirection(r: Reader): Redirection {
  const start = r.pos;
  const c = at(r);
  const stream: Stream = c === C.greater ? 1 : c === C.star ? "all" : ((c - C.zero) as StreamNumber);
  take(r, c === C.greater ? 1 : 2);
  if (at(r) === C.amp && isDigit(ahead(r, 1))) {
    const to = ahead(r, 1) - C.zero;
    take(r, 2);
    if (to !== 1 || stream === 1) fail(r, "RedirectionNotSupported", start, r.end, r.source.slice(start, r.end));
    return { kind: "MergeRedirection", span: spanFrom(r, start), stream, to: 1 };
  }
  const append = at(r) === C.greater;
  if (append) take(r, 1);
  skipBlanks(r);
  let target = parseArgument(r);
  if (target === null) {
    missing(r, "MissingFileSpecification");
    target = invalid(r, r.end);
  }
  return { kind: "FileRedirection", span: spanFrom(r, start), stream, append, target };
}
