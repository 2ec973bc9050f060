// An index over the message tracking log: for each block of lines its times and a Bloom filter of the words in it, so
// that a search reads only blocks that may hold what is looked for. Made from the log, so it may be lost at any time.
import { crc32 } from "node:zlib";
import type { DiskFile, World } from "../../world/world.ts";
import { splitFields, splitList, trackingColumn } from "./columns.ts";
import { indexPath } from "./logfile.ts";

/** Lines that stand together in a file: bytes from `start` to before `end`; times in milliseconds since 1970. */
export interface Block {
  readonly start: number;
  readonly end: number;
  readonly first: number;
  readonly last: number;
  readonly bits: Uint8Array;
}

/** What a line can be found by. */
export type Word = "event" | "sender" | "recipient" | "messageId" | "internalId" | "networkId" | "reference";

export interface TrackingIndex {
  /** The blocks of a file, oldest first. `growing` says that the file is still written to. */
  blocks(path: string, growing: boolean): Promise<readonly Block[]>;
}

const blockBytes = 64 * 1024;
const longestLine = 8 * 1024 * 1024;
const filterBytes = 2048;
const probes = 5;
const mark = Buffer.from("EXSHIDX1");
const recordBytes = 4 * 8 + filterBytes + 4;

export function createTrackingIndex(world: Pick<World, "disk">): TrackingIndex {
  // Of the file that is written to, what was read so far.
  let growth: { readonly path: string; readonly blocks: readonly Block[] } = { path: "", blocks: [] };

  return {
    async blocks(path, growing) {
      if (growing) {
        const known = growth.path === path ? growth.blocks : [];
        // The last block may have room for more lines.
        const blocks = known.slice(0, -1);
        await scan(world, path, known.at(-1)?.start ?? 0, blocks);
        growth = { path, blocks };
        return blocks;
      }
      const size = (await world.disk.stat(path))?.size ?? 0;
      const kept = await readBlocks(world, path, size);
      if (kept) return kept;
      const blocks: Block[] = [];
      await scan(world, path, 0, blocks);
      // A folder that cannot be written can still be searched.
      await world.disk.write(indexPath(path), encode(blocks, size)).catch(() => undefined);
      return blocks;
    },
  };
}

/** True unless the block surely lacks one of the words. */
export function mayHold(block: Block, words: readonly (readonly [Word, string])[]): boolean {
  return words.every(([kind, text]) => {
    const [one, two] = hashOf(kind, text);
    for (let probe = 0; probe < probes; probe++) {
      const bit = placeOf(one, two, probe);
      if ((block.bits[bit >> 3]! & (1 << (bit & 7))) === 0) return false;
    }
    return true;
  });
}

/** The lines of a block, without their ends. */
export async function readLines(file: DiskFile, { start, end }: Block): Promise<string[]> {
  const bytes = await file.read(start, end - start);
  return bytes
    .toString("utf8")
    .split("\n")
    .map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line))
    .filter((line) => line !== "" && !line.startsWith("#"));
}

/** Reads whole lines from `start` on and adds their blocks. The end of the file may hold a part of a line. */
async function scan(world: Pick<World, "disk">, path: string, start: number, blocks: Block[]): Promise<void> {
  const file = await world.disk.open(path).catch((error) => {
    // Retention may have taken it since the folder was read.
    if ((error as { code?: string }).code === "ENOENT") return undefined;
    throw error;
  });
  try {
    for (let at = start, length = blockBytes; file; ) {
      const page = await file.read(at, length);
      const end = page.lastIndexOf(0x0a) + 1;
      if (end > 0) {
        blocks.push(blockOf(page.subarray(0, end), at));
        at += end;
        length = blockBytes;
      } else if (page.length < length) return;
      // A line longer than a block makes a longer block; one that no log of ours holds is passed over.
      else if (length < longestLine) length *= 2;
      else at += length;
    }
  } finally {
    await file?.close();
  }
}

function blockOf(bytes: Buffer, start: number): Block {
  const bits = new Uint8Array(filterBytes);
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  const add = (kind: Word, text: string) => {
    if (text === "") return;
    const [one, two] = hashOf(kind, text);
    for (let probe = 0; probe < probes; probe++) {
      const bit = placeOf(one, two, probe);
      bits[bit >> 3]! |= 1 << (bit & 7);
    }
  };
  for (const line of bytes.toString("utf8").split("\r\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const values = splitFields(line);
    const value = (name: keyof typeof trackingColumn) => values[trackingColumn[name]] ?? "";
    const time = Date.parse(value("date-time"));
    if (Number.isNaN(time)) continue;
    first = Math.min(first, time);
    last = Math.max(last, time);
    add("event", value("event-id"));
    add("sender", value("sender-address"));
    add("messageId", value("message-id"));
    add("internalId", value("internal-message-id"));
    add("networkId", value("network-message-id"));
    for (const one of splitList(value("reference"))) add("reference", one);
    for (const one of splitList(value("recipient-address"))) add("recipient", one);
  }
  return { start, end: start + bytes.length, first, last, bits };
}

/** FNV-1a over the folded word, with two beginnings. */
function hashOf(kind: Word, text: string): readonly [number, number] {
  const word = `${kind}:${text.toLowerCase()}`;
  let one = 0x811c9dc5;
  let two = 0x9747b28c;
  for (let at = 0; at < word.length; at++) {
    const code = word.charCodeAt(at);
    one = Math.imul(one ^ code, 0x01000193);
    two = Math.imul(two ^ code, 0x85ebca6b);
  }
  return [one >>> 0, (two | 1) >>> 0];
}

const placeOf = (one: number, two: number, probe: number) => (one + probe * two) % (filterBytes * 8);

function encode(blocks: readonly Block[], size: number): Buffer {
  const all = Buffer.alloc(mark.length + 8 + blocks.length * recordBytes);
  mark.copy(all);
  let at = all.writeDoubleLE(size, mark.length);
  for (const { start, end, first, last, bits } of blocks) {
    const begin = at;
    for (const number of [start, end, first, last]) at = all.writeDoubleLE(number, at);
    all.set(bits, at);
    at += filterBytes;
    at = all.writeUInt32LE(crc32(all.subarray(begin, at)), at);
  }
  return all;
}

/** What was kept of a file of this size; undefined where nothing whole fits it. */
async function readBlocks(world: Pick<World, "disk">, path: string, size: number): Promise<Block[] | undefined> {
  let all: Buffer;
  try {
    all = await world.disk.read(indexPath(path));
  } catch {
    return undefined;
  }
  const begin = mark.length + 8;
  if (all.length < begin || !all.subarray(0, mark.length).equals(mark)) return undefined;
  if (all.readDoubleLE(mark.length) !== size || (all.length - begin) % recordBytes !== 0) return undefined;
  const blocks: Block[] = [];
  for (let at = begin; at < all.length; at += recordBytes) {
    const sum = at + recordBytes - 4;
    if (crc32(all.subarray(at, sum)) !== all.readUInt32LE(sum)) return undefined;
    const [start, end, first, last] = [0, 8, 16, 24].map((offset) => all.readDoubleLE(at + offset)) as [
      number,
      number,
      number,
      number,
    ];
    blocks.push({ start, end, first, last, bits: all.subarray(at + 32, sum) });
  }
  return blocks;
}
