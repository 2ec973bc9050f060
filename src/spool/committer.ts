// The commit loop: one sync in flight, and everything that waits goes into the next.
import type { Timer } from "../world/world.ts";
import { spoolBusy, spoolClosed, writeProblem } from "./errors.ts";
import type { Active, LogFiles } from "./files.ts";
import type { Index, IndexChange } from "./lately.ts";
import type { Prepared } from "./prepare.ts";
import { printRecord } from "./record.ts";
import { appliedKey, placesOf, put } from "./rows.ts";

interface Waiting {
  /** A function looks at the index when all before it is applied, and nothing happens beside it. */
  readonly change: Prepared | (() => Promise<Prepared | undefined>);
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Bounds of one sync, so that those behind it need not wait long. */
const groupBytes = 8 * 2 ** 20;
const groupRecords = 1000;
const reviveAgainMs = 1000;
const smallPiece = 16 * 1024;
/**
 * A sync of bytes that the file has already is half the work of one that lets it grow, for which the file system writes
 * down what it has given away. So a small group brings zeros with it, over which those behind it are written.
 */
const smallGroup = 32 * 1024;
const zerosAhead = 256 * 1024;

export interface CommitterParts {
  readonly files: LogFiles;
  readonly fileSize: number;
  readonly maxWaiting: number;
  /** The index, which may be opened anew after a failure. */
  index(): Index;
  /** Opens the index anew and applies to it what it misses. */
  revive(): Promise<void>;
  after(ms: number, task: () => void): Timer;
  /** Told after a new file has been begun. */
  rotated(): void;
  /** Told of the bytes of text that a group has added to a file. */
  appended(number: number, text: number): void;
}

export class Committer {
  readonly #parts: CommitterParts;
  /** The sequence of the last record that is durable. */
  sequence: number;
  #queue: Waiting[] = [];
  #bytes = 0;
  #running: Promise<void> | undefined;
  #applying: Promise<void> = Promise.resolve();
  #indexFailed = false;
  /** What is durable, but not in the index that failed. */
  #behind: Waiting[] = [];
  /** When the index is to be opened anew for them. */
  #again: Timer | undefined;
  #closed = false;
  /** Nothing may be appended to the active file: what lies behind its end is not known. */
  #spoiled = false;

  constructor(parts: CommitterParts, sequence: number) {
    this.#parts = parts;
    this.sequence = sequence;
  }

  get waiting(): { commits: number; bytes: number } {
    return { commits: this.#queue.length, bytes: this.#bytes };
  }

  /** Settles when all that is durable now has been applied to the index, or has failed to be. */
  get applied(): Promise<void> {
    return this.#applying;
  }

  /** Whether the index lacks something that is durable. */
  get behind(): boolean {
    return this.#indexFailed;
  }

  commit(change: Prepared): Promise<void> {
    const { maxWaiting, files } = this.#parts;
    if (this.#closed) return Promise.reject(spoolClosed(files.folder));
    if (this.#queue.length > 0 && this.#bytes + change.bytes > maxWaiting)
      return Promise.reject(spoolBusy(files.folder, this.#bytes));
    return this.#enqueue(change, change.bytes);
  }

  /** Commits what `make` decides on the state that all commits before it have left. */
  exclusively(make: () => Promise<Prepared | undefined>): Promise<void> {
    if (this.#closed) return Promise.reject(spoolClosed(this.#parts.files.folder));
    return this.#enqueue(make, 0);
  }

  /** Begins a new file now. */
  rotate(): Promise<void> {
    return this.exclusively(async () => {
      await this.#rotate();
      return undefined;
    });
  }

  /** Takes nothing more and finishes what waits. */
  async close(): Promise<void> {
    this.#closed = true;
    do {
      await this.#running;
      await this.#applying;
    } while (this.#running);
    this.#again?.cancel();
    for (const { reject } of this.#behind.splice(0)) reject(spoolClosed(this.#parts.files.folder));
  }

  #enqueue(change: Waiting["change"], bytes: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ change, bytes, resolve, reject });
      this.#bytes += bytes;
      // A turn of the microtasks later, so that those who call in the same turn share the sync.
      this.#running ??= Promise.resolve().then(() => this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      const group = this.#take();
      try {
        await this.#write(group);
      } catch (error) {
        const problem = writeProblem(this.#parts.files.folder, error);
        for (const { reject } of group) reject(problem);
      }
    }
    this.#running = undefined;
  }

  #take(): Waiting[] {
    let count = 0;
    let bytes = 0;
    if (typeof this.#queue[0]?.change === "function") count = 1;
    else
      while (count < this.#queue.length && count < groupRecords) {
        const next = this.#queue[count]!;
        if (typeof next.change === "function" || (count > 0 && bytes + next.bytes > groupBytes)) break;
        bytes += next.bytes;
        count++;
      }
    const group = this.#queue.splice(0, count);
    for (const one of group) this.#bytes -= one.bytes;
    return group;
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    if (this.#indexFailed || this.#parts.index().failed) await this.#revive();
    const changes: Prepared[] = [];
    for (const { change, resolve } of group) {
      if (typeof change !== "function") {
        changes.push(change);
        continue;
      }
      await this.#applying;
      if (this.#indexFailed) throw indexBehind();
      const made = await change();
      if (made === undefined) return resolve();
      changes.push(made);
    }
    const active = this.#parts.files.active;
    if (active === undefined || this.#spoiled || active.end >= this.#parts.fileSize) await this.#rotate();
    const rows = await this.#append(this.#parts.files.active!, changes);
    // The next group may be synced while this one is applied, but batches follow one another.
    await this.#applying;
    this.#applying = this.#apply(rows, group);
  }

  async #append(active: Active, changes: readonly Prepared[]): Promise<IndexChange[]> {
    const data: Buffer[] = [];
    const rows: IndexChange[] = [];
    let end = active.end;
    let text = 0;
    for (const [index, change] of changes.entries()) {
      const record = printRecord(active.mark, this.sequence + 1 + index, index, change.text, change.bodiesLength);
      data.push(record, ...change.data);
      rows.push(...change.rows, ...placesOf(change.bodies, active.number, end + record.length, change.fresh));
      end += record.length + change.bodiesLength;
      text += record.length;
    }
    try {
      const bytes = end - active.end;
      const room = end > active.zeroed && bytes <= smallGroup ? zerosAhead : 0;
      await active.file.append(joined(data, bytes), room);
      if (room > 0) active.zeroed = end + room;
    } catch (error) {
      // Nobody knows what is on the disk then, and a second sync may succeed without it being there: the head of the
      // next file says that this one counts only up to its old end.
      this.#spoiled = true;
      await active.file.truncate(active.end).catch(() => undefined);
      await this.#rotate().catch(() => undefined);
      throw error;
    }
    active.end = end;
    this.#parts.appended(active.number, text);
    this.sequence += changes.length;
    rows.push(put(appliedKey, [this.sequence]));
    return rows;
  }

  async #rotate(): Promise<void> {
    const { files, rotated } = this.#parts;
    // Should it fail, a head may be on the disk that says how far the old file counts: nothing more goes into that one.
    this.#spoiled = true;
    await files.rotate((files.active?.number ?? 0) + 1, this.sequence + 1);
    this.#spoiled = false;
    rotated();
  }

  async #apply(rows: readonly IndexChange[], group: readonly Waiting[]): Promise<void> {
    try {
      if (this.#indexFailed) throw indexBehind();
      await this.#parts.index().batch(rows, { sync: false });
      for (const { resolve } of group) resolve();
    } catch {
      // It is in the log, and the index finds it there when it is opened anew: only then is it known to have failed or not.
      this.#indexFailed = true;
      this.#behind.push(...group);
      this.#reviveSoon();
    }
  }

  async #revive(): Promise<void> {
    await this.#applying;
    try {
      await this.#parts.revive();
    } catch (error) {
      // What is in the log comes about: whoever waits for it must not hear that it has not.
      if (this.#behind.length > 0) this.#again ??= this.#parts.after(reviveAgainMs, () => this.#reviveSoon());
      throw error;
    }
    this.#indexFailed = false;
    for (const { resolve } of this.#behind.splice(0)) resolve();
  }

  #reviveSoon(): void {
    this.#again?.cancel();
    this.#again = undefined;
    this.#enqueue(async () => undefined, 0).catch(() => undefined);
  }
}

/** Many small pieces in one: to hand a piece to the system costs more than to copy some kilobytes. */
const joined = (pieces: readonly Buffer[], bytes: number): readonly Buffer[] =>
  bytes < smallPiece * pieces.length ? [Buffer.concat(pieces, bytes)] : pieces;

const indexBehind = (): Error => new Error("The index could not be written");
