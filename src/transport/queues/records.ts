// What the spool holds of queued mail: one record for a message, one for each of its items, one for a queue that is not as usual.
import type { Json } from "../../values/type.ts";
import type { Moderation, Recipient } from "../categorizer/plan.ts";
import { hopKey, type NextHop } from "../categorizer/routing.ts";
import type { Envelope, Source } from "../message.ts";

/** Written once, with the body. */
export interface MailRecord {
  readonly id: number;
  /** Id of the body in the spool. */
  readonly content: string;
  /** Bytes as they go out: trace and content. */
  readonly size: number;
  /** Bytes when it entered the organization, where a server that may say so wrote it down. */
  readonly originalSize?: number;
  readonly messageId: string;
  /** CRC-32 of the content; absent in what was kept before it was taken. */
  readonly sum?: number;
  readonly networkMessageId: string;
  readonly subject: string;
  /** The From field, decoded, in one line. */
  readonly from: string;
  /** Fields that stand before the content, each ending in CRLF. */
  readonly trace: string;
  readonly envelope: Omit<Envelope, "recipients">;
  readonly source: Source;
  /** Milliseconds since 1970. */
  readonly arrived: number;
  /** Whether it is a report of some server: multipart/report from the null sender. */
  readonly report: boolean;
  /** What its header asks for; Normal when left out. */
  readonly priority?: "High" | "Low";
  /** Whether a program sent it in answer to, or in the place of, another message. */
  readonly automatic?: "reply" | "forward";
}

/** A recipient in a queue; `resolved` ones are only routed when they pass the categorizer again. */
export interface ItemRecipient extends Recipient {
  readonly resolved?: boolean;
  /** The last answer to an attempt. */
  readonly error?: string;
}

/** What a start must know of a message. Each of its items tells it, so that a start reads no records of messages. */
export interface MailFacts {
  /** See {@link countedSize}. */
  readonly counted: number;
  readonly arrived: number;
  readonly priority?: "High" | "Low";
}

/** One message in one queue. */
export interface ItemRecord {
  /** Left out by earlier versions. */
  readonly mail?: MailFacts;
  readonly hop: NextHop;
  readonly sender: string;
  readonly recipients: readonly ItemRecipient[];
  /** Attempts begun. */
  readonly attempts: number;
  /** Not before this moment, milliseconds since 1970; 0 at once. */
  readonly due: number;
  readonly error?: string;
  readonly suspended?: boolean;
  /** Whether the delay has been reported. */
  readonly delayed?: boolean;
  /** GUIDs of the groups that earlier plans have taken up, of an item whose groups were too large for one plan. */
  readonly expanded?: readonly string[];
  /** When it began to wait anew, milliseconds since 1970; since the message arrived where it is left out. */
  readonly since?: number;
  readonly held?: HeldRecord;
  /**
   * There while the item is being sent, and of one that may have been at hand when the process ended: how often it was alone
   * at hand then; while it is at hand, as if the process ended now. 0 of one that was at hand among others.
   */
  readonly suspect?: number;
}

/** Bytes that limits are held against: the organization's own changes make no message too large (documentation: "Message size limits"). */
export const countedSize = ({ size, originalSize = size }: MailRecord): number => Math.min(size, originalSize);

export const factsOfMail = (record: MailRecord): MailFacts => ({
  counted: countedSize(record),
  arrived: record.arrived,
  ...(record.priority ? { priority: record.priority } : {}),
});

/** What a message waits for that moderators must approve. */
export interface HeldRecord {
  readonly moderation: Moderation;
  /** Whoever decides must know it. */
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly expires: number;
  /** Addresses of moderators to whom the request could not be delivered. */
  readonly unreached?: readonly string[];
}

/** A queue that waits after a failed connection or is suspended; other queues have no record. */
export interface QueueRecord {
  readonly hop: NextHop;
  readonly suspended?: boolean;
  readonly retry?: Retry;
}

/** The retry state of a queue; times in milliseconds since 1970. */
export interface Retry {
  /** Failed connections in a row. */
  readonly count: number;
  readonly first: number;
  readonly last: number;
  readonly next: number;
  readonly error: string;
}

export const mailPrefix = "queue/mail/";
export const itemPrefix = "queue/item/";
export const hopPrefix = "queue/hop/";
/** Ids below this number may have been given away. */
/** There while the transport runs: found at start, it tells that the process ended without stopping. */
export const runningKey = "transport/running";
export const reservedKey = "queue/reserved";

const padded = (number: number, width: number) => String(number).padStart(width, "0");

export const mailKey = (id: number) => `${mailPrefix}${padded(id, 16)}`;
export const itemKey = (id: number, part: number) => `${itemPrefix}${padded(id, 16)}/${padded(part, 6)}`;
export const queueKey = (hop: NextHop) => `${hopPrefix}${hopKey(hop)}`;
/** Who holds the body while the message is queued. */
export const holder = (id: number) => `queue/${id}`;

export const idOfMailKey = (key: string): number => Number(key.slice(mailPrefix.length));

/** The id and part in an item's key. */
export function partsOfItemKey(key: string): { id: number; part: number } {
  const slash = key.indexOf("/", itemPrefix.length);
  return { id: Number(key.slice(itemPrefix.length, slash)), part: Number(key.slice(slash + 1)) };
}

/** Records are plain JSON by construction. */
export const json = (record: MailRecord | ItemRecord | QueueRecord): Json => record as unknown as Json;
export const record = <T extends MailRecord | ItemRecord | QueueRecord>(value: Json): T => value as unknown as T;
