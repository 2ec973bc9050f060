// Delivers into mailboxes of this server: says what to put into the commit that settles the item.
import { writeFieldIfFits } from "../../mail/headers.ts";
import { mayReceive, quotasOf } from "../../mailbox/quota.ts";
import type { MailboxStore } from "../../mailbox/store.ts";
import { Mailbox } from "../../org/classes/Mailbox.ts";
import type { Json } from "../../values/type.ts";
import type { NextHop } from "../categorizer/routing.ts";
import type { Core } from "../queues/core.ts";
import type { Item } from "../queues/item.ts";
import type { ItemRecipient } from "../queues/records.ts";
import type { Result } from "../queues/settle.ts";
import type { MailboxCarrier } from "./carrier.ts";

export function createMailboxCarrier(core: Core, store: MailboxStore): MailboxCarrier {
  /** By mailbox, content and Message-ID, the oldest first: the message that was handed out last. */
  const underWay = new Map<string, { readonly id: number; readonly until: number }>();

  function offline({ connector }: NextHop): string | undefined {
    const database = core.org.snapshot().databases.find((one) => one.Guid === connector);
    return database?.IsMounted === false ? "432 4.3.2 STOREDRV; mailbox database is offline" : undefined;
  }

  async function deliver(item: Item) {
    const results: Result[] = [];
    const puts: [string, Json][] = [];
    const filled = new Set<string>();
    for (const recipient of item.recipients) {
      const { result, add } = await deliverOne(item, recipient, filled);
      results.push(result);
      puts.push(...add);
    }
    return { results, change: { puts } };
  }

  async function deliverOne(item: Item, recipient: ItemRecipient, filled: Set<string>) {
    const snapshot = core.org.snapshot();
    const mailbox = recipient.mailbox === undefined ? undefined : await core.org.get(Mailbox, recipient.mailbox);
    if (!mailbox)
      return refused(
        recipient,
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
      );
    const database = snapshot.databases.find((one) => one.Guid === mailbox.Database.guid)?.Name ?? "";
    const box = mailbox.ExchangeGuid.toLowerCase();
    const { record } = item.mail;
    const done: Result = { kind: "delivered", recipient, response: "250 2.1.5 Delivered", database };
    // Two ways to one mailbox bring one copy, and so does a message that was sent again.
    if (filled.has(box) || (await hasIt(item, box)) || hasSame(item, box))
      return { result: { ...done, duplicate: true }, add: [] };
    if (isUnderWay(item, box)) return { result: twin(recipient), add: [] };
    const { bytes } = await store.usage(box);
    if (!mayReceive(bytes, quotasOf(mailbox, snapshot))) {
      return refused(
        recipient,
        "554 5.2.2 STOREDRV.Deliver; mailbox full. The mailbox has reached its ProhibitSendReceiveQuota",
      );
    }
    filled.add(box);
    item.mail.reached?.add(box);
    const traceLength = Buffer.byteLength(record.trace);
    const arrival = {
      content: record.content,
      contentSize: record.size - traceLength,
      trace: returnPath(item.sender) + record.trace,
      received: record.arrived,
      sender: item.sender,
      from: record.from,
      subject: record.subject,
      messageId: record.messageId,
      ...(record.sum === undefined ? {} : { sum: record.sum }),
    };
    return { result: done, add: store.deliveryOf(box, arrival).puts };
  }

  /** A message that has just come in is in no mailbox but those it was given to, so there is nothing to read. */
  async function hasIt({ mail }: Item, box: string): Promise<boolean> {
    return (mail.reached?.has(box) ?? true) && (await store.holds(box, mail.record.content));
  }

  function hasSame({ mail: { record } }: Item, box: string): boolean {
    return record.sum !== undefined && store.has(box, { sum: record.sum, messageId: record.messageId });
  }

  /** Whether another one like it was handed out and may not be committed yet; else this one is from now on. */
  function isUnderWay({ mail: { record } }: Item, box: string): boolean {
    if (record.sum === undefined) return false;
    const now = core.world.clock.monotonic();
    for (const [key, { until }] of underWay) {
      if (until > now) break;
      underWay.delete(key);
    }
    const key = `${box} ${record.sum} ${record.messageId}`;
    const other = underWay.get(key);
    if (other !== undefined && other.id !== record.id) return true;
    underWay.delete(key);
    underWay.set(key, { id: record.id, until: now + underWayMs });
    return false;
  }

  return { offline, deliver };
}

/** The commit of a delivery takes milliseconds; when it fails, its twin is not put off for long. */
const underWayMs = 5000;

const twin = (recipient: ItemRecipient): Result => ({
  kind: "later",
  recipient,
  response: "432 4.3.2 STOREDRV.Deliver; the same message is being delivered",
});

function refused(recipient: ItemRecipient, response: string): { result: Result; add: readonly [string, Json][] } {
  return { result: { kind: "failed", recipient, response }, add: [] };
}

/** The final server writes the sender of the envelope on top (RFC 5321 4.4). */
function returnPath(sender: string): string {
  return writeFieldIfFits("Return-Path", `<${sender}>`);
}
