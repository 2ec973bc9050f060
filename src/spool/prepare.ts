// Turns a change into the text of a record and into rows of the index, before it waits for its turn.
import { crc32 } from "node:zlib";
import type { Json } from "../values/type.ts";
import type { IndexChange } from "./lately.ts";
import { recordHead } from "./record.ts";
import { contentKey, isReserved } from "./rows.ts";
import type { Body, Change } from "./spool.ts";

/** A change as the log and the index take it. */
export interface Prepared {
  readonly text: string;
  readonly rows: readonly IndexChange[];
  /** None of its keys was ever used before. */
  readonly fresh: boolean;
  readonly bodies: readonly (readonly [string, number, number])[];
  readonly data: readonly Buffer[];
  readonly bodiesLength: number;
  /** About what it takes in the log. */
  readonly bytes: number;
}

/** @throws an Error when the change breaks the rules of {@link Change}; that is a fault of the caller. */
export function prepare(change: Change): Prepared {
  const puts = change.puts === undefined ? [] : isList(change.puts) ? change.puts : Object.entries(change.puts);
  const deletes = change.deletes ?? [];
  const bodies = change.bodies ?? [];
  for (const [key] of puts) if (isReserved(key)) throw new Error(`The key '${key}' is the spool's own.`);
  for (const key of deletes) if (isReserved(key)) throw new Error(`The key '${key}' is the spool's own.`);
  for (const { id } of bodies) {
    if (id === "" || id.includes("/")) throw new Error(`'${id}' cannot be the id of a body.`);
    if (!puts.some(([key]) => key.startsWith(`ref/${id}/`)))
      throw new Error(`The body '${id}' is put without a reference.`);
  }
  return prepared(puts, deletes, bodies, [], change.fresh);
}

const isList = (puts: NonNullable<Change["puts"]>): puts is readonly (readonly [string, Json])[] => Array.isArray(puts);

/**
 * {@link prepare} without the rules. Each value is turned into text once, for the log and for the index.
 * @param gone ids of bodies that nobody holds any more.
 */
export function prepared(
  puts: readonly (readonly [string, Json])[],
  deletes: readonly string[],
  bodies: readonly Body[],
  gone: readonly string[] = [],
  fresh = false,
): Prepared {
  const rows: IndexChange[] = [];
  let text = "";
  for (const [key, json] of puts) {
    const value = JSON.stringify(json);
    text += `${text === "" ? '{"p":[' : ","}[${JSON.stringify(key)},${value}]`;
    rows.push({ type: "put", key, value, fresh });
  }
  text += text === "" ? "{" : "]";
  for (const key of deletes) rows.push({ type: "del", key });
  if (deletes.length > 0) text += `${text === "{" ? "" : ","}"d":${JSON.stringify(deletes)}`;
  const places = bodies.map(({ id, data, sum }) => [id, lengthOf(data), sum ?? crcOf(data)] as const);
  if (bodies.length > 0) text += `${text === "{" ? "" : ","}"b":${JSON.stringify(places)}`;
  for (const id of gone) rows.push({ type: "del", key: contentKey(id) });
  if (gone.length > 0) text += `${text === "{" ? "" : ","}"c":${JSON.stringify(gone)}`;
  text += "}";
  const bodiesLength = places.reduce((sum, [, length]) => sum + length, 0);
  return {
    text,
    rows,
    fresh,
    bodies: places,
    data: bodies.flatMap(({ data }) => data as Buffer[]),
    bodiesLength,
    bytes: recordHead + text.length + bodiesLength,
  };
}

const lengthOf = (data: Body["data"]): number =>
  Buffer.isBuffer(data) ? data.length : data.reduce((sum, piece) => sum + piece.length, 0);

const crcOf = (data: Body["data"]): number =>
  Buffer.isBuffer(data) ? crc32(data) : data.reduce((crc, piece) => crc32(piece, crc), 0);
