// The spool's face: one log that everything about mail commits to, an index over it, and the bodies kept in it.
import type { Json } from "../values/type.ts";
import { codeOf } from "../world/errors.ts";
import type { KeyRange, World } from "../world/world.ts";
import { LogFiles } from "./files.ts";
import { openStore } from "./store.ts";

/**
 * What one commit changes, whole or not at all. Keys are the rooms' own ("queue/…", "box/…"); those that begin with
 * "content/" or "spool/" are the spool's.
 */
export interface Change {
  /** In order; a later one for the same key wins. A key stands in `puts` or in `deletes`, not in both. */
  readonly puts?: readonly (readonly [string, Json])[] | Readonly<Record<string, Json>>;
  readonly deletes?: readonly string[];
  /**
   * Bodies to keep, each under an id of its own that never was used before, without "/". The change must put a key
   * `ref/<id>/<holder>` (see {@link refKey}) for each: a body lives while such a key exists. Whoever adds another
   * reference must hold one until that commit is done.
   */
  readonly bodies?: readonly Body[];
  /** None of the keys that are put was ever used before: what is deleted soon again then costs the index nothing. */
  readonly fresh?: boolean;
}

export interface Body {
  readonly id: string;
  /** The bytes; they must not change until the commit is done. */
  readonly data: Buffer | readonly Buffer[];
  /** CRC-32 of the bytes, where it is known already. */
  readonly sum?: number;
}

export interface Spool {
  /**
   * Appends the change to the log; resolves when it would survive a power cut and reads show it. Changes take effect in
   * the order of the calls. Rejects with a Problem (SpoolFull, SpoolBusy, SpoolClosed), and then nothing of it happens,
   * now or after a restart; or with SpoolFailed, when the disk fails so that it may yet be found, whole, after one.
   */
  commit(change: Change): Promise<void>;
  get(key: string): Promise<Json | undefined>;
  /** The same at once, for a row that is wanted now. */
  getNow(key: string): Json | undefined;
  getMany(keys: readonly string[]): Promise<(Json | undefined)[]>;
  /** Keys and values of a range, in the order of the keys; sees the state as it was at the first step. */
  entries(range: KeyRange): AsyncIterableIterator<[string, Json]>;
  /** The same by pages: where there are many rows, waiting for each costs more than reading it. */
  pages(range: KeyRange): AsyncIterableIterator<readonly [string, Json][]>;
  /** The keys alone, by pages. */
  keys(range: KeyRange): AsyncIterableIterator<readonly string[]>;
  /** The whole body. Rejects with a Problem BodyNotFound, or BodyDamaged when its checksum is wrong. */
  body(id: string): Promise<Buffer>;
  /** The body in pieces of at most `pieceSize` bytes (64 KB); a wrong checksum rejects the last step. */
  bodyPieces(id: string, pieceSize?: number): AsyncIterableIterator<Buffer>;
  /** Bytes of the body; undefined when there is none. */
  bodySize(id: string): Promise<number | undefined>;
  /** What waits for the next sync: reception holds back while there is much. */
  readonly waiting: { readonly commits: number; readonly bytes: number };
  readonly facts: SpoolFacts;
  /** The version of the rows. */
  readonly schema: number;
  /** Says, durably, that all rows are of this version now. */
  markSchema(version: number): Promise<void>;
  /**
   * The spool as it is when all commits called before are done: what stands in it can be read for as long as it is not
   * released, whatever happens meanwhile. Commits go on at once.
   * @param prefixes of the keys that {@link Moment.keys} gives.
   */
  moment(prefixes: readonly string[]): Promise<Moment>;
  /** Gives the room of dead records and bodies back to the disk; runs by itself, and when asked. */
  collect(): Promise<Collected>;
  /** Reads all there is and gives a line for each damaged place. */
  verify(): Promise<readonly string[]>;
  /** Takes no more commits, finishes those that wait, and leaves index and log as one. */
  close(): Promise<void>;
}

/** A moment of the spool, for a copy of it. */
export interface Moment {
  /** The number of the last commit in it. */
  readonly sequence: number;
  /** The log: the names of its files with the bytes of each that count, oldest first. A copy of them is a whole spool. */
  readonly files: readonly { readonly name: string; readonly size: number }[];
  /** Reads a piece of one of the files. */
  read(name: string, position: number, length: number): Promise<Buffer>;
  /** The keys that begin with one of the prefixes. To be walked once, to the end or until `return`. */
  readonly keys: AsyncIterableIterator<string>;
  release(): Promise<void>;
}

/** What opening found. */
export interface SpoolFacts {
  /** The number of the last commit. */
  readonly sequence: number;
  /** Records that were applied to the index again. */
  readonly recovered: number;
  /** Bytes cut from the end of the log: of a write that a crash broke off, and that nobody was told had succeeded. */
  readonly torn: number;
  /** Whether the index was made anew from the log. */
  readonly rebuilt: boolean;
  /** Whether it was closed in good order the last time: nothing was recovered, nothing was torn. */
  readonly clean: boolean;
  /** What is damaged or missing, a line each, for people; empty for a whole spool. */
  readonly damage: readonly string[];
}

export interface Collected {
  /** Log files removed, and bytes given back. */
  readonly files: number;
  readonly bytes: number;
}

export interface SpoolOptions {
  /** Bytes after which a log file is closed and the next begun; 64 MB. */
  readonly fileSize?: number;
  /** The newest version of the rows that the rooms above know; 1. Newer ones are refused. */
  readonly schema?: number;
  /** Bytes that may wait for a sync before commits are refused with SpoolBusy; 256 MB. */
  readonly maxWaiting?: number;
}

/** @see openStore, which this calls: the door of the room. */
export const openSpool = (folder: string, world: World, options: SpoolOptions = {}): Promise<Spool> =>
  openStore(folder, world, options);

/**
 * The version of the rows in a spool that is not open; undefined where there is none. Reads the newest head alone. Throws a
 * Problem for one that is newer than `known`.
 */
export async function schemaIn(folder: string, world: World, known: number): Promise<number | undefined> {
  const files = new LogFiles(`${folder}/log`, world, known);
  try {
    for (const number of (await files.numbers()).reverse()) {
      // An owner that is at work removes files under our eyes.
      const parsed = await files.head(number).catch((error) => {
        if (codeOf(error) !== "ENOENT") throw error;
      });
      if (parsed) return parsed.head.schema ?? 1;
    }
    return undefined;
  } finally {
    await files.close();
  }
}

export { refKey, startingWith } from "./rows.ts";
