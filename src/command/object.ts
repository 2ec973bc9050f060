// Any value as an object with named properties, for cmdlets that write properties out (Export-Csv, ConvertTo-Html).
import { CustomObject } from "../values/custom.ts";
import { Dictionary } from "../values/dictionary.ts";
import type { Surroundings } from "../values/nettype.ts";
import { Structured } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { typeOf } from "../values/types.ts";

/** The value itself where it has properties of its own; else an object with the properties of its type. */
export function asObject(value: unknown, around: Surroundings): Structured {
  if (value instanceof CustomObject && value.base !== undefined && !(value.base instanceof Structured)) {
    const made = asObject(value.base, around) as CustomObject;
    for (const name of value.names()) made.add(name, value.get(name));
    return made;
  }
  if (value instanceof Structured) return value;
  if (value instanceof Dictionary) {
    return new CustomObject(value.entries().map(({ key, value: one }): [string, unknown] => [toText(key), one]));
  }
  if (value === null || value === undefined) return new CustomObject();
  const type = typeOf(value);
  const properties = [...(type.members?.properties.values() ?? [])];
  return new CustomObject(
    properties.map(({ name, get }): [string, unknown] => [name, get(value, around)]),
    [type.name, ...(type.bases ?? [])],
  );
}
