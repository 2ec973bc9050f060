// The bytes of the log: the head of a file and the records in it. docs/store.md draws them.
import { crc32 } from "node:zlib";
import type { Json } from "../values/type.ts";

/**
 * Eight random bytes of each file. A record begins with the first four, so that the next whole one can be found behind
 * damage; the others are the seed of its checksum. So no message can hold what would be taken for a record.
 */
export type Mark = Buffer;
export const markSize = 8;
/** mark 4, CRC of the 28 bytes behind it 4, sequence 8, back 4, text length 4, CRC of the text 4, bodies length 8. */
export const recordHead = 36;
const fileMagic = Buffer.from("EXSHLOG\n", "latin1");
/** magic 8, text length 4, CRC of the text 4. */
const fileHead = 16;
const format = 1;
/** More than any real record has; what says more is damage. */
export const maxText = 256 * 2 ** 20;
const maxBodies = 2 ** 40;

/** What a file says of itself and of those before it, as JSON behind its magic. */
export interface FileHead {
  readonly format: number;
  /** The version of the rows, which are those of the rooms above; 1 where it does not say. */
  readonly schema?: number;
  readonly number: number;
  /** The sequence of its first record. */
  readonly first: number;
  /** The files that live beside it, each with the length up to which its records count. */
  readonly files: Readonly<Record<string, number>>;
  /** The file's {@link Mark} in hexadecimal. */
  readonly mark: string;
}

/** The head is written twice: without its mark no record of the file could be told from noise. */
export function printFileHead(head: Omit<FileHead, "format">): Buffer {
  const text = Buffer.from(JSON.stringify({ format, ...head }));
  const start = Buffer.alloc(fileHead);
  fileMagic.copy(start);
  start.writeUInt32LE(text.length, 8);
  start.writeUInt32LE(crc32(text), 12);
  return Buffer.concat([start, text, start, text]);
}

/** Reads the head of a file; `end` is where its first record begins. Nothing when both copies are torn or damaged. */
export function parseFileHead(data: Buffer): { head: FileHead; end: number } | undefined {
  const first = copyAt(data, 0);
  // A head of which the second half is not there was never durable, so no record follows it.
  if (first) return data.length < 2 * first.end ? undefined : { head: first.head, end: 2 * first.end };
  const second = data.indexOf(fileMagic, 1);
  return second < 0 ? undefined : copyAt(data, second);
}

function copyAt(data: Buffer, at: number): { head: FileHead; end: number } | undefined {
  if (data.length < at + fileHead || !data.subarray(at, at + 8).equals(fileMagic)) return undefined;
  const end = at + fileHead + data.readUInt32LE(at + 8);
  const text = data.subarray(at + fileHead, end);
  if (end > data.length || crc32(text) !== data.readUInt32LE(at + 12)) return undefined;
  return { head: JSON.parse(text.toString()) as FileHead, end };
}

export const knownFormat = (head: FileHead): boolean => head.format <= format;

/**
 * What a record says: keys put and deleted, the bodies behind the text (id, length, CRC) in their order, and the ids of
 * bodies that are gone.
 */
export interface RecordText {
  readonly p?: readonly (readonly [string, Json])[];
  readonly d?: readonly string[];
  readonly b?: readonly (readonly [string, number, number])[];
  readonly c?: readonly string[];
}

export interface RecordHead {
  readonly sequence: number;
  /** How many records of the same sync stand before it. */
  readonly back: number;
  readonly textLength: number;
  readonly textCrc: number;
  readonly bodiesLength: number;
}

/** Head and text of a record in one piece; the bodies follow. */
export function printRecord(mark: Mark, sequence: number, back: number, text: string, bodiesLength: number): Buffer {
  const length = Buffer.byteLength(text);
  const data = Buffer.allocUnsafe(recordHead + length);
  data.write(text, recordHead);
  mark.copy(data, 0, 0, 4);
  data.writeUIntLE(sequence, 8, 6);
  data.writeUInt16LE(0, 14);
  data.writeUInt32LE(back, 16);
  data.writeUInt32LE(length, 20);
  data.writeUInt32LE(crc32(data.subarray(recordHead)), 24);
  data.writeUIntLE(bodiesLength, 28, 6);
  data.writeUInt16LE(0, 34);
  data.writeUInt32LE(crc32(data.subarray(8, recordHead), mark.readUInt32LE(4)), 4);
  return data;
}

/** Reads the head of a record at `at`; nothing when there is none that makes sense. */
export function parseRecordHead(mark: Mark, data: Buffer, at: number): RecordHead | undefined {
  if (at + recordHead > data.length || data.readUInt32LE(at) !== mark.readUInt32LE(0)) return undefined;
  if (crc32(data.subarray(at + 8, at + recordHead), mark.readUInt32LE(4)) !== data.readUInt32LE(at + 4))
    return undefined;
  const head = {
    sequence: data.readUIntLE(at + 8, 6),
    back: data.readUInt32LE(at + 16),
    textLength: data.readUInt32LE(at + 20),
    textCrc: data.readUInt32LE(at + 24),
    bodiesLength: data.readUIntLE(at + 28, 6),
  };
  return head.textLength > maxText || head.bodiesLength > maxBodies ? undefined : head;
}
