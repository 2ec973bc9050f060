// Delivers into mailboxes of this server: says what to put into the commit that settles the item.
import { writeFieldIfFits } from "../../mail/headers.ts";
import { mayReceive, quotasOf } from "../../mailbox/quota.ts";
import type { MailboxStore } from "../../mailbox/store.ts";
import { Mailbox } from "../../org/classes/Mailbox.ts";
import type { MailboxObject } from "../../org/organization.ts";
import type { Json } from "../../values/type.ts";
import type { NextHop } from "../categorizer/routing.ts";
import type { Core } from "../queues/core.ts";
import type { Item } from "../queues/item.ts";
import type { ItemRecipient } from "../queues/records.ts";
import type { Result } from "../queues/settle.ts";
import type { MailboxCarrier } from "./carrier.ts";

/** A message on its way into a mailbox. */
interface Way {
  readonly sum: number;
  readonly box: string;
  readonly messageId: string;
  readonly id: number;
}

export function createMailboxCarrier(core: Core, store: MailboxStore): MailboxCarrier {
  /** What is being delivered into which mailbox, by the checksum of its content. */
  const underWay = new Map<number, readonly Way[]>();

  function offline({ connector }: NextHop): string | undefined {
    const database = core.org.snapshot().databases.find((one) => one.Guid === connector);
    return database?.IsMounted === false ? "432 4.3.2 STOREDRV; mailbox database is offline" : undefined;
  }

  async function deliver(item: Item) {
    const { generation } = core.org;
    const results: Result[] = [];
    const puts: [string, Json][] = [];
    const filled = new Set<string>();
    const own: Way[] = [];
    const over = () => {
      for (const way of own) {
        const left = underWay.get(way.sum)!.filter((one) => one !== way);
        if (left.length > 0) underWay.set(way.sum, left);
        else underWay.delete(way.sum);
      }
    };
    for (const recipient of item.recipients) {
      const one = await deliverOne(item, recipient, filled, own).catch((error) => {
        over();
        throw error;
      });
      results.push(one.result);
      puts.push(...one.add);
    }
    if (core.org.generation !== generation) {
      over();
      for (const box of filled) store.recount(box);
      return undefined;
    }
    return { results, puts, over };
  }

  async function deliverOne(item: Item, recipient: ItemRecipient, filled: Set<string>, own: Way[]) {
    const snapshot = core.org.snapshot();
    const mailbox = await mailboxOf(recipient);
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
    if (isUnderWay(item, box, own)) return { result: twin(recipient), add: [] };
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
      sum: record.sum,
    };
    return { result: done, add: store.deliveryOf(box, arrival).puts };
  }

  /** Who was found by the address a moment ago is still at hand; a mailbox may have got another address since. */
  async function mailboxOf({ address, mailbox: guid }: ItemRecipient): Promise<MailboxObject | undefined> {
    if (guid === undefined) return undefined;
    const found = await core.org.resolve(address);
    return found?.Guid === guid && Mailbox.holds(found) ? found : core.org.get(Mailbox, guid);
  }

  /** A message that has just come in is in no mailbox but those it was given to, so there is nothing to read. */
  async function hasIt({ mail }: Item, box: string): Promise<boolean> {
    return (mail.reached?.has(box) ?? true) && (await store.holds(box, mail.record.content));
  }

  function hasSame({ mail: { record } }: Item, box: string): boolean {
    return record.sum !== undefined && store.has(box, { sum: record.sum, messageId: record.messageId });
  }

  /** Whether another one like it is being delivered; else this one is from now on. */
  function isUnderWay({ mail: { record } }: Item, box: string, own: Way[]): boolean {
    const { sum, messageId, id } = record;
    if (sum === undefined) return false;
    const others = underWay.get(sum) ?? [];
    if (others.some((one) => one.box === box && one.messageId === messageId && one.id !== id)) return true;
    const way = { sum, box, messageId, id };
    underWay.set(sum, [...others, way]);
    own.push(way);
    return false;
  }

  return { offline, deliver };
}

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
