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
  const file = await world.disk.open(path, { readOnly: true }).catch((error) => {
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
  for (let at = 0; at < bytes.length; ) {
    const feed = bytes.indexOf(0x0a, at);
    const next = feed < 0 ? bytes.length : feed;
    const end = bytes[next - 1] === 0x0d ? next - 1 : next;
    const moment = bytes.toString("latin1", at, Math.min(Math.max(bytes.indexOf(comma, at), at), end));
    const time = bytes[at] === hash ? Number.NaN : Date.parse(moment);
    if (!Number.isNaN(time)) {
      first = Math.min(first, time);
      last = Math.max(last, time);
      if (!addPlain(bits, bytes, at, end)) addLine(bits, bytes.toString("utf8", at, end));
    }
    at = next + 1;
  }
  return { start, end: start + bytes.length, first, last, bits };
}

const hash = 0x23;
const comma = 0x2c;
const quote = 0x22;
const semicolon = 0x3b;
const backslash = 0x5c;

/** Which word stands in a column, and whether several may. */
const words: readonly (readonly [Word, list: boolean] | undefined)[] = (() => {
  const found: [Word, boolean][] = [];
  found[trackingColumn["event-id"]] = ["event", false];
  found[trackingColumn["sender-address"]] = ["sender", false];
  found[trackingColumn["message-id"]] = ["messageId", false];
  found[trackingColumn["internal-message-id"]] = ["internalId", false];
  found[trackingColumn["network-message-id"]] = ["networkId", false];
  found[trackingColumn["reference"]] = ["reference", true];
  found[trackingColumn["recipient-address"]] = ["recipient", true];
  return found;
})();

/** Adds the words of a line of ASCII without taking it apart: that is most of what an index costs. False for any other. */
function addPlain(bits: Uint8Array, bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  for (let column = 0; column < words.length; column++) {
    const word = words[column];
    const seeds = word && seedsOf[word[0]];
    let [one, two] = seeds ?? noSeeds;
    let any = false;
    const quoted = bytes[at] === quote;
    if (quoted) at++;
    for (; at < end; at++) {
      let code = bytes[at]!;
      if (code >= 0x80) return false;
      if (quoted && code === quote) {
        if (bytes[++at] !== quote) break;
      } else if (!quoted && code === comma) break;
      if (!word) continue;
      if (word[1] && code === semicolon) {
        if (any) markWord(bits, one, two);
        [one, two] = seeds!;
        any = false;
        continue;
      }
      if (word[1] && code === backslash) {
        code = bytes[++at]!;
        if (code !== semicolon && code !== backslash) return false;
      }
      if (code >= 0x41 && code <= 0x5a) code += 0x20;
      one = Math.imul(one ^ code, prime1);
      two = Math.imul(two ^ code, prime2);
      any = true;
    }
    if (word && any) markWord(bits, one, two);
    if (at >= end) return true;
    at++;
  }
  return true;
}

function addLine(bits: Uint8Array, line: string): void {
  const values = splitFields(line);
  for (const [column, word] of words.entries()) {
    if (!word) continue;
    const value = values[column] ?? "";
    for (const text of word[1] ? splitList(value) : [value]) if (text !== "") markWord(bits, ...hashOf(word[0], text));
  }
}

function markWord(bits: Uint8Array, one: number, two: number): void {
  for (let probe = 0; probe < probes; probe++) {
    const bit = placeOf(one >>> 0, (two | 1) >>> 0, probe);
    bits[bit >> 3]! |= 1 << (bit & 7);
  }
}

const prime1 = 0x01000193;
const prime2 = 0x85ebca6b;

/** FNV-1a over the folded word, with two beginnings; from `seeds` on. */
function hashed(text: string, [one, two]: readonly [number, number]): readonly [number, number] {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, prime1);
    two = Math.imul(two ^ code, prime2);
  }
  return [one, two];
}

const noSeeds = [0, 0] as const;
const kinds: readonly Word[] = ["event", "sender", "recipient", "messageId", "internalId", "networkId", "reference"];
/** The hash of the name of each kind: a word is hashed behind it. */
const seedsOf = Object.fromEntries(kinds.map((kind) => [kind, hashed(`${kind}:`, [0x811c9dc5, 0x9747b28c])])) as Record<
  Word,
  readonly [number, number]
>;

function hashOf(kind: Word, text: string): readonly [number, number] {
  const [one, two] = hashed(text.toLowerCase(), seedsOf[kind]);
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
