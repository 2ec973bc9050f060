// The reading side of the organization over one view: by GUID, identity, address, name order, filter, membership.
import type { Entity } from "../../values/shape.ts";
import { byName, type ObjectClass } from "../class.ts";
import { ambiguous, notFound } from "../errors.ts";
import { candidates, type Places } from "../identity.ts";
import { addressKey } from "../kinds.ts";
import type { Query, Reader } from "../organization.ts";
import { addressScope, domainIndex, domainOrder, unitIndex } from "../recipient.ts";
import { classNamed } from "../registry.ts";
import type { Cache } from "./cache.ts";
import {
  afterPrefix,
  claimKey,
  classPrefix,
  compareKeys,
  guidIn,
  indexPrefix,
  indexStart,
  memberKey,
  memberPrefix,
  membershipPrefix,
  objectKey,
  part,
  sortOf,
} from "./keys.ts";
import { runQuery } from "./query.ts";
import { type Residents, residentName, residentObjects, residentRow, snapshotOf } from "./residents.ts";
import { bare, parseRow, pointsBeyond, type Row, referencesIn, renamed, unread } from "./rows.ts";
import type { View } from "./view.ts";

/** How many objects are read at once on a walk, and at first. */
const page = 512;
const firstPage = 16;

/** What a reader stands on. */
export interface Ground {
  readonly view: View;
  residents(): Residents;
  /** Names of objects that references point to, as known lately; may forget. */
  readonly names: Map<string, string>;
  /** What is at hand of recipients; undefined for a reader that must see the store. */
  readonly cache: Cache | undefined;
}

/** The reader and what the transaction needs beneath it. */
export interface Reading {
  readonly reader: Reader;
  row(guid: string): Promise<Row | undefined>;
  /** The object of a row, its references named. */
  dress(row: Row): Entity | undefined | Promise<Entity | undefined>;
  rows(guids: readonly string[]): Promise<(Row | undefined)[]>;
}

export function readingOf(ground: Ground): Reading {
  const { view, names } = ground;

  async function row(guid: string): Promise<Row | undefined> {
    const known = residentRow(ground.residents(), guid) ?? ground.cache?.kept(guid)?.row;
    if (known !== undefined) return known;
    const text = await view.get(objectKey(guid));
    return text === undefined ? undefined : parseRow(text);
  }

  async function rows(guids: readonly string[]): Promise<(Row | undefined)[]> {
    const texts = await view.getMany(guids.map(objectKey));
    return texts.map((text) => (text === undefined ? undefined : parseRow(text)));
  }

  function dress(found: Row): Entity | undefined | Promise<Entity | undefined> {
    const cls = classNamed(found.c);
    if (cls === undefined) return undefined;
    if (!pointsBeyond(cls, found)) return unread(cls, found, nameOf);
    const missing: string[] = [];
    for (const [, guid] of referencesIn(cls, found.p)) {
      if (!names.has(guid) && residentName(ground.residents(), guid) === "") missing.push(guid);
    }
    if (missing.length === 0) return cls.decode(renamed(cls, found.p, nameOf)) as Entity;
    const generation = ground.cache?.generation;
    return rows([...new Set(missing)]).then((targets) => {
      const read = new Map<string, string>();
      for (const target of targets) {
        if (target !== undefined) read.set(target.g, (bare(target)?.get("Identity") as string | null) ?? "");
      }
      if (generation === ground.cache?.generation) {
        if (names.size > 100_000) names.clear();
        for (const [guid, name] of read) names.set(guid, name);
      }
      return cls.decode(renamed(cls, found.p, (guid) => read.get(guid) ?? nameOf(guid))) as Entity;
    });
  }

  const nameOf = (guid: string) => residentName(ground.residents(), guid) || (names.get(guid) ?? "");

  async function load(classes: readonly ObjectClass[], guid: string): Promise<Entity | undefined> {
    const found = await row(guid.toLowerCase());
    if (found === undefined || !classes.some((cls) => cls.name === found.c)) return undefined;
    return dress(found);
  }

  async function loadMany(classes: readonly ObjectClass[], guids: readonly string[]): Promise<(Entity | undefined)[]> {
    const found: (Entity | undefined)[] = [];
    for (const one of await rows(guids.map((guid) => guid.toLowerCase()))) {
      const object = one && classes.some((cls) => cls.name === one.c) ? dress(one) : undefined;
      found.push(object instanceof Promise ? await object : object);
    }
    return found;
  }

  const places: Places = {
    view,
    load,
    residents: (cls) => residentObjects(ground.residents(), cls).map(copied),
  };
  /** Settings are shared by all readers; whoever may change one gets a copy. */
  function copied(object: Entity): Entity {
    const cls = object.shape as ObjectClass;
    const own = residentRow(ground.residents(), object.get("Guid") as string);
    return own === undefined ? object : fresh(cls, own);
  }
  const fresh = (cls: ObjectClass, own: Row): Entity =>
    cls.decode(renamed(cls, own.p, (guid) => residentName(ground.residents(), guid)));

  async function seek(classes: readonly ObjectClass[], named: string | Entity): Promise<Entity | undefined> {
    const identity = textOf(named);
    const found = await candidates(places, classes, identity);
    if (found.length > 1)
      throw ambiguous(
        identity,
        [...found].sort(byName).map((one) => one.get("Identity") as string),
      );
    return found[0];
  }

  function serverName(): string {
    try {
      return snapshotOf(ground.residents()).server.Fqdn;
    } catch {
      return "localhost";
    }
  }

  /** The objects of GUIDs; while one page is handed out the next is read. The first are small, for those who stop early. */
  async function* pages(guids: AsyncIterable<string>): AsyncIterableIterator<Entity> {
    let size = firstPage;
    let waiting: string[] = [];
    let reading: ReturnType<typeof rows> | undefined;
    for await (const guid of guids) {
      waiting.push(guid);
      if (waiting.length < size) continue;
      const next = rows(waiting);
      // Whoever stops early leaves it unread.
      next.catch(() => undefined);
      waiting = [];
      size = Math.min(size * 4, page);
      if (reading !== undefined) {
        for (const one of await reading) {
          const object = one && dress(one);
          const ready = object instanceof Promise ? await object : object;
          if (ready !== undefined) yield ready;
        }
      }
      reading = next;
    }
    for (const last of [() => reading, () => rows(waiting)]) {
      for (const one of (await last()) ?? []) {
        const ready = one && (await dress(one));
        if (ready !== undefined) yield ready;
      }
    }
  }

  function named(cls: ObjectClass, prefix = "", from = ""): AsyncIterableIterator<[string, string]> {
    const start = classPrefix(cls.name) + prefix;
    const first = classPrefix(cls.name) + part(from);
    return view.range(compareKeys(first, start) > 0 ? first : start, afterPrefix(start));
  }

  function all(classes: readonly ObjectClass[], prefix = "", from = ""): AsyncIterableIterator<Entity> {
    const kept = classes.filter((cls) => !cls.resident);
    if (kept.length === classes.length) return pages(merged(kept.map((cls) => named(cls, prefix, from))));
    return withSettings(classes, kept, prefix, from);
  }

  async function* withSettings(
    classes: readonly ObjectClass[],
    kept: readonly ObjectClass[],
    prefix: string,
    from: string,
  ): AsyncIterableIterator<Entity> {
    for (const cls of classes) {
      if (!cls.resident) continue;
      for (const object of residentObjects(ground.residents(), cls)) {
        const name = (object.get("Name") as string).toLowerCase();
        if (!name.startsWith(prefix) || name < from) continue;
        const own = residentRow(ground.residents(), object.get("Guid") as string);
        yield (own && (await dress(own))) ?? copied(object);
      }
    }
    if (kept.length > 0) yield* all(kept, prefix, from);
  }

  async function count(classes: readonly ObjectClass[], from = ""): Promise<number> {
    let found = 0;
    for (const cls of classes) {
      if (cls.resident) for await (const _ of all([cls], "", from)) found++;
      else for await (const _ of named(cls, "", from)) found++;
    }
    return found;
  }

  async function* beginning(
    classes: readonly ObjectClass[],
    property: string,
    start: string,
    most: number,
  ): AsyncIterableIterator<Entity> {
    const prefix = start.toLowerCase();
    async function* guids(): AsyncIterableIterator<string> {
      const from = indexStart(property, prefix);
      let left = most;
      for await (const [key] of view.range(from, afterPrefix(from))) {
        yield guidIn(key);
        if (--left <= 0) return;
      }
    }
    let left = most;
    for await (const object of property === "Name" ? all(classes, prefix) : pages(guids())) {
      if (!classes.includes(object.shape as ObjectClass)) continue;
      yield object;
      if (--left <= 0) return;
    }
  }

  function memberGuids(group: string, after = ""): AsyncIterableIterator<string> {
    const prefix = memberPrefix(group.toLowerCase());
    const start = after === "" ? prefix : afterPrefix(prefix + after);
    return lastParts(view.range(start, afterPrefix(prefix)));
  }

  async function* groupsOf(member: string): AsyncIterableIterator<Entity> {
    const prefix = membershipPrefix(member.toLowerCase());
    yield* pages(lastParts(view.range(prefix, afterPrefix(prefix))));
  }

  async function* inDomain(domain: string): AsyncIterableIterator<Entity> {
    const below = domain.startsWith("*.");
    const order = domainOrder((below ? domain.slice(2) : domain).toLowerCase());
    const start = below ? indexStart(domainIndex, `${order}.`) : indexPrefix(domainIndex, order);
    async function* guids(): AsyncIterableIterator<string> {
      for await (const [key] of view.range(start, afterPrefix(start))) yield guidIn(key);
    }
    yield* pages(guids());
  }

  function inUnit(unit: string): AsyncIterableIterator<Entity> {
    const start = indexPrefix(unitIndex, unit.toLowerCase());
    async function* guids(): AsyncIterableIterator<string> {
      for await (const [key] of view.range(start, afterPrefix(start))) yield guidIn(key);
    }
    return pages(guids());
  }

  async function resolve(address: string): Promise<Entity | undefined> {
    const key = addressKey(address.slice(0, 5).toLowerCase() === "smtp:" ? address.slice(5) : address);
    const { cache } = ground;
    const known = cache?.recall(key);
    if (known === null) return undefined;
    const generation = cache?.generation ?? 0;
    if (known?.object && known.generation === generation) return known.object;
    const guid = known?.row.g ?? (await view.get(claimKey(addressScope, `smtp:${key}`)));
    if (guid === undefined) {
      cache?.rememberNobody(key, generation);
      return undefined;
    }
    const kept = known ?? cache?.kept(guid);
    const found = kept?.row ?? (await row(guid));
    if (found === undefined) return undefined;
    const object = kept?.object && kept.generation === generation ? kept.object : await dress(found);
    cache?.remember(key, found, object, generation);
    return object;
  }

  const list = (cls: ObjectClass | readonly ObjectClass[]) => (Array.isArray(cls) ? cls : [cls]) as ObjectClass[];
  const reader: Reader = {
    get: (cls, guid) => load(list(cls as ObjectClass), guid),
    getMany: (cls, guids) => loadMany(list(cls as ObjectClass), guids),
    async find(cls, identity) {
      const found = await seek(list(cls as ObjectClass), identity);
      if (found === undefined) throw notFound(textOf(identity), serverName());
      return found;
    },
    seek: (cls, identity) => seek(list(cls as ObjectClass), identity),
    resolve,
    all: (cls, from) => all(list(cls as ObjectClass), "", from),
    count: (cls, from) => count(list(cls as ObjectClass), from),
    beginning: (cls, property, start, most) => beginning(list(cls as ObjectClass), property, start, most),
    query: (cls, query: Query) =>
      runQuery(
        { view, pages, groups: reader, all: (prefix) => all(list(cls as ObjectClass), prefix) },
        list(cls as ObjectClass),
        query,
      ),
    memberGuids,
    members: (group) => pages(memberGuids(group)),
    isMember: async (group, member) => (await view.get(memberKey(group, member))) !== undefined,
    groupsOf,
    inDomain,
    inUnit,
    snapshot: () => snapshotOf(ground.residents()),
  } as Reader;
  return { reader, row, rows, dress };
}

const textOf = (named: string | Entity) => (typeof named === "string" ? named : (named.get("Guid") as string));

/** Several lists of names, each in order, as one list of GUIDs. */
async function* merged(lists: readonly AsyncIterableIterator<[string, string]>[]): AsyncIterableIterator<string> {
  if (lists.length === 1) {
    for await (const [key] of lists[0]!) yield guidIn(key);
    return;
  }
  const heads = await Promise.all(lists.map(next));
  try {
    for (;;) {
      let least = -1;
      for (let at = 0; at < heads.length; at++) {
        const head = heads[at];
        if (head !== undefined && (least < 0 || compareKeys(head.sort, heads[least]!.sort) < 0)) least = at;
      }
      if (least < 0) return;
      yield guidIn(heads[least]!.sort);
      heads[least] = await next(lists[least]!);
    }
  } finally {
    await Promise.all(lists.map((one) => one.return?.()));
  }
}

async function next(list: AsyncIterableIterator<[string, string]>): Promise<{ readonly sort: string } | undefined> {
  const { value, done } = await list.next();
  return done ? undefined : { sort: sortOf(value[0]) };
}

async function* lastParts(entries: AsyncIterable<[string, string]>): AsyncIterableIterator<string> {
  for await (const [key] of entries) yield key.slice(key.lastIndexOf("/") + 1);
}
