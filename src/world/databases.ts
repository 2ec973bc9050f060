// LevelDB behind the Database interface; its files are checked before it may touch them, and its binding loads late, so
// that a process which never opens a store never pays for it.
import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { ClassicLevel } from "classic-level";
import { realClock } from "./clock.ts";
import { realDisk } from "./disk.ts";
import { codeOf, worldError } from "./errors.ts";
import {
  damageIn,
  damageInTable,
  endedCleanly,
  isTable,
  namesIn,
  oddSums,
  printSums,
  summed,
  sumsFile,
} from "./leveldb.ts";
import { each } from "./walk.ts";
import type { Database, DatabaseChange, Databases, KeyRange } from "./world.ts";

/** How many bytes of tables are read to check them while opening: 20 ms, or about 0.2 s; `verify` reads the rest. */
const checkedAtOpen = { clean: 4 * 2 ** 20, else: 64 * 2 ** 20 };
const pageRows = 500;
const pageBytes = 2 ** 20;

export function realDatabases(): Databases {
  return {
    async open(folder, options = {}) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const before = await damageBefore(folder);
      const remarks = await oddSums(folder);
      const clean = await endedCleanly(folder);
      // Without CURRENT LevelDB would begin anew and remove what is there.
      const lost = before.some((line) => line.includes("CURRENT"));
      if (before.length > 0 && (lost || !options.evenDamaged)) throw damaged(folder, before);
      const { ClassicLevel } = await import("classic-level");
      const level = new ClassicLevel<string, string>(folder, { keyEncoding: "utf8", valueEncoding: "utf8" });
      try {
        await level.open();
      } catch (error) {
        const reason = plain(error);
        throw codeOf(reason) === "LEVEL_CORRUPTION"
          ? damaged(folder, [`${folder}: ${(reason as Error).message}`])
          : reason;
      }
      return database(folder, level, [...before, ...(await dropped(folder))], remarks, clean);
    },
    async repair(folder) {
      const { ClassicLevel } = await import("classic-level");
      await guarded(ClassicLevel.repair(folder));
    },
  };
}

/**
 * An owner that is at work changes its files under our eyes, and so do several that take turns: what looks damaged or
 * missing is looked at again, a little later.
 */
async function damageBefore(folder: string): Promise<string[]> {
  for (let looks = 1; ; looks++) {
    const found = await damageIn(folder, checkedAtOpen).catch((error) => {
      if (looks === mostLooks) throw error;
      return [String(error)];
    });
    if (found.length === 0 || looks === mostLooks) return found;
    await realClock().sleep(10 * looks);
  }
}

const mostLooks = 5;

function database(
  folder: string,
  level: ClassicLevel<string, string>,
  damage: readonly string[],
  remarks: readonly string[],
  clean: boolean,
): Database {
  let closing: Promise<void> | undefined;
  const rows = (range: KeyRange) => pages(() => level.iterator({ ...range, highWaterMarkBytes: pageBytes }));
  return {
    damage,
    remarks,
    clean,
    get: (key) => guarded(level.get(key)),
    getMany: (keys) => guarded(level.getMany(keys as string[])),
    getNow(key) {
      try {
        return level.getSync(key);
      } catch (error) {
        throw plain(error);
      }
    },
    batch: (changes, { sync }) => guarded(write(level, changes, sync)),
    // A synced write is not enough: LevelDB does not sync the log it leaves when the write buffer is full. Compacting a
    // range beyond all keys writes the buffers to tables, which are synced.
    flush: () => guarded(level.compactRange("\uffff", "\uffff\uffff")),
    entries: (range) => each(rows(range)),
    pages: rows,
    keys: (range) => pages(() => level.keys({ ...range, highWaterMarkBytes: pageBytes })),
    async verify() {
      const found: string[] = [];
      for (const name of (await namesIn(folder)).filter(isTable))
        found.push(...(await damageAtRest(join(folder, name))));
      return found;
    },
    close: () => (closing ??= closeWithSums(folder, level)),
  };
}

/** One batch, built change by change: a third of the CPU that the same list costs when it is handed over whole. */
async function write(
  level: ClassicLevel<string, string>,
  changes: readonly DatabaseChange[],
  sync: boolean,
): Promise<void> {
  if (changes.length === 0) return;
  const batch = level.batch();
  try {
    for (const change of changes) {
      if (change.type === "put") batch.put(change.key, change.value);
      else batch.del(change.key);
    }
    await batch.write({ sync });
  } finally {
    await batch.close();
  }
}

/** Damage of a table that is not just being written: such a one grows, or is whole or gone a little later. */
async function damageAtRest(path: string): Promise<string[]> {
  for (;;) {
    const before = await stat(path).catch(() => undefined);
    const found = await damageInTable(path);
    if (found.length === 0) return found;
    await realClock().sleep(300);
    const after = await stat(path).catch(() => undefined);
    if (after === undefined) return [];
    if (after.size === before?.size && after.mtimeMs === before.mtimeMs) return damageInTable(path);
  }
}

interface Pages<T> {
  nextv(size: number): Promise<T[]>;
  close(): Promise<void>;
}

/** @param begin takes the snapshot that is walked. */
async function* pages<T>(begin: () => Pages<T>): AsyncGenerator<T[]> {
  const iterator = begin();
  const read = () => guarded(iterator.nextv(pageRows));
  try {
    for (let page = await read(); page.length > 0; ) {
      // While this one is looked at, the next one is read: behind a full page there is mostly more.
      const next = page.length === pageRows ? read() : undefined;
      next?.catch(() => undefined);
      yield page;
      page = await (next ?? read());
    }
  } finally {
    await iterator.close();
  }
}

/**
 * Notes sizes and checksums of what a clean end leaves. The names are taken before the lock is given up: were another
 * process to open the store now, its new files would not be mistaken for ours.
 */
async function closeWithSums(folder: string, level: ClassicLevel<string, string>): Promise<void> {
  const names = await namesIn(folder);
  await level.close();
  try {
    const current = (await readFile(join(folder, "CURRENT"), "utf8")).trimEnd();
    const files: Record<string, { size: number; crc?: number }> = {};
    for (const name of names.filter((name) => isTable(name) || summed(name))) {
      const path = join(folder, name);
      // A compaction that ended just now may have removed a table since the names were taken.
      const facts = await (isTable(name) ? stat(path).catch(() => undefined) : readFile(path));
      if (facts === undefined) continue;
      files[name] = Buffer.isBuffer(facts) ? { size: facts.length, crc: crc32(facts) } : { size: facts.size };
    }
    if (current in files) await realDisk().write(join(folder, sumsFile), printSums({ current, files }));
  } catch {
    // A compaction or a new owner has changed the files, or the disk is full: the next start does without the sums.
  }
}

/** LevelDB tells only its own LOG file, begun anew at each opening, what it could not read. */
async function dropped(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, "LOG"), "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => /dropping|corrupt/i.test(line))
    .map((line) => line.replace(/^\S+ \S+ /, ""))
    .slice(0, 100);
}

function damaged(folder: string, damage: readonly string[]): Error {
  const more = damage.length > 1 ? ` (and ${damage.length - 1} more)` : "";
  const error = worldError("LEVEL_CORRUPTION", `The database ${folder} is damaged: ${damage[0]}${more}`);
  return Object.assign(error, { damage });
}

/** The driver wraps the reason for a failed opening; the reason is what people need. */
function plain(error: unknown): unknown {
  const cause = (error as { cause?: unknown }).cause;
  return (cause as { code?: unknown } | undefined)?.code ? cause : error;
}

async function guarded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw plain(error);
  }
}
