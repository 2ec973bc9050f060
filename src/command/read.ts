// Properties and methods of any value by name, for cmdlets that are given names (Where-Object, Select-Object …).
import { isList, itemsOf } from "../values/collections.ts";
import { CustomObject } from "../values/custom.ts";
import { Dictionary } from "../values/dictionary.ts";
import type { Surroundings } from "../values/nettype.ts";
import { Char, isNumber, toNumber } from "../values/numbers.ts";
import { Structured } from "../values/structured.ts";
import { typeOf } from "../values/types.ts";

/** The property, or null where there is none. */
export function readProperty(value: unknown, name: string, around: Surroundings): unknown {
  if (value instanceof Structured) {
    const own = value.get(name);
    if (own !== null || !(value instanceof CustomObject) || value.base === undefined) return own;
    return value.base instanceof Structured ? own : readProperty(value.base, name, around);
  }
  if (value === null || value === undefined) return null;
  if (value instanceof Dictionary && value.has(name)) return value.get(name) ?? null;
  return typeOf(value).members?.properties.get(name.toLowerCase())?.get(value, around) ?? null;
}

/** Whether the value has a property of that name, as Get-Member would list it (or a key, of a hash table). */
export function hasProperty(value: unknown, name: string): boolean {
  if (value instanceof Structured) {
    if (value.spelling(name) !== undefined) return true;
    const base = value instanceof CustomObject ? value.base : undefined;
    return base !== undefined && !(base instanceof Structured) && hasProperty(base, name);
  }
  if (value === null || value === undefined) return false;
  if (value instanceof Dictionary && value.has(name)) return true;
  return typeOf(value).members?.properties.has(name.toLowerCase()) ?? false;
}

/** A method of the value, ready to be called; undefined where there is none. */
export function methodOf(
  value: unknown,
  name: string,
  around: Surroundings,
): ((args: readonly unknown[]) => unknown) | undefined {
  if (value === null || value === undefined) return undefined;
  if (value instanceof CustomObject) {
    const member = value.member(name);
    if (member?.kind === "ScriptMethod") {
      return (args) => {
        const output: unknown[] = [];
        const waits = member.body.run({ self: value, args, scope: "new" }, (item) => {
          output.push(item);
        });
        const result = () => (output.length > 1 ? output : (output[0] ?? null));
        return waits ? waits.then(result) : result();
      };
    }
  }
  const method = typeOf(value).members?.methods.get(name.toLowerCase());
  if (method) return (args) => method.call(value, args, around);
  if (name.toLowerCase() === "tostring") return () => String(value);
  return undefined;
}

/** What a value is for `if` and Where-Object (about_Booleans). */
export function truth(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === "boolean") return value;
  if (typeof value === "string") return value !== "";
  if (isNumber(value)) return toNumber(value) !== 0;
  if (value instanceof Char) return value.code !== 0;
  if (isList(value)) {
    const items = itemsOf(value);
    return items.length === 1 ? truth(items[0]) : items.length > 1;
  }
  return true;
}
