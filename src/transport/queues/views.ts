// Queues and messages as people see them: records worked out of what is in memory, without locking anything.
import { instant } from "../../org/kinds.ts";
import { ByteQuantifiedSize, byteSize } from "../../values/bytesize.ts";
import { DateTime } from "../../values/datetime.ts";
import { choice, guid, int, many, text } from "../../values/kinds.ts";
import { defineShape, type Entity, type Of } from "../../values/shape.ts";
import { TimeSpan, timeSpan } from "../../values/timespan.ts";
import { ConversionError, type Json, type Type } from "../../values/type.ts";
import { poisonHop, submissionHop } from "../categorizer/routing.ts";
import type { Core } from "./core.ts";
import type { Item } from "./item.ts";
import { deadlinesOf, limitsOf } from "./limits.ts";
import type { Queue } from "./queue.ts";

/** Events a second. */
export const rate: Type<number> = {
  name: "Double",
  convert: (value) => Number(value),
  show: (value) => String(value),
  encode: (value) => value,
  decode: (json) => Number(json),
  compare: (a, b) => a - b,
};

export const queueStatus = choice("QueueStatus", "Active", "Connecting", "Ready", "Retry", "Suspended");
export const messageStatus = choice(
  "MessageStatus",
  "Ready",
  "Active",
  "Retry",
  "Suspended",
  "PendingSuspend",
  "PendingRemove",
);

export const QueueInfo = defineShape({
  name: "ExtensibleQueueInfo",
  summary: "A queue of the transport.",
  properties: {
    Identity: { type: text, mandatory: true, summary: "Server\\Queue." },
    DeliveryType: { type: text, mandatory: true, summary: "How its messages are delivered." },
    NextHopCategory: {
      type: choice("NextHopCategory", "Internal", "External"),
      mandatory: true,
      summary: "Whether the next hop is in the organization.",
    },
    NextHopDomain: { type: text, mandatory: true, summary: "Where its messages go next." },
    NextHopConnector: { type: guid, mandatory: true, summary: "The Send connector or database, by GUID." },
    Status: { type: queueStatus, mandatory: true, summary: "What it does now." },
    MessageCount: { type: int, mandatory: true, summary: "How many messages are in it." },
    DeferredMessageCount: { type: int, mandatory: true, summary: "How many of them wait to be tried again." },
    IncomingRate: { type: rate, mandatory: true, summary: "Messages a second that came in the last minute." },
    OutgoingRate: {
      type: rate,
      mandatory: true,
      summary: "Messages a second that left in the last minute, wherever to.",
    },
    Velocity: { type: rate, mandatory: true, summary: "Outgoing less incoming; negative while the queue grows." },
    RetryCount: { type: int, mandatory: true, summary: "Failed connections in a row." },
    FirstRetryTime: { type: instant, summary: "When the first of them failed." },
    LastRetryTime: { type: instant, summary: "When the last of them failed." },
    NextRetryTime: { type: instant, summary: "When it is tried again." },
    LastError: { type: text, summary: "What went wrong last." },
    PriorityDescriptions: { type: many(text), mandatory: true, summary: "The names of the priorities." },
    MessageCountsPerPriority: { type: many(int), mandatory: true, summary: "Messages by priority." },
    DeferredMessageCountsPerPriority: { type: many(int), mandatory: true, summary: "Waiting messages by priority." },
    LockedMessageCount: { type: int, mandatory: true, summary: "Always 0." },
    RiskLevel: { type: text, mandatory: true, summary: "Always Normal." },
    OutboundIPPool: { type: int, mandatory: true, summary: "Always 0." },
  },
  table: [
    "Identity",
    "DeliveryType",
    "Status",
    "MessageCount",
    "Velocity",
    "RiskLevel",
    "OutboundIPPool",
    "NextHopDomain",
  ],
});

export const RecipientInfo = defineShape({
  name: "RecipientInfo",
  summary: "A recipient of a queued message.",
  properties: {
    Address: { type: text, mandatory: true, summary: "Its address." },
    Type: { type: choice("RecipientType", "Mailbox", "External"), mandatory: true, summary: "Where it is." },
    FinalDestination: { type: text, mandatory: true, summary: "The database, or the domain." },
    Status: { type: choice("RecipientStatus", "Complete", "Ready", "Retry"), mandatory: true, summary: "Its state." },
    LastError: { type: text, summary: "The last answer to an attempt." },
  },
});

/** Text as the address, the record within. */
const recipientInfo: Type<Entity> = {
  name: "RecipientInfo",
  convert(value) {
    if (RecipientInfo.holds(value)) return value;
    throw new ConversionError(`'${String(value)}' is not a recipient of a queued message.`);
  },
  show: (value) => String(value.get("Address")),
  encode: (value) => value.stored() as Json,
  decode: (json) => RecipientInfo.decode(json as { readonly [key: string]: Json }),
};

export const MessageInfo = defineShape({
  name: "ExtensibleMessageInfo",
  summary: "A message in a queue.",
  properties: {
    Identity: { type: text, mandatory: true, summary: "Server\\Queue\\Number; the number is the same in all queues." },
    Subject: { type: text, mandatory: true, summary: "The Subject field." },
    InternetMessageId: { type: text, mandatory: true, summary: "The Message-ID field." },
    FromAddress: { type: text, mandatory: true, summary: "The sender; <> when it is null." },
    OriginalFromAddress: { type: text, mandatory: true, summary: "The sender when it was submitted." },
    Status: { type: messageStatus, mandatory: true, summary: "What is done with it now." },
    Size: { type: byteSize, mandatory: true, summary: "Its size." },
    MessageSourceName: { type: text, mandatory: true, summary: "How it came here." },
    SourceIP: { type: text, summary: "The address it came from." },
    SCL: { type: int, mandatory: true, summary: "The spam confidence level; -1 when it was not looked at." },
    DateReceived: { type: instant, mandatory: true, summary: "When it was received." },
    ExpirationTime: { type: instant, mandatory: true, summary: "When it is given up." },
    LastError: { type: text, summary: "What went wrong last." },
    RetryCount: { type: int, mandatory: true, summary: "How often it has been tried without success." },
    Queue: { type: text, mandatory: true, summary: "The queue it is in." },
    Recipients: { type: many(recipientInfo), default: [], summary: "Its recipients, with -IncludeRecipientInfo." },
    Priority: {
      type: choice("DeliveryPriority", "High", "Normal", "Low"),
      mandatory: true,
      summary: "When it goes, with PriorityQueuingEnabled.",
    },
    Directionality: {
      type: choice("MailDirectionality", "Incoming", "Originating"),
      mandatory: true,
      summary: "Whether it came from outside.",
    },
    DeferReason: {
      type: choice("DeferReason", "None", "Transient Failure"),
      mandatory: true,
      summary: "Why it waits.",
    },
    MessageLatency: { type: timeSpan, mandatory: true, summary: "How long it has been here." },
  },
  table: ["Identity", "FromAddress", "Status", "Queue", "Subject"],
});

export type QueueView = Of<typeof QueueInfo>;
export type MessageView = Of<typeof MessageInfo>;

const priorities = ["High", "Normal", "Low"] as const;

/** "Submission", "Unreachable", "Poison", or the number of a delivery queue. */
export function queueName(queue: Queue): string {
  if (queue.hop.type === "Unreachable") return "Unreachable";
  if (queue.hop.type !== "Undefined") return String(queue.id);
  if (queue.hop.domain === submissionHop.domain) return "Submission";
  return queue.hop.domain === poisonHop.domain ? "Poison" : "Moderation";
}

export function isExternal(queue: Queue): boolean {
  return queue.hop.type === "DnsConnectorDelivery" || queue.hop.type === "SmartHostConnectorDelivery";
}

function statusOf(queue: Queue, now: number): typeof queueStatus extends Type<infer S> ? S : never {
  if (queue.suspended || queue.hop.domain === poisonHop.domain) return queue.suspended ? "Suspended" : "Ready";
  if (queue.connecting > 0 && queue.connected === 0) return "Connecting";
  if (queue.retry && queue.connected === 0 && (queue.retry.next > now || queue.items.size > 0)) return "Retry";
  return queue.items.size > 0 && queue.hop.type !== "Unreachable" ? "Active" : "Ready";
}

/** As it is stored. */
const date = (ms: number | undefined) => (ms === undefined ? null : instant.encode(DateTime.ofMilliseconds(ms)));

export function viewQueue(core: Core, queue: Queue): QueueView {
  const now = core.world.clock.now();
  const server = core.org.snapshot().server.Name;
  let deferred = 0;
  const counts = [0, 0, 0, 0];
  const waiting = [0, 0, 0, 0];
  for (const item of queue.items) {
    counts[item.rank]!++;
    if (item.state !== "Retry") continue;
    waiting[item.rank]!++;
    deferred++;
  }
  const incoming = rounded(queue.incoming.read(now));
  const outgoing = rounded(queue.outgoing.read(now));
  const count = queue.items.size;
  // In its stored form, in which it goes over the socket: there may be ten thousand of them.
  return QueueInfo.decode({
    Identity: `${server}\\${queueName(queue)}`,
    DeliveryType: queue.hop.type,
    NextHopCategory: isExternal(queue) ? "External" : "Internal",
    NextHopDomain: queue.hop.domain,
    NextHopConnector: queue.hop.connector,
    Status: statusOf(queue, now),
    MessageCount: count,
    DeferredMessageCount: deferred,
    IncomingRate: incoming,
    OutgoingRate: outgoing,
    Velocity: rounded(outgoing - incoming),
    RetryCount: queue.retry?.count ?? 0,
    FirstRetryTime: date(queue.retry?.first),
    LastRetryTime: date(queue.retry?.last),
    NextRetryTime: date(queue.retry?.next),
    LastError: lastError(queue) ?? null,
    PriorityDescriptions: ["High", "Normal", "Low", "None"],
    MessageCountsPerPriority: counts,
    DeferredMessageCountsPerPriority: waiting,
    LockedMessageCount: 0,
    RiskLevel: "Normal",
    OutboundIPPool: 0,
  });
}

const rounded = (value: number) => Math.round(value * 100) / 100;

function lastError(queue: Queue): string | undefined {
  if (queue.lastError !== "") return queue.lastError;
  for (const item of queue.items) return item.error;
  return undefined;
}

export function messageIdentity(server: string, item: Item): string {
  return `${server}\\${queueName(item.queue)}\\${item.mail.id}`;
}

export function viewMessage(core: Core, item: Item, withRecipients: boolean): MessageView {
  const now = core.world.clock.now();
  const { server, transportService } = core.org.snapshot();
  const { record } = item.mail;
  const shownSender = (sender: string) => (sender === "" ? "<>" : sender);
  const { source } = record;
  return MessageInfo.make({
    Identity: messageIdentity(server.Name, item),
    Subject: record.subject,
    InternetMessageId: record.messageId,
    FromAddress: shownSender(item.sender),
    OriginalFromAddress: shownSender(record.envelope.sender),
    Status: messageStatusOf(item),
    Size: new ByteQuantifiedSize(record.size),
    MessageSourceName: source.kind === "SMTP" ? `SMTP:${connectorPart(source.connector)}` : source.kind,
    SourceIP: source.clientAddress ?? null,
    SCL: -1,
    DateReceived: DateTime.ofMilliseconds(record.arrived),
    ExpirationTime: DateTime.ofMilliseconds(item.since + deadlinesOf(limitsOf(transportService), item.rank).expiry),
    LastError: item.error ?? null,
    RetryCount: Math.max(item.attempts - (item.state === "Active" ? 1 : 0), 0),
    Queue: `${server.Name}\\${queueName(item.queue)}`,
    Priority: priorities[item.rank],
    Directionality: source.authenticated ? "Originating" : "Incoming",
    DeferReason: item.state === "Retry" ? "Transient Failure" : "None",
    MessageLatency: TimeSpan.ofMilliseconds(Math.max(now - record.arrived, 0)),
    ...(withRecipients ? { Recipients: item.recipients.map((recipient) => recipientView(item, recipient)) } : {}),
  });
}

const connectorPart = (connector: string | undefined) => connector?.slice(connector.indexOf("\\") + 1) ?? "";

function messageStatusOf(item: Item): "Ready" | "Active" | "Retry" | "Suspended" | "PendingSuspend" | "PendingRemove" {
  if (item.pending) return item.pending.kind === "suspend" ? "PendingSuspend" : "PendingRemove";
  return item.state === "Ready" && item.queue.retry ? "Retry" : item.state;
}

function recipientView(item: Item, recipient: Item["recipients"][number]) {
  return RecipientInfo.make({
    Address: recipient.address,
    Type: recipient.mailbox === undefined ? "External" : "Mailbox",
    FinalDestination: item.queue.hop.domain,
    Status: item.state === "Retry" || item.queue.retry ? "Retry" : "Ready",
    LastError: recipient.error ?? null,
  });
}
