// Queues for other servers: how many connections they have, what is sent on them, and when they try again.
import type { Carrier, Opened, Sent, Session } from "../carriers/carrier.ts";
import { type Core, keepItems, keepQueue } from "./core.ts";
import { type Desk, diskRetryMs, type Lease } from "./desk.ts";
import type { Item } from "./item.ts";
import { limitsOf, retryAfter } from "./limits.ts";
import { createPlaces, type Place } from "./places.ts";
import type { Queue } from "./queue.ts";
import type { Result, Settling } from "./settle.ts";
import { accuse, acquit, excuse, type Suspicion } from "./suspicion.ts";

export interface Sending {
  /** Opens connections for a queue as far as there is work and room. */
  wake(queue: Queue): void;
  /** Sets the moment at which a queue that failed tries again. */
  waitForRetry(queue: Queue): void;
  /** What is in the queue cannot go on its way: it waits, longer with each failure in a row. */
  failed(queue: Queue, error: string): Promise<void>;
  /** Tries a waiting queue now. */
  retryNow(queue: Queue): void;
  /** Connections being opened and open. */
  readonly connections: number;
}

/** MaxIdleTimeBeforeResubmit. */
const idleBeforeResubmitMs = 12 * 3_600_000;

/** Outcomes of one session that may wait for the disk. */
const mostUnsettled = 8;

/** Attempts that are written in one commit, and sent while the next ones are written; so many in the longest queues. */
const mostAtOnce = 4;
/** For each of them so many ready messages: where few wait, each goes over the first connection that has room for it. */
const messagesForMore = 50;

/** So many ready messages are worth another connection. */
const messagesForAnother = 5;

export function createSending(
  core: Core,
  desk: Desk,
  carrier: Carrier,
  settling: Settling,
  suspicion: Suspicion,
): Sending {
  const limits = () => limitsOf(core.org.snapshot().transportService);
  const places = createPlaces(
    core.world.clock,
    () => limits().outbound,
    (queue) => core.wake(queue),
  );

  function wake(queue: Queue): void {
    const { perDomain } = limits();
    if (queue.retry && queue.retry.next > desk.now()) return;
    for (;;) {
      const open = queue.connecting + queue.connected;
      // The first connection feels the way; when it stands, more follow as there is work for them.
      const more = Math.min(perDomain, queue.connected + Math.floor(queue.ready.size / messagesForAnother));
      if (queue.ready.size === 0 || open >= (queue.connected === 0 ? 1 : more)) return;
      const place = places.take(queue);
      if (!place) return;
      void connection(queue, place);
    }
  }

  async function connection(queue: Queue, place: Place): Promise<void> {
    queue.connecting++;
    const log = core.logs.connectivity.begin("SMTP", queue.hop.domain, queue.items.size);
    const opened = await carrier
      .open(queue.hop, { stop: desk.signal, hurry: place.hurry }, log.step)
      .catch((error: Error): Opened => {
        core.log(`No connection for ${queue.hop.domain}: ${error.stack}`);
        return { kind: "wait", error: `451 4.3.0 ${error.message}` };
      });
    queue.connecting--;
    if (opened.kind === "session") {
      queue.connected++;
      const { gone, ...went } = await use(queue, opened.session, place);
      log.ended(`Connection to ${opened.session.remote} closed`, went);
      queue.connected--;
      core.wake(queue);
      await gone;
    } else {
      log.ended(opened.error, { messages: 0, bytes: 0 });
      if (opened.kind === "wait") await failed(queue, opened.error);
      else await failAll(queue, opened.error, opened.remote);
    }
    place.free();
    core.wake(queue);
    if (queue.items.size === 0) desk.watchIdle(queue);
    desk.ended();
  }

  /**
   * Sends what is ready, one item after the other. While some are sent, the attempts at the next are written and the
   * outcomes of those before are: so that the other side never waits for our disk. Gives what went over it, and its end.
   */
  async function use(
    queue: Queue,
    session: Session,
    place: Place,
  ): Promise<{ messages: number; bytes: number; gone: Promise<void> }> {
    const settling = new Set<Promise<void>>();
    const went = { messages: 0, bytes: 0 };
    /** What was not decided over this session. */
    const back: Lease[] = [];
    let ready: Lease[] = [];
    let next = prepare(queue, session.room);
    for (let open = true; open; ) {
      if (ready.length === 0) {
        ready = await next;
        if (ready.length === 0 && session.room > 0 && settling.size > 0) {
          // Something may have come meanwhile, or have waited for the end of those: the way is still open.
          await Promise.all(settling);
          ready = await prepare(queue, session.room);
        }
        if (ready.length > 0) next = prepare(queue, session.room - ready.length);
      }
      // What was prepared is not sent when the queue was suspended, or the transport stops, in the meantime.
      const lease = queue.suspended || !desk.running ? undefined : ready.shift();
      if (!lease) break;
      // Others may join in, now that the way is known to be good.
      core.wake(queue);
      const { item } = lease;
      let outcome: Sent;
      try {
        outcome = await session.send(item, place.begun);
      } catch (error) {
        // A fault of ours, which may lie in this message.
        await desk.trouble(item, error, diskRetryMs);
        back.push(lease);
        break;
      }
      if (outcome.kind === "lost") {
        item.error = outcome.error;
        item.due = 0;
        back.push(lease);
        await failed(queue, outcome.error);
        break;
      }
      open = outcome.open;
      if (outcome.results.some((result) => result.kind === "relayed")) {
        went.messages++;
        went.bytes += item.mail.record.size;
      }
      const work = finish(queue, lease, outcome.results, place).finally(() => settling.delete(work));
      settling.add(work);
      if (settling.size >= mostUnsettled) await Promise.race(settling);
    }
    const gone = session.close();
    for (const { item } of back) acquit(item);
    for (const unused of [...ready, ...(await next)]) {
      unused.item.attempts--;
      unused.item.due = 0;
      excuse(unused.item);
      back.push(unused);
    }
    // A suspicion that stays on a full disk does no harm.
    await keepLeases(back).catch((error: Error) => core.log(error.message));
    for (const lease of back) desk.release(lease);
    await Promise.all(settling);
    return { ...went, gone };
  }

  /**
   * Takes the next items, `room` at most, and writes that they are attempted: after a crash in the middle, nothing is
   * tried again at once, and it is known what was at hand. What is lost of that time by one that was not really tried is
   * MessageRetryInterval.
   */
  async function prepare(queue: Queue, room: number): Promise<Lease[]> {
    const most = Math.min(room, mostAtOnce, 1 + Math.floor(queue.ready.size / messagesForMore));
    const leases: Lease[] = [];
    for (let lease = most > 0 ? desk.take(queue) : undefined; lease; ) {
      leases.push(lease);
      lease = leases.length < most ? desk.take(queue) : undefined;
    }
    if (leases.length === 0) return leases;
    const due = desk.now() + limits().messageRetryMs;
    for (const { item } of leases) {
      item.attempts++;
      item.due = due;
      accuse(item);
    }
    try {
      await keepLeases(leases);
      return leases;
    } catch (error) {
      for (const lease of leases) {
        excuse(lease.item);
        await desk.trouble(lease.item, error, diskRetryMs);
        desk.release(lease);
      }
      return [];
    }
  }

  const keepLeases = (leases: readonly Lease[]) =>
    keepItems(
      core,
      leases.map(({ item }) => item),
    );

  async function finish(queue: Queue, lease: Lease, results: readonly Result[], place: Place): Promise<void> {
    if (queue.retry) {
      queue.retry = undefined;
      keepQueue(core, queue).catch((error: Error) => core.log(error.message));
    }
    const relayed = results.some((result) => result.kind === "relayed");
    if (relayed) {
      queue.lastSent = desk.now();
      place.proved();
    }
    const error = results.find((result) => result.kind === "later")?.response;
    if (error !== undefined) queue.lastError = error;
    acquit(lease.item);
    await settleSurely(lease.item, results, desk.now() + limits().messageRetryMs, error);
    desk.release(lease);
  }

  /** What another server has answered is not forgotten because our disk is full: it is written as soon as it can be. */
  async function settleSurely(item: Item, results: readonly Result[], due: number, error?: string): Promise<void> {
    for (;;) {
      try {
        await settling.settle(item, { results, due, source: "SMTP", ...(error === undefined ? {} : { error }) });
        return;
      } catch (failure) {
        core.log(`The outcome for message ${item.mail.id} cannot be written: ${(failure as Error).message}`);
        const { queue } = item;
        await desk.trouble(item, failure, diskRetryMs);
        // What no disk is to blame for would come again and again: it has been set aside.
        if (item.queue !== queue) return;
        const slept = core.world.clock.sleep(5000, desk.signal).then(
          () => true,
          () => false,
        );
        if (!(await slept)) return;
      }
    }
  }

  /** The queue waits, longer with each failure in a row. */
  async function failed(queue: Queue, error: string): Promise<void> {
    queue.lastError = error;
    // Of connections that fail together only the first counts; one that we broke off ourselves is no failure.
    const now = desk.now();
    if (desk.signal.aborted || (queue.retry && queue.retry.next > now)) return;
    const count = (queue.retry?.count ?? 0) + 1;
    const next = now + retryAfter(count, limits());
    queue.retry = { count, first: queue.retry?.first ?? now, last: now, next, error };
    for (const item of queue.ready) core.rest(item);
    waitForRetry(queue);
    const [first] = queue.ready;
    if (first) {
      const recipients = first.recipients.map((recipient) => recipient.address);
      const source = queue.hop.type === "SmtpDeliveryToMailbox" ? "STOREDRIVER" : "SMTP";
      core.tracker.track({ event: "DEFER", source, mail: first.mail.record, recipients, context: error });
    }
    await keepQueue(core, queue).catch((failure: Error) => core.log(failure.message));
    // Recipients may have moved meanwhile: after so long without success, each is looked up anew.
    if (now - Math.max(queue.retry?.first ?? now, queue.resubmitted) < idleBeforeResubmitMs) return;
    queue.resubmitted = now;
    for (const item of [...queue.ready]) desk.resubmit(item);
  }

  function waitForRetry(queue: Queue): void {
    core.timeline.drop(queue.wake);
    queue.wake = core.timeline.put(queue.retry?.next ?? desk.now(), () => {
      queue.wake = undefined;
      core.wake(queue);
    });
    core.retime();
  }

  function retryNow(queue: Queue): void {
    if (queue.retry) queue.retry = { ...queue.retry, next: desk.now() };
    core.timeline.drop(queue.wake);
    queue.wake = undefined;
    core.wake(queue);
  }

  /** DNS alone can say that there is no way to a domain. */
  async function failAll(queue: Queue, error: string, remote: string | undefined): Promise<void> {
    queue.lastError = error;
    for (let lease = desk.take(queue); lease; lease = desk.take(queue)) {
      const { item } = lease;
      const facts = { response: error, ...(remote === undefined ? {} : { remote }) };
      const results = item.recipients.map((recipient): Result => ({ kind: "failed", recipient, ...facts }));
      await suspicion
        .reporting(item, () => settling.settle(item, { results, source: "DNS" }))
        .catch((failure) => desk.trouble(item, failure, diskRetryMs));
      desk.release(lease);
    }
  }

  return {
    wake,
    waitForRetry,
    failed,
    retryNow,
    get connections() {
      return places.taken;
    },
  };
}
