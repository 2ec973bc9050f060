// The plan for a message that is not sent, as records for people.

import type { Snapshot } from "../../org/organization.ts";
import { choice, many, text } from "../../values/kinds.ts";
import { defineShape, type Of } from "../../values/shape.ts";
import type { Plan } from "./plan.ts";

export const MailRoute = defineShape({
  name: "MailRoute",
  summary: "What would become of a message for one recipient, and why.",
  properties: {
    Recipient: { type: text, mandatory: true, summary: "The recipient as it was given." },
    Action: {
      type: choice("MailRouteAction", "Deliver", "Relay", "Wait", "Fail", "Expand", "Drop", "Approve", "Decide"),
      mandatory: true,
      summary: "What would be done.",
    },
    Address: { type: text, mandatory: true, summary: "The recipient it comes to in the end." },
    DeliveryType: { type: text, summary: "How it would be delivered." },
    NextHopDomain: { type: text, summary: "Where it would go next." },
    Connector: { type: text, summary: "The Send connector, or the database." },
    Response: { type: text, summary: "What its sender would be told." },
    Reasons: { type: many(text), default: [], summary: "The steps that led there." },
    Checks: { type: many(text), default: [], summary: "The rules and limits that were asked, and let it pass." },
  },
  table: ["Recipient", "Action", "Address", "NextHopDomain", "Connector"],
});

const dropped = {
  duplicate: "It gets the message already.",
  report: "Groups do not pass reports on.",
  automatic: "Its remote domain takes no such automatic messages.",
} as const;

type Route = Of<typeof MailRoute>;

/** One record for each recipient that the plan ends with. */
export function* viewPlan(plan: Plan, snapshot: Snapshot): Generator<Route> {
  const why = (given: string) => ({
    Reasons: plan.reasons.filter((one) => one.address === given).map((one) => one.text),
    Checks: plan.checks.filter((one) => one.address === given || one.address === "").map((one) => one.text),
  });
  const large = new Set(plan.items.flatMap((item) => (item.expanded ? item.recipients.map((one) => one.address) : [])));
  for (const { recipient, members } of plan.expanded) {
    yield MailRoute.make({
      Recipient: recipient.given,
      Action: "Expand",
      Address: recipient.address,
      Response: `${members.length} members${large.has(recipient.address) ? " and more, a part at a time" : ""}`,
      ...why(recipient.given),
    });
  }
  for (const item of plan.items) {
    const { type, domain, connector } = item.hop;
    const name = [...snapshot.sendConnectors, ...snapshot.databases].find((one) => one.Guid === connector)?.Name;
    if (item.expanded) continue;
    for (const recipient of item.recipients) {
      yield MailRoute.make({
        Recipient: recipient.given,
        Action: type === "SmtpDeliveryToMailbox" ? "Deliver" : type === "Unreachable" ? "Wait" : "Relay",
        Address: recipient.address,
        DeliveryType: type,
        NextHopDomain: domain,
        Connector: name ?? null,
        Response: item.error ?? null,
        ...why(recipient.given),
      });
    }
  }
  for (const { recipient, moderation } of plan.held) {
    yield MailRoute.make({
      Recipient: recipient.given,
      Action: "Approve",
      Address: recipient.address,
      Response: `It waits for ${moderation.moderators.map((one) => one.address).join(", ")}.`,
      ...why(recipient.given),
    });
  }
  for (const recipient of plan.decisions) {
    yield MailRoute.make({
      Recipient: recipient.given,
      Action: "Decide",
      Address: recipient.address,
      Response: "It is read as a moderator's decision.",
      ...why(recipient.given),
    });
  }
  for (const { recipient, response } of plan.failed) {
    yield MailRoute.make({
      Recipient: recipient.given,
      Action: "Fail",
      Address: recipient.address,
      Response: response,
      ...why(recipient.given),
    });
  }
  for (const { recipient, cause } of plan.dropped) {
    yield MailRoute.make({
      Recipient: recipient.given,
      Action: "Drop",
      Address: recipient.address,
      Response: dropped[cause],
      ...why(recipient.given),
    });
  }
}
