// The organization on its database: one writer at a time, staged changes committed in groups, watchers told and awaited.

import { codeOf } from "../../world/errors.ts";
import { begun } from "../../world/walk.ts";
import type { DatabaseChange, World } from "../../world/world.ts";
import type { ClassProperties, ObjectClass } from "../class.ts";
import { notWritten, storeClosed, storeDamaged } from "../errors.ts";
import type {
  Change,
  ChangeOptions,
  HistoryEntry,
  ObjectChange,
  Organization,
  Transaction,
  Watcher,
} from "../organization.ts";
import { allClasses, classNamed } from "../registry.ts";
import { createCache } from "./cache.ts";
import { type Driver, databaseDriver } from "./driver.ts";
import { type Head, parseHead, printEntry, printHead, readEntry } from "./history.ts";
import {
  afterPrefix,
  classPrefix,
  guidIn,
  headKey,
  historyKey,
  historyPrefix,
  indexesKey,
  objectKey,
  schemaKey,
} from "./keys.ts";
import { type Ground, readingOf } from "./reader.ts";
import { rebuild } from "./repair.ts";
import { advanced, noResidents, type Residents, snapshotOf } from "./residents.ts";
import { indexesOf, type Row, wholeRow } from "./rows.ts";
import { lastOf, organizationSteps } from "./schema.ts";
import { type Draft, draftOf } from "./transaction.ts";
import { dangling, verifyStore } from "./verify.ts";
import { type Layer, viewOf } from "./view.ts";

export interface StoreOptions {
  /** The database below; LevelDB's through the world when absent. */
  readonly driver?: Driver;
}

/** How many changes may wait for the sync before the next writer must wait too. */
const mostStaged = 512;
/** How much of the end of the history is read while opening, after a clean end and otherwise; the rest is for `verify`. */
const historyAtOpen = { clean: 100, else: 5000 };

/** A change that is done but for the sync. */
interface Staged {
  readonly draft: Draft;
  readonly number: number;
  readonly warn: ((text: string) => void) | undefined;
  settle(): void;
  fail(error: unknown): void;
}

/**
 * Opens the organization in a folder, and makes an empty one when there is none (`empty` then holds; see founding.ts).
 * Throws a Problem "OrganizationStoreDamaged" when the data is damaged, and the error of the database (code
 * LEVEL_LOCKED) while another process holds it.
 */
export async function openOrganization(
  folder: string,
  world: World,
  options: StoreOptions = {},
): Promise<Organization> {
  const driver = options.driver ?? (await openDriver(folder, world));
  try {
    if (driver.damage.length > 0) throw storeDamaged(folder, driver.damage);
    const head = await lastHead(folder, driver);
    await renewIndexes(driver, head);
    return organization(world, driver, head, await readResidents(driver, head.number, folder));
  } catch (error) {
    await driver.close().catch(() => undefined);
    throw error;
  }
}

/** Another exsh may have kept other indexes; then those of the store are made anew, once. */
async function renewIndexes(driver: Driver, head: Head): Promise<void> {
  const wanted = indexesOf(allClasses());
  if (head.number === 0 || (await driver.get([indexesKey]))[0] === wanted) return;
  const guard = { key: headKey, value: printHead(head) };
  await rebuild(driver, guard);
  await driver.commit([{ type: "put", key: indexesKey, value: wanted }], guard);
}

/** The database of an organization. Throws a Problem "OrganizationStoreDamaged", and the error of one that is locked. */
export async function openDriver(folder: string, world: World): Promise<Driver> {
  try {
    return await databaseDriver(folder, world);
  } catch (error) {
    if (codeOf(error) !== "LEVEL_CORRUPTION") throw error;
    throw storeDamaged(folder, (error as { damage?: readonly string[] }).damage ?? [(error as Error).message]);
  }
}

/** Reads the end of the history and tells when it has holes or does not end where it should. */
async function lastHead(folder: string, driver: Driver): Promise<Head> {
  const head = parseHead((await driver.get([headKey]))[0]);
  if (head === undefined) throw storeDamaged(folder, ["the record of the last change cannot be read."]);
  const first = Math.max(1, head.number - (driver.clean ? historyAtOpen.clean : historyAtOpen.else));
  let before: Head | undefined;
  for await (const [, text] of driver.range({ gte: historyKey(first), lt: afterPrefix(historyPrefix) })) {
    const read = readEntry(text, before ?? (first === 1 ? { number: 0, seal: "00000000" } : undefined));
    if (typeof read === "string") throw storeDamaged(folder, [read]);
    before = read.head;
  }
  if ((before?.number ?? 0) !== head.number || (before !== undefined && before.seal !== head.seal)) {
    throw storeDamaged(folder, [`the history ends at ${before?.number ?? 0}, and should end at ${head.number}.`]);
  }
  return head;
}

async function readResidents(driver: Driver, version: number, folder: string): Promise<Residents> {
  const view = viewOf(driver, []);
  const rows: [string, string, Row][] = [];
  for (const cls of allClasses()) {
    if (!cls.resident) continue;
    const prefix = classPrefix(cls.name);
    const guids: string[] = [];
    for await (const [key] of view.range(prefix, afterPrefix(prefix))) guids.push(guidIn(key));
    const texts = await view.getMany(guids.map(objectKey));
    texts.forEach((text, at) => {
      const row = text === undefined ? undefined : wholeRow(text);
      if (row === undefined) throw storeDamaged(folder, [`the ${cls.label} ${guids[at]} cannot be read.`]);
      rows.push([cls.name, row.g, row]);
    });
  }
  return advanced(noResidents, version, rows);
}

function organization(world: World, driver: Driver, head: Head, first: Residents): Organization {
  const staged: Layer = new Map();
  /** The number of the change that last wrote a staged key. */
  const stagedBy = new Map<string, number>();
  const names = new Map<string, string>();
  const cache = createCache();
  const watchers: { readonly classes: ReadonlySet<string>; readonly watcher: Watcher }[] = [];
  let committed = first;
  let latest = first;
  let number = head.number;
  let committedHead = head;
  let waiting: Staged[] = [];
  let committing: Promise<void> | undefined;
  /** Rises when staged changes are thrown away, so that a transaction that has read them knows. */
  let epoch = 0;
  let turn: Promise<unknown> = Promise.resolve();
  let told: Promise<unknown> = Promise.resolve();
  let lastDone: Promise<unknown> = Promise.resolve();
  let closed = false;

  const view = viewOf(driver, [staged]);
  const ground: Ground = {
    view,
    names,
    residents: () => latest,
    cache,
  };
  const { reader, row } = readingOf(ground);

  async function stage<T>(work: (tx: Transaction) => T | Promise<T>, options: ChangeOptions | undefined) {
    if (closed) throw storeClosed();
    while (waiting.length >= mostStaged) await committing;
    const at = epoch;
    const { tx, finish } = draftOf(world, driver, staged, latest);
    const result = await work(tx);
    const draft = finish();
    if (at !== epoch) throw notWritten(Object.assign(new Error("an earlier change failed"), { code: "EIO" }));
    const { warnings } = draft;
    if (draft.changes.length === 0) return { result, warnings, done: lastDone };
    number++;
    for (const [key, value] of draft.layer) {
      staged.set(key, value);
      stagedBy.set(key, number);
    }
    for (const change of draft.changes) {
      names.delete(change.guid);
      cache.forget(change.guid);
    }
    if (draft.residents !== latest) latest = { ...draft.residents, version: number };
    const warn = options?.warning && ((text: string) => options.warning!(text));
    const done = new Promise<void>((resolve, reject) => {
      waiting.push({ draft, number, warn, settle: resolve, fail: reject });
    });
    done.catch(() => undefined);
    lastDone = done;
    residentsAt.set(number, latest);
    committing ??= commitAll();
    return { result, warnings, done };
  }

  /** The settings as they were when each waiting change was staged. */
  const residentsAt = new Map<number, Residents>();

  /** One batch in flight; all that waits meanwhile goes into the next. */
  async function commitAll(): Promise<void> {
    await undefined;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const last = batch[batch.length - 1]!.number;
      try {
        committedHead = await commit(batch);
      } catch (error) {
        await forget(batch, error);
        continue;
      }
      for (const { draft } of batch) {
        for (const key of draft.layer.keys()) {
          if ((stagedBy.get(key) ?? 0) > last) continue;
          staged.delete(key);
          stagedBy.delete(key);
        }
      }
      committed = residentsAt.get(last) ?? committed;
      for (const one of batch) residentsAt.delete(one.number);
      const snapshot = committed;
      told = told.then(() => tell(batch, snapshot));
    }
    committing = undefined;
  }

  async function commit(batch: readonly Staged[]): Promise<Head> {
    const writes = new Map<string, string | null>();
    let next = committedHead;
    for (const { draft } of batch) {
      for (const [key, value] of draft.layer) writes.set(key, value);
      const printed = printEntry(next, world.clock.now(), draft.changes);
      next = printed.head;
      writes.set(historyKey(next.number), printed.text);
    }
    writes.set(headKey, printHead(next));
    if (committedHead.number === 0) {
      writes.set(indexesKey, indexesOf(allClasses()));
      writes.set(schemaKey, String(lastOf(organizationSteps)));
    }
    const changes: DatabaseChange[] = [];
    for (const [key, value] of writes) {
      changes.push(value === null ? { type: "del", key } : { type: "put", key, value });
    }
    const before = committedHead.number === 0 ? undefined : printHead(committedHead);
    await driver.commit(changes, { key: headKey, value: before });
    return next;
  }

  /** Nothing that was staged is kept: what came later has read what now is not. */
  async function forget(batch: readonly Staged[], error: unknown): Promise<void> {
    const failed = [...batch, ...waiting];
    waiting = [];
    staged.clear();
    stagedBy.clear();
    residentsAt.clear();
    names.clear();
    cache.clear();
    epoch++;
    if (codeOf(error) === "ECONFLICT") await reload();
    latest = committed;
    number = committedHead.number;
    // Who comes now has read nothing of what failed.
    lastDone = Promise.resolve();
    const problem = notWritten(error);
    for (const one of failed) one.fail(problem);
  }

  /** A commit that was reported as failed had been written after all: what the database holds is what counts. */
  async function reload(): Promise<void> {
    const there = parseHead((await driver.get([headKey]))[0]);
    if (there === undefined) return;
    committedHead = there;
    committed = await readResidents(driver, there.number, "the organization");
  }

  async function tell(batch: readonly Staged[], residents: Residents): Promise<void> {
    for (const one of batch) {
      for (const { classes, watcher } of watchers) {
        const mine = one.draft.changes.filter(
          // An object that has taken on another class concerns those who watch either.
          ({ class: now, before }) => classes.has(now) || (before !== undefined && classes.has(before.shape.name)),
        );
        if (mine.length === 0) continue;
        try {
          const warnings = await watcher(mine as readonly ObjectChange[], snapshotOf(residents));
          for (const text of warnings ?? []) one.warn?.(text);
        } catch (error) {
          one.warn?.((error as Error).message);
        }
      }
      one.settle();
    }
  }

  return {
    ...reader,
    snapshot: () => snapshotOf(committed),
    change<T>(work: (tx: Transaction) => T | Promise<T>, options?: ChangeOptions): Change<T> {
      const mine = turn.then(() => stage(work, options));
      turn = mine.catch(() => undefined);
      const result = mine.then(async ({ result, warnings, done }) => {
        await done;
        for (const text of warnings) options?.warning?.(text);
        return result;
      });
      const stagedPromise = mine.then(() => undefined);
      stagedPromise.catch(() => undefined);
      return Object.assign(result, { staged: stagedPromise });
    },
    watch(cls, watcher) {
      const classes = new Set((Array.isArray(cls) ? cls : [cls]).map((one: ObjectClass) => one.name));
      const entry = { classes, watcher };
      watchers.push(entry);
      return () => {
        const at = watchers.indexOf(entry);
        if (at >= 0) watchers.splice(at, 1);
      };
    },
    async *history(from = 1): AsyncIterableIterator<HistoryEntry> {
      for await (const [, text] of driver.range({ gte: historyKey(from), lt: afterPrefix(historyPrefix) })) {
        const read = readEntry(text, undefined);
        if (typeof read !== "string") yield read.entry;
      }
    },
    async secret(guid, name) {
      return (await row(guid))?.s?.[name];
    },
    standstill(work) {
      const mine = turn.then(async () => {
        await committing;
        return work(await begun(driver.range({ gte: "" })));
      });
      turn = mine.catch(() => undefined);
      return mine;
    },
    verify() {
      // No writer may come between, or what it writes would look like a fault.
      const mine = turn.then(async () => {
        await committing;
        return verifyStore(driver);
      });
      turn = mine.catch(() => undefined);
      return mine;
    },
    repair() {
      const mine = turn.then(async () => {
        await committing;
        await told;
        const done = [...(await rebuild(driver, { key: headKey, value: printHead(committedHead) }))];
        cache.clear();
        names.clear();
        epoch++;
        committed = await readResidents(driver, committedHead.number, "the organization");
        latest = committed;
        return done;
      });
      turn = mine.catch(() => undefined);
      return mine.then(async (done) => {
        const all = [...done];
        for await (const { referrer, property, target } of dangling(driver)) {
          const what = await this.change((tx) => tx.forget(referrer, property, target));
          if (what !== undefined) all.push(what);
        }
        return all;
      });
    },
    async lost() {
      const found = new Map<string, { readonly class: string; readonly guid: string; count: number }>();
      for await (const { referrer, property, target } of dangling(driver)) {
        const known = found.get(target);
        if (known !== undefined) known.count++;
        const holder = known === undefined ? await row(referrer) : undefined;
        const spec = holder && (classNamed(holder.c)?.properties as ClassProperties | undefined)?.[property];
        if (spec?.mandatory) found.set(target, { class: spec.refers!.to[0]!, guid: target, count: 1 });
      }
      return [...found.values()].sort((a, b) => b.count - a.count);
    },
    remarks: driver.remarks,
    get generation() {
      return cache.generation;
    },
    get empty() {
      return committedHead.number === 0;
    },
    async close() {
      if (closed) return;
      closed = true;
      await turn;
      await committing;
      await told;
      await driver.close();
    },
  };
}
