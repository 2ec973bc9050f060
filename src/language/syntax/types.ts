/** What stands in square brackets before something: type names, type literals and attributes. */

import { parseExpression } from "./expressions.ts";
import {
  ahead,
  at,
  atEnd,
  descend,
  fail,
  identifierEnd,
  missing,
  moveTo,
  type Reader,
  skipBlankLines,
  skipBlanks,
  spanFrom,
  take,
} from "./lexer.ts";
import { C, isDigit, isIdentifierPart, isIdentifierStart, isNewline } from "./tokens.ts";
import type { Attribute, Expression, NamedArgument, TypeName } from "./tree.ts";

/**
 * type-name = name { generic-arguments | array-ranks } [ , assembly ]
 * generic-arguments = [ type-name { , type-name } ] | [ [type-name , assembly] { , … } ]
 * array-ranks = "[" { , } "]"
 * Null when no name begins at the head.
 */
export function parseTypeName(r: Reader, assembly: boolean): TypeName | null {
  const start = r.pos;
  const end = typeNameEnd(r, start);
  if (end === start) return null;
  descend(r);
  const name = r.source.slice(start, end);
  moveTo(r, end);
  let typeArguments: TypeName[] = [];
  const ranks: number[] = [];
  while (at(r) === C.openBracket) {
    const rank = rankAt(r);
    if (rank > 0) ranks.push(rank);
    else if (typeArguments.length === 0 && ranks.length === 0 && startsTypeArgument(r))
      typeArguments = parseTypeArguments(r);
    else break;
  }
  const textEnd = r.end;
  let assemblyName: string | null = null;
  if (assembly) {
    skipBlanks(r);
    if (at(r) === C.comma) {
      take(r, 1);
      const from = r.pos;
      while (!atEnd(r) && at(r) !== C.closeBracket && !isNewline(at(r))) r.pos++;
      assemblyName = r.source.slice(from, r.pos).trim();
      r.end = r.pos;
    }
  }
  r.depth--;
  const text = r.source.slice(start, assemblyName === null ? textEnd : r.end);
  return {
    kind: "TypeName",
    span: { start, end: start + text.length },
    name,
    typeArguments,
    ranks,
    assembly: assemblyName,
    text,
  };
}

/** Names, dots, `+` before nested types, `` `2 `` after generic ones. */
function typeNameEnd(r: Reader, start: number): number {
  const s = r.source;
  if (!isIdentifierStart(s.charCodeAt(start))) return start;
  let end = start + 1;
  for (;;) {
    const c = s.charCodeAt(end);
    if (isIdentifierPart(c)) end++;
    else if ((c === C.dot || c === C.plus) && isIdentifierStart(s.charCodeAt(end + 1))) end++;
    else if (c === C.backtick && isDigit(s.charCodeAt(end + 1))) end++;
    else if (c === C.question && s.charCodeAt(end + 1) === C.closeBracket) end++;
    else return end;
  }
}

/** The rank of `[]`, `[,]`, … at the head, which then is behind it; 0 when it is something else. */
function rankAt(r: Reader): number {
  const s = r.source;
  let pos = r.pos + 1;
  let rank = 1;
  for (; rank <= 32; pos++) {
    const c = s.charCodeAt(pos);
    if (c === C.comma) rank++;
    else if (c === C.closeBracket) {
      moveTo(r, pos + 1);
      return rank;
    } else if (c !== C.space && c !== C.star) return 0;
  }
  return 0;
}

function startsTypeArgument(r: Reader): boolean {
  let pos = r.pos + 1;
  while (r.source.charCodeAt(pos) === C.space) pos++;
  const c = r.source.charCodeAt(pos);
  return c === C.openBracket || isIdentifierStart(c);
}

/** The head is at the `[`. */
export function parseTypeArguments(r: Reader): TypeName[] {
  const list: TypeName[] = [];
  take(r, 1);
  for (;;) {
    skipBlankLines(r);
    const bracket = at(r) === C.openBracket;
    if (bracket) {
      take(r, 1);
      skipBlankLines(r);
    }
    const type = parseTypeName(r, bracket);
    if (type === null) {
      missing(r, "MissingTypename", r.source[r.end - 1] ?? "[");
      break;
    }
    list.push(type);
    skipBlankLines(r);
    if (bracket) {
      if (at(r) === C.closeBracket) take(r, 1);
      else missing(r, "EndSquareBracketExpectedAtEndOfType");
      skipBlankLines(r);
    }
    if (at(r) !== C.comma) break;
    take(r, 1);
  }
  if (at(r) === C.closeBracket) take(r, 1);
  else missing(r, "EndSquareBracketExpectedAtEndOfType");
  return list;
}

/**
 * bracketed = "[" type-name "]" | "[" type-name "(" attribute-arguments ")" "]"
 * Null, with the error noted and the bracket passed, when no name follows. What was read ahead is not read again.
 */
export function parseBracketed(r: Reader): Attribute | TypeName | null {
  const start = r.pos;
  const known = r.bracketed.get(start);
  if (known !== undefined) {
    moveTo(r, known.end);
    return known.node;
  }
  take(r, 1);
  skipBlankLines(r);
  const type = parseTypeName(r, true);
  if (type === null) {
    missing(r, "MissingTypename", "[");
    return null;
  }
  skipBlanks(r);
  let node: Attribute | TypeName = type;
  if (at(r) === C.open) {
    const { positional, named } = parseAttributeArguments(r);
    node = { kind: "Attribute", span: { start, end: start }, type, positional, named };
  }
  skipBlankLines(r);
  if (at(r) === C.closeBracket) take(r, 1);
  else missing(r, "EndSquareBracketExpectedAtEndOfAttribute");
  return node.kind === "Attribute" ? { ...node, span: spanFrom(r, start) } : node;
}

/** attribute-arguments = [ argument { , argument } ]; argument = expression | name | name = expression. */
function parseAttributeArguments(r: Reader): { positional: Expression[]; named: NamedArgument[] } {
  const positional: Expression[] = [];
  const named: NamedArgument[] = [];
  const noComma = r.noComma;
  const ternary = r.ternary;
  r.noComma = true;
  r.ternary = false;
  take(r, 1);
  skipBlankLines(r);
  while (at(r) !== C.close && !atEnd(r)) {
    const argument = parseNamedArgument(r);
    if (argument !== null) {
      if (named.some((other) => other.name.toLowerCase() === argument.name.toLowerCase())) {
        fail(r, "DuplicateNamedArgument", argument.span.start, argument.span.end, argument.name);
      }
      named.push(argument);
    } else {
      const expression = parseExpression(r);
      if (expression === null) break;
      positional.push(expression);
    }
    skipBlankLines(r);
    if (at(r) !== C.comma) break;
    take(r, 1);
    skipBlankLines(r);
    if (at(r) === C.close) missing(r, "MissingExpressionAfterToken", ",");
  }
  if (at(r) === C.close) take(r, 1);
  else missing(r, "MissingEndParenthesisInAttribute");
  r.noComma = noComma;
  r.ternary = ternary;
  return { positional, named };
}

function parseNamedArgument(r: Reader): NamedArgument | null {
  const start = r.pos;
  const nameEnd = identifierEnd(r, start);
  if (nameEnd === start) return null;
  const name = r.source.slice(start, nameEnd);
  moveTo(r, nameEnd);
  skipBlankLines(r);
  let value: Expression | null = null;
  if (at(r) === C.equals && ahead(r, 1) !== C.equals) {
    take(r, 1);
    skipBlankLines(r);
    value = parseExpression(r);
    if (value === null) missing(r, "MissingExpressionInNamedArgument");
  }
  return { kind: "NamedArgument", span: spanFrom(r, start), name, value };
}

/**
 * Reads the bracketed things at the start of a statement ahead, to see which word follows them, and puts the head back.
 * They are kept by offset: whoever reads them next gets them ready. Without this a `[` would have to be parsed twice at each
 * level of nesting.
 */
export function wordAfterBrackets(r: Reader): { word: string; pos: number } | null {
  const start = r.pos;
  const end = r.end;
  if (start < r.bracketedTo) return null;
  let count = 0;
  while (at(r) === C.openBracket) {
    const from = r.pos;
    const node = parseBracketed(r);
    if (node === null) break;
    r.bracketed.set(from, { node, end: r.end });
    count++;
    skipBlankLines(r);
  }
  const pos = r.pos;
  const wordEnd = identifierEnd(r, pos);
  const word = r.source.slice(pos, Math.min(wordEnd, pos + 12)).toLowerCase();
  r.pos = start;
  r.end = end;
  if (count > 0 && (word === "param" || word === "class" || word === "enum")) return { word, pos };
  r.bracketedTo = pos;
  return null;
}

/** Attributes and type constraints in order, with line breaks between them. */
export function parseAttributeList(r: Reader): { attributes: Attribute[]; types: TypeName[] } {
  const attributes: Attribute[] = [];
  const types: TypeName[] = [];
  skipBlankLines(r);
  while (at(r) === C.openBracket) {
    const node = parseBracketed(r);
    if (node === null) break;
    if (node.kind === "Attribute") attributes.push(node);
    else types.push(node);
    skipBlankLines(r);
  }
  return { attributes, types };
}
