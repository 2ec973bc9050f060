// Taking responsibility for messages: new ones get numbers and a place in the spool; after a restart the queues come back.
import { crc32 } from "node:zlib";
import { Header, without } from "../../mail/headers.ts";
import { makeMessageId, messageIdOf, missingFields } from "../../mail/trace.ts";
import { type Body, refKey, startingWith } from "../../spool/spool.ts";
import type { Json } from "../../values/type.ts";
import { hopKey, type NextHop, submissionHop } from "../categorizer/routing.ts";
import type { Submission } from "../message.ts";
import { type Core, enqueue, place, shownField } from "./core.ts";
import { Item, Mail } from "./item.ts";
import {
  factsOfMail,
  holder,
  hopPrefix,
  type ItemRecord,
  idOfMailKey,
  itemKey,
  itemPrefix,
  json,
  type MailFacts,
  type MailRecord,
  mailKey,
  mailPrefix,
  partsOfItemKey,
  type QueueRecord,
  record,
  reservedKey,
  runningKey,
} from "./records.ts";
import { acquit } from "./suspicion.ts";

/** A message that is not kept yet. */
export interface Draft {
  readonly mail: Mail;
  readonly first: ItemRecord;
  readonly bodies: readonly Body[];
  /** Goes with it into its commit, whatever that is: numbers that are given away from now on. */
  readonly reserve: readonly (readonly [string, Json])[];
}

/** What keeps a draft in its queue. */
export function changeOf({ mail: { record }, first, bodies, reserve }: Draft) {
  const puts: readonly (readonly [string, Json])[] = [
    [mailKey(record.id), json(record)],
    [itemKey(record.id, 0), json(first)],
    [refKey(record.content, holder(record.id)), true],
    ...reserve,
  ];
  return { puts, bodies, fresh: reserve.length === 0 };
}

export interface Keeping {
  draft(submission: Submission): Draft;
  /** Puts a kept message into its queue, or into another where that one is no longer its way. */
  enter(draft: Draft, hop?: NextHop): void;
  /** Reads the queues from the spool; gives what was found odd. */
  load(): Promise<readonly string[]>;
  /** Writes down what was read, in the background until the signal fires. */
  announceAll(stop: AbortSignal): void;
}

const idsAtATime = 1000;
/** So many entries of the tracking log are made in one turn, and wait for the disk. */
const announcedAtATime = 200;
const mostContentAtHand = 64 * 1024 * 1024;

export function createKeeping(core: Core): Keeping {
  const { world, spool } = core;
  let nextId = 1;
  let reserved = 1;
  let atHand = 0;

  function draft(submission: Submission): Draft {
    const id = nextId++;
    const reserve = id >= reserved;
    if (reserve) reserved = id + idsAtATime;
    const content = world.random.uuid();
    const networkMessageId = world.random.uuid();
    const submitted = submission.source.user !== undefined || submission.source.kind === "PICKUP";
    const read = submission.header ?? new Header(submission.content);
    // Who was written to in secret stands in the envelope alone (RFC 6409 8, RFC 5322 3.6.3).
    const bytes = submitted ? without(read, blind) : submission.content;
    const header = bytes === submission.content ? read : new Header(bytes);
    const server = core.org.snapshot().server.Fqdn;
    const given = messageIdOf(header);
    const made = given ?? makeMessageId(world.random.uuid(), server);
    const added = missingFields(header, made, submission.arrived, submitted);
    const trace = submission.trace + added;
    const { recipients, ...envelope } = submission.envelope;
    const sum = crc32(bytes);
    const kept: MailRecord = {
      id,
      content,
      size: Buffer.byteLength(trace) + bytes.length,
      messageId: given ?? made,
      sum,
      networkMessageId,
      subject: shownField(header, "Subject"),
      from: shownField(header, "From"),
      trace,
      envelope,
      source: submission.source,
      arrived: submission.arrived,
      report: envelope.sender === "" && /^multipart\/report\b/i.test(header.first("Content-Type") ?? ""),
      ...priorityOf(header, bytes.length),
      ...automaticOf(header),
      ...originalSizeOf(header),
    };
    const facts = factsOfMail(kept);
    const first: ItemRecord = {
      mail: facts,
      hop: submissionHop,
      sender: envelope.sender,
      recipients: recipients.map((recipient) => ({ ...recipient, given: recipient.address })),
      attempts: 0,
      due: 0,
    };
    return {
      mail: mailOf(id, facts, { record: kept, content: bytes }),
      first,
      bodies: [{ id: content, data: bytes, sum }],
      reserve: reserve ? [[reservedKey, reserved]] : [],
    };
  }

  function mailOf(id: number, facts: MailFacts, fresh?: ConstructorParameters<typeof Mail>[4]): Mail {
    const counts = core.org.snapshot().transportService.PriorityQueuingEnabled;
    const rank = !counts || facts.priority === undefined ? 1 : facts.priority === "High" ? 0 : 2;
    return new Mail(core.shelf, id, facts, rank, fresh);
  }

  function enter({ mail, first }: Draft, hop = first.hop): void {
    core.mails.set(mail.id, mail);
    const size = mail.content?.length ?? 0;
    // What is at hand need not be read again; when much is, the next ones are read from the spool.
    if (atHand + size > mostContentAtHand) mail.content = undefined;
    else {
      atHand += size;
      mail.release = () => {
        atHand -= size;
        mail.content = undefined;
        mail.release = undefined;
      };
    }
    const item = new Item(mail, 0, first, core.queues.draft(first.hop));
    item.kept = true;
    mail.items.set(0, item);
    enqueue(core, item, hop);
  }

  async function load(): Promise<readonly string[]> {
    const odd: string[] = [];
    const stored = await spool.get(reservedKey);
    nextId = typeof stored === "number" ? stored : 1;
    for await (const [key, value] of spool.entries(startingWith(hopPrefix))) {
      const kept = record<QueueRecord>(value);
      if (!kept?.hop) odd.push(`${key} cannot be read.`);
      else restoreQueue(kept);
    }
    const broken = (await spool.get(runningKey)) === true;
    const empty = await loadItems(odd, broken);
    if (broken) {
      suspectSome();
      core.wary = world.clock.monotonic() + waryMs;
    }
    await remove(empty);
    reserved = nextId;
    return odd;
  }

  /**
   * Reads items and the numbers of messages side by side, for both are in their order.
   * @param broken whether the process ended in the middle of something: else nobody is to be suspected.
   * @returns the numbers of messages without an item.
   */
  async function loadItems(odd: string[], broken: boolean): Promise<readonly number[]> {
    const numbers = spool.keys(startingWith(mailPrefix));
    const empty: number[] = [];
    let page: readonly string[] = [];
    let at = 0;
    let known = 0;
    let mail: Mail | undefined;
    /** Goes on to the first message with this number or a higher one. */
    const reach = async (id: number) => {
      while (known < id) {
        if (known > 0 && mail?.id !== known) empty.push(known);
        if (at === page.length) {
          const { done, value } = await numbers.next();
          page = done ? [] : value;
          at = 0;
        }
        const key = page[at++];
        known = key === undefined ? Number.POSITIVE_INFINITY : idOfMailKey(key);
        if (key !== undefined) nextId = Math.max(nextId, known + 1);
      }
    };
    for await (const rows of spool.pages(startingWith(itemPrefix)))
      for (const [key, value] of rows) {
        const { id, part } = partsOfItemKey(key);
        if (known < id) await reach(id);
        if (known !== id) {
          odd.push(`${key} belongs to no message.`);
          continue;
        }
        const kept = record<ItemRecord>(value);
        if (mail?.id !== id) {
          mail = mailOf(id, kept.mail ?? factsOfMail(core.shelf.mail(id)));
          core.mails.set(id, mail);
        }
        const item = new Item(mail, part, kept, core.queues.for(kept.hop));
        item.kept = true;
        item.loaded = true;
        if (!broken) acquit(item);
        else if (item.suspect !== undefined) core.accused.push(item);
        mail.items.set(part, item);
        mail.nextPart = Math.max(mail.nextPart, part + 1);
        place(core, item, item.queue);
        if (item.rests) item.park();
      }
    await reach(Number.POSITIVE_INFINITY);
    return empty;
  }

  core.announce = (item) => {
    item.loaded = false;
    const recipients = item.recipients.map((recipient) => recipient.address);
    const context = hopKey(item.queue.hop);
    core.tracker.track({ event: "LOAD", source: "BOOTLOADER", mail: item.mail.record, recipients, context });
  };

  function announceAll(stop: AbortSignal): void {
    const some = async (): Promise<void> => {
      let left = announcedAtATime;
      for (const mail of core.mails.values())
        for (const item of mail.items.values()) {
          if (!item.loaded) continue;
          core.announce(item);
          if (--left > 0) continue;
          await core.tracker.flush();
          if (stop.aborted) return;
          left = announcedAtATime;
        }
    };
    some().catch((error: Error) => core.log(`Not all that was read could be written down: ${error.message}`));
  }

  /** The process ended in the middle of something: what it may have had at hand inside, of which nothing is written before. */
  function suspectSome(): void {
    for (const queue of core.queues.all()) {
      const internal = queue.hop.domain === submissionHop.domain || queue.hop.type === "SmtpDeliveryToMailbox";
      if (!internal) continue;
      let left = suspectsAQueue;
      for (const item of [...queue.items]) {
        if (item.state !== "Ready") continue;
        if (item.suspect === undefined && left-- > 0) item.suspect = 0;
      }
    }
  }

  function restoreQueue(kept: QueueRecord): void {
    const queue = core.queues.for(kept.hop);
    queue.kept = true;
    queue.suspended = kept.suspended ?? false;
    queue.retry = kept.retry;
    queue.lastError = kept.retry?.error ?? "";
  }

  /** Messages without an item are settled; a damaged log may bring them back. */
  async function remove(empty: readonly number[]): Promise<void> {
    if (empty.length === 0) return;
    const deletes = empty.flatMap((id) => [mailKey(id), refKey(core.shelf.mail(id).content, holder(id))]);
    await spool.commit({ deletes });
  }

  return { draft, enter, load, announceAll };
}

const blind = ["bcc", "resent-bcc"];

/**
 * For so long after a process ended in the middle of something, each message goes through the queues: what ends the process
 * before it is kept would do so each time its sender tries again, and nobody would set it aside.
 */
const waryMs = 3_600_000;

/** Items of one queue that may have been at hand at the same time. */
const suspectsAQueue = 40;

/** High priority is for short messages (MaxHighPriorityMessageSize in the documentation). */
const mostHighBytes = 250 * 1024;

function priorityOf(header: Header, size: number): Pick<MailRecord, "priority"> {
  const word = (header.first("X-Priority") ?? header.first("Importance") ?? header.first("Priority") ?? "")
    .slice(0, 20)
    .toLowerCase();
  if (/^[12]\b|^high|^urgent/.test(word)) return size > mostHighBytes ? {} : { priority: "High" };
  return /^[45]\b|^low|^non-urgent/.test(word) ? { priority: "Low" } : {};
}

/** The header firewall of reception takes the field from those who may not say so. */
function originalSizeOf(header: Header): Pick<MailRecord, "originalSize"> {
  const text = header.first("X-MS-Exchange-Organization-OriginalSize")?.trim() ?? "";
  return /^\d{1,15}$/.test(text) ? { originalSize: Number(text) } : {};
}

function automaticOf(header: Header): Pick<MailRecord, "automatic"> {
  if (/^true$/i.test(header.first("X-MS-Exchange-Organization-AutoForwarded") ?? "")) return { automatic: "forward" };
  const how = header.first("Auto-Submitted");
  if (how === undefined) return {};
  if (/^auto-forwarded\b/i.test(how)) return { automatic: "forward" };
  return /^auto-replied\b/i.test(how) ? { automatic: "reply" } : {};
}
