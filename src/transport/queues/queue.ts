// Queues in memory: which items are ready, which wait, and what a queue has lately done.

import { hopKey, type NextHop } from "../categorizer/routing.ts";
import type { HeldRecord, ItemRecipient, MailRecord, Retry } from "./records.ts";
import type { Due } from "./timeline.ts";

/** A message with its items. Commits for it are done one after the other, so that the last one knows it is the last. */
export interface Mail {
  readonly record: MailRecord;
  readonly rank: Rank;
  readonly items: Map<number, Item>;
  nextPart: number;
  /** Ends when the last commit asked for so far is done. */
  tail: Promise<void>;
  /** Mailboxes that have got it, for a message taken in since this server started; undefined where the store must say. */
  readonly reached: Set<string> | undefined;
  /** The body, while it is at hand. */
  content: Buffer | undefined;
  /** Lets the body go. */
  release: (() => void) | undefined;
}

export type Rank = 0 | 1 | 2;

export type ItemState = "Ready" | "Active" | "Retry" | "Suspended";

/** A message in a queue. */
export interface Item {
  readonly mail: Mail;
  readonly part: number;
  queue: Queue;
  sender: string;
  recipients: readonly ItemRecipient[];
  attempts: number;
  due: number;
  error: string | undefined;
  state: ItemState;
  /** The number of its last turn in flight. */
  turn: number;
  delayed: boolean;
  readonly expanded: readonly string[] | undefined;
  /** From when its times are counted, milliseconds since 1970. */
  since: number;
  held: HeldRecord | undefined;
  /** 0 goes first, 1 as usual, 2 last. */
  readonly rank: Rank;
  /** How often the process has ended while it was at hand, of an item that is suspected to be why. */
  suspect: number | undefined;
  /** Asked for while it was in flight. */
  pending: { kind: "suspend" } | { kind: "remove"; report: boolean } | undefined;
  /** The next moment at which something is to be done about it. */
  wake: Due | undefined;
}

/** Items that may go at once: by priority, then in the order in which they came. */
export class ReadyItems {
  readonly #ranks: readonly [Set<Item>, Set<Item>, Set<Item>] = [new Set(), new Set(), new Set()];

  get size(): number {
    return this.#ranks[0].size + this.#ranks[1].size + this.#ranks[2].size;
  }

  add(item: Item): void {
    this.#ranks[item.rank].add(item);
  }

  has(item: Item): boolean {
    return this.#ranks[item.rank].has(item);
  }

  delete(item: Item): boolean {
    return this.#ranks[item.rank].delete(item);
  }

  *[Symbol.iterator](): IterableIterator<Item> {
    for (const rank of this.#ranks) yield* rank;
  }

  /** The one that goes first. */
  first(): Item | undefined {
    for (const rank of this.#ranks) for (const item of rank) return item;
    return undefined;
  }
}

/** Messages for one next hop. */
export class Queue {
  readonly id: number;
  readonly hop: NextHop;
  readonly key: string;
  readonly items = new Set<Item>();
  readonly ready = new ReadyItems();
  suspended = false;
  retry: Retry | undefined;
  /** When its items were last sent back to the categorizer because nothing had gone out for long. */
  resubmitted = 0;
  /** When the retry is over. */
  wake: Due | undefined;
  /** When it is looked at because it is empty. */
  idle: Due | undefined;
  /** Connections being opened and open. */
  connecting = 0;
  connected = 0;
  /** Since when it is empty and unused. */
  idleSince: number;
  lastError = "";
  readonly incoming = new Rate();
  readonly outgoing = new Rate();
  /** What it last sent, so that an empty queue shows Ready. */
  lastSent = 0;

  constructor(id: number, hop: NextHop, now: number) {
    this.id = id;
    this.hop = hop;
    this.key = hopKey(hop);
    this.idleSince = now;
  }

  get busy(): boolean {
    return this.connecting + this.connected > 0;
  }
}

/** Events a second over the last minute. */
export class Rate {
  readonly #slots = new Float64Array(60);
  #second = 0;

  add(now: number, count = 1): void {
    this.#turn(now);
    this.#slots[this.#second % 60]! += count;
  }

  read(now: number): number {
    this.#turn(now);
    let sum = 0;
    for (const slot of this.#slots) sum += slot;
    return sum / 60;
  }

  #turn(now: number): void {
    const second = Math.floor(now / 1000);
    if (second === this.#second) return;
    const passed = second - this.#second;
    if (passed >= 60 || passed < 0) this.#slots.fill(0);
    else for (let at = this.#second + 1; at <= second; at++) this.#slots[at % 60] = 0;
    this.#second = second;
  }
}

/** All queues of the server, by next hop. */
export class QueueTable {
  readonly #queues = new Map<string, Queue>();
  readonly #now: () => number;
  #nextId = 1;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The queue for a next hop; made when there is none. */
  for(hop: NextHop): Queue {
    const key = hopKey(hop);
    let queue = this.#queues.get(key);
    if (!queue) {
      queue = new Queue(this.#nextId++, hop, this.#now());
      this.#queues.set(key, queue);
    }
    return queue;
  }

  /** The queue for a next hop, or one that is not in the table: for items that are not in it yet, and may never be. */
  draft(hop: NextHop): Queue {
    return this.find(hop) ?? new Queue(0, hop, this.#now());
  }

  find(hop: NextHop): Queue | undefined {
    return this.#queues.get(hopKey(hop));
  }

  all(): IterableIterator<Queue> {
    return this.#queues.values();
  }

  drop(queue: Queue): void {
    this.#queues.delete(queue.key);
  }
}
