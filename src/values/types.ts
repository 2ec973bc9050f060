// The table of types: by name for `[name]`, and by value for GetType, -is and members.
import "./net/core.ts";
import "./net/strings.ts";
import "./net/dates.ts";
import "./net/lists.ts";
import "./net/small.ts";
import "./net/matching.ts";
import "./net/system.ts";
import "./net/console.ts";
import "./net/culture.ts";
import "./net/encoding.ts";
import "./net/paths.ts";
import "./net/secrets.ts";
import "./net/sizes.ts";
import "./net/stopwatch.ts";
import "./net/xml.ts";
import "./net/wholefiles.ts";
import "./net/folders.ts";
import "./net/math.ts";
import "./net/spans.ts";
import "./net/dateoffset.ts";
import { Collection, Distinct, elementOf, Line, List } from "./collections.ts";
import { CustomObject } from "./custom.ts";
import { Dictionary } from "./dictionary.ts";
import { Grid } from "./grid.ts";
import { arrayOf } from "./net/arrays.ts";
import { customObjectType, objectType, structuredTypeName } from "./net/core.ts";
import { gridOf } from "./net/grids.ts";
import { genericType } from "./net/lists.ts";
import { booleanType, charType, numberTypes } from "./net/numbers.ts";
import { stringType } from "./net/strings.ts";
import {
  allTypes,
  EnumValue,
  type Get,
  type Members,
  members,
  type NetType,
  namedType,
  registerTypes,
  type Surroundings,
} from "./nettype.ts";
import { Char, int64, isInt32, Num, type NumberKind } from "./numbers.ts";
import { Structured } from "./structured.ts";

registerTypes(booleanType, charType, ...numberTypes);

/** A type as the syntax tree writes it. */
export interface WrittenType {
  readonly name: string;
  readonly typeArguments: readonly WrittenType[];
  readonly ranks: readonly number[];
}

/** Finds `[name]`; undefined when there is no such type here. */
export function findType(written: WrittenType): NetType | undefined {
  const args = written.typeArguments.map(findType);
  if (args.some((arg) => arg === undefined)) return undefined;
  let found = args.length > 0 ? genericType(written.name, args as NetType[]) : namedType(written.name);
  for (const rank of written.ranks) found &&= rank > 1 ? gridOf(found, rank) : arrayOf(found);
  return found;
}

/** Reads "System.Collections.Generic.List[string]", "int[]" from text (`-is 'int'`, New-Object). */
export function parseTypeName(text: string): WrittenType | undefined {
  const source = text.trim().replace(/^\[(.*)\]$/s, "$1");
  let at = 0;
  const read = (depth: number): WrittenType | undefined => {
    if (depth > 20) return undefined;
    const name = /^[\w.+`]+/.exec(source.slice(at).trimStart())?.[0];
    if (!name) return undefined;
    at += source.slice(at).length - source.slice(at).trimStart().length + name.length;
    const typeArguments: WrittenType[] = [];
    const ranks: number[] = [];
    while (source[at] === "[") {
      if (/^\[,*\]/.test(source.slice(at))) {
        const close = source.indexOf("]", at);
        ranks.push(close - at);
        at = close + 1;
        continue;
      }
      at++;
      for (;;) {
        const inner = source[at] === "[";
        if (inner) at++;
        const argument = read(depth + 1);
        if (!argument) return undefined;
        typeArguments.push(argument);
        if (inner && source[at++] !== "]") return undefined;
        while (source[at] === " ") at++;
        if (source[at] === ",") {
          at++;
          while (source[at] === " ") at++;
        } else break;
      }
      if (source[at++] !== "]") return undefined;
    }
    return { name: name.replace(/`\d$/, ""), typeArguments, ranks };
  };
  const found = read(0);
  return found && at === source.length ? found : undefined;
}

export function findTypeByText(text: string): NetType | undefined {
  const written = parseTypeName(text);
  return written && findType(written);
}

const byKind = new Map<NumberKind, NetType>(
  numberTypes.map((type) => [type.name.replace(/^System\.(Numerics\.)?/, "") as NumberKind, type]),
);
const byPrototype = new WeakMap<object, NetType>();

/** The type of a value other than $null. */
export function typeOf(value: unknown): NetType {
  if (typeof value === "string") return stringType;
  if (typeof value === "number") return byKind.get(isInt32(value) ? "Int32" : "Double") as NetType;
  if (typeof value === "boolean") return booleanType;
  if (Array.isArray(value)) {
    const element = elementOf(value);
    return arrayOf((element === undefined ? undefined : findTypeByText(element)) ?? objectType);
  }
  if (value instanceof Grid) return gridOf(findTypeByText(value.element) ?? objectType, value.lengths.length);
  if (value instanceof Num) return byKind.get(value.kind) as NetType;
  if (value instanceof Char) return charType;
  if (value instanceof EnumValue) return value.type;
  if (value instanceof Dictionary) return dictionaryType(value);
  if (value instanceof CustomObject && value.typeNames.includes(customObjectType.name)) return customObjectType;
  if (value instanceof CustomObject) return namedType(value.typeNames[0] ?? "") ?? anonymous(value.typeNames, value);
  if (value instanceof Structured) return namedType(value.typeNames[0] ?? "") ?? anonymous(value.typeNames, value);
  if (value instanceof List || value instanceof Distinct || value instanceof Line) {
    return namedType(value.typeName) ?? genericType(value.typeName, []) ?? anonymous([value.typeName], value);
  }
  if (typeof value !== "object" || value === null) return objectType;
  const prototype = Object.getPrototypeOf(value) as object;
  let found = byPrototype.get(prototype);
  if (!found) {
    found = [...allTypes()].find(
      (type) => type !== objectType && !/\.I[A-Z][a-z]/.test(type.name) && type.holds(value),
    );
    found ??= anonymous([value instanceof Collection ? structuredTypeName(value) : value.constructor.name], value);
    byPrototype.set(prototype, found);
  }
  return found;
}

function dictionaryType(value: Dictionary): NetType {
  const found = namedType(value.kind === "Ordered" ? "ordered" : "hashtable") as NetType;
  return value.kind === "Generic" ? { ...found, name: value.typeName, holds: (other) => other === value } : found;
}

/** The type of an object of a class that another room declared. */
function anonymous(names: readonly string[], sample: unknown): NetType {
  const [name = "System.Object", ...bases] = names;
  const plain = sample instanceof Structured || sample instanceof Collection ? undefined : fieldsOf(sample);
  return {
    name,
    bases,
    ...(plain ? { members: plain } : {}),
    holds: (value) => value === sample || (value instanceof Structured && value.typeNames.includes(name)),
    convert: (value) => value,
  };
}

/** The plain fields of a small value of another room (a reference, a range), each by its name with a capital. */
function fieldsOf(sample: unknown): Members {
  const get: Record<string, Get<Record<string, unknown>>> = {};
  for (const [key, value] of Object.entries(sample as object)) {
    if (typeof value === "function") continue;
    get[key.charAt(0).toUpperCase() + key.slice(1)] = (self) => {
      const field = self[key];
      return typeof field === "bigint" ? int64(field) : (field ?? null);
    };
  }
  return members({ get });
}

/** Reads a value as a type; throws CastError. What the type holds stays the same object. */
export function convertTo(type: NetType, value: unknown, around: Surroundings): unknown {
  if (value !== null && value !== undefined && type.holds(value)) return value;
  return type.convert(value ?? null, around);
}
