// Runs a query: by an index where a condition allows it, else by a walk over the class; in a stable order.
import { isGuid } from "../../values/kinds.ts";
import type { Entity } from "../../values/shape.ts";
import { byName, type ClassProperties, type ClassProperty, type ObjectClass } from "../class.ts";
import { invalidArgument } from "../errors.ts";
import { type Condition, compileFilter } from "../filter.ts";
import type { Query } from "../organization.ts";
import { reference } from "../reference.ts";
import { afterPrefix, claimKey, guidIn, indexPrefix, indexStart, referrerPrefix } from "./keys.ts";
import type { View } from "./view.ts";

/** What a query reads by. */
export interface Sources {
  readonly view: View;
  pages(guids: AsyncIterable<string>): AsyncIterableIterator<Entity>;
  /** Objects of the classes by name, those whose name begins so (lower case). */
  all(prefix: string): AsyncIterableIterator<Entity>;
}

export async function* runQuery(
  sources: Sources,
  classes: readonly ObjectClass[],
  query: Query,
): AsyncIterableIterator<Entity> {
  const filters = (query.filters ?? []).map((text) => compileFilter(text, classes));
  const limit = query.limit ?? Number.POSITIVE_INFINITY;
  const passes = (object: Entity) => filters.every((filter) => filter.test(object)) && (query.where?.(object) ?? true);
  const source = await sourceOf(
    sources,
    classes,
    filters.flatMap((filter) => filter.conditions),
  );
  if (source.ordered && query.sortBy === undefined) {
    let count = 0;
    for await (const object of source.objects) {
      if (!passes(object)) continue;
      yield object;
      if (++count >= limit) return;
    }
    return;
  }
  const found: Entity[] = [];
  for await (const object of source.objects) if (passes(object)) found.push(object);
  found.sort(orderBy(query.sortBy ?? "Name", classes));
  for (let at = 0; at < found.length && at < limit; at++) yield found[at]!;
}

interface Source {
  readonly objects: AsyncIterableIterator<Entity>;
  readonly ordered: boolean;
}

async function sourceOf(
  sources: Sources,
  classes: readonly ObjectClass[],
  conditions: readonly Condition[],
): Promise<Source> {
  const of = new Set<unknown>(classes);
  for (const condition of conditions) {
    const keys = keysFor(sources.view, classes, condition);
    if (keys === undefined) continue;
    const objects = only(sources.pages(unique(keys)), (object) => of.has(object.shape));
    return { objects, ordered: false };
  }
  const named = conditions.find((one) => one.property === "Name" && one.operator === "like");
  const prefix = named === undefined ? "" : (beginning(String(named.value)) ?? "");
  return { objects: sources.all(prefix), ordered: true };
}

/** GUIDs among which all objects are that fulfil a condition; undefined where no index tells. */
function keysFor(
  view: View,
  classes: readonly ObjectClass[],
  { property, operator, value }: Condition,
): AsyncIterable<string> | undefined {
  if (typeof value !== "string" || value === "" || classes.some((cls) => cls.resident)) return undefined;
  if (operator === "eq" && property === "Guid" && isGuid(value)) return one(value.replace(/[{}]/g, "").toLowerCase());
  const specs = classes.map((cls) => (cls.properties as ClassProperties)[property]);
  // A class without the property holds no object that fulfils the condition.
  const known = specs.filter((one): one is ClassProperty => one !== undefined);
  const first = known[0];
  if (first === undefined) return undefined;
  if (operator === "eq" && first.type === reference && isGuid(value)) {
    return referrers(view, value.toLowerCase(), property);
  }
  if (operator === "eq" && known.every((one) => one.unique)) {
    const scopes = new Set(
      classes.flatMap((cls, at) => {
        const unique = specs[at]?.unique;
        return unique ? [unique === true ? `${cls.name}.${property}` : unique] : [];
      }),
    );
    const key = keyOf(first, value);
    return key === undefined
      ? undefined
      : claimed(
          view,
          [...scopes].map((scope) => claimKey(scope, key)),
        );
  }
  if (!known.every((one) => one.index)) return undefined;
  if (operator === "eq") {
    const key = keyOf(first, value);
    return key === undefined ? undefined : under(view, indexPrefix(property, key));
  }
  if (operator === "like" && first.type.name === "String") {
    const start = beginning(value);
    return start === undefined || start === "" ? undefined : under(view, indexStart(property, start));
  }
  return undefined;
}

function keyOf(property: ClassProperty, value: string): string | undefined {
  try {
    const type = property.type.element ?? property.type;
    return type.key?.(type.convert(value));
  } catch {
    return undefined;
  }
}

/** The fixed beginning of a pattern in lower case; undefined when the pattern begins with a wildcard. */
function beginning(pattern: string): string | undefined {
  const star = pattern.indexOf("*");
  return (star < 0 ? pattern : pattern.slice(0, star)).toLowerCase();
}

async function* one(guid: string): AsyncIterableIterator<string> {
  yield guid;
}

async function* claimed(view: View, keys: readonly string[]): AsyncIterableIterator<string> {
  for (const guid of await view.getMany(keys)) if (guid !== undefined) yield guid;
}

async function* under(view: View, start: string): AsyncIterableIterator<string> {
  for await (const [key] of view.range(start, afterPrefix(start))) yield guidIn(key);
}

async function* referrers(view: View, target: string, property: string): AsyncIterableIterator<string> {
  const prefix = referrerPrefix(target);
  for await (const [key] of view.range(prefix, afterPrefix(prefix))) {
    const [, , referrer, by] = key.split("/");
    if (by === property) yield referrer!;
  }
}

async function* unique(guids: AsyncIterable<string>): AsyncIterableIterator<string> {
  const seen = new Set<string>();
  for await (const guid of guids) {
    if (seen.has(guid)) continue;
    seen.add(guid);
    yield guid;
  }
}

async function* only(objects: AsyncIterable<Entity>, test: (object: Entity) => boolean): AsyncIterableIterator<Entity> {
  for await (const object of objects) if (test(object)) yield object;
}

/** By the property, empty values last; equal ones by name, then by GUID. */
function orderBy(property: string, classes: readonly ObjectClass[]): (a: Entity, b: Entity) => number {
  const wanted = property.toLowerCase();
  const known = classes.flatMap((cls) => Object.entries(cls.properties as ClassProperties));
  const found = known.find(([name]) => name.toLowerCase() === wanted);
  if (found === undefined) {
    throw invalidArgument(
      "InvalidSortBy",
      `'${property}' is not a property of ${classes.map((cls) => cls.name).join(", ")} to sort by.`,
      property,
    );
  }
  const [name, { type }] = found;
  const text = (a: unknown, b: unknown) => {
    const x = String(a ?? "").toLowerCase();
    const y = String(b ?? "").toLowerCase();
    return x < y ? -1 : x > y ? 1 : 0;
  };
  const compare = type.compare ?? text;
  return (a, b) => {
    const x = a.get(name);
    const y = b.get(name);
    if (x === null || y === null) {
      if (x !== y) return x === null ? 1 : -1;
    } else {
      const order = compare.call(type, x, y);
      if (order !== 0) return order;
    }
    return byName(a, b);
  };
}
