// Ordered databases in memory that can lose power: what was not synced may be gone, also before something that was.
import { worldError } from "../../src/world/errors.ts";
import { each } from "../../src/world/walk.ts";
import type { Database, DatabaseChange, Databases, KeyRange } from "../../src/world/world.ts";
import type { TestRandom } from "./random.ts";
import type { KeepUnsynced } from "./world.ts";

interface Store {
  /** What is durable whatever happens. */
  durable: Map<string, string>;
  /** Batches since, in order. */
  journal: { readonly changes: readonly DatabaseChange[]; readonly synced: boolean }[];
  /** What readers see. */
  rows: Map<string, string>;
  keys: string[];
  open: boolean;
  clean: boolean;
  damage: readonly string[];
}

/** Few, so that small tests turn pages. */
const pageRows = 3;

export class TestDatabases implements Databases {
  readonly #stores = new Map<string, Store>();
  #dead = false;
  /** Gives a code (ENOSPC, EIO, LEVEL_IO_ERROR …) to let a batch fail; nothing of it is written then. */
  fault: (batch: { folder: string; changes: readonly DatabaseChange[] }) => string | undefined = () => undefined;

  async open(folder: string, options: { evenDamaged?: boolean } = {}): Promise<Database> {
    this.#alive();
    const store = this.#stores.get(folder) ?? empty();
    this.#stores.set(folder, store);
    if (store.open) throw worldError("LEVEL_LOCKED", `${folder} is held by another process.`);
    if (store.damage.length > 0 && !options.evenDamaged)
      throw Object.assign(worldError("LEVEL_CORRUPTION", `The database ${folder} is damaged: ${store.damage[0]}`), {
        damage: store.damage,
      });
    store.open = true;
    const { clean } = store;
    store.clean = false;
    return this.#database(folder, store, clean);
  }

  async repair(folder: string): Promise<void> {
    this.#alive();
    this.harm(folder, []);
  }

  /** Lets the next opening find damage. */
  harm(folder: string, damage: readonly string[]): void {
    this.#stores.get(folder)!.damage = damage;
  }

  /** A folder was renamed or removed on the disk; the databases in it go with it. */
  moved(from: string, to: string | undefined): void {
    for (const [folder, store] of [...this.#stores]) {
      if (folder !== from && !folder.startsWith(`${from}/`)) continue;
      this.#stores.delete(folder);
      if (to !== undefined) this.#stores.set(to + folder.slice(from.length), store);
    }
  }

  /** Folders that hold a database. */
  get folders(): readonly string[] {
    return [...this.#stores.keys()];
  }

  crash(keep: KeepUnsynced, random: TestRandom): TestDatabases {
    this.#dead = true;
    const next = new TestDatabases();
    for (const [folder, store] of this.#stores) {
      const kept = empty();
      kept.durable = new Map(store.durable);
      for (const { changes, synced } of store.journal)
        if (synced || keep === "all" || (keep === "torn" && random.integer(2) === 0)) apply(kept.durable, changes);
      kept.rows = new Map(kept.durable);
      kept.keys = [...kept.rows.keys()].sort(byBytes);
      kept.damage = store.damage;
      kept.clean = store.clean;
      next.#stores.set(folder, kept);
    }
    return next;
  }

  #alive(): void {
    if (this.#dead) throw worldError("ECRASHED", "The power was cut.");
  }

  #database(folder: string, store: Store, clean: boolean): Database {
    const alive = () => {
      this.#alive();
      if (!store.open) throw worldError("LEVEL_DATABASE_NOT_OPEN", "Database is not open");
    };
    const databases = this;
    async function* pages(range: KeyRange): AsyncGenerator<[string, string][]> {
      alive();
      // A snapshot: later batches change neither the list nor the values behind it.
      const rows = [...within(store, range)].map((key) => [key, store.rows.get(key)!] as [string, string]);
      for (let at = 0; at < rows.length; at += pageRows) {
        alive();
        yield rows.slice(at, at + pageRows);
      }
    }
    return {
      damage: store.damage,
      remarks: [],
      clean,
      async get(key) {
        alive();
        return store.rows.get(key);
      },
      async getMany(keys) {
        alive();
        return keys.map((key) => store.rows.get(key));
      },
      getNow(key) {
        alive();
        return store.rows.get(key);
      },
      async batch(changes, { sync }) {
        alive();
        const code = databases.fault({ folder, changes });
        if (code !== undefined) throw worldError(code, `${folder} cannot be written: ${code}`);
        const copy = changes.map((change) => ({ ...change }));
        store.journal.push({ changes: copy, synced: sync });
        change(store, copy);
      },
      entries: (range) => each(pages(range)),
      pages,
      async *keys(range) {
        for await (const page of pages(range)) yield page.map(([key]) => key);
      },
      async flush() {
        alive();
        for (const { changes } of store.journal) apply(store.durable, changes);
        store.journal = [];
      },
      async verify() {
        alive();
        return store.damage;
      },
      async close() {
        if (store.open && !databases.#dead) {
          await this.flush();
          store.clean = true;
        }
        store.open = false;
      },
    };
  }
}

function empty(): Store {
  return { durable: new Map(), journal: [], rows: new Map(), keys: [], open: false, clean: true, damage: [] };
}

function apply(rows: Map<string, string>, changes: readonly DatabaseChange[]): void {
  for (const change of changes)
    if (change.type === "put") rows.set(change.key, change.value);
    else rows.delete(change.key);
}

function change(store: Store, changes: readonly DatabaseChange[]): void {
  for (const one of changes) {
    const at = lowerBound(store.keys, one.key);
    const has = store.rows.has(one.key);
    if (one.type === "put" && !has) store.keys.splice(at, 0, one.key);
    if (one.type === "del" && has) store.keys.splice(at, 1);
    apply(store.rows, [one]);
  }
}

/** The order of UTF-8 bytes, which is that of code points. */
export function byBytes(a: string, b: string): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    let x = a.charCodeAt(index);
    let y = b.charCodeAt(index);
    if (x === y) continue;
    // Surrogates stand below U+E000 as units, above all of the plane as code points.
    if (x >= 0xd800 && x < 0xe000) x += 0x10000;
    if (y >= 0xd800 && y < 0xe000) y += 0x10000;
    return x - y;
  }
  return a.length - b.length;
}

function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (byBytes(keys[middle]!, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function* within({ keys }: Store, range: KeyRange): Iterable<string> {
  const from = range.gte ?? range.gt;
  const to = range.lte ?? range.lt;
  let low = from === undefined ? 0 : lowerBound(keys, from);
  let high = to === undefined ? keys.length : lowerBound(keys, to);
  if (range.gt !== undefined && keys[low] === range.gt) low++;
  if (range.lte !== undefined && keys[high] === range.lte) high++;
  if (low > high) high = low;
  const limit = range.limit === undefined || range.limit < 0 ? Number.POSITIVE_INFINITY : range.limit;
  const count = Math.min(limit, high - low);
  for (let index = 0; index < count; index++) yield range.reverse ? keys[high - 1 - index]! : keys[low + index]!;
}
