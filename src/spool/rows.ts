// The index: what the log says, by key. All of it can be made anew from the log.
import type { Json } from "../values/type.ts";
import type { Database, DatabaseChange } from "../world/world.ts";
import type { IndexChange } from "./lately.ts";
import type { RecordText } from "./record.ts";

/** Where a body lies: file number, first byte, length, CRC. */
export type Place = readonly [file: number, offset: number, length: number, crc: number];

/** Up to which record, and where in the log, the index is durable: replay begins there. */
export type Durable = readonly [sequence: number, file: number, offset: number];

export const contentKey = (id: string): string => `content/${id}`;
export const appliedKey = "spool/applied";
export const durableKey = "spool/durable";

/** Whether a key is the spool's own. */
export const isReserved = (key: string): boolean => key.startsWith("content/") || key.startsWith("spool/");

export const put = (key: string, value: Json): DatabaseChange => ({ type: "put", key, value: JSON.stringify(value) });

/** @returns the changes that a record makes to the index, without its sequence. */
export function changesOf(text: RecordText, file: number, bodiesAt: number): DatabaseChange[] {
  const changes: DatabaseChange[] = [];
  for (const [key, value] of text.p ?? []) changes.push(put(key, value));
  for (const key of text.d ?? []) changes.push({ type: "del", key });
  for (const id of text.c ?? []) changes.push({ type: "del", key: contentKey(id) });
  changes.push(...placesOf(text.b ?? [], file, bodiesAt));
  return changes;
}

export function placesOf(
  bodies: NonNullable<RecordText["b"]>,
  file: number,
  bodiesAt: number,
  fresh = false,
): IndexChange[] {
  let offset = bodiesAt;
  return bodies.map(([id, length, crc]) => {
    const place: Place = [file, offset, length, crc];
    offset += length;
    return { ...put(contentKey(id), place), fresh };
  });
}

export async function readJson<T>(index: Database, key: string): Promise<T | undefined> {
  const text = await index.get(key);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

/** The key that holds body `id` for `holder`; the value is the holder's own. */
export const refKey = (id: string, holder: string): string => `ref/${id}/${holder}`;

/** The range of all keys that begin with `prefix`. */
export function startingWith(prefix: string): { gte: string; lt: string } {
  const last = prefix.length - 1;
  return { gte: prefix, lt: prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1) };
}
