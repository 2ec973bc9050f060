// Queues in memory: which items are ready, which wait, and what a queue has lately done.

import { hopKey, type NextHop } from "../categorizer/routing.ts";
import type { Item } from "./item.ts";
import type { Retry } from "./records.ts";
import type { Due } from "./timeline.ts";

/** Items that may go at once: by priority, then in the order in which they came. */
export class ReadyItems {
  /** Most queues never see more than one rank. */
  readonly #ranks: [Set<Item>?, Set<Item>?, Set<Item>?] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(item: Item): void {
    const rank = this.#ranks[item.rank] ?? new Set();
    this.#ranks[item.rank] = rank;
    if (rank.has(item)) return;
    rank.add(item);
    this.#size++;
  }

  has(item: Item): boolean {
    return this.#ranks[item.rank]?.has(item) ?? false;
  }

  delete(item: Item): boolean {
    const deleted = this.#ranks[item.rank]?.delete(item) ?? false;
    if (deleted) this.#size--;
    return deleted;
  }

  *[Symbol.iterator](): IterableIterator<Item> {
    for (const rank of this.#ranks) if (rank) yield* rank;
  }

  /** The one that goes first. */
  first(): Item | undefined {
    if (this.#size > 0) for (const rank of this.#ranks) if (rank) for (const item of rank) return item;
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
  /** Whether the spool may hold something of it. */
  kept = false;
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
    this.hop = { ...hop, domain: ownText(hop.domain) };
    this.key = hopKey(this.hop);
    this.idleSince = now;
  }

  get busy(): boolean {
    return this.connecting + this.connected > 0;
  }
}

/** A copy: what was cut from a longer text, such as all that a client said, would hold that in memory. */
export const ownText = (text: string): string => Buffer.from(text).toString();

/** Events a second over the last minute. */
export class Rate {
  /** Undefined where nothing has happened for a minute, as in most of many queues. */
  #slots: Float64Array | undefined;
  #second = 0;

  add(now: number, count = 1): void {
    this.#turn(now);
    this.#slots ??= new Float64Array(60);
    this.#slots[this.#second % 60]! += count;
  }

  read(now: number): number {
    this.#turn(now);
    if (!this.#slots) return 0;
    let sum = 0;
    for (const slot of this.#slots) sum += slot;
    return sum / 60;
  }

  #turn(now: number): void {
    const second = Math.floor(now / 1000);
    if (second === this.#second) return;
    const passed = second - this.#second;
    if (passed >= 60 || passed < 0) this.#slots = undefined;
    else if (this.#slots) for (let at = this.#second + 1; at <= second; at++) this.#slots[at % 60] = 0;
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
