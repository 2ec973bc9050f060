// Gives back the room of what is dead in the log: what still lives in a file that is mostly dead is carried over to the
// end of the log, so that the file can go. Rows are carried like bodies, so that the log alone always makes the index.
import type { Json } from "../values/type.ts";
import type { Database } from "../world/world.ts";
import type { LogFiles, Sealed } from "./files.ts";
import { type Prepared, prepared } from "./prepare.ts";
import { contentKey, type Place, startingWith } from "./rows.ts";
import { type Found, records } from "./scan.ts";
import type { Body } from "./spool.ts";
import { damageText } from "./verify.ts";

/** A step holds commits up for some milliseconds, so it is small. */
const stepBytes = 2 * 2 ** 20;
const stepRecords = 200;
/** Lookups under way at a time. */
const atOnce = 32;

export interface CollectorParts {
  readonly files: LogFiles;
  readonly fileSize: number;
  index(): Database;
  exclusively(make: () => Promise<Prepared | undefined>): Promise<void>;
  /** Told of what cannot be carried over; its file stays. */
  damaged(line: string): void;
}

/** What of a run of records is alive. */
interface Living {
  readonly puts: [string, Json][];
  readonly deletes: string[];
  readonly bodies: { readonly id: string; readonly place: Place }[];
  /** Ids of bodies that nobody holds. */
  readonly dead: string[];
  readonly bytes: number;
}

/**
 * Carries a file over when that is worth it; on return it is in `files.dead` or stays as it is.
 * @returns its share of life, 0 when it was carried over.
 */
export async function collectFile(parts: CollectorParts, file: Sealed): Promise<number> {
  const size = Math.max(file.end - file.start, 1);
  let alive = 0;
  const worth = await inRuns(parts, file, async (run) => {
    alive += (await living(parts, file, run)).bytes;
    return alive <= size / 2 || isCrumb(parts, file);
  });
  if (!worth) return Math.max(alive / size, 0.5);
  const carried = await inRuns(parts, file, async (run) => {
    const unread = await carry(parts, file, run);
    if (unread !== undefined)
      parts.damaged(`The message body '${unread}' in ${parts.files.path(file.number)} is damaged.`);
    return unread === undefined;
  });
  if (!carried) return 1;
  parts.files.dead.add(file.number);
  return 0;
}

/** @returns the id of a body that cannot be read whole; then nothing of the run was carried. */
async function carry(parts: CollectorParts, file: Sealed, run: readonly Found[]): Promise<string | undefined> {
  let unread: string | undefined;
  await parts.exclusively(async () => {
    const found = await living(parts, file, run);
    const bodies: Body[] = [];
    for (const { id, place } of found.bodies)
      bodies.push({ id, data: await parts.files.using(file.number, (handle) => handle.read(place[1], place[2])) });
    const change = prepared(found.puts, found.deletes, bodies, found.dead);
    unread = change.bodies.find(([, , crc], index) => crc !== found.bodies[index]!.place[3])?.[0];
    const empty = found.puts.length + found.deletes.length + bodies.length + found.dead.length === 0;
    return unread !== undefined || empty ? undefined : change;
  });
  return unread;
}

/** Each restart may leave a small file; many of them are worth a copy even if all in them lives. */
export const isCrumb = ({ files, fileSize }: Pick<CollectorParts, "files" | "fileSize">, file: Sealed): boolean =>
  files.sealed.size > 64 && file.end < fileSize / 4;

/**
 * Hands on the records of a file in runs small enough for one step, while `work` says to go on. @returns the last word;
 * false for a damaged file, which stays: what it says where it cannot be read, nobody can carry over.
 */
async function inRuns(
  { files, damaged }: CollectorParts,
  file: Sealed,
  work: (run: readonly Found[]) => Promise<boolean>,
): Promise<boolean> {
  return files.using(file.number, async (handle) => {
    let run: Found[] = [];
    let bytes = 0;
    for await (const { record, gap } of records(handle, file.mark, file.start, file.end, false)) {
      if (gap) {
        damaged(damageText(files, file.number, gap));
        return false;
      }
      run.push(record);
      bytes += record.end - record.at;
      if (run.length < stepRecords && bytes < stepBytes) continue;
      if (!(await work(run))) return false;
      run = [];
      bytes = 0;
    }
    return run.length === 0 || work(run);
  });
}

/** What of these records the index still says, and so must be carried. */
async function living(parts: CollectorParts, file: Sealed, run: readonly Found[]): Promise<Living> {
  const index = parts.index();
  const puts: [string, Json][] = [];
  const deletes: string[] = [];
  const bodies: Living["bodies"] = [];
  const dead: string[] = [];
  let bytes = 0;
  const rows = new Map<string, Json>();
  for (const { text } of run) for (const [key, value] of text.p ?? []) rows.set(key, value);
  const keys = [...rows.keys()];
  for (const [at, now] of (await index.getMany(keys)).entries()) {
    const value = rows.get(keys[at]!)!;
    const text = JSON.stringify(value);
    if (now !== text) continue;
    puts.push([keys[at]!, value]);
    bytes += text.length + keys[at]!.length;
  }
  const alive = new Set(puts.map(([key]) => key));
  const here = await bodiesIn(index, file, run);
  for (let at = 0; at < here.length; at += atOnce) {
    const some = here.slice(at, at + atOnce);
    const held = await Promise.all(some.map(({ id, refs }) => refs.some((key) => alive.has(key)) || isHeld(index, id)));
    for (const [which, { id, place }] of some.entries()) {
      if (!held[which]) dead.push(id);
      else bodies.push({ id, place });
      if (held[which]) bytes += place[2];
    }
  }
  // That a key is gone must be known as long as an older file may still say that it is there.
  if ([...parts.files.sealed.keys()].some((number) => number < file.number && !parts.files.dead.has(number))) {
    const gone = [...new Set(run.flatMap(({ text }) => text.d ?? []))];
    for (const [at, now] of (await index.getMany(gone)).entries()) if (now === undefined) deletes.push(gone[at]!);
    bytes += deletes.reduce((sum, key) => sum + key.length, 0);
  }
  return { puts, deletes, bodies, dead, bytes };
}

/** The bodies of these records that the index still finds here, with the references that were put along with them. */
async function bodiesIn(index: Database, file: Sealed, run: readonly Found[]) {
  const all = run.flatMap(({ text, bodiesAt }) => {
    let offset = bodiesAt;
    return (text.b ?? []).map(([id, length]) => {
      const at = offset;
      offset += length;
      const refs = (text.p ?? []).map(([key]) => key).filter((key) => key.startsWith(`ref/${id}/`));
      return { id, at, refs };
    });
  });
  const texts = await index.getMany(all.map(({ id }) => contentKey(id)));
  return all.flatMap(({ id, at, refs }, which) => {
    const place = texts[which] === undefined ? undefined : (JSON.parse(texts[which]) as Place);
    return place && place[0] === file.number && place[1] === at ? [{ id, place, refs }] : [];
  });
}

async function isHeld(index: Database, id: string): Promise<boolean> {
  for await (const _ of index.entries({ ...startingWith(`ref/${id}/`), limit: 1 })) return true;
  return false;
}
