// About how much of each log file is dead, so that only files worth it are read to give their room back.
import type { Database, DatabaseChange } from "../world/world.ts";
import type { Sealed } from "./files.ts";
import { contentKey, type Place, put, readJson } from "./rows.ts";
import type { Change } from "./spool.ts";

/** Bytes of one file: bodies nobody may hold any more, text of records, and what must be dead before it is read again. */
interface Estimate {
  dead: number;
  text: number;
  least: number;
}

export const wasteKey = "spool/waste";

/** Of the text of records most is soon dead: the rows of queues go when a message is delivered. */
const deadText = 0.6;
/** Released bodies are looked up so many at a time. */
const lookedUpAtOnce = 500;

/**
 * An estimate and no more: a file that looks dead is read, and only what the index says decides. What a crash loses of it
 * is counted again while the end of the log is applied again.
 */
export class Waste {
  readonly #files = new Map<number, Estimate>();
  #released: string[] = [];
  #lookups: Promise<void> = Promise.resolve();

  /** Reads what the last run has noted. */
  async load(index: Database): Promise<void> {
    const kept = (await readJson<[number, number, number, number][]>(index, wasteKey)) ?? [];
    for (const [number, dead, text, least] of kept) this.#files.set(number, { dead, text, least });
  }

  /** What the next run must know. */
  row(): DatabaseChange {
    return put(
      wasteKey,
      [...this.#files].map(([number, { dead, text, least }]) => [number, dead, text, least]),
    );
  }

  /** Text of records that was appended to a file. */
  appended(number: number, text: number): void {
    this.#of(number).text += text;
  }

  /** Notes the bodies that a committed change lets go; a body that moves to another holder is not among them. */
  note({ puts, deletes }: Pick<Change, "puts" | "deletes">, index: () => Database): void {
    for (const key of deletes ?? []) {
      if (!key.startsWith("ref/")) continue;
      const own = key.slice(0, key.indexOf("/", 4) + 1);
      const keys = puts === undefined ? [] : Array.isArray(puts) ? puts : Object.entries(puts);
      if (!keys.some(([other]) => other.startsWith(own))) this.#released.push(own.slice(4, -1));
    }
    if (this.#released.length >= lookedUpAtOnce) void this.settle(index);
  }

  /** Resolves when what was noted is counted. */
  settle(index: () => Database): Promise<void> {
    const ids = this.#released;
    this.#released = [];
    if (ids.length > 0)
      this.#lookups = this.#lookups.then(async () => {
        // An index that fails is met by whoever commits; the estimate can do without.
        const places = await index()
          .getMany(ids.map(contentKey))
          .catch(() => []);
        for (const text of places) {
          if (text === undefined) continue;
          const [number, , length] = JSON.parse(text) as Place;
          this.#of(number).dead += length;
        }
      });
    return this.#lookups;
  }

  /** Whether more than half of a file may be dead, and enough since it was last read. */
  isDue({ number, start, end }: Sealed): boolean {
    const { dead, text, least } = this.#of(number);
    return dead + deadText * text > Math.max((end - start) / 2, least);
  }

  /** A file was read and found that much alive, from 0 to 1; it is left alone until some more of it has died. */
  found({ number, start, end }: Sealed, share: number): void {
    const size = end - start;
    const dead = size * (1 - share);
    this.#files.set(number, { dead, text: 0, least: dead + size / 8 });
  }

  forget(number: number): void {
    this.#files.delete(number);
  }

  #of(number: number): Estimate {
    const known = this.#files.get(number) ?? { dead: 0, text: 0, least: 0 };
    this.#files.set(number, known);
    return known;
  }
}
