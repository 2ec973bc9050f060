// OPATH filters: text to a test of objects, typed by their shapes, with the conditions that an index may answer.
import { nearest } from "../command/near.ts";
import { text } from "../values/kinds.ts";
import type { Entity, Properties, Shape } from "../values/shape.ts";
import { ScriptBlock } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { ConversionError, type Type } from "../values/type.ts";
import {
  type Comparison,
  expanded,
  invalidFilter,
  type Node,
  type Operand,
  type Operator,
  parseFilter,
} from "./filtertree.ts";
import { type Reference, reference } from "./reference.ts";

/** A condition as an index may answer it. */
export interface Condition {
  readonly property: string;
  readonly operator: Operator;
  /** Null stands for $null. */
  readonly value: string | boolean | null;
}

/** What must hold for every object that passes; of what stands in a "-not" nothing is known. */
export type Need =
  | Condition
  | { readonly all: readonly Need[] }
  | { readonly any: readonly Need[] }
  /** GUIDs of objects, no other of which passes. */
  | { readonly among: ReadonlySet<string> };

export interface Filter {
  test(object: Entity): boolean;
  /** Undefined when objects of which nothing is known may pass. */
  readonly need: Need | undefined;
}

/** The kind of -Filter: text, or a script block, whose variables have the values they have where it is written. */
export const opath: Type<string> = {
  ...text,
  convert(value) {
    const variable = value instanceof ScriptBlock ? value.variable?.bind(value) : undefined;
    return variable ? expanded(toText(value), variable) : toText(value);
  },
};

type Test = (object: Entity) => boolean;

/** The members (GUIDs) of the groups that a filter names with MemberOfGroup, by that name in lower case. */
export type Memberships = ReadonlyMap<string, ReadonlySet<string>>;

const isMembership = ({ property }: Comparison) => property.toLowerCase() === "memberofgroup";

const membersIn = (node: Comparison, memberships: Memberships) =>
  isMembership(node) && node.value.kind === "text" ? memberships.get(node.value.text.toLowerCase()) : undefined;

/**
 * What a filter says of membership, "MemberOfGroup -eq 'Sales'": nothing of it stands in an object, so that whoever
 * compiles the filter finds out who is in those groups first. Throws a Problem for what is no such comparison.
 */
export function membershipsIn(text: string): readonly (Comparison & { readonly group: string })[] {
  if (!/memberofgroup/i.test(text)) return [];
  return comparisonsIn(parseFilter(text)).flatMap((node) => {
    if (!isMembership(node)) return [];
    if (node.operator !== "eq" && node.operator !== "ne") {
      throw invalidFilter(node.text, node.at, `'-${node.operator}' cannot be used with '${node.property}'.`);
    }
    if (node.value.kind !== "text" || node.value.text === "") {
      throw invalidFilter(node.text, node.value.at, "the name, DN or GUID of a group is expected.");
    }
    return [{ ...node, group: node.value.text }];
  });
}

function comparisonsIn(node: Node): readonly Comparison[] {
  if (node.kind === "compare") return [node];
  return node.kind === "not" ? comparisonsIn(node.node) : node.nodes.flatMap(comparisonsIn);
}

/**
 * Reads a filter for objects of these shapes.
 * Throws a Problem that names the place when the text is no filter, a property is not known to any of the shapes, or a
 * value cannot be of its kind. (Documentation: "Recipient filters in Exchange PowerShell commands".)
 */
export function compileFilter(text: string, shapes: readonly Shape[], memberships?: Memberships): Filter {
  const tree = parseFilter(text);
  const tests = new Map(shapes.map((shape) => [shape, testOf(tree, shape, shapes, memberships)]));
  return { need: needOf(tree, shapes, memberships), test: (object) => tests.get(object.shape)?.(object) ?? false };
}

function needOf(node: Node, shapes: readonly Shape[], memberships: Memberships | undefined): Need | undefined {
  switch (node.kind) {
    case "compare": {
      const among = memberships && node.operator === "eq" ? membersIn(node, memberships) : undefined;
      if (among !== undefined) return { among };
      const property = spelled(node.property, shapes);
      return property === undefined ? undefined : { property, operator: node.operator, value: plain(node.value) };
    }
    case "and":
      return { all: node.nodes.flatMap((one) => needOf(one, shapes, memberships) ?? []) };
    case "or": {
      const any = node.nodes.flatMap((one) => needOf(one, shapes, memberships) ?? []);
      return any.length < node.nodes.length ? undefined : { any };
    }
    case "not":
      return undefined;
  }
}

const plain = (value: Operand) => (value.kind === "null" ? null : value.kind === "boolean" ? value.value : value.text);

function spelled(name: string, shapes: readonly Shape[]): string | undefined {
  const wanted = name.toLowerCase();
  for (const shape of shapes) {
    for (const [known, property] of Object.entries(shape.properties as Properties)) {
      if (known.toLowerCase() === wanted) return known;
      if (property.aliases?.some((alias) => alias.toLowerCase() === wanted)) return known;
    }
  }
  return undefined;
}

function testOf(node: Node, shape: Shape, shapes: readonly Shape[], memberships: Memberships | undefined): Test {
  switch (node.kind) {
    case "and": {
      const tests = node.nodes.map((one) => testOf(one, shape, shapes, memberships));
      return (object) => tests.every((test) => test(object));
    }
    case "or": {
      const tests = node.nodes.map((one) => testOf(one, shape, shapes, memberships));
      return (object) => tests.some((test) => test(object));
    }
    case "not": {
      const test = testOf(node.node, shape, shapes, memberships);
      return (object) => !test(object);
    }
    case "compare": {
      const members = memberships && membersIn(node, memberships);
      if (members === undefined) return comparison(node, shape, shapes);
      return (object) => members.has(object.get("Guid") as string) === (node.operator === "eq");
    }
  }
}

function comparison(node: Comparison, shape: Shape, shapes: readonly Shape[]): Test {
  const property = spelled(node.property, shapes);
  if (property === undefined) {
    throw invalidFilter(
      node.text,
      node.at,
      `'${node.property}' is not a property of ${shapes.map((one) => one.name).join(" or ")}.${suggestion(node.property, shapes)}`,
    );
  }
  const spec = (shape.properties as Properties)[property];
  if (spec === undefined) return absent(node);
  const type = spec.type;
  const element = (type.element ?? type) as Type<unknown>;
  const negative = node.operator === "ne" || node.operator === "notlike";
  if (isNothing(node)) return (object) => isEmpty(object.get(property)) !== negative;
  const single = element === (reference as unknown) ? referenceTest(node) : valueTest(node, element, shapes, property);
  return (object) => {
    const value = object.get(property);
    if (isEmpty(value)) return negative;
    if (!Array.isArray(value)) return single(value) !== negative;
    return (value as unknown[]).some(single) !== negative;
  };
}

/** The properties whose names are near to a mistyped one. */
function suggestion(name: string, shapes: readonly Shape[]): string {
  const known = new Set(shapes.flatMap((shape) => Object.keys(shape.properties as Properties)));
  const near = nearest(name, known).map((one) => `'${one}'`);
  return near.length === 0 ? "" : ` Did you mean ${near.join(" or ")}?`;
}

/** What an object says whose class has no such property: it is empty there. */
function absent(node: Comparison): Test {
  const negative = node.operator === "ne" || node.operator === "notlike";
  const result = isNothing(node) ? !negative : negative;
  return () => result;
}

/** $null, and the empty text, which the directory cannot hold. */
function isNothing({ value, operator }: Comparison): boolean {
  if (operator !== "eq" && operator !== "ne") return false;
  return value.kind === "null" || (value.kind === "text" && value.text === "");
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

/** A reference is known by GUID, name or path. */
function referenceTest(node: Comparison): (value: unknown) => boolean {
  const wanted = node.value.kind === "text" ? node.value.text : "";
  const folded = wanted.toLowerCase();
  if (node.operator === "like" || node.operator === "notlike") {
    const glob = likeTest(wanted);
    return (value) => glob((value as Reference).toString());
  }
  if (node.operator !== "eq" && node.operator !== "ne") {
    throw invalidFilter(node.text, node.at, `'-${node.operator}' cannot be used with '${node.property}'.`);
  }
  return (value) => {
    const { guid, name } = value as Reference;
    const known = name.toLowerCase();
    return guid === folded || known === folded || known.slice(known.lastIndexOf("/") + 1) === folded;
  };
}

/** The positive test of one value; "ne" and "notlike" are turned round by the caller. */
function valueTest(
  node: Comparison,
  type: Type<unknown>,
  shapes: readonly Shape[],
  property: string,
): (value: unknown) => boolean {
  const given = plain(node.value);
  if (node.operator === "like" || node.operator === "notlike") {
    const glob = likeTest(toText(given));
    return (value) => glob(type.show(value));
  }
  let wanted: unknown;
  try {
    // Text compares with any text, also with one that the property could not hold.
    wanted = type.name === "String" ? toText(given) : type.convert(given);
  } catch (error) {
    if (!(error instanceof ConversionError)) throw error;
    // Another class may know the word: RecipientTypeDetails has other values for groups than for mailboxes.
    if (shapes.length > 1 && type.choices && someKnows(shapes, property, given)) return () => false;
    throw invalidFilter(node.text, node.value.at, error.message);
  }
  const equal = equality(type, wanted);
  if (node.operator === "eq" || node.operator === "ne") return equal;
  const compare = type.compare?.bind(type);
  if (!compare) throw invalidFilter(node.text, node.at, `'-${node.operator}' cannot be used with '${node.property}'.`);
  switch (node.operator) {
    case "gt":
      return (value) => compare(value, wanted) > 0;
    case "ge":
      return (value) => compare(value, wanted) >= 0;
    case "lt":
      return (value) => compare(value, wanted) < 0;
    case "le":
      return (value) => compare(value, wanted) <= 0;
  }
}

function someKnows(shapes: readonly Shape[], property: string, given: unknown): boolean {
  return shapes.some((shape) => {
    try {
      (shape.properties as Properties)[property]?.type.convert(given);
      return property in (shape.properties as Properties);
    } catch {
      return false;
    }
  });
}

function equality(type: Type<unknown>, wanted: unknown): (value: unknown) => boolean {
  if (type.key) {
    const key = type.key(wanted);
    return (value) => type.key!(value) === key;
  }
  if (type.compare) return (value) => type.compare!(value, wanted) === 0;
  const shown = type.show(wanted).toLowerCase();
  return (value) => type.show(value).toLowerCase() === shown;
}

/** Wildcard comparison without case; only "*" is special. Takes time in proportion to the text. */
export function likeTest(pattern: string): (text: string) => boolean {
  const parts = pattern.toLowerCase().split("*");
  if (parts.length === 1) return (text) => text.toLowerCase() === parts[0];
  const first = parts[0]!;
  const last = parts[parts.length - 1]!;
  const middle = parts.slice(1, -1).filter((part) => part !== "");
  return (text) => {
    const folded = text.toLowerCase();
    if (folded.length < first.length + last.length || !folded.startsWith(first) || !folded.endsWith(last)) return false;
    let at = first.length;
    const end = folded.length - last.length;
    for (const part of middle) {
      const found = folded.indexOf(part, at);
      if (found < 0 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}
