// What the parts of the pipeline share: the queues in memory, the spool beneath them, and the ways to change both together.
import { decodeWords, type Header } from "../../mail/headers.ts";
import type { Organization, Snapshot } from "../../org/organization.ts";
import type { Change, Spool } from "../../spool/spool.ts";
import type { World } from "../../world/world.ts";
import { type NextHop, submissionHop } from "../categorizer/routing.ts";
import { messageNotFound } from "../errors.ts";
import type { Languages } from "../reports/languages.ts";
import type { Logs } from "../tracking/logs.ts";
import type { Tracker } from "../tracking/tracking.ts";
import { type Item, idle, type Mail, type Shelf } from "./item.ts";
import { type Queue, QueueTable } from "./queue.ts";
import {
  type ItemRecord,
  itemKey,
  json,
  type MailRecord,
  mailKey,
  type QueueRecord,
  queueKey,
  record,
} from "./records.ts";
import { createTimeline, type Timeline } from "./timeline.ts";

export interface Core {
  readonly world: World;
  readonly org: Organization;
  readonly spool: Spool;
  readonly tracker: Tracker;
  readonly logs: Logs;
  /** Of reports. */
  readonly languages: Languages;
  readonly queues: QueueTable;
  readonly shelf: Shelf;
  readonly mails: Map<number, Mail>;
  readonly timeline: Timeline;
  /** Whether nothing may go to other servers just now. */
  remoteHeld: boolean;
  /** Until this moment of the clock that never runs back, each message goes through the queues. */
  wary: number;
  /** Those that were written down as at hand when the process ended, until something is done about them. */
  readonly accused: Item[];
  /** Set by the scheduler: whether a message that comes now may pass the Submission queue by. */
  prompt(): boolean;
  /**
   * Set by the scheduler: a place for a delivery that passes the queue of its mailboxes by, once there is one; what this
   * gives frees it. Undefined where the queue must be gone through.
   */
  enter(hop: NextHop): Promise<(() => void) | undefined>;
  /** Set by the scheduler: there is something to do for this queue. */
  wake(queue: Queue): void;
  /** Set by the scheduler: the timeline has a new first entry, or may have. */
  retime(): void;
  /** Set by the scheduler: the queue has become empty, or is one that may go. */
  idle(queue: Queue): void;
  /** Set by keeping: writes down that an item was read at the start. */
  announce(item: Item): void;
  /** Set by parking: what will wait need not wait in memory. */
  rest(item: Item): void;
  /** Set by the scheduler: looks when the item is to be looked after next. */
  tend(item: Item): void;
  /** Set by steer.ts: ends an item that somebody wanted removed while it was in flight. */
  remove(item: Item, report: boolean): Promise<void>;
  /** Set by moderation: the time of a held item is up. */
  overdue(item: Item): void;
  /** Set by moderation: a request to moderators cannot be delivered to these addresses, as the sender had named them. */
  unasked(request: MailRecord, moderators: readonly string[]): void;
  /** What went wrong that no person asked for: the operator's line. */
  log(text: string): void;
}

export function createCore(
  parts: Pick<Core, "world" | "org" | "spool" | "tracker" | "logs" | "languages" | "log">,
): Core {
  return {
    ...parts,
    queues: new QueueTable(() => parts.world.clock.now()),
    shelf: shelfIn(parts.spool),
    mails: new Map(),
    timeline: createTimeline(),
    remoteHeld: false,
    wary: Number.NEGATIVE_INFINITY,
    accused: [],
    prompt: () => false,
    enter: async () => undefined,
    wake: () => undefined,
    retime: () => undefined,
    idle: () => undefined,
    announce: () => undefined,
    rest: () => undefined,
    tend: () => undefined,
    remove: async () => undefined,
    overdue: () => undefined,
    unasked: () => undefined,
  };
}

function shelfIn(spool: Spool): Shelf {
  const read = <T extends MailRecord | ItemRecord>(key: string, id: number): T => {
    const value = spool.getNow(key);
    if (value === undefined) throw messageNotFound(String(id));
    return record<T>(value);
  };
  return {
    mail: (id) => read(mailKey(id), id),
    item: (id, part) => read(itemKey(id, part), id),
  };
}

/** Commits for one message, one after the other. */
export function inTurn<T>(mail: Mail, work: () => Promise<T>): Promise<T> {
  return behind(mail.tail, [mail], work);
}

/** The same for a commit for several messages, once it is the turn of all. */
function inTurns<T>(mails: readonly Mail[], work: () => Promise<T>): Promise<T> {
  const tails = mails.map((mail) => mail.tail).filter((tail) => tail !== idle);
  return behind(tails.length === 0 ? idle : Promise.all(tails), mails, work);
}

function behind<T>(before: Promise<unknown>, mails: readonly Mail[], work: () => Promise<T>): Promise<T> {
  const turn = before.then(work);
  const over = () => {
    for (const mail of mails) if (mail.tail === tail) mail.tail = idle;
  };
  const tail = turn.then(over, over);
  for (const mail of mails) mail.tail = tail;
  return turn;
}

export function itemRecord(item: Item): ItemRecord {
  const { counted, arrived, priority } = item.mail;
  return {
    mail: { counted, arrived, ...(priority ? { priority } : {}) },
    hop: item.queue.hop,
    sender: item.sender,
    recipients: item.recipients,
    attempts: item.attempts,
    due: item.due,
    ...(item.error === undefined ? {} : { error: item.error }),
    ...(item.state === "Suspended" || item.pending?.kind === "suspend" ? { suspended: true } : {}),
    ...(item.delayed ? { delayed: true } : {}),
    ...(item.expanded ? { expanded: item.expanded } : {}),
    ...(item.since === item.mail.arrived ? {} : { since: item.since }),
    ...(item.held ? { held: item.held } : {}),
    ...(item.suspect === undefined ? {} : { suspect: item.suspect }),
  };
}

/** Writes the item as it is now. */
export const keepItem = (core: Core, item: Item): Promise<void> => keepItems(core, [item]);

/** Writes items as they are now, all or none. */
export function keepItems(core: Core, given: readonly Item[]): Promise<void> {
  const mails = given.map(({ mail }) => mail);
  return inTurns(mails, async () => {
    const items = given.filter((item) => item.mail.items.get(item.part) === item);
    if (items.length === 0) return;
    const written = items.map(({ sender, recipients, error, queue }) => ({ sender, recipients, error, queue }));
    await core.spool.commit({
      puts: items.map((item) => [itemKey(item.mail.id, item.part), json(itemRecord(item))] as const),
    });
    for (const [at, item] of items.entries()) {
      const { sender, recipients, error, queue } = written[at]!;
      const same = sender === item.sender && recipients === item.recipients && error === item.error;
      if (same && queue === item.queue) item.kept = true;
    }
  });
}

/** Writes what is unusual about a queue, or that nothing is any more. */
export async function keepQueue(core: Core, queue: Queue): Promise<void> {
  const change = queueChange(queue);
  if (change.puts) queue.kept = true;
  await core.spool.commit(change);
  if (!change.puts && !queue.suspended && !queue.retry) queue.kept = false;
}

function queueChange(queue: Queue): Change {
  const key = queueKey(queue.hop);
  if (!queue.suspended && !queue.retry) return { deletes: [key] };
  const kept: QueueRecord = {
    hop: queue.hop,
    ...(queue.suspended ? { suspended: true } : {}),
    ...(queue.retry ? { retry: queue.retry } : {}),
  };
  return { puts: [[key, json(kept)]] };
}

/** Puts an item into the queue for a hop, in memory. It is ready unless it is suspended or not due. */
export function enqueue(core: Core, item: Item, hop: NextHop): void {
  const queue = core.queues.for(hop);
  queue.incoming.add(core.world.clock.now());
  if (queue.key !== item.queue.key) item.kept = false;
  place(core, item, queue);
}

/**
 * Where an item goes that was planned by these settings. Whoever changes them has its queues routed anew, but an item that is
 * in none at that moment, for its plan is being made or written, would go by the old ones and stay there: it is planned again.
 */
export const wayNow = (core: Core, hop: NextHop, planned: Snapshot): NextHop =>
  core.org.snapshot() === planned ? hop : submissionHop;

/** Messages that are all in memory, however long their queues are; and in each queue, if there are more. */
const mostAtHand = 10_000;
const mostNext = 1000;

/** The same for an item that was in the queue before, when this server last ran: it has not come in. */
export function place(core: Core, item: Item, queue: Queue): void {
  const now = core.world.clock.now();
  item.queue = queue;
  queue.items.add(item);
  if (item.state !== "Suspended") item.state = item.due > now ? "Retry" : "Ready";
  core.tend(item);
  if (item.state !== "Ready" || queue.retry || queue.hop.type === "Unreachable") core.rest(item);
  if (item.state !== "Ready") return;
  queue.ready.add(item);
  if (core.mails.size > mostAtHand && queue.ready.size > mostNext) core.rest(item);
  core.wake(queue);
}

/** Counts a message that passed a queue by as one that went through it. */
export function pass(core: Core, hop: NextHop): void {
  const queue = core.queues.for(hop);
  const now = core.world.clock.now();
  queue.incoming.add(now);
  queue.outgoing.add(now);
  if (hop.type === "SmtpDeliveryToMailbox") queue.lastSent = now;
  if (queue.items.size > 0) return;
  queue.idleSince = now;
  core.idle(queue);
}

/** Takes an item out of its queue, in memory. */
export function dequeue(core: Core, item: Item): void {
  const { queue } = item;
  const now = core.world.clock.now();
  if (queue.items.delete(item)) queue.outgoing.add(now);
  queue.ready.delete(item);
  core.timeline.drop(item.wake);
  item.wake = undefined;
  if (queue.items.size > 0) return;
  queue.idleSince = now;
  core.idle(queue);
}

/** Nothing moves the item until what this gives lets it go again. It must not be in flight. */
export function hold(core: Core, item: Item): () => void {
  const { state } = item;
  item.queue.ready.delete(item);
  item.state = "Suspended";
  core.tend(item);
  return () => {
    item.state = state;
    if (state === "Ready") item.queue.ready.add(item);
    core.tend(item);
    core.wake(item.queue);
  };
}

/** A field for people: decoded, in one line, bounded. */
export function shownField(header: Header, name: string): string {
  return decodeWords((header.first(name) ?? "").slice(0, 4000))
    .replace(/[\x00-\x1f\x7f]+/g, " ")
    .slice(0, 998);
}

/** The message as it goes out: our trace, then what came. */
export async function wholeMessage(core: Core, mail: Mail): Promise<Buffer> {
  const content = mail.content ?? (await core.spool.body(mail.record.content));
  return Buffer.concat([Buffer.from(mail.record.trace), content]);
}
