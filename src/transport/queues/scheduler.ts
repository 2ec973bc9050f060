// Who does what when: hands ready items to the categorizer and the carriers, and wakes what waits.
import { Problem } from "../../command/problem.ts";
import { someAtATime } from "../../world/walk.ts";
import type { Timer } from "../../world/world.ts";
import type { Carrier, MailboxCarrier } from "../carriers/carrier.ts";
import { type NextHop, poisonHop, submissionHop } from "../categorizer/routing.ts";
import type { Pipeline } from "../pipeline.ts";
import { type Core, keepQueue } from "./core.ts";
import { type Desk, diskRetryMs, type Lease } from "./desk.ts";
import type { Item } from "./item.ts";
import { deadlinesOf, limitsOf, retryAfter } from "./limits.ts";
import type { Queue } from "./queue.ts";
import { createSending } from "./sending.ts";
import type { Result, Settling } from "./settle.ts";
import { createSuspicion, goesOut } from "./suspicion.ts";

export interface Scheduler {
  /** Begins; with many queues some at a time, for others have work, too. @param first done with each before its turn. */
  start(first?: (queue: Queue) => void): void;
  /** Lets what is in flight end, at most so many milliseconds; then breaks it off. Nothing is lost either way. */
  stop(boundMs: number): Promise<void>;
  /** Does what is due; gives the milliseconds until something is due again, undefined when nothing is. */
  step(): number | undefined;
  /** Connects a waiting queue now. */
  retryNow(queue: Queue): void;
  /** Items in flight. */
  readonly active: number;
}

const categorizersAtATime = 20;
const resolverRetryMs = 30 * 60_000;
const mailboxRetryMs = 5 * 60_000;
/** A clock that is set back by more than this was set; by less it is drawn back gently, as time servers do. */
const clockStepMs = 1000;
/** It looks at the clock so often at least: one that was set forward makes due what a timer set before would leave for hours. */
const longestNapMs = 60_000;

export function createScheduler(
  core: Core,
  parts: {
    readonly pipeline: Pipeline;
    readonly settling: Settling;
    readonly smtp: Carrier;
    readonly mailboxes: MailboxCarrier;
  },
): Scheduler {
  const { world, timeline } = core;
  const crashes = new WeakMap<Item, number>();
  /** When items whose end could not be written are to end again. */
  const endings = new WeakMap<Item, number>();
  /** Mailbox queues that wait for a place. */
  const hungry = new Set<Queue>();
  /** Deliveries that pass their queue by, and wait for a place. */
  const waiting: (() => void)[] = [];
  let running = false;
  let abort = new AbortController();
  let active = 0;
  let turns = 0;
  let categorizing = 0;
  let delivering = 0;
  let timer: { readonly at: number; readonly handle: Timer } | undefined;
  let idle: (() => void) | undefined;

  const now = () => world.clock.now();
  /** By how much the clock on the wall is before the one that never runs back. */
  const lead = () => now() - world.clock.monotonic();
  let lastLead = lead();
  const limits = () => limitsOf(core.org.snapshot().transportService);
  const desk: Desk = {
    now,
    take,
    release,
    trouble,
    resubmit: (item) => parts.pipeline.resubmit(item, "QUEUE"),
    watchIdle,
    get running() {
      return running;
    },
    get signal() {
      return abort.signal;
    },
    ended: endIfIdle,
  };
  const suspicion = createSuspicion(core, () => running);
  const sending = createSending(core, desk, parts.smtp, parts.settling, suspicion);
  Object.assign(core, { wake, retime, tend, idle: watchIdle, prompt, enter });

  function start(first: (queue: Queue) => void = () => undefined): void {
    running = true;
    abort = new AbortController();
    lastLead = lead();
    const { signal } = abort;
    suspicion.convict();
    someAtATime(world.clock, core.queues.all(), (queue) => {
      if (!running || signal !== abort.signal) return false;
      bringBack(queue);
      first(queue);
      if (queue.retry) sending.waitForRetry(queue);
      if (queue.items.size === 0) watchIdle(queue);
      wake(queue);
      return true;
    });
    retime();
  }

  async function stop(boundMs: number): Promise<void> {
    running = false;
    timer?.handle.cancel();
    timer = undefined;
    if (active + sending.connections === 0) return;
    const ended = new Promise<void>((resolve) => {
      idle = resolve;
    });
    const bound = world.clock.after(boundMs, () => abort.abort(new Error("The transport is stopping.")));
    await ended;
    idle = undefined;
    bound.cancel();
  }

  function step(): number | undefined {
    const [before, is] = [lastLead, lead()];
    lastLead = is;
    if (is < before - clockStepMs) {
      for (const queue of core.queues.all()) {
        bringBack(queue);
        if (queue.retry) sending.waitForRetry(queue);
        if (queue.items.size === 0) watchIdle(queue);
        for (const item of queue.items) tend(item);
      }
    }
    timeline.step(now());
    const next = timeline.next;
    return next === undefined ? undefined : Math.max(next - now(), 0);
  }

  /** Where the clock was set back, perhaps while this server stood: what was to wait for minutes does, and not for hours. */
  function bringBack(queue: Queue): void {
    const time = now();
    const { messageRetryMs } = limits();
    queue.idleSince = Math.min(queue.idleSince, time);
    queue.resubmitted = Math.min(queue.resubmitted, time);
    const { retry } = queue;
    if (retry && retry.last > time)
      queue.retry = {
        ...retry,
        first: Math.min(retry.first, time),
        last: time,
        next: time + retryAfter(retry.count, limits()),
      };
    for (const item of queue.items)
      if (item.due > time + Math.max(messageRetryMs, resolverRetryMs)) {
        item.due = time;
        tend(item);
      }
  }

  function retime(): void {
    const next = timeline.next;
    if (!running || next === undefined || (timer && timer.at <= next)) return;
    timer?.handle.cancel();
    const handle = world.clock.after(Math.min(Math.max(next - now(), 0), longestNapMs), () => {
      timer = undefined;
      step();
      retime();
    });
    timer = { at: next, handle };
  }

  function wake(queue: Queue): void {
    // Of those that are ready, suspects may have to wait for one another: a connection for them would find nothing to send.
    if (!running || queue.suspended || suspicion.next(queue) === undefined) return;
    switch (queue.hop.type) {
      case "Undefined":
        if (queue.hop.domain === submissionHop.domain) categorizeSome(queue);
        break;
      case "SmtpDeliveryToMailbox":
        deliverSome(queue);
        break;
      case "DnsConnectorDelivery":
      case "SmartHostConnectorDelivery":
      case "SmtpRelayToServers":
        if (!core.remoteHeld) sending.wake(queue);
        break;
      case "Unreachable":
        break;
    }
  }

  function take(queue: Queue): Lease | undefined {
    if (!running || queue.suspended || (core.remoteHeld && goesOut(queue))) return undefined;
    for (let item = suspicion.next(queue); item; item = suspicion.next(queue)) {
      queue.ready.delete(item);
      if (!recalled(item)) continue;
      suspicion.taken(item);
      return lease(item);
    }
    return undefined;
  }

  /** Has all of an item at hand; what the spool cannot tell now is asked for again later. */
  function recalled(item: Item): boolean {
    try {
      item.recall();
      if (item.loaded) core.announce(item);
      return true;
    } catch (error) {
      core.log(`Message ${item.mail.id} cannot be read: ${(error as Error).message}`);
      item.state = "Retry";
      item.due = now() + diskRetryMs;
      tend(item);
      return false;
    }
  }

  function lease(item: Item): Lease {
    item.state = "Active";
    item.turn = ++turns;
    active++;
    return { item, number: item.turn };
  }

  function release({ item, number }: Lease): void {
    active--;
    suspicion.released(item);
    // With another number it has moved on, and is somebody else's by now.
    if (item.turn === number && item.state === "Active" && item.mail.items.get(item.part) === item) {
      const { pending } = item;
      item.pending = undefined;
      item.state = pending?.kind === "suspend" ? "Suspended" : item.due > now() ? "Retry" : "Ready";
      if (item.state !== "Ready" || item.queue.retry) core.rest(item);
      if (item.state === "Ready") item.queue.ready.add(item);
      if (pending?.kind === "remove")
        core.remove(item, pending.report).catch((error: Error) => core.log(error.message));
      else tend(item);
    }
    wake(item.queue);
    endIfIdle();
  }

  function endIfIdle(): void {
    if (!running && active + sending.connections === 0) idle?.();
  }

  function categorizeSome(queue: Queue): void {
    while (categorizing < categorizersAtATime) {
      const turn = take(queue);
      if (!turn) return;
      categorizing++;
      void suspicion
        .guarded(turn.item, () => parts.pipeline.categorize(turn.item))
        .catch((error) => trouble(turn.item, error, resolverRetryMs))
        .finally(() => {
          categorizing--;
          release(turn);
          wake(queue);
        });
    }
  }

  function deliverSome(queue: Queue): void {
    if (queue.retry && queue.retry.next > now()) return;
    const offline = parts.mailboxes.offline(queue.hop);
    if (offline !== undefined) {
      void sending.failed(queue, offline);
      return;
    }
    while (delivering < limits().mailboxDeliveries) {
      const turn = take(queue);
      if (!turn) return;
      delivering++;
      void suspicion
        .guarded(turn.item, () => deliver(turn.item))
        .catch((error) => trouble(turn.item, error, mailboxRetryMs))
        .finally(() => {
          delivering--;
          release(turn);
          feed();
        });
    }
    if (queue.ready.size > 0) hungry.add(queue);
  }

  /** Gives free places to those that wait for them. */
  function feed(): void {
    const next = delivering < limits().mailboxDeliveries ? waiting.shift() : undefined;
    next?.();
    for (const other of next ? [] : hungry) {
      if (delivering >= limits().mailboxDeliveries) break;
      hungry.delete(other);
      wake(other);
    }
  }

  function prompt(): boolean {
    if (!running || (world.clock.monotonic() < core.wary && Number.isFinite(limits().poisonThreshold))) return false;
    const submission = core.queues.find(submissionHop);
    return !submission || (!submission.suspended && submission.ready.size === 0);
  }

  async function enter(hop: NextHop): Promise<(() => void) | undefined> {
    const isFree = () => {
      const queue = core.queues.find(hop);
      // Nobody overtakes those that wait.
      const stands = queue !== undefined && (queue.suspended || queue.retry !== undefined || queue.items.size > 0);
      return running && !stands && hungry.size === 0 && parts.mailboxes.offline(hop) === undefined;
    };
    while (isFree()) {
      if (delivering < limits().mailboxDeliveries) {
        delivering++;
        active++;
        return () => {
          delivering--;
          active--;
          feed();
          endIfIdle();
        };
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    feed();
    return undefined;
  }

  /** An attempt here leaves no trace outside the spool, so it is not written down before: one commit holds all of it. */
  async function deliver(item: Item): Promise<void> {
    const { queue } = item;
    try {
      const delivery = await parts.mailboxes.deliver(item);
      // Its lease over, it is the next again.
      if (!delivery) return;
      const { results, puts, over } = delivery;
      const end = { results, change: { puts }, due: now() + mailboxRetryMs, source: "STOREDRIVER" } as const;
      await parts.settling.settle(item, end).finally(over);
      if (results.some((result) => result.kind === "delivered")) queue.lastSent = now();
      if (queue.retry) {
        queue.retry = undefined;
        await keepQueue(core, queue);
      }
    } catch (error) {
      await trouble(item, error, mailboxRetryMs);
    }
  }

  async function trouble(item: Item, error: unknown, laterMs: number): Promise<void> {
    const text = (error as Error).message ?? String(error);
    item.error = `451 4.3.0 ${text}`;
    item.queue.lastError = item.error;
    if (error instanceof Problem || (error as { code?: unknown }).code !== undefined) {
      const disk = error instanceof Problem && error.id.startsWith("Spool");
      item.due = now() + (disk ? diskRetryMs : laterMs);
      return;
    }
    const count = (crashes.get(item) ?? 0) + 1;
    crashes.set(item, count);
    item.due = now() + diskRetryMs;
    core.log(`Message ${item.mail.id} could not be processed: ${(error as Error).stack ?? text}`);
    if (count >= limits().poisonThreshold) await suspicion.setAside(item, text);
  }

  function tend(item: Item): void {
    timeline.drop(item.wake);
    item.wake = undefined;
    if (item.held) {
      item.wake = timeline.put(item.held.expires, core.overdue, item);
      retime();
      return;
    }
    if (item.state === "Active" || item.state === "Suspended" || item.queue.hop.domain === poisonHop.domain) return;
    const { expiry, delay } = deadlinesOf(limits(), item.rank);
    let next = endings.get(item) ?? item.since + expiry;
    if (!item.delayed) next = Math.min(next, item.since + delay);
    if (item.state === "Retry") next = Math.min(next, item.due);
    item.wake = timeline.put(next, look, item);
    retime();
  }

  /** The moment that an item waited for has come. */
  function look(item: Item): void {
    item.wake = undefined;
    // In flight: its release looks again.
    if (item.state === "Active") return;
    const { expiry, delay } = deadlinesOf(limits(), item.rank);
    const time = now();
    if (time >= (endings.get(item) ?? item.since + expiry)) {
      void expire(item);
      return;
    }
    if (!item.delayed && time >= item.since + delay) {
      item.delayed = true;
      suspicion
        .reporting(item, () => parts.settling.reportDelay(item, item.since + expiry))
        .catch((error: Error) => core.log(`A delay could not be reported: ${error.message}`));
    }
    if (item.state === "Retry" && item.due <= time) {
      item.state = "Ready";
      item.queue.ready.add(item);
    }
    tend(item);
    wake(item.queue);
  }

  async function expire(item: Item): Promise<void> {
    item.queue.ready.delete(item);
    if (!recalled(item)) {
      endings.set(item, item.due);
      tend(item);
      return;
    }
    const turn = lease(item);
    const last = item.error ?? item.queue.lastError;
    const response = `550 4.4.7 QUEUE.Expired; message expired${last ? `; last error: ${last}` : ""}`;
    const results = item.recipients.map((recipient): Result => ({ kind: "failed", recipient, response }));
    await suspicion
      .reporting(item, () => parts.settling.settle(item, { results, source: "QUEUE" }))
      .catch((error) => {
        endings.set(item, now() + diskRetryMs);
        return trouble(item, error, diskRetryMs);
      });
    release(turn);
  }

  /** An empty queue goes after a while, unless it is one of the three that always stand, or suspended. */
  function watchIdle(queue: Queue): void {
    if (queue.hop.type === "Undefined" || queue.hop.type === "Unreachable") return;
    timeline.drop(queue.idle);
    queue.idle = timeline.put(Math.max(queue.idleSince + limits().idleMs, now()), () => {
      queue.idle = undefined;
      if (queue.items.size > 0 || queue.busy || queue.suspended) return;
      timeline.drop(queue.wake);
      core.queues.drop(queue);
      if (queue.kept) forget(queue.hop);
    });
    retime();
  }

  /** What is kept of a queue that has gone goes too, as soon as the disk lets it; unless there is such a queue again. */
  function forget(hop: NextHop): void {
    keepQueue(core, core.queues.draft(hop)).catch((error: Error) => {
      core.log(error.message);
      timeline.put(now() + diskRetryMs, () => forget(hop));
      retime();
    });
  }

  return {
    start,
    stop,
    step,
    retryNow: sending.retryNow,
    get active() {
      return active;
    },
  };
}
