// Start-up: finds out which log files count and how far, and applies to the index what it does not hold durably.
import type { Database, DatabaseChange, DiskFile } from "../world/world.ts";
import type { LogFiles, Sealed } from "./files.ts";
import { appliedKey, changesOf, type Durable, put } from "./rows.ts";
import { type Found, type Gap, records } from "./scan.ts";

/** What start-up found; it grows while it looks. */
export interface Findings {
  recovered: number;
  torn: number;
  rebuilt: boolean;
  readonly damage: string[];
}

/** Index changes go in batches of about so many bytes. */
const batchBytes = 2 ** 20;
const zerosAtOnce = 2 ** 16;

/**
 * Reads the heads and sees that all files are there that the newest head lists. Fills `files.sealed`; the newest file
 * is among them, with the length it has now.
 * @returns the newest number, or 0 when there is no file.
 */
export async function takeStock(files: LogFiles, found: Findings): Promise<number> {
  const numbers = await files.numbers();
  for (let newest = numbers.pop(); newest !== undefined; newest = numbers.pop()) {
    const parsed = await files.head(newest);
    const length = await files.using(newest, (file) => file.size());
    if (parsed === undefined) {
      // No record follows a head before that is durable: a file that could hold a head alone was broken off by a crash.
      if (length <= 1024 + 64 * numbers.length) await files.discard(newest);
      else await unreadable(files, newest, found);
      continue;
    }
    files.schema = parsed.head.schema ?? 1;
    await listed(files, parsed.head.files, numbers, found);
    // What no head lists has been carried over, and its removal was broken off.
    for (const number of numbers) if (!(number in parsed.head.files)) await files.discard(number);
    files.sealed.set(newest, seal(newest, parsed.head, parsed.end, length));
    return newest;
  }
  return 0;
}

async function unreadable(files: LogFiles, number: number, found: Findings): Promise<void> {
  const path = files.path(number);
  await files.setAside(number);
  found.damage.push(`The head of ${path} is damaged, so its records cannot be read; it is now ${path}.damaged.`);
}

async function listed(
  files: LogFiles,
  list: Readonly<Record<string, number>>,
  there: readonly number[],
  found: Findings,
): Promise<void> {
  for (const [name, length] of Object.entries(list)) {
    const number = Number(name);
    if (!there.includes(number)) {
      found.damage.push(`${files.path(number)} is missing, and the messages in it with it.`);
      continue;
    }
    const parsed = await files.head(number);
    if (parsed === undefined) {
      await unreadable(files, number, found);
      continue;
    }
    const size = await files.using(number, (file) => file.size());
    if (size < length) found.damage.push(`${files.path(number)} has ${size} bytes, and had ${length}.`);
    files.sealed.set(number, seal(number, parsed.head, parsed.end, Math.min(size, length)));
  }
}

const seal = (number: number, head: { first: number; mark: string }, start: number, end: number): Sealed => ({
  number,
  mark: Buffer.from(head.mark, "hex"),
  start,
  end,
  first: head.first,
});

/**
 * Applies all records from `from` on to the index.
 * @param seen told of each, with the number of its file.
 * @returns the sequence of the last whole record and the length up to which the newest file counts.
 */
export async function replay(
  files: LogFiles,
  list: readonly Sealed[],
  index: Database,
  from: Durable,
  found: Findings,
  seen: (record: Found, file: number) => void = () => undefined,
): Promise<{ sequence: number; end: number }> {
  let sequence = from[0];
  const sorted = [...list].sort((a, b) => a.number - b.number);
  const newest = sorted.at(-1)?.number;
  let end = sorted.at(-1)?.end ?? 0;
  const batch = batched(index);
  for (const file of sorted) {
    if (file.number < from[1]) continue;
    const start = file.number === from[1] ? from[2] : file.start;
    if (start > file.end) {
      found.damage.push(`${files.path(file.number)} has ${file.end} bytes, and had at least ${start}.`);
      continue;
    }
    const last = file.number === newest;
    const tail = { at: file.end, torn: 0 };
    await files.using(file.number, async (handle) => {
      // Only at the end of the newest file can a body be half written: elsewhere bodies are read when they are asked for.
      for await (const { record, gap } of records(handle, file.mark, start, file.end, last)) {
        if (record) {
          // A file may lawfully begin beyond the sequence of the one before; within one they have no holes.
          sequence = record.sequence;
          found.recovered++;
          seen(record, file.number);
          await batch.add(
            [...changesOf(record.text, file.number, record.bodiesAt), put(appliedKey, [sequence])],
            record.end - record.at,
          );
        } else if (last && (await broken(handle, file, gap, sequence))) {
          tail.at = gap.at;
          tail.torn = gap.next ? file.end - gap.at : await written(handle, gap);
          return;
        } else {
          found.damage.push(lost(files.path(file.number), gap, sequence));
        }
      }
    });
    found.torn += tail.torn;
    if (last) end = tail.at;
  }
  await batch.end();
  return { sequence, end };

  /**
   * Whether a gap is the end of the log as a crash may leave it: behind it are at most records of the same sync, of
   * which nobody was told. A record of a later sync proves that the missing one had been durable.
   */
  async function broken(
    handle: Parameters<Parameters<LogFiles["using"]>[1]>[0],
    file: Sealed,
    gap: Gap,
    known: number,
  ) {
    if (gap.next === undefined) return true;
    for await (const { record } of records(handle, file.mark, gap.next.at, file.end, true))
      if (record && record.first > known + 1) return false;
    return true;
  }
}

/** How many bytes of a gap were written: behind them stand the zeros that the log was given ahead. */
async function written(handle: DiskFile, { at, end }: Gap): Promise<number> {
  for (let to = end; to > at; ) {
    const from = Math.max(to - zerosAtOnce, at);
    const data = await handle.read(from, to - from);
    for (let last = data.length; last > 0; last--) if (data[last - 1] !== 0) return from + last - at;
    to = from;
  }
  return 0;
}

const lost = (path: string, gap: Gap, known: number): string => {
  const count = gap.next ? gap.next.sequence - known - 1 : 0;
  const what = gap.next ? `${count} ${count === 1 ? "record" : "records"} from number ${known + 1} on` : "the records";
  return `${path} is damaged from byte ${gap.at} to ${gap.end}: ${what} cannot be read.`;
};

function batched(index: Database): {
  add(changes: DatabaseChange[], bytes: number): Promise<void>;
  end(): Promise<void>;
} {
  let held: DatabaseChange[] = [];
  let size = 0;
  const end = async () => {
    if (held.length > 0) await index.batch(held, { sync: false });
    held = [];
    size = 0;
  };
  return {
    async add(changes, bytes) {
      held.push(...changes);
      size += Math.min(bytes, 4096);
      if (size >= batchBytes) await end();
    },
    end,
  };
}
