// Runs a query: by an index where a condition allows it, else by a walk over the class; in a stable order.
import { isGuid } from "../../values/kinds.ts";
import type { Entity } from "../../values/shape.ts";
import type { Type } from "../../values/type.ts";
import { userPrincipalName } from "../account.ts";
import { byName, type ClassProperties, type ClassProperty, type ObjectClass } from "../class.ts";
import { invalidArgument } from "../errors.ts";
import { type Condition, compileFilter, type Filter, type Need } from "../filter.ts";
import { proxyAddress, smtpAddress } from "../kinds.ts";
import { membershipsOf } from "../membership.ts";
import type { Query } from "../organization.ts";
import { reference } from "../reference.ts";
import { afterPrefix, claimKey, guidIn, indexPrefix, indexStart, referrerPrefix } from "./keys.ts";
import type { View } from "./view.ts";

/** What a query reads by. */
export interface Sources {
  readonly view: View;
  pages(guids: AsyncIterable<string>): AsyncIterableIterator<Entity>;
  readonly groups: Parameters<typeof membershipsOf>[1];
  /** Objects of the classes by name, those whose name begins so (lower case). */
  all(prefix: string): AsyncIterableIterator<Entity>;
}

export async function* runQuery(
  sources: Sources,
  classes: readonly ObjectClass[],
  query: Query,
): AsyncIterableIterator<Entity> {
  const filters: Filter[] = [];
  for (const text of query.filters ?? []) {
    filters.push(compileFilter(text, classes, await membershipsOf(text, sources.groups)));
  }
  const limit = query.limit ?? Number.POSITIVE_INFINITY;
  const passes = (object: Entity) => filters.every((filter) => filter.test(object)) && (query.where?.(object) ?? true);
  const source = await sourceOf(
    sources,
    classes,
    filters.flatMap((filter) => filter.need ?? []),
  );
  if (query.anyOrder || (source.ordered && query.sortBy === undefined)) {
    let count = 0;
    for await (const object of source.objects) {
      if (!passes(object)) continue;
      yield object;
      if (++count >= limit) return;
    }
    return;
  }
  const order = orderBy(query.sortBy ?? "Name", classes);
  let found: Entity[] = [];
  for await (const object of source.objects) {
    if (!passes(object)) continue;
    found.push(object);
    // What cannot be among the first is not kept.
    if (found.length >= limit * 2 + heldAtLeast) found = found.sort(order).slice(0, limit);
  }
  found.sort(order);
  for (let at = 0; at < found.length && at < limit; at++) yield found[at]!;
}

/** So many objects are held before those beyond the limit are let go. */
const heldAtLeast = 1000;
/** An index that gives more objects than this is left: they would have to be sorted, and the walk gives them by name. */
const mostByIndex = 20_000;
/** Of several indexes the one that gives the fewest is read; to find it, each is read so far, then farther. */
const budgets = [64, 1024, mostByIndex];

interface Source {
  readonly objects: AsyncIterableIterator<Entity>;
  readonly ordered: boolean;
}

async function sourceOf(sources: Sources, classes: readonly ObjectClass[], needs: readonly Need[]): Promise<Source> {
  const found = await gathered(sources.view, classes, { all: needs }, mostByIndex);
  if (found !== undefined) {
    const of = new Set<unknown>(classes);
    return { objects: only(sources.pages(each(found)), (object) => of.has(object.shape)), ordered: false };
  }
  return { objects: sources.all(namePrefix({ all: needs })), ordered: true };
}

/** How the names of all objects that fulfil it begin, in lower case. */
function namePrefix(need: Need): string {
  if ("any" in need || "among" in need) return "";
  if ("all" in need) return need.all.map(namePrefix).reduce((a, b) => (b.length > a.length ? b : a), "");
  const { property, operator, value } = need;
  return property === "Name" && operator === "like" && typeof value === "string" ? beginning(value) : "";
}

/** GUIDs among which all objects are that fulfil it; undefined where no index tells, or more than `most` are found. */
async function gathered(
  view: View,
  classes: readonly ObjectClass[],
  need: Need,
  most: number,
): Promise<Set<string> | undefined> {
  if ("all" in need) {
    for (const budget of need.all.length === 1 ? [most] : budgets) {
      for (const part of need.all) {
        const found = await gathered(view, classes, part, Math.min(budget, most));
        if (found !== undefined) return found;
      }
      if (budget >= most) break;
    }
    return undefined;
  }
  if ("among" in need) return need.among.size > most ? undefined : new Set(need.among);
  const all = new Set<string>();
  if ("any" in need) {
    for (const part of need.any) {
      const found = await gathered(view, classes, part, most - all.size);
      if (found === undefined) return undefined;
      for (const guid of found) all.add(guid);
    }
    return all;
  }
  const keys = keysFor(view, classes, need);
  if (keys === undefined) return undefined;
  for await (const guid of keys) if (all.add(guid).size > most) return undefined;
  return all;
}

/** GUIDs among which all objects are that fulfil a condition; undefined where no index tells. */
function keysFor(
  view: View,
  classes: readonly ObjectClass[],
  { property, operator, value }: Condition,
): AsyncIterable<string> | undefined {
  if (typeof value !== "string" || value === "" || classes.some((cls) => cls.resident)) return undefined;
  if (operator === "eq" && property === "Guid" && isGuid(value)) {
    return each([value.replace(/[{}]/g, "").toLowerCase()]);
  }
  if (operator !== "eq" && operator !== "like") return undefined;
  const ranges = new Map<string, AsyncIterable<string>>();
  for (const cls of classes) {
    const spec = (cls.properties as ClassProperties)[property];
    // A class without the property holds no object that fulfils the condition.
    if (spec === undefined) continue;
    if (operator === "eq" && isReference(spec) && isGuid(value)) {
      ranges.set("", referrers(view, value.toLowerCase(), property));
      continue;
    }
    const key = operator === "eq" ? keyOf(spec, value) : beginningOf(spec, value);
    const place = key === undefined || (operator === "like" && key === "") ? undefined : placeOf(cls, property, key!);
    if (place === undefined) return undefined;
    if (ranges.has(place.key)) continue;
    if (operator === "like") ranges.set(place.key, under(view, place.like));
    else ranges.set(place.key, place.one ? claimed(view, place.key) : under(view, place.key));
  }
  return ranges.size === 0 ? undefined : chained(ranges.values());
}

interface Place {
  /** Where the value itself stands, and whether that is one entry. */
  readonly key: string;
  readonly one: boolean;
  /** What all values begin with that begin so. */
  readonly like: string;
}

/** Where the store keeps the GUIDs of objects of a class by this property. */
function placeOf(cls: ObjectClass, property: string, key: string): Place | undefined {
  const spec = (cls.properties as ClassProperties)[property]!;
  const own = spec.unique === true ? `${cls.name}.${property}` : spec.unique || undefined;
  const scope = own ?? spec.claimed?.scope;
  if (scope !== undefined) {
    const claim = claimKey(scope, (spec.claimed?.before ?? "") + key);
    return { key: claim, one: true, like: claim };
  }
  return spec.index ? { key: indexPrefix(property, key), one: false, like: indexStart(property, key) } : undefined;
}

const isReference = ({ type }: ClassProperty) => type === reference || type.element === (reference as unknown);

function keyOf(property: ClassProperty, value: string): string | undefined {
  try {
    const type = property.type.element ?? property.type;
    return type.key?.(type.convert(value));
  } catch {
    return undefined;
  }
}

/** The fixed beginning of a pattern in lower case. */
function beginning(pattern: string): string {
  const star = pattern.indexOf("*");
  return (star < 0 ? pattern : pattern.slice(0, star)).toLowerCase();
}

const addresses = new Set<Type<any>>([smtpAddress, proxyAddress, userPrincipalName]);

/**
 * How the keys of all values begin that fit a pattern; undefined when keys do not tell. Those of addresses have composed
 * characters and domains as A-labels, so only the plain beginning of a local part is read.
 */
function beginningOf(property: ClassProperty, pattern: string): string | undefined {
  const type: Type<any> = property.type.element ?? property.type;
  const start = beginning(pattern);
  if (!addresses.has(type)) return type.name === "String" ? start : undefined;
  const plain = /^[a-z0-9_+=:.-]*/.exec(start)![0];
  // The last sign may be composed with what follows it.
  return start[plain.length] === "@" ? plain : plain.slice(0, -1);
}

async function* each(guids: Iterable<string>): AsyncIterableIterator<string> {
  yield* guids;
}

async function* chained(lists: Iterable<AsyncIterable<string>>): AsyncIterableIterator<string> {
  for (const list of lists) yield* list;
}

async function* claimed(view: View, key: string): AsyncIterableIterator<string> {
  const guid = await view.get(key);
  if (guid !== undefined) yield guid;
}

/** An index entry ends in the GUID; a claim has it as its value. */
async function* under(view: View, start: string): AsyncIterableIterator<string> {
  for await (const [key, value] of view.range(start, afterPrefix(start))) yield value === "" ? guidIn(key) : value;
}

async function* referrers(view: View, target: string, property: string): AsyncIterableIterator<string> {
  const prefix = referrerPrefix(target);
  for await (const [key] of view.range(prefix, afterPrefix(prefix))) {
    const [, , referrer, by] = key.split("/");
    if (by === property) yield referrer!;
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
