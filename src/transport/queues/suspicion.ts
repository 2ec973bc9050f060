// Which message ends the process: what may have been at hand when it ended is tried alone, and written down before. What was
// at hand when the process ended again is set aside.
import { poisonHop } from "../categorizer/routing.ts";
import { type Core, dequeue, enqueue, keepItem } from "./core.ts";
import type { Item } from "./item.ts";
import { limitsOf } from "./limits.ts";
import type { Queue } from "./queue.ts";
import type { Due } from "./timeline.ts";

export interface Suspicion {
  /** Sets aside what has ended the process often enough. */
  convict(): void;
  /** The ready item of a queue that goes next; of suspects one at a time goes. */
  next(queue: Queue): Item | undefined;
  /** An item is at hand from now on. */
  taken(item: Item): void;
  /** It is no longer, whatever became of it. */
  released(item: Item): void;
  /** Work inside this server: a suspect is written down before it, for should the process end now, the next one knows. */
  guarded(item: Item, work: () => Promise<unknown>): Promise<void>;
  /** The end of an item by a report. For an hour after the process ended in the middle of something, each is a suspect. */
  reporting(item: Item, work: () => Promise<unknown>): Promise<void>;
  /** Into the Poison queue, until somebody looks at it. */
  setAside(item: Item, why: string): Promise<void>;
}

/** So long nothing else that is suspected is sent to other servers; slow ones must not hold up the rest for longer. */
const aloneMs = 10_000;

export const goesOut = ({ hop: { type } }: Queue) => type !== "Undefined" && type !== "SmtpDeliveryToMailbox";

/** Is about to be sent, perhaps among others: this is written before, and found again when the process ends. */
export function accuse(item: Item): void {
  item.suspect = item.suspect === undefined ? 0 : item.suspect + 1;
}

/** Was not sent after all. */
export function excuse(item: Item): void {
  item.suspect = item.suspect ? item.suspect - 1 : undefined;
}

/** The process has come through it. */
export function acquit(item: Item): void {
  item.suspect = undefined;
}

/** @param running false once the transport stops: nothing more is begun. */
export function createSuspicion(core: Core, running: () => boolean): Suspicion {
  const { clock } = core.world;
  /** Of what is done inside this server. */
  let inside: Item | undefined;
  /** Of what is sent: whose turn it is, when that is over, who has had it, and who waits for it. */
  let sent: Item | undefined;
  let over: Due | undefined;
  const had = new WeakSet<Item>();
  const line = new Set<Item>();
  let reports: Promise<unknown> = Promise.resolve();

  function convict(): void {
    const { poisonThreshold } = limitsOf(core.org.snapshot().transportService);
    for (const item of core.accused.splice(0)) {
      if (!item.queue.items.has(item) || (item.suspect ?? 0) + 1 < poisonThreshold) continue;
      try {
        item.recall();
      } catch (error) {
        core.log(`Message ${item.mail.id} cannot be read: ${(error as Error).message}`);
        continue;
      }
      const why = "the process ended while it was at hand";
      core.log(`Message ${item.mail.id} is set aside in the Poison queue: ${why}.`);
      void setAside(item, why);
    }
  }

  function next(queue: Queue): Item | undefined {
    const first = queue.ready.first();
    if (first?.suspect === undefined) return first;
    const waits = queue.retry !== undefined && queue.retry.next > clock.now();
    for (const item of queue.ready) {
      if (item.suspect === undefined) return item;
      if (!goesOut(queue)) {
        if (!inside) return item;
      } else if (waits || had.has(item) || takesTurn(item)) return item;
      else putOff(item);
    }
    return undefined;
  }

  function takesTurn(item: Item): boolean {
    if (sent) return false;
    sent = item;
    had.add(item);
    over = core.timeline.put(clock.now() + aloneMs, passOn);
    core.retime();
    return true;
  }

  /** It asks again when a turn is over at the latest; never much later, for that moment may be written down. */
  function putOff(item: Item): void {
    line.add(item);
    item.queue.ready.delete(item);
    item.state = "Retry";
    item.due = clock.now() + aloneMs;
    core.tend(item);
  }

  /** The next one that still waits has its turn. */
  function passOn(): void {
    core.timeline.drop(over);
    sent = undefined;
    for (const item of line) {
      line.delete(item);
      const stands = item.queue.items.has(item) && item.state === "Retry" && item.suspect !== undefined;
      if (!stands || !goesOut(item.queue)) continue;
      item.due = 0;
      item.state = "Ready";
      item.queue.ready.add(item);
      core.tend(item);
      core.wake(item.queue);
      if (sent) return;
    }
  }

  function taken(item: Item): void {
    if (item.suspect !== undefined && !goesOut(item.queue)) inside = item;
  }

  function released(item: Item): void {
    if (sent === item) passOn();
    if (inside !== item) return;
    inside = undefined;
    // Those that had nothing else: there may be ten thousand that have.
    for (const queue of core.queues.all())
      if (queue !== item.queue && !goesOut(queue) && queue.ready.first()?.suspect !== undefined) core.wake(queue);
  }

  async function guarded(item: Item, work: () => Promise<unknown>): Promise<void> {
    const { queue } = item;
    if (item.suspect === undefined) {
      await work();
      return;
    }
    accuse(item);
    try {
      await keepItem(core, item);
    } catch (error) {
      excuse(item);
      throw error;
    }
    await work().finally(() => {
      // What has come through the categorizer may still end the process when it is delivered.
      if (item.queue === queue) acquit(item);
      else excuse(item);
    });
    await keepItem(core, item);
  }

  function reporting(item: Item, work: () => Promise<unknown>): Promise<void> {
    if (clock.monotonic() >= core.wary) return work().then(() => undefined);
    const turn = reports.then(() => {
      // It may have ended otherwise meanwhile.
      if (!running() || !item.queue.items.has(item)) return undefined;
      item.suspect ??= 0;
      return guarded(item, work);
    });
    reports = turn.catch(() => undefined);
    return turn;
  }

  async function setAside(item: Item, why: string): Promise<void> {
    dequeue(core, item);
    item.state = "Suspended";
    acquit(item);
    item.error ??= `451 4.3.0 ${why}`;
    enqueue(core, item, poisonHop);
    const recipients = item.recipients.map((recipient) => recipient.address);
    core.tracker.track({ event: "POISONMESSAGE", source: "POISONMESSAGE", mail: item.mail.record, recipients });
    await keepItem(core, item).catch((failure: Error) => core.log(failure.message));
  }

  return { convict, next, taken, released, guarded, reporting, setAside };
}
