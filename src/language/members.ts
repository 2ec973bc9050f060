// Members of values as the language sees them: properties with member enumeration, methods, indexes.
import { asList, elementOf, isList, itemsOf, List } from "../values/collections.ts";
import { CustomObject } from "../values/custom.ts";
import { Dictionary } from "../values/dictionary.ts";
import { Grid } from "../values/grid.ts";
import { inTurn, when } from "../values/inturn.ts";
import { elementAs } from "../values/net/grids.ts";
import { GroupResults } from "../values/net/matching.ts";
import { castNumber } from "../values/net/numbers.ts";
import { AttributeList } from "../values/net/xml.ts";
import { MemberError, TypeValue } from "../values/nettype.ts";
import { Char, isInt32, isNumber, toNumber } from "../values/numbers.ts";
import { Entity } from "../values/shape.ts";
import { type ScriptBlock, Structured } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { ConversionError } from "../values/type.ts";
import { convertTo, typeOf } from "../values/types.ts";
import { BlockValue } from "./blocks.ts";
import {
  badIndex,
  indexOfNull,
  memberFailed,
  methodNotFound,
  methodOnNull,
  notIndexable,
  propertyMissing,
  propertyNotSettable,
  propertyOnNull,
  propertyRefused,
} from "./errors.ts";
import type { Core, Frame } from "./frame.ts";
import { intrinsic } from "./intrinsics.ts";
import { bagMethod, PropertyBag, psObject, typeNamesOf } from "./psobject.ts";

const none = Symbol("no such member");

/** Where the members that a script gave an object are kept. */
function addedTo(value: unknown): CustomObject | undefined {
  return value instanceof CustomObject ? value : value instanceof Entity ? value.added : undefined;
}

/** One value's own property, without looking into the items of a list. */
function ownProperty(value: unknown, name: string, core: Core): unknown {
  if (value instanceof Structured) {
    const added = addedTo(value);
    if (added) {
      const member = added.member(name);
      if (member && member.kind !== "ScriptMethod") return added.read(member.name);
    }
    if (value instanceof CustomObject) {
      if (value.base !== undefined && !(value.base instanceof Structured)) return ownProperty(value.base, name, core);
    }
    if (value.spelling(name) !== undefined) return value.get(name);
  } else if (value instanceof Dictionary && value.has(name)) return value.get(name) ?? null;
  const found = typeOf(value).members?.properties.get(name.toLowerCase());
  if (found) return found.get(value, core.around);
  return none;
}

/** `value.name`: $null where there is none, the values of all items for a list that has no such member itself. */
export function getProperty(value: unknown, name: string, core: Core): unknown {
  if (value === null || value === undefined) {
    if (core.strict >= 2) throw propertyMissing(name);
    const key = name.toLowerCase();
    return key === "count" || key === "length" ? 0 : null;
  }
  const own = ownProperty(value, name, core);
  if (own !== none) return own ?? null;
  if (isList(value)) {
    const key = name.toLowerCase();
    if (key === "count" || key === "length") return itemsOf(value).length;
    const found = enumerated(itemsOf(value), name, core);
    if (found !== none) return found;
  }
  return fallback(value, name, core);
}

function enumerated(items: readonly unknown[], name: string, core: Core): unknown {
  const values: unknown[] = [];
  let any = false;
  for (const item of items) {
    if (item === null || item === undefined) continue;
    let own = ownProperty(item, name, core);
    if (own === none && isList(item)) own = enumerated(itemsOf(item), name, core);
    if (own === none) continue;
    any = true;
    if (isList(own)) values.push(...itemsOf(own));
    else values.push(own ?? null);
  }
  if (!any) return none;
  if (values.some((one) => one instanceof Promise)) {
    return Promise.all(values).then((all) => {
      const flat = all.flatMap((one) => (isList(one) ? itemsOf(one) : [one ?? null]));
      return flat.length === 1 ? flat[0] : flat;
    });
  }
  return values.length === 1 ? values[0] : values;
}

/** What every value has: a count of one, its type names. */
function fallback(value: unknown, name: string, core: Core): unknown {
  switch (name.toLowerCase()) {
    case "count":
    case "length":
      return isList(value) ? itemsOf(value).length : 1;
    case "pstypenames":
      return typeNamesOf(value);
    case "psobject":
      return psObject(value, core);
  }
  if (core.strict >= 2) throw propertyMissing(name);
  return null;
}

/** `value.name = to`. A hash table takes new keys; a list sets the property of each item. */
export function setProperty(value: unknown, name: string, to: unknown, core: Core): void | Promise<void> {
  if (value === null || value === undefined) throw propertyOnNull(name);
  if (value instanceof Dictionary) {
    value.set(name, to ?? null);
    return;
  }
  if (value instanceof Structured) {
    const added = addedTo(value);
    const member = added?.member(name);
    if (!member && value.spelling(name) === undefined) {
      const { set } = typeOf(value).members?.properties.get(name.toLowerCase()) ?? {};
      if (!set) throw propertyNotSettable(name);
      guarded(name, [to], () => set(value, to, core.around));
      return;
    }
    try {
      if (added && (member || value instanceof CustomObject)) return added.put(name, to ?? null);
      value.set(name, to ?? null);
    } catch (error) {
      throw propertyRefused(name, error instanceof Error ? error.message : String(error));
    }
    return;
  }
  const found = typeOf(value).members?.properties.get(name.toLowerCase());
  if (found?.set) {
    const { set } = found;
    guarded(found.name, [to], () => set(value, to, core.around));
    return;
  }
  if (found) throw propertyRefused(found.name, `'${found.name}' is a ReadOnly property.`);
  if (isList(value) && itemsOf(value).length > 0) {
    const waits = inTurn(itemsOf(value), (item) => setProperty(item, name, to, core));
    return waits instanceof Promise ? waits.then(() => {}) : undefined;
  }
  throw propertyNotSettable(name);
}

/** `value.name(args)`. Throws a Problem that says what the method could not do. */
export function callMethod(
  value: unknown,
  name: string,
  args: readonly unknown[],
  core: Core,
  caller?: Frame,
): unknown {
  if (value === null || value === undefined) throw methodOnNull();
  const found = method(value, name, args, core, caller);
  if (found !== none) return found;
  if (isList(value) && itemsOf(value).length > 0) {
    const results = inTurn(itemsOf(value), (item) => callMethod(item, name, args, core, caller));
    return when(results, (all) => {
      const values = all.flatMap((one) => (isList(one) ? itemsOf(one) : one === undefined ? [] : [one]));
      return values.length === 0 ? undefined : values.length === 1 ? values[0] : values;
    });
  }
  throw methodNotFound(typeOf(value).name, name);
}

function method(
  value: unknown,
  name: string,
  args: readonly unknown[],
  core: Core,
  caller: Frame | undefined,
): unknown {
  const key = name.toLowerCase();
  const member = addedTo(value)?.member(name);
  if (member?.kind === "ScriptMethod") {
    const body = caller && member.body instanceof BlockValue ? member.body.at(caller) : member.body;
    return runBlock(body, { self: value, args, scope: "new" });
  }
  if (value instanceof CustomObject) {
    if (value.base !== undefined) {
      const onBase = method(value.base, name, args, core, caller);
      if (onBase !== none) return onBase;
    }
  }
  const ofBag = value instanceof PropertyBag ? bagMethod(value, key, args) : undefined;
  if (ofBag) return ofBag.result;
  const found = typeOf(value).members?.methods.get(key);
  if (found) return guarded(found.name, args, () => found.call(value, args, core.around));
  const special = intrinsic(value, key, args, core);
  if (special !== undefined) return special.result;
  switch (key) {
    case "tostring":
      return toText(value);
    case "gettype":
      return new TypeValue(typeOf(value));
    case "equals":
      return (
        value === args[0] || (typeof value === "object" && Object.isFrozen(value) && toText(value) === toText(args[0]))
      );
    case "gethashcode":
      return hash(toText(value));
    case "getenumerator":
      if (isList(value)) return itemsOf(value);
      break;
    case "dispose":
    case "close":
      break;
  }
  // A property that holds a script block is called like a method: $table.Work.Invoke() has its own way, this does not.
  return none;
}

function hash(text: string): number {
  let sum = 17;
  for (let i = 0; i < text.length; i++) sum = (sum * 31 + text.charCodeAt(i)) | 0;
  return sum;
}

/** Runs a member and tells its failure as .NET's exception of a method call. */
export function guarded(name: string, args: readonly unknown[], work: () => unknown): unknown {
  const tell = (error: unknown): never => {
    if (error instanceof MemberError) throw memberFailed(name, args.length, error.message, error.exceptionType);
    if (error instanceof ConversionError)
      throw memberFailed(name, args.length, error.message, "System.FormatException");
    throw error;
  };
  try {
    const result = work();
    return result instanceof Promise ? result.catch(tell) : result;
  } catch (error) {
    return tell(error);
  }
}

/** What a block puts out: nothing, one value, or a list. */
export function runBlock(block: ScriptBlock, call: Parameters<ScriptBlock["run"]>[0]): unknown {
  const output: unknown[] = [];
  const waiting = block.run(call, (value) => {
    output.push(value);
  });
  const result = () => (output.length === 0 ? undefined : output.length === 1 ? output[0] : output);
  return waiting instanceof Promise ? waiting.then(result) : result();
}

function place(index: unknown): number {
  if (typeof index === "number" && isInt32(index)) return index;
  return toNumber(castNumber("Int32", index instanceof Char ? String(index) : index));
}

/** `value[index]`; an index that is a list gives a slice. */
export function getIndex(value: unknown, index: unknown, core: Core): unknown {
  if (value === null || value === undefined) throw indexOfNull();
  if (value instanceof Dictionary) return dictionaryAt(value, index);
  if (value instanceof PropertyBag && typeof index === "string") return value.named(index);
  if ((value instanceof GroupResults || value instanceof AttributeList) && typeof index === "string")
    return value.named(index);
  if (value instanceof Grid) {
    const at = value.at(asList(index).map(place));
    if (at < 0) throw badIndex(index);
    return value.items[at] ?? null;
  }
  if (isList(index)) {
    const slice: unknown[] = [];
    for (const one of itemsOf(index)) {
      const found = getIndex(value, one, core);
      if (found !== null && found !== undefined) slice.push(found);
      else if (isList(value) && inside(itemsOf(value).length, place(one)) >= 0) slice.push(null);
    }
    return slice;
  }
  if (typeof value === "string") {
    const at = inside(value.length, place(index));
    return at < 0 ? null : new Char(value.charCodeAt(at));
  }
  if (isList(value)) {
    const items = itemsOf(value);
    const at = inside(items.length, place(index));
    if (at < 0) {
      if (core.strict >= 3) throw badIndex(index);
      return null;
    }
    return items[at] ?? null;
  }
  if (value instanceof Structured || isNumber(value) || typeof value === "boolean") {
    const at = isNumber(index) ? place(index) : Number.NaN;
    if (at === 0 || at === -1) return value;
    if (isNumber(index)) return null;
  }
  throw notIndexable(typeOf(value).name);
}

function dictionaryAt(value: Dictionary, index: unknown): unknown {
  // An array of keys gives their values; an ordered table is counted through by a number.
  if (Array.isArray(index)) return index.map((key) => dictionaryAt(value, key));
  if (value.kind === "Ordered" && typeof index === "number" && !value.has(index)) {
    const entries = value.entries();
    return entries[inside(entries.length, index)]?.value ?? null;
  }
  return value.get(index) ?? null;
}

/** A value as an array takes it: of the array's element type. */
function element(array: readonly unknown[], value: unknown, core: Core): unknown {
  if (elementOf(array) === undefined) return value;
  const type = typeOf(array).element;
  return type ? convertTo(type, value, core.around) : value;
}

/** The place counted from the front; -1 outside. */
function inside(length: number, index: number): number {
  const at = index < 0 ? length + index : index;
  return at >= 0 && at < length ? at : -1;
}

/** `value[index] = to`. */
export function setIndex(value: unknown, index: unknown, to: unknown, core: Core): void {
  if (value === null || value === undefined) throw indexOfNull();
  if (value instanceof Dictionary) {
    if (value.kind === "Ordered" && typeof index === "number" && !value.has(index)) {
      const key = value.keys()[inside(value.size, index)];
      if (key === undefined) throw badIndex(index);
      value.set(key, to ?? null);
    } else value.set(index, to ?? null);
    return;
  }
  if (value instanceof Grid) {
    const at = value.at(asList(index).map(place));
    if (at < 0) throw badIndex(index);
    const type = typeOf(value).element;
    value.items[at] = type ? elementAs(type, to ?? null, core.around) : to;
    return;
  }
  if (Array.isArray(value) || value instanceof List) {
    const items = Array.isArray(value) ? value : value.items;
    const at = inside(items.length, place(index));
    if (at < 0) throw badIndex(index);
    items[at] = value instanceof List ? value.read(to ?? null) : element(value, to ?? null, core);
    return;
  }
  throw notIndexable(typeOf(value).name);
}
