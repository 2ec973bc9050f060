// How people find and steer queues and messages: suspend, resume, retry, resubmit, remove.

import { writeField, writeFieldIfFits } from "../../mail/headers.ts";
import type { Entity } from "../../values/shape.ts";
import { toText } from "../../values/text.ts";
import type { SmtpCarrier } from "../carriers/smtp.ts";
import { hopKey, moderationHop, poisonHop, serversHop, submissionHop, unreachableHop } from "../categorizer/routing.ts";
import {
  alreadySuspended,
  badIdentity,
  cannotRemoveHere,
  cannotResubmit,
  cannotSuspend,
  messageNotFound,
  notAnotherServer,
  notExportable,
  notSuspended,
  otherServer,
  queueNotFound,
  queueNotInRetry,
} from "../errors.ts";
import type { Pipeline } from "../pipeline.ts";
import { type Core, dequeue, enqueue, hold, inTurn, itemRecord, keepItem, keepQueue, wholeMessage } from "./core.ts";
import type { Item } from "./item.ts";
import type { Queue } from "./queue.ts";
import { type ItemRecord, itemKey, json } from "./records.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Result, Settling } from "./settle.ts";
import { strayedIn } from "./strays.ts";
import {
  isExternal,
  type MessageView,
  messageIdentity,
  type QueueView,
  queueName,
  viewMessage,
  viewQueue,
} from "./views.ts";

export interface Steering {
  /** Reads the queues from the spool when that has not been done; gives what was odd. */
  load(): Promise<readonly string[]>;
  /** The queues there are; Poison and Unreachable only while there is something in them. */
  all(): readonly Queue[];
  /** By "Server\\Queue", "Queue" (number, name or next hop domain) or "Server\\*". Throws a Problem when there is none. */
  named(identity: string): readonly Queue[];
  /** By "Server\\Queue\\Number", "Server\\*\\Number" or "Number". Throws a Problem when there is none. */
  messagesNamed(identity: string): readonly Item[];
  messages(queue: Queue): Iterable<Item>;
  view(queue: Queue): QueueView;
  viewMessage(item: Item, withRecipients?: boolean): MessageView;
  identityOf(target: Queue | Item): string;
  /** A suspended message as a file for the replay directory. Throws a Problem for one that may move. */
  exported(item: Item): Promise<Buffer>;
  /** Throws a Problem for a server that is none of ours. */
  checkServer(server: string | Entity): void;
  /** Connects now. Throws a Problem for a queue that does not wait. */
  retry(queue: Queue): void;
  /** Sends the messages back to the categorizer; gives how many. Suspended ones and those in flight stay. */
  resubmit(queue: Queue): number;
  suspend(queue: Queue): Promise<void>;
  resume(queue: Queue): Promise<void>;
  suspendMessage(item: Item): Promise<void>;
  resumeMessage(item: Item): Promise<void>;
  removeMessage(item: Item, report: boolean): Promise<void>;
  /**
   * Sends what waits in the delivery queues to one of these servers instead; gives how many messages. Those that are
   * suspended, or in a suspended queue, and those in flight stay. Throws a Problem for a server that is this one, or
   * cannot be found.
   */
  redirect(servers: readonly string[]): Promise<number>;
  /** Sends those back whose route has changed, for when connectors or domains have. */
  reroute(): void;
  /** The same for one queue after the other, by the settings as they are now. */
  rerouting(): (queue: Queue) => void;
}

const queueForm = "Server\\Queue, for example EX1\\Submission or contoso.com";
const messageForm = "Server\\Queue\\Number or as a number";

export function createSteering(
  core: Core,
  parts: {
    readonly pipeline: Pipeline;
    readonly settling: Settling;
    readonly scheduler: Scheduler;
    readonly smtp: Pick<SmtpCarrier, "find">;
  },
): Steering {
  const { pipeline, settling, scheduler, smtp } = parts;
  const server = () => core.org.snapshot().server;
  core.remove = removeNow;

  function all(): readonly Queue[] {
    core.queues.for(submissionHop);
    const hidden = (queue: Queue) => {
      if (queue.hop.domain === moderationHop.domain) return true;
      const rare = queue.hop.type === "Unreachable" || queue.hop.domain === poisonHop.domain;
      return rare && queue.items.size === 0 && !queue.suspended;
    };
    return [...core.queues.all()].filter((queue) => !hidden(queue));
  }

  function checkServer(named: string | Entity): void {
    const { server: own, transportService } = core.org.snapshot();
    const known = [own.Name, own.Fqdn, own.Guid, transportService.Guid].map((one) => one.toLowerCase());
    // An object that came over the wire is its GUID.
    const name = typeof named === "string" ? named : toText(named.get("Name"));
    if (!known.includes(name.toLowerCase())) throw otherServer(name, own.Name);
  }

  function named(identity: string): readonly Queue[] {
    const parts = identity.split("\\");
    if (parts.length > 2 || parts.some((part) => part === "")) throw badIdentity(identity, queueForm);
    const [name, ownServer] = [parts[parts.length - 1]!.toLowerCase(), parts.length > 1 ? parts[0] : undefined];
    if (ownServer !== undefined) checkServer(ownServer);
    if (name === "*") return all();
    // The three that always stand can be named while they are empty.
    for (const hop of [submissionHop, unreachableHop, poisonHop]) core.queues.for(hop);
    const found = [...core.queues.all()].filter(
      (queue) =>
        queue.hop.domain !== moderationHop.domain &&
        (queueName(queue).toLowerCase() === name || queue.hop.domain.toLowerCase() === name),
    );
    if (found.length === 0) throw queueNotFound(identity);
    return found;
  }

  function messagesNamed(identity: string): readonly Item[] {
    const parts = identity.split("\\");
    const number = parts[parts.length - 1] ?? "";
    if (parts.length > 3 || !/^\d{1,15}$/.test(number)) throw badIdentity(identity, messageForm);
    const queues =
      parts.length === 1 || parts[parts.length - 2] === "*" ? undefined : named(parts.slice(0, -1).join("\\"));
    if (parts.length === 3 && queues === undefined) checkServer(parts[0]!);
    const items = [...(core.mails.get(Number(number))?.items.values() ?? [])].filter(
      (item) => !item.held && (queues === undefined || queues.includes(item.queue)),
    );
    if (items.length === 0) throw messageNotFound(identity);
    return items;
  }

  function identityOf(target: Queue | Item): string {
    return "mail" in target ? messageIdentity(server().Name, target) : `${server().Name}\\${queueName(target)}`;
  }

  async function exported(item: Item): Promise<Buffer> {
    if (item.state !== "Suspended") throw notExportable(identityOf(item));
    const { record } = item.mail;
    const fields = [
      writeFieldIfFits("X-Sender", `<${item.sender}>`),
      ...item.recipients.map(({ address }) => writeFieldIfFits("X-Receiver", `<${address}>`)),
      writeField("X-CreatedBy", "exsh"),
      writeField("X-CreatedTime", new Date(record.arrived).toISOString()),
    ];
    return Buffer.concat([Buffer.from(fields.join("")), await wholeMessage(core, item.mail)]);
  }

  function retry(queue: Queue): void {
    const { Status, Identity } = viewQueue(core, queue);
    if (Status !== "Retry") throw queueNotInRetry(Identity, Status);
    scheduler.retryNow(queue);
  }

  function resubmit(queue: Queue): number {
    const allowed =
      queue.hop.type === "Unreachable" || (isDelivery(queue) && (queue.retry !== undefined || hasWaiting(queue)));
    if (!allowed) throw cannotResubmit(identityOf(queue));
    return resubmitItems(queue, () => true, "ADMIN");
  }

  function resubmitItems(queue: Queue, which: (item: Item) => boolean, source: "ADMIN" | "QUEUE"): number {
    const items = [...queue.items].filter(
      (item) => item.state !== "Active" && item.state !== "Suspended" && which(item),
    );
    for (const item of items) pipeline.resubmit(item, source);
    return items.length;
  }

  async function suspend(queue: Queue): Promise<void> {
    if (queue.hop.domain === poisonHop.domain) throw cannotSuspend(identityOf(queue));
    if (queue.suspended) throw alreadySuspended(identityOf(queue));
    await keepSuspended(queue, true);
  }

  /** What cannot be written has not come about: after a restart the queue would be as it was. */
  async function keepSuspended(queue: Queue, suspended: boolean): Promise<void> {
    queue.suspended = suspended;
    try {
      await keepQueue(core, queue);
    } catch (error) {
      queue.suspended = !suspended;
      core.wake(queue);
      throw error;
    }
  }

  async function resume(queue: Queue): Promise<void> {
    if (!queue.suspended) throw notSuspended(identityOf(queue));
    await keepSuspended(queue, false);
    core.wake(queue);
    if (queue.items.size === 0) core.idle(queue);
    if (queue.hop.type === "Unreachable") reroute();
  }

  /** When it cannot be written it has not come about. */
  async function suspendMessage(item: Item): Promise<void> {
    if (item.state === "Suspended" || item.pending?.kind === "suspend") throw alreadySuspended(identityOf(item));
    const free = item.state === "Active" ? holdLater(item) : hold(core, item);
    try {
      await keepItem(core, item);
    } catch (error) {
      // One that is being removed stays where it is.
      if (item.settling === 0 || item.state === "Active") free();
      throw error;
    }
  }

  /** The same for one in flight, once it comes back. */
  function holdLater(item: Item): () => void {
    const pending = { kind: "suspend" } as const;
    item.pending = pending;
    return () => {
      if (item.pending === pending) item.pending = undefined;
      else if (item.state === "Suspended") {
        item.state = "Retry";
        core.tend(item);
      }
    };
  }

  async function resumeMessage(item: Item): Promise<void> {
    if (item.state !== "Suspended" && item.pending?.kind !== "suspend") throw notSuspended(identityOf(item));
    // Routes may have changed while it was held.
    const astray = item.queue.hop.domain === poisonHop.domain || (!item.queue.suspended && strayedIn(core)(item));
    const changes = astray ? { hop: submissionHop, due: 0 } : { due: 0 };
    await keepFree(item, item.state === "Suspended" ? changes : {}, () => {
      if (item.pending?.kind === "suspend") item.pending = undefined;
      if (item.state !== "Suspended") return;
      item.state = "Ready";
      item.due = 0;
      if (astray) pipeline.resubmit(item, "ADMIN");
      else item.queue.ready.add(item);
      core.tend(item);
      core.wake(item.queue);
    });
  }

  /** Writes an item as it is once nobody holds it, with these changes; then `done` makes it so. */
  function keepFree(item: Item, changes: Partial<Pick<ItemRecord, "hop" | "due">>, done: () => void): Promise<void> {
    return inTurn(item.mail, async () => {
      if (item.mail.items.get(item.part) !== item) return;
      const { suspended: _, ...free } = itemRecord(item);
      await core.spool.commit({ puts: [[itemKey(item.mail.id, item.part), json({ ...free, ...changes })]] });
      done();
    });
  }

  async function removeMessage(item: Item, report: boolean): Promise<void> {
    if (item.queue.hop.domain === submissionHop.domain && !item.queue.suspended && item.state !== "Suspended") {
      throw cannotRemoveHere(identityOf(item));
    }
    if (item.state === "Active") item.pending = { kind: "remove", report };
    else await removeNow(item, report);
  }

  async function removeNow(item: Item, report: boolean): Promise<void> {
    const free = hold(core, item);
    const response = "550 4.3.2 QUEUE.Admin; message deleted by administrative action";
    const results = item.recipients.map(
      (recipient): Result => ({
        kind: "failed",
        recipient: report ? recipient : { ...recipient, notify: ["never"] },
        response,
      }),
    );
    try {
      await settling.settle(item, { results, source: "ADMIN" });
    } catch (error) {
      free();
      throw error;
    }
  }

  async function redirect(servers: readonly string[]): Promise<number> {
    const { Name, Fqdn } = server();
    for (const one of servers) {
      const own = [Name, Fqdn].some((name) => name.toLowerCase() === one.toLowerCase());
      const found = own ? undefined : await smtp.find(one);
      if (found?.kind !== "hosts") throw notAnotherServer(one, found?.error);
    }
    const hop = serversHop(servers);
    const items = [...core.queues.all()].filter((queue) => isDelivery(queue) && !queue.suspended).flatMap(movable);
    let count = 0;
    for (const item of items) {
      // What was in flight a moment ago may be settled by now.
      if (item.mail.items.get(item.part) !== item || item.state === "Active" || item.state === "Suspended") continue;
      const free = hold(core, item);
      try {
        await keepFree(item, { hop, due: 0 }, () => move(item));
      } catch (error) {
        free();
        throw error;
      }
    }
    return count;

    function move(item: Item): void {
      const recipients = item.recipients.map((recipient) => recipient.address);
      const { mail, sender } = item;
      core.tracker.track({
        event: "REDIRECT",
        source: "ADMIN",
        mail: mail.record,
        sender,
        recipients,
        context: hop.domain,
      });
      dequeue(core, item);
      Object.assign(item, { state: "Ready", due: 0, error: undefined });
      enqueue(core, item, hop);
      count++;
    }

    function movable(queue: Queue): Item[] {
      if (queue.key === hopKey(hop)) return [];
      return [...queue.items].filter((item) => item.state !== "Active" && item.state !== "Suspended");
    }
  }

  function reroute(): void {
    const one = rerouting();
    for (const queue of [...core.queues.all()]) one(queue);
  }

  function rerouting(): (queue: Queue) => void {
    const strays = strayedIn(core);
    return (queue) => {
      const routed = queue.hop.type === "Unreachable" || isExternal(queue);
      if (routed && !queue.suspended) resubmitItems(queue, strays, "QUEUE");
    };
  }

  return {
    load: async () => [],
    all,
    named,
    messagesNamed,
    messages: (queue) => queue.items,
    view: (queue) => viewQueue(core, queue),
    viewMessage: (item, withRecipients = false) => viewMessage(core, item, withRecipients),
    identityOf,
    exported,
    checkServer,
    retry,
    resubmit,
    suspend,
    resume,
    suspendMessage,
    resumeMessage,
    removeMessage,
    redirect,
    reroute,
    rerouting,
  };
}

const isDelivery = (queue: Queue) => queue.hop.type !== "Undefined" && queue.hop.type !== "Unreachable";
const hasWaiting = (queue: Queue) => [...queue.items].some((item) => item.state === "Retry");
