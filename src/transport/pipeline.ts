// From reception to the queues: a message is kept, planned, and its parts put where they go.

import { planWith } from "./categorizer/categorizer.ts";
import { directoryOf, settingsOf } from "./categorizer/directory.ts";
import type { Directory } from "./categorizer/party.ts";
import type { Plan } from "./categorizer/plan.ts";
import { moderationHop, submissionHop } from "./categorizer/routing.ts";
import type { Accepted, Submission } from "./message.ts";
import type { ModerationDesk } from "./moderation/moderation.ts";
import { type Core, dequeue, enqueue } from "./queues/core.ts";
import { Item } from "./queues/item.ts";
import type { Keeping } from "./queues/keeping.ts";
import { countedSize } from "./queues/records.ts";
import type { Result, Settling } from "./queues/settle.ts";
import { encodeReasons } from "./tracking/story.ts";

export interface Pipeline {
  accept(submission: Submission): Promise<Accepted>;
  /** Plans an item of the Submission queue and moves it on. Rejects when the directory or the spool cannot answer. */
  categorize(item: Item): Promise<void>;
  /** Sends an item back to the categorizer; it must not be in flight. */
  resubmit(item: Item, source: "ADMIN" | "QUEUE"): void;
}

export function createPipeline(core: Core, keeping: Keeping, settling: Settling, moderation: ModerationDesk): Pipeline {
  const directory: Directory = directoryOf(core.org);

  async function accept(submission: Submission): Promise<Accepted> {
    const draft = keeping.draft(submission);
    await core.spool.commit(draft.change);
    keeping.enter(draft);
    const { record } = draft.mail;
    const { source } = submission;
    core.tracker.track({
      event: "RECEIVE",
      source:
        source.kind === "STOREDRIVER"
          ? "STOREDRIVER"
          : source.kind === "DSN" || source.kind === "PICKUP"
            ? source.kind
            : "SMTP",
      mail: record,
      recipients: submission.envelope.recipients.map((recipient) => recipient.address),
      ...(source.clientAddress ? { clientIp: source.clientAddress } : {}),
      ...(source.clientName ? { clientHostname: source.clientName } : {}),
      ...(source.serverAddress ? { serverIp: source.serverAddress } : {}),
      ...(source.connector ? { connector: source.connector } : {}),
      ...(submission.reasons
        ? { custom: encodeReasons(submission.reasons.map((text) => ({ address: "", text }))) }
        : {}),
    });
    return { internalId: record.id, messageId: record.messageId, networkMessageId: record.networkMessageId };
  }

  async function categorize(item: Item): Promise<void> {
    const { record } = item.mail;
    const plan = await planWith(
      directory,
      {
        envelope: { sender: item.sender, recipients: item.recipients },
        size: countedSize(record),
        authenticated: record.source.authenticated,
        bypassSizeLimit: record.source.bypassSizeLimit ?? false,
        system: record.source.kind === "DSN" || record.source.kind === "APPROVAL",
        report: record.report,
        ...(record.automatic ? { automatic: record.automatic } : {}),
        originator: record.envelope.sender,
        ...(item.expanded ? { expanded: item.expanded } : {}),
        checked: core.tracker.on,
      },
      settingsOf(core.org.snapshot()),
    );
    trackReasons(item, plan);
    const only = plan.items[0];
    const simple = plan.failed.length + plan.expanded.length + plan.held.length + plan.decisions.length === 0;
    if (only && plan.items.length === 1 && simple) {
      // One way for all: nothing to split, so nothing to write before the item's own next step.
      dequeue(core, item);
      item.sender = only.sender;
      item.recipients = only.recipients.map(resolved);
      item.error = only.error;
      item.attempts = 0;
      enqueue(core, item, only.hop);
    } else await split(item, plan);
    trackPlan(item, plan);
  }

  async function split(item: Item, plan: Plan): Promise<void> {
    const { mail } = item;
    const added = plan.items.map((part) => {
      const facts = {
        sender: part.sender,
        recipients: part.expanded ? part.recipients : part.recipients.map(resolved),
        attempts: 0,
        due: 0,
        ...(part.expanded ? { expanded: part.expanded } : {}),
        // At hand it counts one more than its parts, which are not.
        ...(item.suspect === undefined ? {} : { suspect: item.suspect - 1 }),
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
    for (const [at, part] of plan.items.entries()) enqueue(core, added[at]!, part.hop);
  }

  /** Before anything is carried out, so that what follows from a decision stands behind it. */
  function trackReasons(item: Item, plan: Plan): void {
    if (!core.tracker.on) return;
    core.tracker.track({
      mail: item.mail.record,
      sender: item.sender,
      event: "PROCESS",
      source: "ROUTING",
      recipients: [...new Set(plan.reasons.map((reason) => reason.address))],
      custom: encodeReasons(plan.reasons, plan.checks),
    });
  }

  function trackPlan(item: Item, plan: Plan): void {
    const common = { mail: item.mail.record, sender: item.sender };
    for (const { from, to } of plan.resolved) {
      core.tracker.track({ ...common, event: "RESOLVE", source: "RESOLVER", recipients: [to], related: from });
    }
    for (const { recipient, members } of plan.expanded) {
      core.tracker.track({
        ...common,
        event: "EXPAND",
        source: "RESOLVER",
        recipients: members,
        related: recipient.address,
      });
    }
    for (const { from, to } of plan.redirected) {
      core.tracker.track({ ...common, event: "REDIRECT", source: "RESOLVER", recipients: [to], related: from });
    }
    for (const { recipient, cause, by } of plan.dropped) {
      const { address, given } = recipient;
      if (cause === "automatic")
        core.tracker.track({ ...common, event: "DROP", source: "RESOLVER", recipients: [address] });
      if (by === undefined) continue;
      const event = by === "expansion" ? "DUPLICATEEXPAND" : "DUPLICATEREDIRECT";
      core.tracker.track({ ...common, event, source: "RESOLVER", recipients: [address], related: given });
    }
    for (const { address } of plan.decisions) {
      const context = "The decision of a moderator was read.";
      core.tracker.track({ ...common, event: "DROP", source: "APPROVAL", recipients: [address], context });
    }
    for (const part of plan.items) {
      if (part.hop.type !== "Unreachable") continue;
      const recipients = part.recipients.map((recipient) => recipient.address);
      const why = part.error === undefined ? {} : { context: part.error };
      core.tracker.track({ ...common, event: "DEFER", source: "ROUTING", recipients, ...why });
    }
    if (plan.items.length < 2) return;
    for (const part of plan.items) {
      const recipients = part.recipients.map((recipient) => recipient.address);
      core.tracker.track({ ...common, event: "TRANSFER", source: "ROUTING", recipients, context: part.hop.domain });
    }
  }

  function resubmit(item: Item, source: "ADMIN" | "QUEUE"): void {
    const recipients = item.recipients.map((recipient) => recipient.address);
    core.tracker.track({ event: "RESUBMIT", source, mail: item.mail.record, sender: item.sender, recipients });
    dequeue(core, item);
    item.due = 0;
    item.error = undefined;
    enqueue(core, item, submissionHop);
  }

  return { accept, categorize, resubmit };
}

const resolved = <R extends object>(recipient: R): R & { readonly resolved: true } => ({
  ...recipient,
  resolved: true,
});
