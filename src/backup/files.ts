// Files of a backup, written and read in pieces so that the event loop never waits, each with its SHA-256.
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import type { Disk, World } from "../world/world.ts";
import type { CopiedFile } from "./manifest.ts";

/** Hashing a piece takes about half a millisecond. */
export const pieceSize = 256 * 1024;
/** Written bytes after which a file is synced: one sync of all would hold those of the mail up for seconds. */
const syncAfter = 16 * 2 ** 20;

/** What goes on while files are written and read. */
export interface Work {
  readonly signal: AbortSignal;
  /** Told of each piece that was written or read. */
  moved(bytes: number): void;
}

/** Writes a file below `folder`, with the folders above it; durable on return, but for its name. */
export async function writeFile(
  folder: string,
  name: string,
  pieces: AsyncIterable<Buffer>,
  disk: Disk,
  work: Work,
): Promise<CopiedFile> {
  const path = join(folder, name);
  await disk.makeFolder(dirname(path), 0o700);
  const file = await disk.open(path, { create: true });
  const hash = createHash("sha256");
  let size = 0;
  try {
    let unsynced = 0;
    for await (const piece of pieces) {
      work.signal.throwIfAborted();
      hash.update(piece);
      await file.append([piece]);
      size += piece.length;
      unsynced += piece.length;
      if (unsynced >= syncAfter) {
        await file.sync();
        unsynced = 0;
      }
      work.moved(piece.length);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { name, size, sha256: hash.digest("hex") };
}

/** The bytes of a file in pieces. */
export async function* readPieces(path: string, disk: Disk): AsyncGenerator<Buffer> {
  const file = await disk.open(path, { readOnly: true });
  try {
    for (let at = 0; ; ) {
      const piece = await file.read(at, pieceSize);
      if (piece.length === 0) return;
      at += piece.length;
      yield piece;
    }
  } finally {
    await file.close();
  }
}

/** Reads a file back. */
export async function hashFile(folder: string, name: string, disk: Disk, work: Work): Promise<CopiedFile> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const piece of readPieces(join(folder, name), disk)) {
    work.signal.throwIfAborted();
    hash.update(piece);
    size += piece.length;
    work.moved(piece.length);
  }
  return { name, size, sha256: hash.digest("hex") };
}

/** Makes the names in a folder durable, and those in the folders it was made of. */
export async function syncFolders(folder: string, names: readonly string[], disk: Disk): Promise<void> {
  const folders = new Set<string>([folder]);
  for (const name of names) for (let at = dirname(name); at !== "."; at = dirname(at)) folders.add(join(folder, at));
  for (const one of folders) await disk.syncFolder(one);
}

/** Bytes of all files in a folder and those below it; 0 where there is none. */
export async function sizeOf(folder: string, { disk }: Pick<World, "disk">): Promise<number> {
  let sum = 0;
  for (const name of await disk.list(folder)) {
    const facts = await disk.stat(join(folder, name));
    if (facts) sum += facts.isFolder ? await sizeOf(join(folder, name), { disk }) : facts.size;
  }
  return sum;
}
