// The log files of a spool: which there are, how far each counts, the one that grows, and reading anywhere in them.

import { codeOf } from "../world/errors.ts";
import type { DiskFile, World } from "../world/world.ts";
import { newerFormat } from "./errors.ts";
import { type FileHead, knownFormat, type Mark, markSize, parseFileHead, printFileHead } from "./record.ts";

/** A log file that no longer grows. */
export interface Sealed {
  readonly number: number;
  readonly mark: Mark;
  /** Where its first record begins, and up to where its records count. */
  readonly start: number;
  readonly end: number;
  readonly first: number;
}

export interface Active {
  readonly number: number;
  readonly mark: Mark;
  readonly start: number;
  readonly first: number;
  readonly file: DiskFile;
  /** Where the last whole, synced record ends. */
  end: number;
  /** Up to where it was written with zeros, if that is beyond the end. */
  zeroed: number;
}

/** At most so many idle files are kept open for reading. */
const idleHandles = 64;
/** A head lists the other files, some 20 bytes for each. */
const headRead = 2 ** 20;

/** Who reads near where the last one read goes on from there: so much is read at once. */
const aheadBytes = 256 * 1024;
/** Sessions that send side by side are at so many such places. */
const mostAhead = 8;

interface Ahead {
  readonly number: number;
  readonly start: number;
  readonly end: number;
  readonly data: Promise<Buffer>;
}

interface Handle {
  readonly file: Promise<DiskFile>;
  users: number;
  gone: boolean;
}

export class LogFiles {
  readonly folder: string;
  readonly #world: World;
  readonly sealed = new Map<number, Sealed>();
  active: Active | undefined;
  readonly #handles = new Map<number, Handle>();
  #ahead: Ahead[] = [];
  /** Where the last read began. */
  #lastRead = { number: 0, offset: 0 };
  /** Files whose last record has been carried over; gone once a head no longer lists them. */
  readonly dead = new Set<number>();
  /** While somebody holds them, files that no longer count stay on the disk: these are they. */
  #holds = 0;
  readonly #kept = new Set<number>();

  /** The version of the rows, which each head says; that of the newest head, once it was read. */
  schema: number;
  readonly #known: number;

  /** @param known the newest version of the rows that is understood. */
  constructor(folder: string, world: World, known: number) {
    this.folder = folder;
    this.#world = world;
    this.#known = known;
    this.schema = known;
  }

  path(number: number): string {
    return `${this.folder}/${String(number).padStart(10, "0")}.log`;
  }

  /** The numbers on the disk, ascending. */
  async numbers(): Promise<number[]> {
    const names = await this.#world.disk.list(this.folder);
    return names
      .map((name) => /^(\d{10})\.log$/.exec(name)?.[1])
      .filter((digits) => digits !== undefined)
      .map(Number);
  }

  /** The head of a file; nothing when it is torn or damaged. */
  async head(number: number): Promise<{ head: FileHead; end: number } | undefined> {
    const parsed = await this.using(number, async (file) => parseFileHead(await file.read(0, headRead)));
    if (parsed && !knownFormat(parsed.head)) throw newerFormat(this.path(number), `format ${parsed.head.format}`);
    const schema = parsed?.head.schema ?? 1;
    if (schema > this.#known)
      throw newerFormat(this.path(number), `version ${schema} of the data, this one knows ${this.#known}`);
    return parsed;
  }

  /**
   * Begins the next file: its head, which says how far the others count, is durable on return. Files in `dead` are not
   * in it, and are removed.
   */
  async rotate(number: number, first: number): Promise<void> {
    const { disk, random } = this.#world;
    const last = this.active;
    const dead = new Set(this.dead);
    const files: Record<string, number> = {};
    for (const file of this.sealed.values()) if (!dead.has(file.number)) files[file.number] = file.end;
    if (last) files[last.number] = last.end;
    const mark = random.bytes(markSize);
    const head = printFileHead({ schema: this.schema, number, first, files, mark: mark.toString("hex") });
    // What a failed attempt has left under this number held no record.
    await disk.remove(this.path(number));
    const file = await disk.open(this.path(number), { create: true, durable: true });
    try {
      await file.append([head]);
      await disk.syncFolder(this.folder);
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
    if (last) {
      const { number, mark, start, end, first } = last;
      this.sealed.set(number, { number, mark, start, end, first });
      await last.file.close().catch(() => undefined);
    }
    this.active = { number, mark, start: head.length, first, file, end: head.length, zeroed: 0 };
    for (const gone of dead) await this.#remove(gone);
  }

  async #remove(number: number): Promise<void> {
    const handle = this.#handles.get(number);
    if (handle) {
      handle.gone = true;
      this.#handles.delete(number);
      if (handle.users === 0) await handle.file.then((file) => file.close()).catch(() => undefined);
    }
    this.sealed.delete(number);
    this.dead.delete(number);
    if (this.#holds > 0) this.#kept.add(number);
    else await this.#erase(number);
  }

  /** A file that stays is listed by no head any more and is removed at the next start. */
  #erase(number: number): Promise<void> {
    return this.#world.disk.remove(this.path(number)).catch(() => undefined);
  }

  /** From now on no file leaves the disk, until what this gives back is called. */
  hold(): () => Promise<void> {
    this.#holds++;
    let held = true;
    return async () => {
      if (!held) return;
      held = false;
      this.#holds--;
      if (this.#holds > 0) return;
      const gone = [...this.#kept];
      this.#kept.clear();
      for (const number of gone) await this.#erase(number);
    };
  }

  /** Puts a file that cannot be read out of the way, for people; it is never removed. */
  async setAside(number: number): Promise<void> {
    await this.#world.disk.rename(this.path(number), `${this.path(number)}.damaged`);
  }

  /** Removes a file that does not count. */
  async discard(number: number): Promise<void> {
    this.dead.add(number);
    await this.#remove(number);
  }

  /** Bytes of a file. Messages are sent in the order in which they came, which is that in which they lie here. */
  async read(number: number, offset: number, length: number): Promise<Buffer> {
    const last = this.#lastRead;
    const near = last.number === number && Math.abs(offset - last.offset) < (aheadBytes * mostAhead) / 2;
    this.#lastRead = { number, offset };
    const held = this.#ahead.find((one) => one.number === number && one.start <= offset && offset + length <= one.end);
    if (held) {
      const data = await held.data;
      return data.subarray(offset - held.start, offset - held.start + length);
    }
    // What counts of a file never changes, and no number is given twice.
    const counts = this.sealed.get(number)?.end ?? (this.active?.number === number ? this.active.end : 0);
    // Pieces that meet: whoever is a little before the others finds what they have read. The last of a file may grow.
    const piece = offset - (offset % aheadBytes);
    const start = piece + aheadBytes <= counts ? piece : offset;
    const end = Math.min(piece + aheadBytes, counts);
    if (!near || length > aheadBytes / 4 || end <= offset + length)
      return this.using(number, (file) => file.read(offset, length));
    const data = this.using(number, (file) => file.read(start, end - start));
    const ahead: Ahead = { number, start, end, data };
    this.#ahead = [...this.#ahead.slice(1 - mostAhead), ahead];
    try {
      return (await data).subarray(offset - start, offset - start + length);
    } catch (error) {
      this.#ahead = this.#ahead.filter((one) => one !== ahead);
      throw error;
    }
  }

  /** Reads by a handle that stays open for others; a removed file stays readable for those who were at it. */
  async using<T>(number: number, work: (file: DiskFile) => Promise<T>): Promise<T> {
    let handle = this.#handles.get(number);
    if (!handle) {
      handle = { file: this.#world.disk.open(this.path(number)), users: 0, gone: false };
      this.#handles.set(number, handle);
    } else {
      // The order of the map is that of the last use.
      this.#handles.delete(number);
      this.#handles.set(number, handle);
    }
    handle.users++;
    try {
      return await work(await handle.file);
    } catch (error) {
      // A handle that never opened or has failed is not kept.
      if (this.#handles.get(number) === handle && codeOf(error) !== "") {
        this.#handles.delete(number);
        handle.gone = true;
      }
      throw error;
    } finally {
      handle.users--;
      if (handle.gone && handle.users === 0) await handle.file.then((file) => file.close()).catch(() => undefined);
      this.#closeIdle();
    }
  }

  #closeIdle(): void {
    for (const [number, handle] of this.#handles) {
      if (this.#handles.size <= idleHandles) return;
      if (handle.users > 0) continue;
      this.#handles.delete(number);
      void handle.file.then((file) => file.close()).catch(() => undefined);
    }
  }

  /** Bytes of all files. */
  get size(): number {
    let sum = this.active?.end ?? 0;
    for (const file of this.sealed.values()) sum += file.end;
    return sum;
  }

  async close(): Promise<void> {
    for (const handle of this.#handles.values()) await handle.file.then((file) => file.close()).catch(() => undefined);
    this.#handles.clear();
    this.#ahead = [];
    await this.active?.file.close().catch(() => undefined);
    this.active = undefined;
  }
}
