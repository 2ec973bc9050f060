// Walks the records of a log file, and finds the next whole one behind damage.
import { crc32 } from "node:zlib";
import type { DiskFile } from "../world/world.ts";
import { type Mark, parseRecordHead, type RecordHead, type RecordText, recordHead } from "./record.ts";

/** A whole record. */
export interface Found {
  readonly sequence: number;
  /** The sequence of the first record of the same sync. */
  readonly first: number;
  readonly at: number;
  readonly bodiesAt: number;
  readonly end: number;
  readonly text: RecordText;
}

/** Bytes from `at` to `end` that are no whole record; `next` is the whole one behind them, if there is one. */
export interface Gap {
  readonly at: number;
  readonly end: number;
  readonly next: Found | undefined;
}

export type Step =
  | { readonly record: Found; readonly gap?: undefined }
  | { readonly gap: Gap; readonly record?: undefined };

const windowSize = 2 ** 20;

/**
 * The whole records from byte `from` to `to`, in their order, and the gaps between them. After a gap the walk goes on
 * with the record behind it.
 * @param bodies whether the checksums of the bodies are checked too, for which they must be read.
 */
export async function* records(
  file: DiskFile,
  mark: Mark,
  from: number,
  to: number,
  bodies: boolean,
): AsyncGenerator<Step> {
  const log = { read: windowed(file, to), mark, to, bodies };
  for (let at = from; at < to; ) {
    const record = await recordAt(log, at);
    if (record) {
      yield { record };
      at = record.end;
      continue;
    }
    const next = await nextRecord(log, at + 1);
    const end = next?.at ?? to;
    yield { gap: { at, end, next } };
    at = end;
  }
}

interface Log {
  readonly read: Reader;
  readonly mark: Mark;
  readonly to: number;
  readonly bodies: boolean;
}

type Reader = (at: number, length: number) => Promise<Buffer>;

/** Reads ahead, since records follow one another. */
function windowed(file: DiskFile, to: number): Reader {
  let start = 0;
  let held: Buffer = Buffer.alloc(0);
  return async (at, length) => {
    const end = Math.min(at + length, to);
    if (at < start || end > start + held.length) {
      start = at;
      held = await file.read(at, Math.max(Math.min(windowSize, to - at), end - at));
    }
    return held.subarray(at - start, end - start);
  };
}

async function recordAt({ read, mark, to, bodies }: Log, at: number): Promise<Found | undefined> {
  const head = parseRecordHead(mark, await read(at, recordHead), 0);
  if (head === undefined) return undefined;
  const bodiesAt = at + recordHead + head.textLength;
  const end = bodiesAt + head.bodiesLength;
  if (end > to) return undefined;
  const text = await textOf(read, at, head);
  if (text === undefined) return undefined;
  if (bodies && !(await bodiesAreWhole(read, bodiesAt, end, text))) return undefined;
  return { sequence: head.sequence, first: head.sequence - head.back, at, bodiesAt, end, text };
}

async function textOf(read: Reader, at: number, head: RecordHead): Promise<RecordText | undefined> {
  const data = await read(at + recordHead, head.textLength);
  if (data.length < head.textLength || crc32(data) !== head.textCrc) return undefined;
  return JSON.parse(data.toString()) as RecordText;
}

async function bodiesAreWhole(read: Reader, from: number, end: number, { b = [] }: RecordText): Promise<boolean> {
  let at = from;
  for (const [, length, expected] of b) {
    let crc = 0;
    for (const stop = at + length; at < stop; ) {
      const piece = await read(at, Math.min(windowSize, stop - at));
      if (piece.length === 0) return false;
      crc = crc32(piece, crc);
      at += piece.length;
    }
    if (crc !== expected) return false;
  }
  return at === end;
}

async function nextRecord(log: Log, from: number): Promise<Found | undefined> {
  const start = log.mark.subarray(0, 4);
  for (let at = from; at + recordHead <= log.to; ) {
    const window = await log.read(at, windowSize);
    const found = window.indexOf(start);
    if (found < 0) {
      at += Math.max(window.length - start.length + 1, 1);
      continue;
    }
    const record = await recordAt(log, at + found);
    if (record) return record;
    at += found + 1;
  }
  return undefined;
}
