/** Classes and enumerations (about_Classes, about_Enum). */

import { noBody, parseParameters, parseScriptBlockBody } from "./blocks.ts";
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
  skipSeparators,
  spanFrom,
  take,
  tokenEnd,
} from "./lexer.ts";
import { parseArguments } from "./members.ts";
import { parseVariable } from "./strings.ts";
import { C, isNewline } from "./tokens.ts";
import type {
  Attribute,
  ClassDefinition,
  EnumDefinition,
  EnumMember,
  Expression,
  MethodMember,
  PropertyMember,
  TypeName,
} from "./tree.ts";
import { parseBracketed, parseTypeName } from "./types.ts";

/** name [ : type-name { , type-name } ] and the brace; the brace's offset, or -1 with the error noted. */
function parseHeading(r: Reader, keyword: "class" | "enum"): { name: string; bases: TypeName[]; open: number } {
  take(r, keyword.length);
  skipBlankLines(r);
  const start = r.pos;
  const end = identifierEnd(r, start);
  const name = r.source.slice(start, end);
  const bases: TypeName[] = [];
  if (name === "") {
    missing(r, "MissingNameAfterKeyword", keyword);
    return { name, bases, open: -1 };
  }
  moveTo(r, end);
  skipBlankLines(r);
  if (at(r) === C.colon) {
    do {
      const mark = at(r) === C.colon ? ":" : ",";
      take(r, 1);
      skipBlankLines(r);
      const type = parseTypeName(r, false);
      if (type === null) missing(r, "TypeNameExpected", mark);
      else bases.push(type);
      skipBlankLines(r);
    } while (at(r) === C.comma);
  }
  const open = at(r) === C.openBrace ? r.pos : -1;
  if (open < 0) missing(r, "MissingTypeInStatementBlock", keyword);
  else take(r, 1);
  return { name, bases, open };
}

/** class = { attribute } class name [ : bases ] { { member } }; the head is at the word. */
export function parseClass(r: Reader, start: number, attributes: readonly Attribute[]): ClassDefinition {
  const { name, bases, open } = parseHeading(r, "class");
  const members: (PropertyMember | MethodMember)[] = [];
  const properties = new Set<string>();
  if (open >= 0) {
    for (;;) {
      skipSeparators(r);
      if (at(r) === C.closeBrace || atEnd(r)) break;
      const member = parseClassMember(r, name);
      if (member === null) break;
      if (member.kind === "PropertyMember") {
        const key = member.name.toLowerCase();
        if (properties.has(key)) fail(r, "MemberAlreadyDefined", member.span.start, member.span.end, member.name);
        properties.add(key);
      }
      members.push(member);
    }
    close(r, open);
  }
  return { kind: "ClassDefinition", span: spanFrom(r, start), name, attributes, bases, members };
}

function close(r: Reader, open: number): void {
  if (at(r) === C.closeBrace) take(r, 1);
  else if (atEnd(r)) fail(r, "MissingEndCurlyBrace", open, open + 1);
}

interface Modifiers {
  attributes: Attribute[];
  type: TypeName | null;
  static: boolean;
  hidden: boolean;
}

/** { attribute | [type] | static | hidden }, before the name of a member. */
function parseModifiers(r: Reader): Modifiers {
  const found: Modifiers = { attributes: [], type: null, static: false, hidden: false };
  for (;;) {
    skipBlankLines(r);
    if (at(r) === C.openBracket) {
      const node = parseBracketed(r);
      if (node?.kind === "Attribute") found.attributes.push(node);
      else if (node !== null) {
        if (found.type !== null) fail(r, "UnexpectedAttribute", node.span.start, node.span.end, node.text);
        found.type = node;
      }
      if (node === null) return found;
      continue;
    }
    const end = identifierEnd(r, r.pos);
    const word = end - r.pos === 6 ? r.source.slice(r.pos, end).toLowerCase() : "";
    if ((word !== "static" && word !== "hidden") || r.source.charCodeAt(end) === C.open) return found;
    if (found[word]) fail(r, "DuplicateQualifier", r.pos, end, word);
    found[word] = true;
    moveTo(r, end);
  }
}

/** member = modifiers ( $name [ = expression ] | name ( parameters ) [ : base ( arguments ) ] { body } ) */
function parseClassMember(r: Reader, className: string): PropertyMember | MethodMember | null {
  const start = r.pos;
  descend(r);
  const modifiers = parseModifiers(r);
  let member: PropertyMember | MethodMember | null = null;
  const nameEnd = identifierEnd(r, r.pos);
  if (at(r) === C.dollar) member = parseProperty(r, start, modifiers);
  else if (nameEnd > r.pos) member = parseMethod(r, start, nameEnd, modifiers, className);
  else {
    const end = tokenEnd(r);
    fail(r, "MissingMemberName", r.pos, end, r.source.slice(r.pos, end));
  }
  r.depth--;
  return member;
}

function parseProperty(r: Reader, start: number, modifiers: Modifiers): PropertyMember | null {
  const variable = parseVariable(r, false);
  if (variable === null) {
    fail(r, "MissingMemberName", r.pos, r.pos + 1, "$");
    return null;
  }
  skipBlanks(r);
  let initial: Expression | null = null;
  if (at(r) === C.equals) {
    take(r, 1);
    skipBlankLines(r);
    initial = parseExpression(r);
    if (initial === null) missing(r, "MissingExpressionAfterToken", "=");
  }
  const span = spanFrom(r, start);
  const { attributes, type, hidden } = modifiers;
  needSeparator(r);
  return {
    kind: "PropertyMember",
    span,
    name: variable.name,
    static: modifiers.static,
    hidden,
    attributes,
    type,
    initial,
  };
}

/** A separator, or the end of the type. */
function needSeparator(r: Reader): void {
  skipBlanks(r);
  const c = at(r);
  if (isNewline(c) || c === C.semicolon || c === C.closeBrace || atEnd(r)) return;
  fail(r, "MissingSeparatorInType", r.pos, tokenEnd(r));
}

function parseMethod(
  r: Reader,
  start: number,
  nameEnd: number,
  modifiers: Modifiers,
  className: string,
): MethodMember | null {
  const name = r.source.slice(r.pos, nameEnd);
  const nameStart = r.pos;
  moveTo(r, nameEnd);
  skipBlankLines(r);
  if (at(r) !== C.open) {
    fail(r, "MissingMemberName", nameStart, nameEnd, name);
    return null;
  }
  const parameters = parseParameters(r);
  const constructs = name.toLowerCase() === className.toLowerCase();
  skipBlankLines(r);
  let base: Expression[] | null = null;
  if (at(r) === C.colon) {
    const colon = r.pos;
    take(r, 1);
    skipBlankLines(r);
    const wordEnd = identifierEnd(r, r.pos);
    if (r.source.slice(r.pos, wordEnd).toLowerCase() === "base" && r.source.charCodeAt(wordEnd) === C.open) {
      moveTo(r, wordEnd);
      base = parseArguments(r);
    } else missing(r, "TypeNameExpected", ":");
    if (!constructs) fail(r, "BaseConstructorOnMethod", colon, r.end);
    skipBlankLines(r);
  }
  let body = noBody(r);
  if (at(r) === C.openBrace) body = parseScriptBlockBody(r, false);
  else missing(r, "MissingMethodBody", name);
  const { attributes, type: returns, hidden } = modifiers;
  const span = spanFrom(r, start);
  return {
    kind: "MethodMember",
    span,
    name,
    constructs,
    static: modifiers.static,
    hidden,
    attributes,
    returns,
    parameters,
    base,
    body,
  };
}

/** enum = { attribute } enum name [ : type-name ] { { name [ = expression ] separator } }; the head is at the word. */
export function parseEnum(r: Reader, start: number, attributes: readonly Attribute[]): EnumDefinition {
  const { name, bases, open } = parseHeading(r, "enum");
  const members: EnumMember[] = [];
  const names = new Set<string>();
  if (open >= 0) {
    for (;;) {
      skipSeparators(r);
      if (at(r) === C.closeBrace || atEnd(r)) break;
      const member = parseEnumMember(r);
      if (member === null) break;
      const key = member.name.toLowerCase();
      if (names.has(key)) fail(r, "MemberAlreadyDefined", member.span.start, member.span.end, member.name);
      names.add(key);
      members.push(member);
    }
    close(r, open);
  }
  return { kind: "EnumDefinition", span: spanFrom(r, start), name, attributes, underlying: bases[0] ?? null, members };
}

function parseEnumMember(r: Reader): EnumMember | null {
  const start = r.pos;
  const end = identifierEnd(r, start);
  if (end === start) {
    fail(r, "EnumMemberExpected", start, tokenEnd(r), r.source.slice(start, tokenEnd(r)));
    return null;
  }
  moveTo(r, end);
  skipBlanks(r);
  let value: Expression | null = null;
  if (at(r) === C.equals && ahead(r, 1) !== C.equals) {
    take(r, 1);
    skipBlankLines(r);
    value = parseExpression(r);
    if (value === null) missing(r, "MissingEnumValue", r.source.slice(start, end));
  }
  const span = spanFrom(r, start);
  needSeparator(r);
  return { kind: "EnumMember", span, name: r.source.slice(start, end), value };
}
