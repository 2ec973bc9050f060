// The Submission queue: a message that waits there is planned, and its parts put where they go.

import type { Snapshot } from "../org/organization.ts";
import { planWith } from "./categorizer/categorizer.ts";
import { settingsOf } from "./categorizer/directory.ts";
import type { Directory } from "./categorizer/party.ts";
import type { Plan } from "./categorizer/plan.ts";
import { moderationHop, submissionHop } from "./categorizer/routing.ts";
import { onlyPart, resolved, subjectOf } from "./entry.ts";
import type { ModerationDesk } from "./moderation/moderation.ts";
import { type Core, dequeue, enqueue, wayNow } from "./queues/core.ts";
import { Item } from "./queues/item.ts";
import type { Result, Settling } from "./queues/settle.ts";
import { acquit } from "./queues/suspicion.ts";
import { trackPlan, trackReasons } from "./tracking/planned.ts";

export interface Pipeline {
  /** Plans an item of the Submission queue and moves it on. Rejects when the directory or the spool cannot answer. */
  categorize(item: Item): Promise<void>;
  /** Sends an item back to the categorizer; it must not be in flight. */
  resubmit(item: Item, source: "ADMIN" | "QUEUE"): void;
}

export function createPipeline(
  core: Core,
  directory: Directory,
  settling: Settling,
  moderation: ModerationDesk,
): Pipeline {
  async function categorize(item: Item): Promise<void> {
    const { mail, sender } = item;
    const snapshot = core.org.snapshot();
    const plan = await planWith(directory, subjectOf(core, mail, item), settingsOf(snapshot));
    const planned = { mail: mail.record, sender };
    trackReasons(core.tracker, planned, plan);
    const only = onlyPart(plan);
    if (only) {
      // One way for all: nothing to split, so nothing to write before the item's own next step.
      dequeue(core, item);
      item.sender = only.sender;
      item.recipients = only.recipients.map(resolved);
      item.error = only.error;
      item.attempts = 0;
      const hop = wayNow(core, only.hop, snapshot);
      // What goes out is written down when it is sent; as a suspect it would have to wait for others.
      if (hop.type !== "SmtpDeliveryToMailbox") acquit(item);
      enqueue(core, item, hop);
    } else await split(item, plan, snapshot);
    trackPlan(core.tracker, planned, plan);
  }

  async function split(item: Item, plan: Plan, snapshot: Snapshot): Promise<void> {
    const { mail } = item;
    const added = plan.items.map((part) => {
      const facts = {
        sender: part.sender,
        recipients: part.expanded ? part.recipients : part.recipients.map(resolved),
        attempts: 0,
        due: 0,
        ...(part.expanded ? { expanded: part.expanded } : {}),
        // At hand it counts one more than its parts, which are not.
        ...(item.suspect && part.hop.type === "SmtpDeliveryToMailbox" ? { suspect: item.suspect - 1 } : {}),
      };
      const made = new Item(mail, mail.nextPart++, facts, core.queues.draft(part.hop));
      made.error = part.error;
      return made;
    });
    const results: Result[] = [
      ...plan.failed.map(
        (one): Result => ({ kind: "failed", recipient: one.recipient, response: one.response, to: one.sender }),
      ),
      ...plan.expanded
        .filter((one) => !one.more)
        .map((one): Result => ({ kind: "expanded", recipient: one.recipient, response: "250 2.1.5 Expanded" })),
    ];
    for (const recipient of plan.decisions) results.push(await moderation.decide(item, recipient));
    const held = await moderation.hold(item, plan.held);
    const { messages } = held;
    await settling.settle(item, { results, added: [...added, ...held.added], messages, source: "RESOLVER" });
    for (const one of held.added) enqueue(core, one, moderationHop);
    for (const [at, part] of plan.items.entries()) enqueue(core, added[at]!, wayNow(core, part.hop, snapshot));
  }

  function resubmit(item: Item, source: "ADMIN" | "QUEUE"): void {
    const recipients = item.recipients.map((recipient) => recipient.address);
    core.tracker.track({ event: "RESUBMIT", source, mail: item.mail.record, sender: item.sender, recipients });
    dequeue(core, item);
    item.due = 0;
    item.error = undefined;
    enqueue(core, item, submissionHop);
  }

  return { categorize, resubmit };
}
