// Mailboxes kept in the spool: delivery is puts in the commit that settles the queue's item, and reading them.
import { type Spool, startingWith } from "../spool/spool.ts";
import type { Json } from "../values/type.ts";
import type { World } from "../world/world.ts";
import { type Folder, type FolderId, folders } from "./folders.ts";
import { type Filter, matcher } from "./match.ts";
import {
  keysOf,
  listFrom,
  listKey,
  listPrefix,
  type MessageRow,
  messageKey,
  parseListKey,
  rowsOf,
  sameKey,
} from "./rows.ts";

/** A message that arrives in a mailbox. */
export interface Arrival {
  /** Id of the body, which somebody holds until the commit is done. */
  readonly content: string;
  /** Bytes of the body. */
  readonly contentSize: number;
  /** Fields that stand before the body in this copy (Return-Path, Received …), each ending in CRLF. */
  readonly trace: string;
  /** Milliseconds since 1970 when this server received it: the same however often the delivery is tried. */
  readonly received: number;
  /** Of the envelope; "" is the null sender. */
  readonly sender: string;
  /** From field and Subject, decoded; Message-ID with its angle brackets. */
  readonly from: string;
  readonly subject: string;
  readonly messageId: string;
  /** CRC-32 of the content. */
  readonly sum?: number | undefined;
  /** The Inbox when left out. */
  readonly folder?: FolderId;
}

/** A message in a mailbox. */
export interface Message extends MessageRow {
  /** ExchangeGuid of the mailbox. */
  readonly mailbox: string;
  /** Names the message in its mailbox. */
  readonly id: string;
}

export interface Usage {
  readonly items: number;
  /** Bytes. */
  readonly bytes: number;
}

export interface FolderUsage extends Usage {
  readonly folder: Folder;
  /** Milliseconds since 1970; undefined in an empty folder. */
  readonly oldest: number | undefined;
  readonly newest: number | undefined;
}

/** Mailboxes are named by their ExchangeGuid in lower case; a mailbox needs no making, it is there once mail is in it. */
export interface MailboxStore {
  /**
   * What a commit must put so that the message is in the mailbox; the commit should release the queue's hold on the body
   * as well. Delivering the same body to the same mailbox again puts the same keys: it is there once.
   */
  deliveryOf(mailbox: string, arrival: Arrival): { readonly puts: readonly [string, Json][] };
  /** What was counted for a delivery that did not come about is so no more. */
  recount(mailbox: string): void;
  /** Whether the mailbox has a message with this Message-ID and content, whatever became of its body meanwhile. */
  has(mailbox: string, message: { readonly sum: number; readonly messageId: string }): boolean;
  /** Whether a body has been delivered to the mailbox and is still in it. */
  holds(mailbox: string, content: string): Promise<boolean>;
  /** Items and bytes of the mailbox, kept up with what comes and goes: for quotas on the mail path. */
  usage(mailbox: string): Promise<Usage>;
  /** As it is now; a folder for each that every mailbox has. */
  folders(mailbox: string): Promise<readonly FolderUsage[]>;
  /** By folder, and in it by time of arrival, the newest first. */
  messages(mailbox: string, filter?: Filter): AsyncIterableIterator<Message>;
  message(mailbox: string, id: string): Promise<Message | undefined>;
  /** The message with its trace, in pieces; rejects with BodyDamaged or BodyNotFound. */
  pieces(message: Message): AsyncIterableIterator<Buffer>;
  /** The same, whole. */
  content(message: Message): Promise<Buffer>;
  setRead(message: Message, read: boolean): Promise<void>;
  /** @returns the message where it is now; undefined when it is gone. */
  move(message: Message, folder: FolderId): Promise<Message | undefined>;
  /** Removes messages for good. @returns how many were still there. */
  remove(messages: readonly Message[]): Promise<number>;
  /** Removes all that is in a mailbox. @returns what it was. */
  purge(mailbox: string): Promise<Usage>;
}

declare module "../command/context.ts" {
  interface Services {
    readonly mailboxes: MailboxStore;
  }
}

/** How long sums serve the mail path at least, in milliseconds; those of a large mailbox, which take longer, longer. */
const sumsLast = 60_000;
/** Sums are kept of so many mailboxes. */
const sumsKept = 10_000;
const page = 500;

export function openMailboxes(spool: Spool, world: World): MailboxStore {
  const sums = new Map<string, { until: number; items: number; bytes: number }>();

  const count = (mailbox: string, items: number, bytes: number) => {
    const sum = sums.get(mailbox);
    if (!sum) return;
    sum.items += items;
    sum.bytes += bytes;
  };

  async function* rows(mailbox: string, keys: AsyncIterable<[string, Json]>): AsyncIterableIterator<Message> {
    for await (const some of pages(keys)) {
      const ids = some.map(([key]) => parseListKey(mailbox, key).id);
      const found = await spool.getMany(ids.map((id) => messageKey(mailbox, id)));
      for (const [at, row] of found.entries())
        if (row !== undefined) yield { mailbox, id: ids[at]!, ...(row as unknown as MessageRow) };
    }
  }

  const rowOf = async (mailbox: string, id: string) =>
    (await spool.get(messageKey(mailbox, id))) as unknown as MessageRow | undefined;

  /** What reads a row to change it: one after the other in a mailbox. */
  const turns = new Map<string, Promise<unknown>>();
  const inTurn = <T>(mailbox: string, work: () => Promise<T>): Promise<T> => {
    const turn = (turns.get(mailbox) ?? Promise.resolve()).then(work, work);
    turns.set(mailbox, turn);
    const end = () => {
      if (turns.get(mailbox) === turn) turns.delete(mailbox);
    };
    turn.then(end, end);
    return turn;
  };

  const store: MailboxStore = {
    deliveryOf(mailbox, arrival) {
      const { content, trace, received, sender, from, subject, messageId, sum } = arrival;
      const size = arrival.contentSize + Buffer.byteLength(trace);
      const folder = arrival.folder ?? "inbox";
      // Field by field: this is done for each message, and to copy an object costs more than to make one.
      const row: MessageRow = { folder, content, trace, size, received, sender, from, subject, messageId, sum };
      // Counted before it is committed, so that many at once cannot pass a quota together.
      count(mailbox, 1, row.size);
      return { puts: rowsOf(mailbox, content, row) };
    },

    recount: (mailbox) => void sums.delete(mailbox),

    has: (mailbox, message) => spool.getNow(sameKey(mailbox, message)) !== undefined,

    async holds(mailbox, content) {
      return (await spool.get(messageKey(mailbox, content))) !== undefined;
    },

    async usage(mailbox) {
      const known = sums.get(mailbox);
      const now = world.clock.monotonic();
      if (known && known.until > now) return { items: known.items, bytes: known.bytes };
      const sum = { until: 0, items: 0, bytes: 0 };
      for await (const [, size] of spool.entries(startingWith(listPrefix(mailbox)))) {
        sum.items++;
        sum.bytes += size as number;
      }
      const took = world.clock.monotonic() - now;
      sum.until = now + Math.max(sumsLast, took * 1000);
      sums.delete(mailbox);
      if (sums.size >= sumsKept) sums.delete(sums.keys().next().value!);
      sums.set(mailbox, sum);
      return { items: sum.items, bytes: sum.bytes };
    },

    async folders(mailbox) {
      const all: FolderUsage[] = [];
      for (const folder of folders) {
        const usage = {
          items: 0,
          bytes: 0,
          oldest: undefined as number | undefined,
          newest: undefined as number | undefined,
        };
        for await (const [key, size] of spool.entries(startingWith(listPrefix(mailbox, folder.id)))) {
          const { received } = parseListKey(mailbox, key);
          usage.items++;
          usage.bytes += size as number;
          usage.oldest ??= received;
          usage.newest = received;
        }
        all.push({ folder, ...usage });
      }
      return all;
    },

    async *messages(mailbox, filter = {}) {
      const matches = matcher(filter);
      let left = filter.limit ?? Number.POSITIVE_INFINITY;
      for (const { id } of folders) {
        if (filter.folder !== undefined && filter.folder !== id) continue;
        const keys = spool.entries({ ...listFrom(mailbox, id, filter.since), reverse: true });
        for await (const message of rows(mailbox, keys)) {
          if (!matches(message)) continue;
          if (left-- <= 0) return;
          yield message;
        }
      }
    },

    async message(mailbox, id) {
      const row = await rowOf(mailbox, id);
      return row && { mailbox, id, ...row };
    },

    async *pieces({ trace, content }) {
      if (trace !== "") yield Buffer.from(trace);
      yield* spool.bodyPieces(content);
    },

    async content({ trace, content }) {
      return Buffer.concat([Buffer.from(trace), await spool.body(content)]);
    },

    setRead: ({ mailbox, id }, read) =>
      inTurn(mailbox, async () => {
        const row = await rowOf(mailbox, id);
        if (row && (row.read ?? false) !== read)
          await spool.commit({ puts: [[messageKey(mailbox, id), { ...row, read } as unknown as Json]] });
      }),

    move: ({ mailbox, id }, folder) =>
      inTurn(mailbox, async () => {
        const row = await rowOf(mailbox, id);
        if (row === undefined) return undefined;
        const moved: MessageRow = { ...row, folder };
        const old = listKey(mailbox, id, row);
        const now = listKey(mailbox, id, moved);
        const puts: [string, Json][] = [
          [messageKey(mailbox, id), moved as unknown as Json],
          [now, moved.size],
        ];
        if (old !== now) await spool.commit({ puts, deletes: [old] });
        return { mailbox, id, ...moved };
      }),

    async remove(messages) {
      const byMailbox = new Map<string, Message[]>();
      for (const message of messages)
        byMailbox.set(message.mailbox, [...(byMailbox.get(message.mailbox) ?? []), message]);
      let removed = 0;
      for (const [mailbox, own] of byMailbox)
        await inTurn(mailbox, async () => {
          const deletes: string[] = [];
          let bytes = 0;
          let items = 0;
          for (const id of new Set(own.map((message) => message.id))) {
            const row = await rowOf(mailbox, id);
            if (row === undefined) continue;
            deletes.push(...keysOf(mailbox, id, row));
            bytes += row.size;
            items++;
          }
          if (items > 0) await spool.commit({ deletes });
          count(mailbox, -items, -bytes);
          removed += items;
        });
      return removed;
    },

    async purge(mailbox) {
      const gone = { items: 0, bytes: 0 };
      for await (const some of pages(spool.entries(startingWith(listPrefix(mailbox))))) {
        const ids = some.map(([key]) => parseListKey(mailbox, key).id);
        const found = await spool.getMany(ids.map((id) => messageKey(mailbox, id)));
        const deletes = found.flatMap((row, at) =>
          row === undefined ? [some[at]![0]] : keysOf(mailbox, ids[at]!, row as unknown as MessageRow),
        );
        await spool.commit({ deletes });
        for (const [, size] of some) gone.bytes += size as number;
        gone.items += some.length;
      }
      sums.delete(mailbox);
      return gone;
    },
  };
  return store;
}

async function* pages<T>(rows: AsyncIterable<T>): AsyncIterableIterator<T[]> {
  let some: T[] = [];
  for await (const row of rows) {
    some.push(row);
    if (some.length < page) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}
