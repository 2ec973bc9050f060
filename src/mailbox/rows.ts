// What the spool holds of mailboxes: a row for each message, and one in its folder's list, ordered by time.
import { refKey, startingWith } from "../spool/spool.ts";
import type { Json } from "../values/type.ts";
import type { FolderId } from "./folders.ts";

/** A message in a mailbox as it is kept. */
export interface MessageRow {
  readonly folder: FolderId;
  /** Id of the body in the spool. */
  readonly content: string;
  /** Fields that stand before the content, each ending in CRLF: this copy's own trace. */
  readonly trace: string;
  /** Bytes of trace and content together. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly received: number;
  /** Of the envelope; "" is the null sender. */
  readonly sender: string;
  /** The From field, decoded. */
  readonly from: string;
  readonly subject: string;
  /** With its angle brackets. */
  readonly messageId: string;
  readonly read?: boolean;
  /** CRC-32 of the content as it came; absent where it was not taken. */
  readonly sum?: number | undefined;
}

const stamp = (time: number): string => String(Math.max(Math.trunc(time), 0)).padStart(15, "0");

export const messageKey = (mailbox: string, id: string): string => `box/${mailbox}/message/${id}`;
export const listPrefix = (mailbox: string, folder?: FolderId): string =>
  folder === undefined ? `box/${mailbox}/list/` : `box/${mailbox}/list/${folder}/`;
export const listKey = (mailbox: string, id: string, { folder, received }: MessageRow): string =>
  `${listPrefix(mailbox, folder)}${stamp(received)}-${id}`;
export const holdKey = (mailbox: string, id: string, content: string): string =>
  refKey(content, `box-${mailbox}-${id}`);

/** Names a message by what it is, so that one sent again is known: a sender that lost our answer, or a crash, sends it again. */
export const sameKey = (
  mailbox: string,
  { sum, messageId }: { readonly sum: number; readonly messageId: string },
): string => `box/${mailbox}/same/${sum.toString(16)}/${messageId}`;

/** All keys that say that the message is there; the list's value is the size, so that sums need no other row. */
export function rowsOf(mailbox: string, id: string, row: MessageRow): [string, Json][] {
  const rows: [string, Json][] = [
    [messageKey(mailbox, id), row as unknown as Json],
    [listKey(mailbox, id, row), row.size],
    [holdKey(mailbox, id, row.content), null],
  ];
  const { sum, messageId } = row;
  if (sum !== undefined) rows.push([sameKey(mailbox, { sum, messageId }), id]);
  return rows;
}

export const keysOf = (mailbox: string, id: string, row: MessageRow): string[] =>
  rowsOf(mailbox, id, row).map(([key]) => key);

/** The parts of a list key behind the mailbox. */
export function parseListKey(mailbox: string, key: string): { folder: FolderId; received: number; id: string } {
  const [folder, rest] = key.slice(listPrefix(mailbox).length).split("/") as [FolderId, string];
  return { folder, received: Number(rest.slice(0, 15)), id: rest.slice(16) };
}

/** The keys of a folder's list from a moment on. */
export function listFrom(mailbox: string, folder: FolderId, since: number | undefined): { gte: string; lt: string } {
  const all = startingWith(listPrefix(mailbox, folder));
  return since === undefined ? all : { ...all, gte: `${all.gte}${stamp(since)}` };
}
