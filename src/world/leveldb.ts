// Reads LevelDB's files before LevelDB does and tells what is damaged in them, because LevelDB itself drops damaged log
// records silently, does not check blocks it reads, and makes a new empty database where CURRENT is gone.
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { crc32c, masked } from "./crc32c.ts";
import { codeOf } from "./errors.ts";
import { liveTables, neededLog } from "./manifest.ts";
import { unsnap } from "./snappy.ts";

/** The size of a block of a log or MANIFEST file, and of the head of a record in it (leveldb doc/log_format.md). */
const blockSize = 32_768;
const headSize = 7;
/** The last bytes of a table and what they end with (leveldb doc/table_format.md). */
const footerSize = 48;
const tableMagic = Buffer.from("57fb808b247547db", "hex");
/** Our own file beside LevelDB's: sizes and checksums of what a clean end left. */
export const sumsFile = "SUMS";

/**
 * Checks a database that is not open.
 * @param tableBytes how many bytes of tables may be read, after a clean end and otherwise; the newest come first.
 * @returns one line for each damaged place; empty for a whole one, or where there is none.
 */
export async function damageIn(folder: string, tableBytes: { clean: number; else: number }): Promise<string[]> {
  const names = await namesIn(folder);
  const logs = names.filter((name) => name.endsWith(".log"));
  const tables = names.filter(isTable);
  const manifests = names.filter((name) => name.startsWith("MANIFEST-"));
  if (!names.includes("CURRENT"))
    return logs.length + tables.length === 0 ? [] : [`${join(folder, "CURRENT")} is missing.`];
  const current = (await readFile(join(folder, "CURRENT"), "utf8")).replace(/\n$/, "");
  if (!manifests.includes(current)) return [`${join(folder, "CURRENT")} does not name a MANIFEST file that exists.`];
  const found = await damageSince(folder, current);
  for (const name of [current, ...logs]) {
    const path = join(folder, name);
    found.push(...damageInLog(path, await readFile(path)));
  }
  // A process that was killed leaves tables that were not finished; LevelDB removes what its MANIFEST does not list.
  const manifest = await readFile(join(folder, current));
  const live = liveTables(manifest);
  const log = neededLog(manifest);
  if (log !== undefined && log > 0 && !logs.some((name) => Number.parseInt(name, 10) === log))
    found.push(`${join(folder, current)} lacks its end, or the log ${log} that it names is missing.`);
  let left = (await endedCleanly(folder)) ? tableBytes.clean : tableBytes.else;
  for (const name of tables.reverse()) {
    if (live !== undefined && !live.has(Number.parseInt(name, 10))) continue;
    const { size } = await stat(join(folder, name));
    left -= size;
    if (left < 0) break;
    found.push(...(await damageInTable(join(folder, name))));
  }
  return found;
}

export const isTable = (name: string): boolean => /^\d+\.(?:ldb|sst)$/.test(name);

/** @returns LevelDB's files that the sums cover: all but tables (whose blocks have checksums), locks and notes. */
export const summed = (name: string): boolean =>
  name === "CURRENT" || name.startsWith("MANIFEST-") || name.endsWith(".log");

export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}

/** What a clean end noted: for each file its size and, but for tables, its checksum. */
interface Sums {
  readonly current: string;
  readonly files: Readonly<Record<string, { size: number; crc?: number }>>;
}

/** @returns the text of a SUMS file: the JSON of the sums, led by its own checksum. */
export function printSums(sums: Sums): string {
  const text = JSON.stringify(sums);
  return `${crc32(text).toString(16)} ${text}\n`;
}

function parseSums(text: string): Sums | undefined {
  const space = text.indexOf(" ");
  const json = text.slice(space + 1).trimEnd();
  if (space < 1 || crc32(json).toString(16) !== text.slice(0, space)) return undefined;
  return JSON.parse(json) as Sums;
}

/** A line when the sums of the last clean end cannot be read: the data may be whole, but was not held against them. */
export async function oddSums(folder: string): Promise<string[]> {
  const path = join(folder, sumsFile);
  const text = await readFile(path, "utf8").catch(() => "");
  return text === "" || parseSums(text) !== undefined
    ? []
    : [`${path} is damaged, so what is there could not be compared with what the last clean end left.`];
}

/** Whether the last end was clean: nobody has opened the database since it noted its sums. True where there is none yet. */
export async function endedCleanly(folder: string): Promise<boolean> {
  const current = await readFile(join(folder, "CURRENT"), "utf8").catch(() => undefined);
  if (current === undefined) return true;
  const sums = parseSums(await readFile(join(folder, sumsFile), "utf8").catch(() => ""));
  return sums?.current === current.trimEnd();
}

/** Compares with the sums of the last clean end; they count only while CURRENT still names the MANIFEST of that time. */
async function damageSince(folder: string, current: string): Promise<string[]> {
  const text = await readFile(join(folder, sumsFile), "utf8").catch(() => "");
  const sums = parseSums(text);
  if (sums === undefined || sums.current !== current) return [];
  const found: string[] = [];
  for (const [name, was] of Object.entries(sums.files)) {
    const path = join(folder, name);
    const facts = await stat(path).catch(() => undefined);
    if (facts === undefined) found.push(`${path} is missing.`);
    else if (facts.size !== was.size) found.push(`${path} has ${facts.size} bytes, and had ${was.size}.`);
    else if (was.crc !== undefined && crc32(await readFile(path)) !== was.crc)
      found.push(`${path} has changed since it was closed.`);
  }
  return found;
}

/**
 * Checks a file of records. A record that the end of the file cuts is what a crash leaves of a write that nobody was
 * told of, and no damage.
 */
export function damageInLog(path: string, data: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at < data.length; ) {
    const left = blockSize - (at % blockSize);
    if (left < headSize) {
      at += left;
      continue;
    }
    if (at + headSize > data.length) break;
    const length = data.readUInt16LE(at + 4);
    const end = at + headSize + length;
    if (data[at + 6] === 0 && length === 0) {
      if (isZero(data, at)) break;
      found.push(`${path}: no record at byte ${at}, and more after it.`);
      at += left;
    } else if (headSize + length > left) {
      found.push(`${path}: the length of the record at byte ${at} is wrong.`);
      at += left;
    } else if (end > data.length) {
      break;
    } else {
      if (masked(crc32c(data, at + 6, end)) !== data.readUInt32LE(at))
        found.push(`${path}: the record at byte ${at} has a wrong checksum.`);
      at = end;
    }
    if (found.length >= 10) break;
  }
  return found;
}

function isZero(data: Buffer, from: number): boolean {
  for (let at = from; at < data.length; at++) if (data[at] !== 0) return false;
  return true;
}

/** Checks each block of a table; a table that LevelDB has removed meanwhile has no damage. */
export async function damageInTable(path: string): Promise<string[]> {
  let data: Buffer;
  try {
    data = await readFile(path);
  } catch (error) {
    return codeOf(error) === "ENOENT" ? [] : [`${path} cannot be read: ${codeOf(error)}.`];
  }
  try {
    checkTable(data);
    return [];
  } catch (error) {
    return [`${path}: ${(error as Error).message}`];
  }
}

/** The walk of a table: footer, index and meta index, and all blocks that those name. Throws at the first fault. */
function checkTable(data: Buffer): void {
  const footer = data.length - footerSize;
  if (footer < 0 || !data.subarray(data.length - 8).equals(tableMagic))
    throw new Error("the end of the table is wrong.");
  const [meta, next] = handleAt(data, footer);
  const [index, padding] = handleAt(data, next);
  if (!isZero(data.subarray(0, data.length - 8), padding)) throw new Error("the end of the table is wrong.");
  for (const directory of [meta, index])
    for (const handle of handlesIn(blockAt(data, directory, footer))) checkBlock(data, handle, footer);
}

interface Handle {
  readonly offset: number;
  readonly size: number;
}

function handleAt(data: Buffer, at: number): [Handle, number] {
  const [offset, afterOffset] = varint(data, at);
  const [size, end] = varint(data, afterOffset);
  return [{ offset, size }, end];
}

function varint(data: Buffer, at: number): [number, number] {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = data[at + index];
    if (byte === undefined) break;
    value += (byte & 127) * 2 ** (7 * index);
    if (byte < 128) return [value, at + index + 1];
  }
  throw new Error(`there is no number at byte ${at}.`);
}

function checkBlock(data: Buffer, { offset, size }: Handle, footer: number): void {
  const end = offset + size;
  if (end + 5 > footer) throw new Error(`the block at byte ${offset} reaches over the end of the table.`);
  if (masked(crc32c(data, offset, end + 1)) !== data.readUInt32LE(end + 1))
    throw new Error(`the block at byte ${offset} has a wrong checksum.`);
}

function blockAt(data: Buffer, handle: Handle, footer: number): Buffer {
  checkBlock(data, handle, footer);
  const raw = data.subarray(handle.offset, handle.offset + handle.size);
  return data[handle.offset + handle.size] === 1 ? unsnap(raw) : raw;
}

/** @returns the values of a directory block: entries of shared length, own length, value length, own key, value. */
function handlesIn(block: Buffer): Handle[] {
  const handles: Handle[] = [];
  const end = block.length - 4 - 4 * block.readUInt32LE(block.length - 4);
  for (let at = 0; at < end; ) {
    const [, afterShared] = varint(block, at);
    const [own, afterOwn] = varint(block, afterShared);
    const [size, start] = varint(block, afterOwn);
    handles.push(handleAt(block, start + own)[0]);
    at = start + own + size;
  }
  return handles;
}
