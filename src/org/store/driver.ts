// What the organization asks of a database, so that it can stand on another one: reads, ranges, one guarded commit, word of commits.

import { codeOf, worldError } from "../../world/errors.ts";
import type { Database, DatabaseChange, KeyRange, World } from "../../world/world.ts";

/** A database of texts. Reads see committed changes only. */
export interface Driver {
  /** What was found damaged while opening, one line each. */
  readonly damage: readonly string[];
  /** What was odd while opening and does no harm. */
  readonly remarks: readonly string[];
  /** Whether it was closed in good order the last time. */
  readonly clean: boolean;
  get(keys: readonly string[]): Promise<(string | undefined)[]>;
  range(range: KeyRange): AsyncIterableIterator<[string, string]>;
  /**
   * Writes all changes or none and resolves when they are durable. Rejects with code ECONFLICT and writes nothing when
   * the value under `guard.key` is not `guard.value`; rejects with the disk's code when it could not write.
   */
  commit(changes: readonly DatabaseChange[], guard: Guard): Promise<void>;
  /** Tells of each commit, whoever made it; gives a function that ends it. */
  watch(told: () => void): () => void;
  /** Reads the checksums of all there is; a line for each damaged place. */
  verify(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface Guard {
  readonly key: string;
  readonly value: string | undefined;
}

/** So many values are read at once; more are read beside the work of the process. */
const readAtOnce = 16;
/** Bytes that must be free before a database that failed is opened anew: opening writes a new log. */
const neededToReopen = 1024 * 1024;

/**
 * The driver on the world's databases.
 *
 * After a write failed nobody knows what of it is on the disk, and LevelDB would append behind the torn record, which the
 * next opening drops together with what follows. So the database is opened anew before the next commit, and the guard
 * then tells whether the failed one is there after all.
 */
export async function databaseDriver(folder: string, world: World): Promise<Driver> {
  let database: Database = await world.databases.open(folder);
  const watchers = new Set<() => void>();
  let torn = false;
  let open = true;

  async function reopen(): Promise<void> {
    const space = await world.disk.space(folder).catch(() => undefined);
    if (space !== undefined && space.free < neededToReopen) throw worldError("ENOSPC", `${folder} has no space left.`);
    if (open) await database.close().catch(() => undefined);
    open = false;
    database = await world.databases.open(folder);
    open = true;
    torn = false;
  }

  return {
    damage: database.damage,
    remarks: database.remarks,
    clean: database.clean,
    async get(keys) {
      return keys.length <= readAtOnce ? keys.map((key) => database.getNow(key)) : database.getMany(keys);
    },
    range: (range) => database.entries(range),
    async commit(changes, guard) {
      if (torn) await reopen();
      if (database.getNow(guard.key) !== guard.value) {
        throw worldError("ECONFLICT", "The data was changed by someone else.");
      }
      try {
        await database.batch(changes, { sync: true });
      } catch (error) {
        torn = codeOf(error) !== "LEVEL_DATABASE_NOT_OPEN";
        throw error;
      }
      for (const told of watchers) told();
    },
    watch(told) {
      watchers.add(told);
      return () => watchers.delete(told);
    },
    verify: () => database.verify(),
    close: () => database.close(),
  };
}
