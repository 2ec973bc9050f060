// The operators of text: -like, -match, -replace, -split, and the range operator.

import { largestList } from "../values/arithmetic.ts";
import { asList, isList, itemsOf, typed } from "../values/collections.ts";
import { Dictionary } from "../values/dictionary.ts";
import { inTurn, when } from "../values/inturn.ts";
import { replaced } from "../values/net/matching.ts";
import { castNumber, isTrue } from "../values/net/numbers.ts";
import { Char, isNumber, Num, toNumber } from "../values/numbers.ts";
import { type Match, Regex, type RegexOptions, regex } from "../values/regex.ts";
import { ScriptBlock } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { ConversionError } from "../values/type.ts";
import { wildcard } from "../values/wildcard.ts";
import { badForEachRange, regexInvalid } from "./errors.ts";
import type { Frame } from "./frame.ts";
import { runBlock } from "./members.ts";

const patterns = new Map<string, (text: string) => boolean>();

function matcher(pattern: string, exact: boolean): (text: string) => boolean {
  const key = (exact ? "c" : "i") + pattern;
  let made = patterns.get(key);
  if (!made) {
    made = wildcard(pattern, exact);
    if (patterns.size > 500) patterns.clear();
    patterns.set(key, made);
  }
  return made;
}

export function filterLike(left: unknown, right: unknown, exact: boolean, not: boolean): unknown {
  const test = matcher(toText(right), exact);
  if (isList(left)) return itemsOf(left).filter((item) => test(toText(item)) !== not);
  return test(toText(left)) !== not;
}

/** A pattern as -match and its kin read it; throws a Problem where it is malformed. */
export function patternOf(value: unknown, exact: boolean, options: RegexOptions = {}): Regex {
  if (value instanceof Regex) return value;
  try {
    return regex(toText(value), { ignoreCase: !exact, ...options });
  } catch (error) {
    if (error instanceof ConversionError) throw regexInvalid(error.message);
    throw error;
  }
}

/** A match on one text fills $Matches; one that fails leaves it, a list never sets it. */
export function filterMatch(left: unknown, right: unknown, exact: boolean, not: boolean, f: Frame): unknown {
  const pattern = patternOf(right, exact);
  if (isList(left)) return itemsOf(left).filter((item) => pattern.test(toText(item)) !== not);
  const found = pattern.match(toText(left));
  if (found) f.scope.set("Matches", matchTable(found));
  return (found !== null) !== not;
}

/** $Matches: groups by number or name, those that took part. */
export function matchTable(found: Match): Dictionary {
  const table = new Dictionary();
  for (const group of found.groups) {
    if (!group.success) continue;
    table.set(/^\d+$/.test(group.name) ? Number(group.name) : group.name, group.value);
  }
  return table;
}

/** `text -replace pattern, with`; `with` may be a script block that is given each match as $_. */
export function replace(left: unknown, right: unknown, exact: boolean): unknown {
  const parts = isList(right) ? itemsOf(right) : [right];
  const pattern = patternOf(parts[0] ?? "", exact);
  const by = parts[1];
  const each = (item: unknown): string | Promise<string> => {
    const text = toText(item);
    return replaced(pattern, text, by ?? "", Number.POSITIVE_INFINITY);
  };
  return isList(left) ? inTurn(itemsOf(left), each) : each(left);
}

/** `text -split delimiter, count, options` (about_Split). */
export function split(left: unknown, right: unknown, exact: boolean): unknown {
  const [delimiter, count, given] = isList(right) ? itemsOf(right) : [right];
  const limit = count === undefined || count === null ? 0 : toNumber(castNumber("Int32", count));
  const words = toText(given)
    .toLowerCase()
    .split(",")
    .map((word) => word.trim());
  if (delimiter instanceof ScriptBlock) {
    return when(
      inTurn(asList(left), (item) => splitByBlock(toText(item), delimiter, limit)),
      (lists) => typed("System.String", lists.flat()),
    );
  }
  const simple = words.includes("simplematch");
  const source = simple ? toText(delimiter).replace(/[\\^$.*+?()[\]{}|#]/g, "\\$&") : toText(delimiter);
  const pattern = patternOf(source, exact && !words.includes("ignorecase"), {
    multiline: words.includes("multiline"),
    singleline: words.includes("singleline"),
    ignoreWhitespace: words.includes("ignorepatternwhitespace"),
  });
  return typed(
    "System.String",
    asList(left).flatMap((item) => pieces(toText(item), pattern, limit)),
  );
}

function pieces(text: string, pattern: Regex, limit: number): string[] {
  if (limit === 1 || limit === -1) return [text];
  if (limit >= 0) return pattern.split(text, limit);
  // A negative count keeps the rest at the front: the last |count| - 1 delimiters split.
  const matches = pattern.all(text).slice(limit + 1);
  const found: string[] = [];
  let end = 0;
  for (const match of matches) {
    found.push(text.slice(end, match.index));
    for (const group of match.groups.slice(1)) if (group.success) found.push(group.value);
    end = match.index + match.length;
  }
  found.push(text.slice(end));
  return found;
}

/** A block is asked of each character whether it divides; once there are enough pieces it is asked no more. */
function splitByBlock(text: string, block: ScriptBlock, limit: number): string[] | Promise<string[]> {
  const found: string[] = [];
  let start = 0;
  const verdicts = inTurn([...text.split("")], (char, i) => {
    if (limit > 0 && found.length >= limit - 1) return undefined;
    return when(runBlock(block, { it: char, args: [text, i] }), (verdict) => {
      if (!isTrue(verdict)) return;
      found.push(text.slice(start, i));
      start = i + 1;
    });
  });
  return when(verdicts, () => [...found, text.slice(start)]);
}

/** The unary -split: at blanks, without empty pieces. */
export function splitBlanks(value: unknown): string[] {
  return typed(
    "System.String",
    asList(value).flatMap((item) =>
      toText(item)
        .split(/\s+/)
        .filter((piece) => piece !== ""),
    ),
  );
}

/** The ends of a range of whole numbers or of characters. */
export function bounds(left: unknown, right: unknown): { from: number; to: number; char: boolean } {
  const isChar = (value: unknown) =>
    value instanceof Char || (typeof value === "string" && value.length === 1 && !/\d/.test(value));
  if (isChar(left) && isChar(right))
    return { from: toText(left).charCodeAt(0), to: toText(right).charCodeAt(0), char: true };
  const end = (value: unknown) => {
    const number = castNumber(value instanceof Num && isNumber(value) ? "Int64" : "Int32", value);
    return toNumber(number);
  };
  return { from: end(left), to: end(right), char: false };
}

export function range(left: unknown, right: unknown): unknown[] {
  const { from, to, char } = bounds(left, right);
  const count = Math.abs(to - from) + 1;
  if (count > largestList)
    throw badForEachRange(`A list of ${count} numbers is too long to be kept; pipe the range or loop with for.`);
  const items: unknown[] = new Array(count);
  const by = to >= from ? 1 : -1;
  for (let i = 0, at = from; i < count; i++, at += by) items[i] = char ? new Char(at) : at;
  return items;
}
