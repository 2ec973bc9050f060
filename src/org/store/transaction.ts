// A change in the making: its own writes above everything else, checked as they are made, thrown away or staged as one.
import { DateTime } from "../../values/datetime.ts";
import type { Entity } from "../../values/shape.ts";
import { ConversionError } from "../../values/type.ts";
import type { World } from "../../world/world.ts";
import type { ClassProperties, ClassProperty, ObjectClass } from "../class.ts";
import {
  addressTaken,
  inUse,
  invalidObject,
  invalidValue,
  missingProperty,
  notFound,
  objectExists,
  refused,
} from "../errors.ts";
import type { GroupObject, Member, Transaction } from "../organization.ts";
import { addressScope } from "../recipient.ts";
import { Reference } from "../reference.ts";
import { classNamed } from "../registry.ts";
import type { Driver } from "./driver.ts";
import type { Noted } from "./history.ts";
import {
  afterPrefix,
  claimKey,
  memberKey,
  memberPrefix,
  membershipKey,
  membershipPrefix,
  objectKey,
  referrerPrefix,
} from "./keys.ts";
import { type Ground, readingOf } from "./reader.ts";
import { advanced, type Residents } from "./residents.ts";
import { factsOf, type Keys, keysOf, printRow, type Row, rowOf } from "./rows.ts";
import { type Layer, viewOf } from "./view.ts";

/** What a finished transaction leaves to be staged. */
export interface Draft {
  readonly layer: Layer;
  readonly changes: readonly Noted[];
  readonly residents: Residents;
  readonly warnings: readonly string[];
}

/** Referrers named in an error. */
const shownUsers = 5;
/** Referrers read at once, to find those. */
const referrersAtOnce = 16;

/** What points to an object. */
interface Referrer {
  readonly referrer: Row;
  readonly property: string;
  readonly spec: ClassProperty;
}

export function draftOf(
  world: World,
  driver: Driver,
  staged: Layer,
  before: Residents,
): { tx: Transaction; finish(): Draft } {
  const layer: Layer = new Map();
  const warnings: string[] = [];
  const changes: Noted[] = [];
  let residents = before;
  let ended = false;
  const now = world.clock.now();
  const moment = DateTime.ofMilliseconds(now);
  // One writer at a time: what lies below its own writes stays as it is while it works.
  const view = viewOf(driver, [layer, staged], new Map());
  const ground: Ground = {
    view,
    names: new Map(),
    residents: () => residents,
    cache: undefined,
  };
  const { reader, row, rows, dress } = readingOf(ground);

  /** Puts an object in the place of another, or of none, with all its keys. */
  async function put(
    old: Entity | undefined,
    object: Entity | undefined,
    oldRow: Row | undefined,
    newRow: Row | undefined,
  ) {
    if (ended) throw refused("TransactionEnded", "The change is already over.", null);
    const guid = (newRow ?? oldRow)!.g;
    const from = keysOf(old);
    const to = keysOf(object);
    await claim(from, to, guid, object);
    for (const key of from.keys.keys()) if (!to.keys.has(key)) layer.set(key, null);
    for (const [key, value] of to.keys) if (from.keys.get(key) !== value) layer.set(key, value);
    const text = newRow === undefined ? "" : printRow(newRow);
    layer.set(objectKey(guid), newRow === undefined ? null : text);
    const steps: [string, string, Row | undefined][] = [];
    if (oldRow && oldRow.c !== newRow?.c && classNamed(oldRow.c)?.resident) steps.push([oldRow.c, guid, undefined]);
    if (newRow && classNamed(newRow.c)?.resident) steps.push([newRow.c, guid, newRow]);
    if (steps.length > 0) residents = advanced(residents, residents.version, steps);
    changes.push({
      kind: newRow === undefined ? "removed" : oldRow === undefined ? "added" : "changed",
      class: (newRow ?? oldRow)!.c,
      guid,
      before: old,
      after: object,
      row: text,
      properties: changedProperties(oldRow, newRow),
    });
  }

  /** No value that belongs to one object alone may be another's. */
  async function claim(from: Keys, to: Keys, guid: string, object: Entity | undefined): Promise<void> {
    const fresh = [...to.claims.keys()].filter((key) => !from.claims.has(key));
    if (fresh.length === 0 || object === undefined) return;
    const owners = await view.getMany(fresh);
    for (const [at, owner] of owners.entries()) {
      if (owner === undefined || owner === guid) continue;
      const { property, shown } = to.claims.get(fresh[at]!)!;
      const other = await row(owner);
      const known = other && (await dress(other));
      const name = (known?.get("Identity") as string | undefined) ?? owner;
      const { label } = object.shape as ObjectClass;
      throw property === addressScope ? addressTaken(shown, name) : objectExists(label, property, shown, name);
    }
  }

  async function checked(object: Entity, old: Entity | undefined): Promise<void> {
    const cls = object.shape as ObjectClass;
    for (const property of factsOf(cls).mandatory) {
      const value = object.get(property);
      if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) {
        throw missingProperty(cls.label, property);
      }
    }
    for (const property of factsOf(cls).references) {
      const held = new Set(pointed(old?.get(property)).map((one) => one.guid));
      for (const { guid, name } of pointed(object.get(property))) {
        if (held.has(guid)) continue;
        const target = await row(guid);
        const allowed = (cls.properties as ClassProperties)[property]!.refers?.to;
        if (target === undefined || (allowed && !allowed.includes(target.c))) {
          throw notFound(name || guid, reader.snapshot().server.Fqdn);
        }
      }
    }
    const faults = [...cls.check(object)];
    if (faults.length > 0) throw invalidObject(cls.label, (object.get("Name") as string | null) ?? "", faults);
  }

  /** The object as it is stored now, whatever copy the caller holds. */
  async function current(guid: string, shown: string): Promise<{ row: Row; object: Entity }> {
    const found = await row(guid);
    const object = found && (await dress(found));
    if (found === undefined || object === undefined) throw notFound(shown, reader.snapshot().server.Fqdn);
    return { row: found, object };
  }

  async function named(object: Entity, stored: Row): Promise<Entity> {
    return (await dress(stored)) ?? object;
  }

  async function replace(
    guid: string,
    values: Readonly<Record<string, unknown>>,
    cls: ObjectClass | undefined,
    shown: string,
    secrets: Readonly<Record<string, string | null>> = {},
  ): Promise<Entity> {
    const old = await current(guid, shown);
    const own = old.object.shape as ObjectClass;
    const target = cls ?? own;
    const object = target.decode(target === own ? old.row.p : carried(target, old.row)) as Entity;
    for (const [name, value] of Object.entries(values)) assign(object, name, value);
    const kept = { ...old.row.s };
    for (const [name, secret] of Object.entries(secrets)) {
      if (secret === null) delete kept[name];
      else kept[name] = secret;
    }
    const unchanged = rowOf(object, kept);
    if (target === own && printRow(unchanged) === printRow(rowOf(own.decode(old.row.p), old.row.s))) return old.object;
    assign(object, "WhenChanged", moment);
    await checked(object, target === own ? old.object : undefined);
    const next = rowOf(object, kept);
    const ready = await named(object, next);
    await put(old.object, ready, old.row, next);
    return ready;
  }

  /** What points to an object: referrer, property, and what is to happen there; read as far as somebody asks. */
  async function* referrersOf(guid: string): AsyncIterableIterator<Referrer> {
    const prefix = referrerPrefix(guid);
    let page: { referrer: string; property: string }[] = [];
    async function* read(): AsyncIterableIterator<Referrer> {
      const found = await rows(page.map(({ referrer }) => referrer));
      for (const [at, own] of found.entries()) {
        const { property } = page[at]!;
        const spec = own && (classNamed(own.c)?.properties as ClassProperties | undefined)?.[property];
        if (own !== undefined && spec !== undefined) yield { referrer: own, property, spec };
      }
      page = [];
    }
    for await (const [key] of view.range(prefix, afterPrefix(prefix))) {
      const [, , referrer, property] = key.split("/");
      page.push({ referrer: referrer!, property: property! });
      if (page.length === referrersAtOnce) yield* read();
    }
    yield* read();
  }

  /** Takes an object out of properties that may not hold it any longer; refuses where it is needed. */
  async function release(object: Entity, mayStay: (spec: ClassProperty) => boolean): Promise<void> {
    const guid = object.get("Guid") as string;
    const refusing: Row[] = [];
    const clearing: [referrer: string, property: string][] = [];
    for await (const { referrer, property, spec } of referrersOf(guid)) {
      if (referrer.g === guid || mayStay(spec)) continue;
      if (spec.refers?.gone !== "refuse") clearing.push([referrer.g, property]);
      // One more than is told of says that there are others.
      else if (refusing.push(referrer) > shownUsers) break;
    }
    if (refusing.length > 0) {
      const users: string[] = [];
      for (const referrer of refusing.slice(0, shownUsers)) {
        users.push(((await dress(referrer))?.get("Identity") as string | undefined) ?? referrer.g);
      }
      const { label } = object.shape as ObjectClass;
      throw inUse(label, object.get("Identity") as string, byName(users), refusing.length);
    }
    for (const [referrer, property] of clearing) await drop(referrer, property, guid);
  }

  /** Takes one reference out of a property; gives the object as it is then. */
  async function drop(referrer: string, property: string, guid: string): Promise<Entity> {
    const { object } = await current(referrer, referrer);
    const held = object.get(property) as Reference | readonly Reference[];
    const left = Array.isArray(held) ? (held as Reference[]).filter((one) => one.guid !== guid) : null;
    return replace(referrer, { [property]: left }, undefined, referrer);
  }

  async function connect(group: string, member: string, on: boolean): Promise<void> {
    layer.set(memberKey(group, member), on ? "" : null);
    layer.set(membershipKey(member, group), on ? "" : null);
    const kind = on ? "linked" : "unlinked";
    changes.push({ kind, class: "DistributionGroup", guid: group, member, row: "", properties: [] });
  }

  async function disconnect(guid: string): Promise<void> {
    for (const [prefix, isGroup] of [
      [memberPrefix(guid), true],
      [membershipPrefix(guid), false],
    ] as const) {
      const others: string[] = [];
      for await (const [key] of view.range(prefix, afterPrefix(prefix))) others.push(key.slice(prefix.length));
      for (const other of others) await connect(isGroup ? guid : other, isGroup ? other : guid, false);
    }
  }

  const identity = (object: Entity) => (object.get("Identity") as string | null) ?? (object.get("Guid") as string);
  const tx = Object.assign(new Counting(changes), reader, {
    now,
    warn: (text: string) => void warnings.push(text),
    async add(cls: ObjectClass, values: Readonly<Record<string, unknown>>, secrets?: Readonly<Record<string, string>>) {
      const object = cls.decode({}) as Entity;
      assign(object, "Guid", values["Guid"] ?? world.random.uuid());
      assign(object, "WhenCreated", moment);
      assign(object, "WhenChanged", moment);
      for (const [name, value] of Object.entries(values)) if (value !== null) assign(object, name, value);
      await checked(object, undefined);
      const next = rowOf(object, secrets);
      const ready = await named(object, next);
      await put(undefined, ready, undefined, next);
      return ready;
    },
    set: (
      object: Entity,
      values: Readonly<Record<string, unknown>>,
      secrets?: Readonly<Record<string, string | null>>,
    ) => replace(object.get("Guid") as string, values, undefined, identity(object), secrets),
    async turn(object: Entity, cls: ObjectClass, values: Readonly<Record<string, unknown>>) {
      await release(object, (spec) => spec.refers?.to.includes(cls.name) ?? true);
      return replace(object.get("Guid") as string, values, cls, identity(object));
    },
    async remove(object: Entity) {
      const guid = object.get("Guid") as string;
      const old = await current(guid, identity(object));
      await release(old.object, () => false);
      await disconnect(guid);
      await put(old.object, undefined, old.row, undefined);
    },
    async forget(referrer: string, property: string, target: string) {
      const holder = await row(referrer);
      const spec = holder && (classNamed(holder.c)?.properties as ClassProperties | undefined)?.[property];
      if (spec === undefined) return undefined;
      const told = (object: Entity) => `${property} of ${identity(object)} pointed to ${target}, which is gone`;
      if (!spec.mandatory) return `${told(await drop(referrer, property, target))}, and no longer does.`;
      // What the object cannot be without has to be another one.
      for (const name of spec.refers!.to)
        for await (const other of reader.all(classNamed(name)!)) {
          const object = await replace(referrer, { [property]: Reference.to(other) }, undefined, referrer);
          return `${told(object)}, and points to ${identity(other)} now.`;
        }
      return undefined;
    },
    owner: (scope: string, key: string) => view.get(claimKey(scope, key)),
    async link(group: GroupObject, member: Member) {
      await current(group.Guid, identity(group));
      await current(member.Guid, identity(member));
      if (!(await reader.isMember(group.Guid, member.Guid))) await connect(group.Guid, member.Guid, true);
    },
    async unlink(group: GroupObject, member: Member) {
      if (await reader.isMember(group.Guid, member.Guid)) await connect(group.Guid, member.Guid, false);
    },
  }) as unknown as Transaction;

  return {
    tx,
    finish() {
      ended = true;
      return { layer, changes, residents, warnings };
    },
  };
}

/** A getter in an object literal gives each object a hidden class of its own, which costs more than all the rest of it. */
class Counting {
  readonly #changes: readonly Noted[];

  constructor(changes: readonly Noted[]) {
    this.#changes = changes;
  }

  get writes(): number {
    return this.#changes.length;
  }
}

function assign(object: Entity, name: string, value: unknown): void {
  const spec = ((object.shape as ObjectClass).properties as ClassProperties)[name];
  if (value !== null && spec?.default !== undefined && !object.has(name)) {
    // What stands there by default need not be said.
    if (JSON.stringify(encoded(spec, name, value)) === defaultText(spec)) return;
  }
  try {
    object.set(name, value);
  } catch (error) {
    if (error instanceof ConversionError) throw invalidValue(name, error.message);
    throw error;
  }
}

const defaultTexts = new WeakMap<ClassProperty, string>();

/** The stored form of a property's default. */
function defaultText(spec: ClassProperty): string {
  let text = defaultTexts.get(spec);
  if (text === undefined) {
    text = JSON.stringify(spec.type.encode(spec.type.convert(spec.default)));
    defaultTexts.set(spec, text);
  }
  return text;
}

function encoded(spec: ClassProperty, name: string, value: unknown): unknown {
  try {
    return spec.type.encode(spec.type.convert(value));
  } catch (error) {
    if (error instanceof ConversionError) throw invalidValue(name, error.message);
    throw error;
  }
}

const sameJson = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function pointed(value: unknown): readonly Reference[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? (value as Reference[]) : [value as Reference];
}

/** The stored properties that an object keeps when it takes on another class. */
function carried(cls: ObjectClass, row: Row): Row["p"] {
  return Object.fromEntries(
    Object.entries(row.p).filter(([name]) => {
      const spec = (cls.properties as ClassProperties)[name];
      return spec !== undefined && !spec.derive;
    }),
  );
}

function changedProperties(before: Row | undefined, after: Row | undefined): string[] {
  if (before === undefined || after === undefined) return [];
  const names = new Set([...Object.keys(before.p), ...Object.keys(after.p)]);
  names.delete("WhenChanged");
  const changed = [...names].filter((name) => !sameJson(before.p[name], after.p[name]));
  if (!sameJson(before.s, after.s)) changed.push(...Object.keys({ ...before.s, ...after.s }));
  return changed;
}

/** In the order of lists: case does not count. */
const byName = (names: readonly string[]) =>
  names.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : Number(a.toLowerCase() > b.toLowerCase())));
