// The index with its latest rows held in memory: they go to the database together, a little later, and what is put and
// deleted again meanwhile, as most rows of queues are, never goes there. The log holds them all.
import { each } from "../world/walk.ts";
import type { Clock, Database, DatabaseChange, Timer } from "../world/world.ts";

/** A change of the index; `fresh` when the key was never used before, so that deleting it again leaves nothing to do. */
export type IndexChange = DatabaseChange & { readonly fresh?: boolean };

/** A row that is not written yet. */
interface Late {
  /** Undefined: deleted. */
  readonly value: string | undefined;
  readonly fresh: boolean;
}

export interface Index extends Database {
  batch(changes: readonly IndexChange[], options: { sync: boolean }): Promise<void>;
  /** Whether rows could not be written; then it takes no more, and must be opened anew and brought up from the log. */
  readonly failed: boolean;
  /** Goes on with what another one could not write, in its place and as failed as that one. */
  inherit(from: Index): void;
  /** What it holds, newest last. */
  readonly held: readonly ReadonlyMap<string, Late>[];
}

/** So many rows are held at most while none are being written, and twice as many meanwhile. */
const mostRows = 4096;
const heldMs = 1000;

export function lately(database: Database, clock: Pick<Clock, "after">): Index {
  let late = new Map<string, Late>();
  /** On their way to the database. */
  let going: ReadonlyMap<string, Late> = new Map();
  let writing: Promise<void> = Promise.resolve();
  let failure: unknown;
  let timer: Timer | undefined;

  const known = (key: string) => late.get(key) ?? going.get(key);

  function take(change: IndexChange): void {
    const { key } = change;
    const before = late.get(key);
    if (change.type === "put") late.set(key, { value: change.value, fresh: before ? before.fresh : !!change.fresh });
    else if (before?.fresh) late.delete(key);
    else late.set(key, { value: undefined, fresh: false });
  }

  /** Writes what is held now. */
  function write(): Promise<void> {
    timer?.cancel();
    timer = undefined;
    writing = writing.then(async () => {
      if (failure !== undefined) throw failure;
      if (late.size === 0) return;
      going = late;
      late = new Map();
      const rows = [...going].map(
        ([key, { value }]): DatabaseChange =>
          value === undefined ? { type: "del", key } : { type: "put", key, value },
      );
      try {
        await database.batch(rows, { sync: false });
        going = new Map();
      } catch (error) {
        // What could not be written is still read from memory.
        failure = error;
        throw error;
      }
    });
    writing.catch(() => undefined);
    return writing;
  }

  /** A walk over all there is, begun when its first page is asked for. */
  async function* written<T>(walk: (whole: Database) => AsyncIterable<T>): AsyncGenerator<T> {
    await write();
    yield* walk(database);
  }

  return {
    damage: database.damage,
    remarks: database.remarks,
    clean: database.clean,
    get failed() {
      return failure !== undefined;
    },
    get held() {
      return [going, late];
    },
    inherit(from) {
      going = new Map(from.held.flatMap((rows) => [...rows]));
      failure = new Error("The index could not be written.");
    },
    async get(key) {
      const row = known(key);
      return row ? row.value : database.get(key);
    },
    async getMany(keys) {
      const rows = keys.map(known);
      const missing = keys.filter((_, at) => rows[at] === undefined);
      const read = missing.length === 0 ? [] : await database.getMany(missing);
      let next = 0;
      return rows.map((row) => (row ? row.value : read[next++]));
    },
    getNow(key) {
      const row = known(key);
      return row ? row.value : database.getNow(key);
    },
    async batch(changes, { sync }) {
      if (failure !== undefined) throw failure;
      if (sync) {
        await write();
        return database.batch(changes, { sync });
      }
      for (const change of changes) take(change);
      if (late.size >= mostRows) {
        const before = writing;
        const done = write();
        // Two lots at most: a database that falls behind holds up those who write.
        await (going.size > 0 ? before : undefined);
        done.catch(() => undefined);
      } else timer ??= clock.after(heldMs, () => void write().catch(() => undefined));
    },
    async flush() {
      await write();
      await database.flush();
    },
    entries: (range) => each(written((whole) => whole.pages(range))),
    pages: (range) => written((whole) => whole.pages(range)),
    keys: (range) => written((whole) => whole.keys(range)),
    async verify() {
      await write();
      return database.verify();
    },
    async close() {
      timer?.cancel();
      if (failure === undefined) await write().catch(() => undefined);
      await database.close();
    },
  };
}
