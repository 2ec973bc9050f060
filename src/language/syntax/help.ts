/** Finds the comments that are the help of a function, script or parameter (about_Comment_Based_Help). */

import type { Reader } from "./lexer.ts";
import { isNewline } from "./tokens.ts";
import type { Comment, ScriptBlock, Statement } from "./tree.ts";

const keyword =
  /^[ \t#]*\.(?:synopsis|description|parameter|example|inputs|outputs|notes|link|component|role|functionality|forwardhelptargetname|forwardhelpcategory|remotehelprunspace|externalhelp)\b/im;

/** Comments that stand together: nothing but blanks between them, and no empty line. */
type Group = Comment[];

/** Where help may stand: at the beginning of the body, at its end, or before the word `function` (one empty line at most between). */
export function helpOfFunction(r: Reader, start: number, body: ScriptBlock): readonly Comment[] {
  if (r.comments.length === 0) return [];
  const first = groupAfter(r, body.span.start + 1);
  if (isHelp(first)) return first;
  const last = groupBefore(r, body.span.end - 1);
  if (last.length > 0 && last[0]!.span.start > body.span.start && isHelp(last)) return last;
  const before = groupBefore(r, start);
  return isHelp(before) && newlines(r, before[before.length - 1]!.span.end, start) <= 2 ? before : [];
}

/** At the beginning of the file or at its end; what stands close before a function is the function's. */
export function helpOfScript(r: Reader, body: ScriptBlock): readonly Comment[] {
  if (r.comments.length === 0) return [];
  let group = groupAfter(r, 0);
  for (let guard = 0; group.length > 0 && guard < 16; guard++) {
    const end = group[group.length - 1]!.span.end;
    if (isHelp(group)) {
      const first: Statement | undefined = body.end?.statements[0];
      const isFunctions = body.param === null && first?.kind === "FunctionDefinition" && first.help[0] === group[0];
      if (!isFunctions || newlines(r, end, first.span.start) > 2) return group;
      break;
    }
    group = groupAfter(r, end);
  }
  const last = groupBefore(r, r.length);
  return isHelp(last) && last[0] !== group[0] ? last : [];
}

/** The comment between the mark before a parameter and the parameter, without its marks; null when none. */
export function parameterComment(r: Reader, from: number, to: number): string | null {
  const lines: string[] = [];
  for (let i = indexBefore(r, to); i >= 0 && r.comments[i]!.span.start >= from; i--) lines.push(bare(r.comments[i]!));
  return lines.length === 0 ? null : lines.reverse().join("\n");
}

function bare(comment: Comment): string {
  return comment.block ? comment.text.slice(2, -2).trim() : comment.text.replace(/^#+/, "").trim();
}

function isHelp(group: Group): boolean {
  return group.some((comment) => keyword.test(comment.block ? comment.text.slice(2) : comment.text));
}

/** The index of the last comment that ends at or before `pos`; comments are in order. */
function indexBefore(r: Reader, pos: number): number {
  let low = 0;
  let high = r.comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (r.comments[middle]!.span.end <= pos) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The group that ends at `pos` with only blanks between. */
function groupBefore(r: Reader, pos: number): Group {
  const group: Group = [];
  let next = pos;
  for (let i = indexBefore(r, pos); i >= 0; i--) {
    const comment = r.comments[i]!;
    const gap = newlines(r, comment.span.end, next);
    if (gap < 0 || (group.length > 0 && gap > 1)) break;
    group.push(comment);
    next = comment.span.start;
    if (comment.block) break;
  }
  return group.reverse();
}

/** The group that begins at `pos` with only blanks between. */
function groupAfter(r: Reader, pos: number): Group {
  const group: Group = [];
  let previous = pos;
  for (let i = indexBefore(r, pos) + 1; i < r.comments.length; i++) {
    const comment = r.comments[i]!;
    const gap = newlines(r, previous, comment.span.start);
    if (gap < 0 || (group.length > 0 && gap > 1)) break;
    group.push(comment);
    previous = comment.span.end;
    if (comment.block) break;
  }
  return group;
}

/** How many lines end between two offsets; -1 when anything but blanks stands there. */
function newlines(r: Reader, from: number, to: number): number {
  let count = 0;
  for (let pos = from; pos < to; pos++) {
    const c = r.source.charCodeAt(pos);
    if (c === 10 || (c === 13 && r.source.charCodeAt(pos + 1) !== 10)) count++;
    else if (!isNewline(c) && c !== 32 && c !== 9 && c !== 0xfeff) return -1;
  }
  return count;
}
