// Reads bodies by their id, wherever in the log they lie by now.
import { crc32 } from "node:zlib";
import { codeOf } from "../world/errors.ts";
import type { Database } from "../world/world.ts";
import { bodyDamaged, bodyNotFound } from "./errors.ts";
import type { LogFiles } from "./files.ts";
import { contentKey, type Place } from "./rows.ts";

export async function readBody(files: LogFiles, index: () => Database, id: string): Promise<Buffer> {
  return located(index, id, async ([number, offset, length, crc]) => {
    const data = await files.read(number, offset, length);
    if (data.length < length || crc32(data) !== crc) throw bodyDamaged(id, files.path(number), offset);
    return data;
  });
}

/** The last piece is held back until the checksum of all is known to be right. */
export async function* readPieces(
  files: LogFiles,
  index: () => Database,
  id: string,
  pieceSize: number,
): AsyncGenerator<Buffer> {
  let at = 0;
  let sum = 0;
  for (;;) {
    const step = await located(index, id, async ([number, offset, length, crc]) => {
      const piece = await files.using(number, (file) => file.read(offset + at, Math.min(pieceSize, length - at)));
      sum = crc32(piece, sum);
      const last = at + piece.length >= length;
      if (last ? sum !== crc : piece.length === 0) throw bodyDamaged(id, files.path(number), offset);
      return { piece, last };
    });
    at += step.piece.length;
    if (step.piece.length > 0) yield step.piece;
    if (step.last) return;
  }
}

/** A read of the moment: a row of the index is in memory or near it, and to wait for a thread costs ten times as much. */
export function bodyPlace(index: Database, id: string): Place | undefined {
  const text = index.getNow(contentKey(id));
  return text === undefined ? undefined : (JSON.parse(text) as Place);
}

/** A body may move, and its old file go, between looking it up and reading it: then it is looked up once more. */
async function located<T>(index: () => Database, id: string, read: (place: Place) => Promise<T>): Promise<T> {
  for (let last: number | undefined; ; ) {
    const place = bodyPlace(index(), id);
    if (place === undefined) throw bodyNotFound(id);
    try {
      return await read(place);
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw error;
      if (place[0] === last) throw bodyNotFound(id);
      last = place[0];
    }
  }
}
