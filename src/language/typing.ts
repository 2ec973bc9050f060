// Type names of the source to types, casts, and the conversions only the language can do (script blocks, exceptions).

import { nearest } from "../command/near.ts";
import { ExceptionValue } from "../command/record.ts";
import { isList } from "../values/collections.ts";
import { CustomObject } from "../values/custom.ts";
import { Dictionary } from "../values/dictionary.ts";
import { allTypes, type NetType, TypeValue } from "../values/nettype.ts";
import { toText } from "../values/text.ts";
import { convertTo, findType, findTypeByText } from "../values/types.ts";
import { unknownType } from "./errors.ts";
import "./exceptions.ts";
import { raise } from "./failure.ts";
import type { Frame, Unit } from "./frame.ts";
import { setProperty } from "./members.ts";
import type { Span, TypeName } from "./syntax/tree.ts";

/** The name in lower case without "System." and array brackets. */
export function typeText(written: TypeName): string {
  return written.text
    .toLowerCase()
    .replace(/^system\./, "")
    .replaceAll(/\s/g, "");
}

/** Finds a type as written; throws a Problem (TypeNotFound) that offers near names. */
export function typeNamed(written: TypeName, unit?: Unit): NetType {
  const found = findType(written);
  if (found) return found;
  for (const namespace of unit?.namespaces ?? []) {
    const within = findType({ ...written, name: `${namespace}.${written.name}` });
    if (within) return within;
  }
  throw noSuchType(written.text);
}

/** The same for text: `-is 'int'`, New-Object. */
export function typeByText(text: string): NetType {
  const found = findTypeByText(text);
  if (found) return found;
  throw noSuchType(text);
}

function noSuchType(text: string) {
  const near = nearest(
    text,
    [...allTypes()].flatMap((type) => [type.name, ...(type.aliases ?? [])]),
  );
  return unknownType(text, near.length === 0 ? "" : ` Did you mean ${near.map((name) => `[${name}]`).join(", ")}?`);
}

/** A function that casts; the type is looked up at the first use, for a script may never come there. */
export function castTo(written: TypeName, unit: Unit, span: Span): (value: unknown, f: Frame) => unknown {
  let type: NetType | undefined;
  return (value, f) => {
    try {
      type ??= typeNamed(written, unit);
      return castValue(type, value, f);
    } catch (error) {
      return raise(error, f, unit, span);
    }
  };
}

/** Reads a value as a type, with what only a session can make: blocks of text, types of names, objects of tables. */
export function castValue(type: NetType, value: unknown, f: Frame): unknown {
  if (type.name === "System.Void") return undefined;
  if (value !== null && value !== undefined && type.holds(value)) return value;
  if (type.name === "System.Management.Automation.ScriptBlock" && typeof value === "string")
    return f.core.shellOf(f).block(value);
  if (type.name === "System.Type" && typeof value === "string") return new TypeValue(typeByText(value));
  if (value instanceof Dictionary && !isTable(type) && type.construct && type.name !== "System.Object") {
    const made = type.construct([], f.core.around);
    for (const entry of value.entries()) setProperty(made, toText(entry.key), entry.value, f.core);
    return made;
  }
  return convertTo(type, value, f.core.around);
}

function isTable(type: NetType): boolean {
  return /Dictionary|Hashtable|PSCustomObject|String$/.test(type.name) || type.element !== undefined;
}

/** `value -is type`. */
export function isOf(value: unknown, type: NetType): boolean {
  if (value === null || value === undefined) return false;
  if (type.name === "System.Object") return true;
  if (type.name === "System.Management.Automation.PSCustomObject")
    return value instanceof CustomObject && value.base === undefined;
  if (value instanceof CustomObject && value.base !== undefined) return isOf(value.base, type);
  if (type.name === "System.Management.Automation.SwitchParameter") return false;
  if (type.name === "System.Boolean") return typeof value === "boolean";
  if (value instanceof ExceptionValue) return type.name === "System.Object" || value.typeNames.includes(type.name);
  if (type.element !== undefined && isList(value) && Array.isArray(value)) return type.holds(value);
  return type.holds(value);
}
