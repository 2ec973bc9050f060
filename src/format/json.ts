// Values as JSON for programs: kinds by their text, dates by ISO 8601, lists as arrays (-OutputFormat Json).
import { ErrorRecord } from "../command/record.ts";
import { isList, itemsOf } from "../values/collections.ts";
import { DateTime } from "../values/datetime.ts";
import { Dictionary } from "../values/dictionary.ts";
import { Num, toNumber } from "../values/numbers.ts";
import { Structured } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import type { Json, Type } from "../values/type.ts";
import { typeOfProperty } from "./cell.ts";
import { errorFields } from "./errors.ts";

/** Levels of objects inside objects before text takes their place. */
const deepest = 16;

/** A value as JSON; property names as declared. */
export function jsonOf(value: unknown, type?: Type<unknown>, depth = 0): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : toText(value);
  if (value instanceof Num) {
    const number = toNumber(value);
    return Number.isInteger(number) && !Number.isSafeInteger(number) ? toText(value) : number;
  }
  if (value instanceof DateTime) return value.toIso();
  if (depth >= deepest) return toText(value);
  if (isList(value)) return itemsOf(value).map((item) => jsonOf(item, type?.element, depth + 1));
  if (value instanceof Dictionary) {
    return record(value.entries().map(({ key, value: item }) => [toText(key), jsonOf(item, undefined, depth + 1)]));
  }
  if (value instanceof ErrorRecord) return errorFields(value) as Json;
  if (type && !(value instanceof Structured && type.name === "Object")) return type.show(value);
  if (value instanceof Structured) {
    return record(
      value.names().map((name) => [name, jsonOf(read(value, name), typeOfProperty(value, name), depth + 1)]),
    );
  }
  return toText(value);
}

/** Names such as "__proto__" are data here, not what they are for JavaScript. */
function record(pairs: readonly (readonly [string, Json])[]): Json {
  const made: Record<string, Json> = Object.create(null) as Record<string, Json>;
  for (const [name, value] of pairs) made[name] = value;
  return made;
}

function read(object: Structured, name: string): unknown {
  try {
    return object.get(name);
  } catch {
    return null;
  }
}
