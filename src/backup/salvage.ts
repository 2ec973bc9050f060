// Makes a whole store of what can be read of a damaged one: objects and memberships as they are found, a history that is
// sealed anew over what is left of the old one, and everything else from those.
import { firstHead, type Head, type Noted, printEntry, printHead, readEntry, sumOf } from "../org/store/history.ts";
import { afterPrefix, headKey, historyKey, historyPrefix, objectPrefix, schemaKey } from "../org/store/keys.ts";
import { printRow, type Row, wholeRow } from "../org/store/rows.ts";
import type { Database, DatabaseChange } from "../world/world.ts";
import { readable } from "./readable.ts";

/** Where a walk fails, it is begun again in ever smaller parts of the space, down to keys that share so many characters. */
const deepest = 4;
const digits = [..."0123456789abcdef"];
const batchRows = 500;
/** Objects in one entry of the history. */
const inEntry = 200;

/** Keys of memberships; others were damaged, and lead nowhere. */
const membership = /^[mw]\/[0-9a-f-]{36}\/[0-9a-f-]{36}$/;

/** Tells of a fault, and of what was made of it. */
export type Say = (text: string) => void;

/** Copies what is whole from one database to an empty one; durable on return. */
export async function salvage(from: Database, to: Database, time: number, say: Say): Promise<void> {
  const out = batched(to);
  let head: Head = firstHead;
  const sums = new Map<string, string>();
  /** Numbers and seals are made anew, so that they have no gap; times and what was changed stay. */
  const seal = async (at: number, changes: readonly Noted[]): Promise<void> => {
    const entry = printEntry(head, at, changes);
    head = entry.head;
    await out.put(historyKey(head.number), entry.text);
  };
  let last = 0;
  await eachRow(from, historyPrefix, say, async (_key, text) => {
    const read = readEntry(text, undefined);
    if (typeof read === "string") return say("An entry of the history cannot be read, and is left out.");
    const { entry } = read;
    if (entry.number > last + 1)
      say(`The entries ${last + 1} to ${entry.number - 1} of the history are lost; the others are numbered anew.`);
    last = entry.number;
    for (const [guid, sum] of read.sums) sums.set(guid, sum);
    const known = new Map(read.sums);
    const changes = entry.changes.map(
      ({ kind, class: cls, guid, member, properties = [] }): Noted => ({
        kind,
        class: cls,
        guid,
        row: "",
        properties,
        ...(member !== undefined && { member }),
        ...(known.has(guid) && { sum: known.get(guid)! }),
      }),
    );
    await seal(entry.time, changes);
  });
  const differing: Noted[] = [];
  const told = new Set<string>();
  await eachRow(from, objectPrefix, say, async (key, text) => {
    const guid = key.slice(objectPrefix.length);
    const row = wholeRow(text);
    const sum = sums.get(guid);
    const whole = row !== undefined && row.g === guid;
    if (whole && sum !== "" && sum === sumOf(text)) {
      sums.delete(guid);
      return out.put(key, text);
    }
    told.add(guid);
    const kept = whole ? readable(row, time) : undefined;
    if (kept === undefined) return say(`Object ${guid} cannot be read, and is left out; it has to come from a backup.`);
    if (sum === "") return say(`Object ${guid} had been removed, and is left out.`);
    sums.delete(guid);
    const found = kept.left.length === 0 ? "as it was found" : `without ${kept.left.join(", ")}, which cannot be read`;
    say(`The ${row!.c} ${named(kept.row)} is not as its last change left it; it is kept ${found}.`);
    const next = kept.left.length === 0 ? text : printRow(kept.row);
    await out.put(key, next);
    differing.push({ kind: "changed", class: row!.c, guid, row: next, properties: kept.left });
  });
  for (const [guid, sum] of sums) {
    if (sum === "") continue;
    if (!told.has(guid)) say(`Object ${guid} is missing; it has to come from a backup.`);
    differing.push({ kind: "removed", class: "", guid, row: "", properties: [] });
  }
  for (let at = 0; at < differing.length; at += inEntry) await seal(time, differing.slice(at, at + inEntry));
  for (const space of ["m/", "w/"])
    await eachRow(from, space, say, (key, value) => (membership.test(key) ? out.put(key, value) : undefined));
  await eachRow(from, schemaKey, say, out.put);
  await out.put(headKey, printHead(head));
  await out.end();
}

/** A damaged name alone would find nothing: all by which somebody may know the object. */
function named({ g, p }: Row): string {
  const { Name: name, EmailAddresses: addresses } = p;
  const primary = Array.isArray(addresses) ? addresses.find((one) => `${one}`.startsWith("SMTP:")) : undefined;
  const others = [...(primary === undefined ? [] : [`${primary}`.slice("SMTP:".length)]), g].join(", ");
  return typeof name === "string" ? `'${name}' (${others})` : others;
}

/** Every row of a space that can be read; what cannot be is told. */
async function eachRow(
  from: Database,
  prefix: string,
  say: Say,
  row: (key: string, value: string) => void | Promise<void>,
): Promise<void> {
  let reached = "";
  try {
    for await (const [key, value] of from.entries({ gte: prefix, lt: afterPrefix(prefix) })) {
      reached = key;
      await row(key, value);
    }
    return;
  } catch (error) {
    if ((error as { code?: string }).code === undefined) throw error;
  }
  const walk = async (start: string): Promise<void> => {
    if (afterPrefix(start) <= reached) return;
    try {
      const range = { gte: start, lt: afterPrefix(start) };
      for await (const [key, value] of from.entries(range)) {
        if (key <= reached) continue;
        reached = key;
        await row(key, value);
      }
    } catch (error) {
      if ((error as { code?: string }).code === undefined) throw error;
      if (start.length - prefix.length >= deepest)
        return say(`What begins with ${start} cannot be read, and is left out.`);
      for (const digit of digits) await walk(start + digit);
    }
  };
  for (const digit of digits) await walk(prefix + digit);
}

function batched(to: Database): { put(key: string, value: string): Promise<void>; end(): Promise<void> } {
  let held: DatabaseChange[] = [];
  const write = async () => {
    const some = held;
    held = [];
    await to.batch(some, { sync: false });
  };
  return {
    async put(key, value) {
      held.push({ type: "put", key, value });
      if (held.length >= batchRows) await write();
    },
    async end() {
      await write();
      await to.flush();
    },
  };
}
