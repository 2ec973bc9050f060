// The numbered history of changes: each entry sealed with a checksum over itself and the one before, so a gap shows.
import { crc32 } from "node:zlib";
import type { HistoryEntry, ObjectChange } from "../organization.ts";

/** The last entry there is: its number and its seal. */
export interface Head {
  readonly number: number;
  readonly seal: string;
}

export const firstHead: Head = { number: 0, seal: "00000000" };

/** What an entry says of one object, short: many millions of these are kept. */
type Line = readonly [
  kind: ObjectChange["kind"],
  cls: string,
  guid: string,
  /** Of the object's row after the change; "" for a removed one and for links. */
  crc: string,
  /** The properties that changed; for links, the member alone. */
  details: readonly string[],
];

const kinds: ReadonlySet<string> = new Set<Line[0]>(["added", "changed", "removed", "linked", "unlinked"]);
const isLink = (kind: string) => kind === "linked" || kind === "unlinked";

interface Printed {
  readonly n: number;
  readonly t: number;
  readonly c: readonly Line[];
}

/** What the store knows of a change beside what watchers are told. */
export interface Noted extends ObjectChange {
  readonly row: string;
  readonly properties: readonly string[];
  /** The checksum of the row where that alone is known. */
  readonly sum?: string;
}

const hex = (crc: number) => crc.toString(16).padStart(8, "0");
export const sumOf = (text: string) => hex(crc32(text));

/** @returns the text of the next entry, and the head after it. */
export function printEntry(head: Head, time: number, changes: readonly Noted[]): { text: string; head: Head } {
  const number = head.number + 1;
  const lines = changes.map(
    (one): Line => [
      one.kind,
      one.class,
      one.guid,
      one.sum ?? (one.row === "" ? "" : sumOf(one.row)),
      one.member === undefined ? one.properties : [one.member],
    ],
  );
  const body = JSON.stringify({ n: number, t: time, c: lines } satisfies Printed);
  const seal = hex(crc32(body, Number.parseInt(head.seal, 16)));
  return { text: `${seal} ${body}`, head: { number, seal } };
}

export interface Read {
  readonly entry: HistoryEntry;
  readonly head: Head;
  /** The sum of each changed object's row, "" for a removed one; links are left out. */
  readonly sums: readonly (readonly [guid: string, sum: string])[];
}

/**
 * Reads an entry that follows `before`.
 * @returns what is wrong, as text, when it does not; `before` undefined checks only that it can be read.
 */
export function readEntry(text: string, before: Head | undefined): Read | string {
  const space = text.indexOf(" ");
  const seal = text.slice(0, space);
  const body = text.slice(space + 1);
  const printed = parseEntry(body);
  if (printed === undefined) return "an entry of the history cannot be read.";
  if (before !== undefined) {
    if (printed.n !== before.number + 1) return `the history has a gap between ${before.number} and ${printed.n}.`;
    if (hex(crc32(body, Number.parseInt(before.seal, 16))) !== seal) {
      return `entry ${printed.n} of the history has a wrong checksum.`;
    }
  }
  return {
    head: { number: printed.n, seal },
    sums: printed.c.flatMap(([kind, , guid, sum]) => (isLink(kind) ? [] : [[guid, sum] as const])),
    entry: {
      number: printed.n,
      time: printed.t,
      changes: printed.c.map(([kind, cls, guid, , details]) => ({
        kind,
        class: cls,
        guid,
        ...(isLink(kind) ? { member: details[0]! } : { properties: details }),
      })),
    },
  };
}

/** Undefined for what is none, which only damage can cause. */
function parseEntry(body: string): Printed | undefined {
  try {
    const { n, t, c } = JSON.parse(body) as Printed;
    const isText = (value: unknown) => typeof value === "string";
    const isLine = ([kind, cls, guid, crc, details]: Line) =>
      kinds.has(kind) &&
      Array.isArray(details) &&
      details.length >= (isLink(kind) ? 1 : 0) &&
      [cls, guid, crc, ...details].every(isText);
    return Number.isSafeInteger(n) && Number.isFinite(t) && c.every(isLine) ? { n, t, c } : undefined;
  } catch {
    return undefined;
  }
}

export const printHead = (head: Head) => `${head.number} ${head.seal}`;

export function parseHead(text: string | undefined): Head | undefined {
  if (text === undefined) return firstHead;
  const match = /^(\d{1,15}) ([0-9a-f]{8})$/.exec(text);
  return match ? { number: Number(match[1]), seal: match[2]! } : undefined;
}
