// Queues summed up: those that hold enough messages to matter, in groups, the largest group first.
import { int, many, text } from "../../values/kinds.ts";
import { defineShape, type Entity, type Of } from "../../values/shape.ts";
import { ConversionError, type Json, type Type } from "../../values/type.ts";
import { type QueueView, rate } from "./views.ts";

/** What queues can be put together by, as Exchange names it, and the property that says it. */
export const groupings = {
  NextHopDomain: (view: QueueView) => view.NextHopDomain,
  NextHopCategory: (view: QueueView) => view.NextHopCategory,
  NextHopKey: (view: QueueView) => `${view.DeliveryType}:${view.NextHopDomain}:${view.NextHopConnector}`,
  DeliveryType: (view: QueueView) => view.DeliveryType,
  Status: (view: QueueView) => view.Status,
  RiskLevel: (view: QueueView) => view.RiskLevel,
  LastError: (view: QueueView) => view.LastError ?? "",
  ServerName: (view: QueueView) => serverOf(view),
  OutboundIPPool: (view: QueueView) => String(view.OutboundIPPool),
} as const;

/** Smaller queues are left out (Get-QueueDigest in the documentation). */
const leastMessages = 10;

export const QueueDigestDetails = defineShape({
  name: "QueueDigestDetails",
  summary: "One of the queues of a group.",
  properties: {
    QueueIdentity: { type: text, mandatory: true, summary: "Server\\Queue." },
    ServerIdentity: { type: text, mandatory: true, summary: "The server that holds it." },
    MessageCount: { type: int, mandatory: true, summary: "How many messages are in it." },
    DeferredMessageCount: { type: int, summary: "How many of them wait to be tried again." },
    IncomingRate: { type: rate, summary: "Messages a second that came in the last minute." },
    OutgoingRate: { type: rate, summary: "Messages a second that left in the last minute." },
    Velocity: { type: rate, summary: "Outgoing less incoming." },
    DeliveryType: { type: text, summary: "How its messages are delivered." },
    NextHopDomain: { type: text, summary: "Where they go next." },
    NextHopCategory: { type: text, summary: "Whether the next hop is in the organization." },
    NextHopConnector: { type: text, summary: "The Send connector or database, by GUID." },
    Status: { type: text, summary: "What it does." },
    LastError: { type: text, summary: "What went wrong last." },
  },
  table: ["QueueIdentity", "ServerIdentity", "MessageCount"],
});

const details: Type<Entity> = {
  name: "QueueDigestDetails",
  convert(value) {
    if (QueueDigestDetails.holds(value)) return value;
    throw new ConversionError(`'${String(value)}' is not a part of a queue digest.`);
  },
  show: (value) => String(value.get("QueueIdentity")),
  encode: (value) => value.stored() as Json,
  decode: (json) => QueueDigestDetails.decode(json as { readonly [key: string]: Json }),
};

export const QueueDigest = defineShape({
  name: "QueueDigestPresentationObject",
  summary: "Queues that have something in common, summed up.",
  properties: {
    GroupByValue: { type: text, mandatory: true, summary: "What they have in common." },
    MessageCount: { type: int, mandatory: true, summary: "Messages in all of them." },
    DeferredMessageCount: { type: int, mandatory: true, summary: "How many of these wait to be tried again." },
    LockedMessageCount: { type: int, mandatory: true, summary: "Always 0." },
    StaleMessageCount: { type: int, mandatory: true, summary: "Always 0: the counts are those of this moment." },
    IncomingRate: { type: rate, mandatory: true, summary: "Messages a second that came in the last minute." },
    OutgoingRate: { type: rate, mandatory: true, summary: "Messages a second that left in the last minute." },
    Details: { type: many(details), default: [], summary: "The queues." },
  },
  table: ["GroupByValue", "MessageCount", "DeferredMessageCount", "LockedMessageCount", "StaleMessageCount", "Details"],
});

export type DetailsLevel = "None" | "Normal" | "Verbose";

/** Groups of queues with ten messages or more, the group with the most messages first. */
export function digest(
  views: Iterable<QueueView>,
  by: keyof typeof groupings,
  level: DetailsLevel,
): Of<typeof QueueDigest>[] {
  const groups = new Map<string, QueueView[]>();
  for (const view of views) {
    if (view.MessageCount < leastMessages) continue;
    const value = groupings[by](view);
    const group = groups.get(value);
    if (group) group.push(view);
    else groups.set(value, [view]);
  }
  const sum = (members: readonly QueueView[], of: (view: QueueView) => number) =>
    Math.round(members.reduce((total, view) => total + of(view), 0) * 100) / 100;
  return [...groups]
    .map(([value, members]) =>
      QueueDigest.make({
        GroupByValue: value,
        MessageCount: sum(members, (view) => view.MessageCount),
        DeferredMessageCount: sum(members, (view) => view.DeferredMessageCount),
        LockedMessageCount: 0,
        StaleMessageCount: 0,
        IncomingRate: sum(members, (view) => view.IncomingRate),
        OutgoingRate: sum(members, (view) => view.OutgoingRate),
        Details: level === "None" ? [] : members.map((view) => detailsOf(view, level === "Verbose")),
      }),
    )
    .sort((a, b) => b.MessageCount - a.MessageCount || (a.GroupByValue < b.GroupByValue ? -1 : 1));
}

function detailsOf(view: QueueView, all: boolean): Entity {
  const { Identity, MessageCount } = view;
  const short = { QueueIdentity: Identity, ServerIdentity: serverOf(view), MessageCount };
  if (!all) return QueueDigestDetails.make(short);
  const { DeferredMessageCount, IncomingRate, OutgoingRate, Velocity, DeliveryType } = view;
  const { NextHopDomain, NextHopCategory, NextHopConnector, Status, LastError } = view;
  return QueueDigestDetails.make({
    ...short,
    ...{ DeferredMessageCount, IncomingRate, OutgoingRate, Velocity, DeliveryType },
    ...{ NextHopDomain, NextHopCategory, NextHopConnector, Status, LastError },
  });
}

const serverOf = (view: QueueView) => view.Identity.slice(0, view.Identity.indexOf("\\"));
