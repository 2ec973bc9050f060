// A message and its items in queues. What waits for long keeps a few numbers in memory; the spool tells the rest again.
import { domainOf } from "../categorizer/plan.ts";
import { ownText, type Queue } from "./queue.ts";
import type { HeldRecord, ItemRecipient, ItemRecord, MailFacts, MailRecord } from "./records.ts";
import type { Due } from "./timeline.ts";

/** What the spool holds of messages and items, read at once. Throws when it cannot be read. */
export interface Shelf {
  mail(id: number): MailRecord;
  item(id: number, part: number): ItemRecord;
}

/** 0 goes first, 1 as usual, 2 last. */
export type Rank = 0 | 1 | 2;

export type ItemState = "Ready" | "Active" | "Retry" | "Suspended";

/** Where no commit is under way. */
export const idle = Promise.resolve();

/** The items of a message, by part, in their order. Most messages have one, for which a map takes five times as much. */
export class Items {
  #only: Item | undefined;
  #more: Map<number, Item> | undefined;

  get size(): number {
    return this.#more?.size ?? (this.#only ? 1 : 0);
  }

  get(part: number): Item | undefined {
    if (this.#more) return this.#more.get(part);
    return this.#only?.part === part ? this.#only : undefined;
  }

  set(part: number, item: Item): void {
    if (!this.#more && (!this.#only || this.#only.part === part)) {
      this.#only = item;
      return;
    }
    this.#more ??= new Map([[this.#only!.part, this.#only!]]);
    this.#only = undefined;
    this.#more.set(part, item);
  }

  delete(part: number): void {
    if (this.#more) this.#more.delete(part);
    else if (this.#only?.part === part) this.#only = undefined;
  }

  *values(): IterableIterator<Item> {
    if (this.#more) yield* this.#more.values();
    else if (this.#only) yield this.#only;
  }
}

/** A message with its items. Commits for it are done one after the other, so that the last one knows it is the last. */
export class Mail {
  readonly id: number;
  readonly rank: Rank;
  /** What its header asks for, whether that counts or not. */
  readonly priority: MailFacts["priority"];
  /** Milliseconds since 1970. */
  readonly arrived: number;
  /** Bytes that limits are held against. */
  readonly counted: number;
  readonly items = new Items();
  nextPart = 1;
  /** Ends when the last commit asked for so far is done. */
  tail: Promise<void> = idle;
  /** Mailboxes that have got it, for a message taken in since this server started; undefined where the store must say. */
  reached: Set<string> | undefined;
  /** The body, while it is at hand. */
  content: Buffer | undefined;
  /** Lets the body go. */
  release: (() => void) | undefined;
  readonly shelf: Shelf;
  #record: MailRecord | undefined;

  /** @param fresh what is at hand of a message that has just come; all else is parked. */
  constructor(shelf: Shelf, id: number, facts: MailFacts, rank: Rank, fresh?: { record: MailRecord; content: Buffer }) {
    this.shelf = shelf;
    this.id = id;
    this.rank = rank;
    this.priority = facts.priority;
    this.arrived = facts.arrived;
    this.counted = facts.counted;
    this.content = fresh?.content;
    this.reached = fresh && new Set();
    this.#record = fresh?.record;
  }

  /** Read from the spool each time while it is parked; throws when it cannot be. */
  get record(): MailRecord {
    return this.#record ?? this.shelf.mail(this.id);
  }

  /** Keeps the record at hand again. */
  recall(): void {
    this.#record ??= this.shelf.mail(this.id);
  }

  /** Lets go what the spool holds, if none of its items is at hand. */
  park(): void {
    for (const item of this.items.values()) if (!item.parked) return;
    this.release?.();
    this.reached = undefined;
    this.#record = undefined;
  }
}

interface Facts {
  readonly sender: string;
  readonly recipients: readonly ItemRecipient[];
  readonly error: string | undefined;
  /** GUIDs of the groups that earlier plans have taken up. */
  readonly expanded: readonly string[] | undefined;
}

const factsOf = ({ sender, recipients, error, expanded }: ItemRecord | Omit<ItemRecord, "hop">): Facts => ({
  sender,
  recipients,
  error,
  expanded,
});

/** A message in a queue. */
export class Item {
  readonly mail: Mail;
  readonly part: number;
  queue: Queue;
  attempts: number;
  due: number;
  state: ItemState;
  /** The number of its last turn in flight. */
  turn = 0;
  delayed: boolean;
  held: HeldRecord | undefined;
  /** See {@link ItemRecord}. */
  suspect: number | undefined;
  /** Asked for while it was in flight. */
  pending: { kind: "suspend" } | { kind: "remove"; report: boolean } | undefined = undefined;
  /** The next moment at which something is to be done about it. */
  wake: Due | undefined = undefined;
  /** How many ends of it are being written: what they tell of it afterwards, the spool may no longer know. */
  settling = 0;
  /** Whether the spool tells it as it is here: its facts, and its place in a queue. */
  kept = false;
  /** Whether it is still to be told that it was read at the start. */
  loaded = false;
  /** Of its first recipient; routing asks for it often. */
  domain: string;
  #facts: Facts | undefined;
  /** Undefined since the message arrived: a number of its own would take more room in most of many. */
  #since: number | undefined;

  constructor(mail: Mail, part: number, facts: Omit<ItemRecord, "hop">, queue: Queue) {
    this.mail = mail;
    this.part = part;
    this.queue = queue;
    this.attempts = facts.attempts;
    this.due = facts.due;
    this.state = facts.suspended ? "Suspended" : "Ready";
    this.delayed = facts.delayed ?? false;
    this.#since = facts.since;
    this.held = facts.held;
    this.suspect = facts.suspect;
    this.domain = firstDomain(facts.recipients);
    this.#facts = factsOf(facts);
  }

  get rank(): Rank {
    return this.mail.rank;
  }

  /** From when its times are counted, milliseconds since 1970. */
  get since(): number {
    return this.#since ?? this.mail.arrived;
  }

  set since(time: number) {
    this.#since = time;
  }

  get sender(): string {
    return this.#read().sender;
  }

  get recipients(): readonly ItemRecipient[] {
    return this.#read().recipients;
  }

  /** What went wrong last. */
  get error(): string | undefined {
    return this.#read().error;
  }

  get expanded(): readonly string[] | undefined {
    return this.#read().expanded;
  }

  set sender(sender: string) {
    this.#change({ sender });
  }

  set recipients(recipients: readonly ItemRecipient[]) {
    this.#change({ recipients });
    this.domain = firstDomain(recipients);
  }

  set error(error: string | undefined) {
    if (error !== this.error) this.#change({ error });
  }

  get parked(): boolean {
    return this.#facts === undefined;
  }

  /** Whether it may be left to the spool alone. */
  get rests(): boolean {
    return (
      this.kept &&
      this.settling === 0 &&
      this.state !== "Active" &&
      !this.held &&
      this.mail.items.get(this.part) === this
    );
  }

  /** Lets go what the spool holds of it. */
  park(): void {
    if (this.parked) return;
    const { domain } = this.queue.hop;
    this.domain = this.domain === domain ? domain : ownText(this.domain);
    this.#facts = undefined;
    this.mail.park();
  }

  /** Has all of it at hand again. Throws when the spool cannot be read. */
  recall(): void {
    this.#facts = this.#read();
    this.mail.recall();
  }

  #read(): Facts {
    return this.#facts ?? factsOf(this.mail.shelf.item(this.mail.id, this.part));
  }

  #change(some: Partial<Facts>): void {
    this.#facts = { ...this.#read(), ...some };
    this.kept = false;
  }
}

const firstDomain = (recipients: readonly ItemRecipient[]) => domainOf(recipients[0]?.address ?? "");
