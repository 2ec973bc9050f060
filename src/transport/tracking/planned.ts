// What the tracking log keeps of a plan: why it was made so, and what it did to the recipients.
import type { Plan } from "../categorizer/plan.ts";
import type { MailRecord } from "../queues/records.ts";
import { encodeReasons } from "./story.ts";
import { Happening, type Tracker } from "./tracking.ts";

/** A message, or a part of one, that was planned. */
interface Planned {
  readonly mail: MailRecord;
  readonly sender: string;
}

/** Before anything is carried out, so that what follows from a decision stands behind it. */
export function trackReasons(tracker: Tracker, planned: Planned, plan: Plan): void {
  if (!tracker.on) return;
  const recipients = plan.reasons.map((reason) => reason.address);
  const one = new Happening("PROCESS", "ROUTING", planned.mail, [...new Set(recipients)]);
  one.sender = planned.sender;
  one.custom = encodeReasons(plan.reasons, plan.checks);
  tracker.track(one);
}

/** What was done to the recipients, and what now waits. */
export function trackPlan(tracker: Tracker, common: Planned, plan: Plan): void {
  for (const { from, to } of plan.resolved) {
    const one = new Happening("RESOLVE", "RESOLVER", common.mail, [to]);
    one.sender = common.sender;
    one.related = from;
    tracker.track(one);
  }
  for (const { recipient, members } of plan.expanded) {
    tracker.track({
      ...common,
      event: "EXPAND",
      source: "RESOLVER",
      recipients: members,
      related: recipient.address,
    });
  }
  for (const { from, to } of plan.redirected) {
    tracker.track({ ...common, event: "REDIRECT", source: "RESOLVER", recipients: [to], related: from });
  }
  for (const { recipient, cause, by } of plan.dropped) {
    const { address, given } = recipient;
    if (cause === "automatic") tracker.track({ ...common, event: "DROP", source: "RESOLVER", recipients: [address] });
    if (by === undefined) continue;
    const event = by === "expansion" ? "DUPLICATEEXPAND" : "DUPLICATEREDIRECT";
    tracker.track({ ...common, event, source: "RESOLVER", recipients: [address], related: given });
  }
  for (const { address } of plan.decisions) {
    const context = "The decision of a moderator was read.";
    tracker.track({ ...common, event: "DROP", source: "APPROVAL", recipients: [address], context });
  }
  for (const part of plan.items) {
    if (part.hop.type !== "Unreachable") continue;
    const recipients = part.recipients.map((recipient) => recipient.address);
    const why = part.error === undefined ? {} : { context: part.error };
    tracker.track({ ...common, event: "DEFER", source: "ROUTING", recipients, ...why });
  }
  if (plan.items.length < 2) return;
  for (const part of plan.items) {
    const recipients = part.recipients.map((recipient) => recipient.address);
    tracker.track({ ...common, event: "TRANSFER", source: "ROUTING", recipients, context: part.hop.domain });
  }
}
