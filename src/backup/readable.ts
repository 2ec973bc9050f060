// What can be read of an object whose stored form was damaged: single properties are left out before the whole object is.
import type { ClassProperties, ClassProperty, ObjectClass } from "../org/class.ts";
import { instant } from "../org/kinds.ts";
import { reference, referenceGuid } from "../org/reference.ts";
import { classNamed } from "../org/registry.ts";
import { bare, factsOf, keysOf, type Row } from "../org/store/rows.ts";
import { DateTime } from "../values/datetime.ts";
import { isGuid } from "../values/kinds.ts";
import type { Json } from "../values/type.ts";

export interface Readable {
  readonly row: Row;
  /** The names of properties that made no sense. */
  readonly left: readonly string[];
}

/** Points to nothing, so that a repair gives what cannot be without another one. */
const nowhere = "00000000-0000-0000-0000-000000000000";
const times = ["WhenCreated", "WhenChanged"];

/**
 * @param time stands, in milliseconds since 1970, where the object no longer says when it was made.
 * @returns nothing where what is left is no object of its class.
 */
export function readable(row: Row, time: number): Readable | undefined {
  const cls = classNamed(row.c);
  if (cls === undefined) return undefined;
  const properties = cls.properties as ClassProperties;
  const kept: Record<string, Json> = {};
  const left: string[] = [];
  for (const [name, json] of Object.entries(row.p)) {
    const spec = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const value = spec && sensible(spec, json);
    if (value === undefined) left.push(name);
    else kept[name] = value;
  }
  for (const name of times) kept[name] ??= instant.encode(DateTime.ofMilliseconds(time));
  const secrets = Object.values(row.s ?? {}).every((one) => typeof one === "string") ? row.s : undefined;
  const next: Row = { c: row.c, g: row.g, p: kept, ...(secrets && { s: secrets }) };
  return isObject(next) ? { row: next, left } : undefined;
}

/** The stored value, or what is left of it; nothing where its kind would not have stored it so. */
function sensible(spec: ClassProperty, json: Json): Json | undefined {
  const { type } = spec;
  if (spec.derive) return undefined;
  if (json === null) return null;
  try {
    const points = (one: Json) => isGuid(referenceGuid(one));
    if ((type as unknown) === reference) return points(json) ? json : spec.mandatory ? nowhere : undefined;
    if (type.element === (reference as unknown)) return (json as readonly Json[]).filter(points);
    const value = type.decode(json);
    type.convert(value);
    return JSON.stringify(type.encode(value)) === JSON.stringify(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

function isObject(row: Row): boolean {
  try {
    const object = bare(row)!;
    for (const name of factsOf(object.shape as ObjectClass).mandatory) {
      const value = object.get(name);
      if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) return false;
    }
    for (const name of Object.keys(object.shape.properties)) object.get(name);
    return [...keysOf(object).keys.values()].every((value) => typeof value === "string");
  } catch {
    return false;
  }
}
