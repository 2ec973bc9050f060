// How a message enters: into mailboxes in the commit that accepts it, where nothing stands between; into the queue of its
// next hop, where the way is plain; else into the Submission queue.

import type { Snapshot } from "../org/organization.ts";
import type { MailboxCarrier } from "./carriers/carrier.ts";
import { quickPlan } from "./categorizer/categorizer.ts";
import { settingsOf } from "./categorizer/directory.ts";
import type { Directory } from "./categorizer/party.ts";
import type { Plan, PlannedItem, Subject } from "./categorizer/plan.ts";
import { submissionHop } from "./categorizer/routing.ts";
import type { Accepted, Submission } from "./message.ts";
import { type Core, pass, wayNow } from "./queues/core.ts";
import { Item, type Mail } from "./queues/item.ts";
import { changeOf, type Draft, type Keeping } from "./queues/keeping.ts";
import { countedSize, type ItemRecipient, type ItemRecord } from "./queues/records.ts";
import { trackResults } from "./queues/settle.ts";
import { wants } from "./reports/dsn.ts";
import { trackPlan, trackReasons } from "./tracking/planned.ts";
import { encodeReasons } from "./tracking/story.ts";
import { Happening, type TrackingSource } from "./tracking/tracking.ts";

export type Accept = (submission: Submission) => Promise<Accepted>;

/** Messages to more recipients than this are planned behind their acceptance: nobody waits long for a reply. */
const mostAtOnce = 100;

export function createEntry(core: Core, keeping: Keeping, directory: Directory, mailboxes: MailboxCarrier): Accept {
  return async (submission) => {
    const draft = keeping.draft(submission);
    const { mail } = draft;
    const snapshot = core.org.snapshot();
    const plan = await planned(draft, snapshot);
    const part = plan && onlyPart(plan);
    const done = part && (await delivered(draft, part));
    if (!done) {
      const first = part ? routed(draft.first, part) : draft.first;
      await core.spool.commit(changeOf({ ...draft, first }));
      keeping.enter({ ...draft, first }, wayNow(core, first.hop, snapshot));
    }
    trackReceived(mail, submission);
    if (part) {
      pass(core, submissionHop);
      const planned = { mail: mail.record, sender: draft.first.sender };
      trackReasons(core.tracker, planned, plan);
      trackPlan(core.tracker, planned, plan);
    }
    if (done) {
      pass(core, done.item.queue.hop);
      trackResults(core, done.item, { results: done.results, source: "STOREDRIVER" }, []);
    }
    const { id, messageId, networkMessageId } = mail.record;
    return { internalId: id, messageId, networkMessageId };
  };

  /** The plan, if it can be made at once; what goes wrong here goes wrong again in the categorizer, which deals with it. */
  async function planned({ mail, first }: Draft, snapshot: Snapshot): Promise<Plan | undefined> {
    if (first.recipients.length > mostAtOnce || !core.prompt()) return undefined;
    return quickPlan(directory, subjectOf(core, mail, first), settingsOf(snapshot)).catch(() => undefined);
  }

  /** Puts it into the mailboxes it is for, durably; undefined when that has to wait, or somebody is to hear of it. */
  async function delivered({ mail, first, bodies, reserve }: Draft, part: PlannedItem) {
    const { hop, recipients } = part;
    if (hop.type !== "SmtpDeliveryToMailbox" || recipients.some((one) => wants(one, "delivered"))) return undefined;
    const leave = await core.enter(hop);
    if (!leave) return undefined;
    let over: (() => void) | undefined;
    try {
      const item = new Item(mail, 0, routed(first, part), core.queues.draft(hop));
      const stored = await mailboxes.deliver(item).catch(() => undefined);
      over = stored?.over;
      if (!stored?.results.every(({ kind }) => kind === "delivered")) return undefined;
      const { results, puts } = stored;
      // Whoever has it already gets nothing, and a body that nobody holds is not kept.
      await core.spool.commit({ puts: [...puts, ...reserve], bodies: puts.length > 0 ? bodies : [] });
      return { item, results };
    } finally {
      over?.();
      leave();
    }
  }

  function trackReceived({ record }: Mail, { envelope, source, reasons }: Submission): void {
    const recipients = envelope.recipients.map((recipient) => recipient.address);
    const one = new Happening("RECEIVE", sourceOf(source.kind), record, recipients);
    one.clientIp = source.clientAddress;
    one.clientHostname = source.clientName;
    one.serverIp = source.serverAddress;
    one.connector = source.connector;
    if (reasons) one.custom = encodeReasons(reasons.map((text) => ({ address: "", text })));
    core.tracker.track(one);
  }
}

const sourceOf = (kind: Submission["source"]["kind"]): TrackingSource => (kind === "APPROVAL" ? "SMTP" : kind);

/** What the categorizer looks at of a message, or of a part of it. */
export function subjectOf(
  core: Core,
  { record }: Mail,
  part: Pick<ItemRecord, "sender" | "recipients"> & { readonly expanded?: readonly string[] | undefined },
): Subject {
  return {
    envelope: { sender: part.sender, recipients: part.recipients },
    size: countedSize(record),
    authenticated: record.source.authenticated,
    bypassSizeLimit: record.source.bypassSizeLimit ?? false,
    system: record.source.kind === "DSN" || record.source.kind === "APPROVAL",
    report: record.report,
    ...(record.automatic ? { automatic: record.automatic } : {}),
    originator: record.envelope.sender,
    ...(part.expanded ? { expanded: part.expanded } : {}),
    checked: core.tracker.on,
  };
}

/** The one way that all recipients go, in a plan that asks for nothing else. */
export function onlyPart(plan: Plan): PlannedItem | undefined {
  const others = plan.failed.length + plan.expanded.length + plan.held.length + plan.decisions.length;
  return others === 0 && plan.items.length === 1 ? plan.items[0] : undefined;
}

const routed = (first: ItemRecord, { hop, sender, recipients, error }: PlannedItem): ItemRecord => ({
  ...first,
  hop,
  sender,
  recipients: recipients.map(resolved),
  ...(error === undefined ? {} : { error }),
});

export const resolved = (recipient: PlannedItem["recipients"][number]): ItemRecipient => ({
  ...recipient,
  resolved: true,
});
