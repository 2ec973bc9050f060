// An object as the store holds it, and all keys that follow from it: name, claims, indexes, references.
import { type Entity, type Property, type Stored, Unread } from "../../values/shape.ts";
import type { Json } from "../../values/type.ts";
import type { ClassProperties, ClassProperty, ObjectClass } from "../class.ts";
import { type Reference, reference, referenceGuid } from "../reference.ts";
import { classNamed } from "../registry.ts";
import { claimKey, indexKey, nameKey, referrerKey } from "./keys.ts";

/** The stored form of an object. */
export interface Row {
  /** The name of its class. */
  readonly c: string;
  readonly g: string;
  /** Properties; references are GUIDs without names. */
  readonly p: Stored;
  /** Secrets, by names that begin with "#"; never part of an object. */
  readonly s?: Readonly<Record<string, string>>;
}

export const printRow = ({ c, g, p, s }: Row): string => JSON.stringify(s === undefined ? { c, g, p } : { c, g, p, s });

/** A row as it was read, taken apart when it is looked at: who lists many objects looks at few properties of them. */
class KeptRow implements Row {
  readonly c: string;
  readonly g: string;
  readonly #text: string;
  #parsed: Row | undefined;

  constructor(c: string, g: string, text: string) {
    this.c = c;
    this.g = g;
    this.#text = text;
  }

  get #whole(): Row {
    this.#parsed ??= JSON.parse(this.#text) as Row;
    return this.#parsed;
  }

  get p(): Stored {
    return this.#whole.p;
  }

  // Absent where there are none.
  get s(): Readonly<Record<string, string>> {
    return this.#whole.s as Readonly<Record<string, string>>;
  }

  /** False when it certainly holds no such text. */
  mentions(text: string | RegExp): boolean {
    return typeof text === "string" ? this.#text.includes(text) : text.test(this.#text);
  }
}

/** What an object has of its row, with the names of settings it points to. */
class UnreadRow extends Unread {
  readonly #cls: ObjectClass;
  readonly #row: Row;
  readonly #name: (guid: string) => string;

  constructor(cls: ObjectClass, row: Row, name: (guid: string) => string) {
    super();
    this.#cls = cls;
    this.#row = row;
    this.#name = name;
  }

  read(): Stored {
    return renamed(this.#cls, this.#row.p, this.#name);
  }

  mentions(text: string): boolean {
    return !(this.#row instanceof KeptRow) || this.#row.mentions(text);
  }
}

/** The object of a row that points to settings at most, or to nothing; read when it is looked at. */
export const unread = (cls: ObjectClass, row: Row, name: (guid: string) => string): Entity =>
  cls.decode(new UnreadRow(cls, row, name)) as Entity;

const guidLength = 36;

/** Reads a row; undefined when the text is none, which only damage can cause. */
export function parseRow(text: string): Row | undefined {
  // As printRow writes it; JSON.parse finds out at once when the end is missing, but what is cut in the middle is not JSON.
  const end = text.indexOf('"', 6);
  const from = end + 7;
  const to = from + guidLength;
  if (
    text.startsWith('{"c":"') &&
    text.startsWith('","g":"', end) &&
    text.startsWith('","p":{', to) &&
    text.endsWith("}")
  ) {
    return new KeptRow(text.slice(6, end), text.slice(from, to), text);
  }
  return wholeRow(text);
}

/** Reads a row to its end. */
export function wholeRow(text: string): Row | undefined {
  try {
    const row = JSON.parse(text) as Row;
    return typeof row.c === "string" && typeof row.g === "string" && typeof row.p === "object" ? row : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the objects of a class may be without names for what this row points to, as far as can be told unread. */
export function pointsBeyond(cls: ObjectClass, row: Row): boolean {
  const { nameable } = factsOf(cls);
  return nameable !== undefined && (!(row instanceof KeptRow) || row.mentions(nameable));
}

interface Facts {
  readonly references: readonly string[];
  /** Those of them that may point to objects that are not in memory, as the text of a row names them. */
  readonly nameable: RegExp | undefined;
  readonly unique: readonly (readonly [property: string, scope: string])[];
  readonly indexed: readonly string[];
  readonly mandatory: readonly string[];
}

const known = new WeakMap<ObjectClass, Facts>();

/** What of a class's declaration the store needs often. */
export function factsOf(cls: ObjectClass): Facts {
  let facts = known.get(cls);
  if (facts === undefined) {
    const properties = Object.entries(cls.properties as ClassProperties);
    facts = {
      references: properties.flatMap(([name, one]) => (isReference(one) ? [name] : [])),
      nameable: anyOf(properties.flatMap(([name, one]) => (isReference(one) && !pointsToSettings(one) ? [name] : []))),
      unique: properties.flatMap(([name, one]) =>
        one.unique ? [[name, one.unique === true ? `${cls.name}.${name}` : one.unique] as const] : [],
      ),
      indexed: properties.flatMap(([name, one]) => (one.index ? [name] : [])),
      mandatory: properties.flatMap(([name, one]) => (one.mandatory && !one.derive ? [name] : [])),
    };
    known.set(cls, facts);
  }
  return facts;
}

/** One search for all names: one for each costs ten times as much. */
function anyOf(names: readonly string[]): RegExp | undefined {
  return names.length === 0 ? undefined : new RegExp(`"(?:${names.join("|")})":`);
}

/** What the classes keep in indexes, as one text: where it differs from the store's, the store's are made anew. */
export function indexesOf(classes: readonly ObjectClass[]): string {
  const parts = classes.map((cls) => {
    const { unique, indexed, references } = factsOf(cls);
    return [cls.name, unique.map(([name, scope]) => `${name}=${scope}`), cls.resident ? [] : indexed, references];
  });
  return JSON.stringify(parts.sort());
}

function isReference(property: ClassProperty): boolean {
  return !property.derive && (property.type === reference || property.type.element === (reference as unknown));
}

const pointsToSettings = ({ refers }: ClassProperty): boolean =>
  refers?.to.every((name) => classNamed(name)?.resident === true) === true;

/** The GUIDs that a stored object points to, by property. */
export function referencesIn(cls: ObjectClass, stored: Stored): [property: string, guid: string][] {
  const found: [string, string][] = [];
  for (const property of factsOf(cls).references) {
    const value = stored[property];
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) found.push([property, referenceGuid(one)]);
  }
  return found;
}

/** The stored form with `name` put behind (or, with "", taken from) each reference. */
export function renamed(cls: ObjectClass, stored: Stored, name: (guid: string) => string): Stored {
  let changed: Record<string, Json> | undefined;
  for (const property of factsOf(cls).references) {
    const value = stored[property];
    if (value === undefined || value === null) continue;
    const one = (json: Json): string => {
      const guid = referenceGuid(json);
      const shown = name(guid);
      return shown === "" ? guid : `${guid}|${shown}`;
    };
    changed ??= { ...stored };
    changed[property] = Array.isArray(value) ? (value as Json[]).map(one) : one(value as Json);
  }
  return changed ?? stored;
}

/** The row of an object. */
export function rowOf(object: Entity, secrets: Readonly<Record<string, string>> | undefined): Row {
  const cls = object.shape as ObjectClass;
  const stored: Record<string, Json> = {};
  for (const [name, value] of Object.entries(object.stored())) {
    const property = (cls.properties as ClassProperties)[name] as Property | undefined;
    // A null says "empty" only where there is a default that would stand instead.
    if (property?.derive || (value === null && property?.default === undefined)) continue;
    stored[name] = value;
  }
  const row = { c: cls.name, g: object.get("Guid") as string, p: renamed(cls, stored, () => "") };
  return secrets && Object.keys(secrets).length > 0 ? { ...row, s: secrets } : row;
}

/** A claim among the keys of an object, with the words to say when it is taken. */
export interface Taken {
  readonly property: string;
  readonly shown: string;
}

/** All keys that follow from an object, with their values; and which of them nobody else may hold. */
export interface Keys {
  readonly keys: Map<string, string>;
  readonly claims: Map<string, Taken>;
}

const noKeys: Keys = { keys: new Map(), claims: new Map() };

/** @param object the object of the row, or undefined for a row that is new or gone. */
export function keysOf(object: Entity | undefined): Keys {
  if (object === undefined) return noKeys;
  const cls = object.shape as ObjectClass;
  const guid = object.get("Guid") as string;
  const keys = new Map<string, string>();
  const claims = new Map<string, Taken>();
  keys.set(nameKey(cls.name, nameOf(object), guid), "");
  const facts = factsOf(cls);
  for (const [property, scope] of facts.unique) {
    for (const [value, shown] of keyed(cls, property, object)) {
      const key = claimKey(scope, value);
      keys.set(key, guid);
      claims.set(key, { property, shown });
    }
  }
  for (const claim of cls.claims(object)) {
    const key = claimKey(claim.scope, claim.key);
    keys.set(key, guid);
    claims.set(key, { property: claim.scope, shown: claim.shown });
  }
  if (!cls.resident) {
    for (const property of facts.indexed) {
      for (const [value] of keyed(cls, property, object)) keys.set(indexKey(property, value, guid), "");
    }
    for (const { index, key } of cls.finds(object)) keys.set(indexKey(index, key, guid), "");
  }
  for (const property of facts.references) {
    const value = object.get(property) as Reference | readonly Reference[] | null;
    if (value === null) continue;
    for (const one of Array.isArray(value) ? (value as Reference[]) : [value as Reference]) {
      keys.set(referrerKey(one.guid, guid, property), "");
    }
  }
  return { keys, claims };
}

/** The keys of a property's value, or of each element, each with its text. */
function* keyed(cls: ObjectClass, property: string, object: Entity): Iterable<readonly [string, string]> {
  const type = (cls.properties as ClassProperties)[property]!.type;
  const value = object.get(property);
  if (value === null || value === "") return;
  if (type.element) {
    for (const item of value as readonly unknown[]) {
      yield [type.element.key?.(item) ?? type.element.show(item), type.element.show(item)];
    }
  } else yield [type.key?.(value) ?? type.show(value), type.show(value)];
}

/** By what objects of a class are ordered. */
export function nameOf(object: Entity): string {
  return (object.get("Name") as string | null) ?? "";
}

/** The object of a row, its references not yet named; undefined for a class that only a newer exsh knows. */
export function bare(row: Row): Entity | undefined {
  return classNamed(row.c)?.decode(row.p);
}
