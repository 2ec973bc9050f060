// The counters of a transport as one record for people.
import { instant } from "../../org/kinds.ts";
import { ByteQuantifiedSize, byteSize } from "../../values/bytesize.ts";
import { DateTime } from "../../values/datetime.ts";
import { choice, int, text, wholeNumber } from "../../values/kinds.ts";
import { defineShape, type Of } from "../../values/shape.ts";
import { TimeSpan, timeSpan } from "../../values/timespan.ts";
import type { Usage } from "../../world/world.ts";
import type { Level } from "../pressure/resources.ts";
import type { Metrics } from "./metrics.ts";

const total = wholeNumber("Int64", 0, Number.MAX_SAFE_INTEGER);

export const TransportStatistics = defineShape({
  name: "TransportStatistics",
  summary: "What the Transport service has done since it started.",
  properties: {
    Server: { type: text, mandatory: true, summary: "The server." },
    StartTime: { type: instant, summary: "When the transport started; empty while it stands." },
    Connections: { type: int, mandatory: true, summary: "Connections of clients now." },
    ConnectionsTotal: { type: total, mandatory: true, summary: "Connections that Receive connectors took." },
    Refusals: { type: total, mandatory: true, summary: "Replies of 4xx and 5xx that clients got." },
    OutboundConnections: { type: int, mandatory: true, summary: "Connections to other servers now." },
    MessagesReceived: { type: total, mandatory: true, summary: "Messages taken responsibility for." },
    BytesReceived: { type: byteSize, mandatory: true, summary: "Their size together." },
    RecipientsDelivered: { type: total, mandatory: true, summary: "Recipients delivered to mailboxes." },
    RecipientsSent: { type: total, mandatory: true, summary: "Recipients that other servers took." },
    RecipientsDeferred: { type: total, mandatory: true, summary: "Times a recipient was put off." },
    RecipientsFailed: { type: total, mandatory: true, summary: "Recipients that failed for good." },
    DuplicatesDropped: { type: total, mandatory: true, summary: "Second copies that mailboxes did not get." },
    Reports: { type: total, mandatory: true, summary: "Delivery reports made." },
    Queues: { type: int, mandatory: true, summary: "Queues now." },
    MessagesQueued: { type: int, mandatory: true, summary: "Messages in them." },
    OldestMessageAge: { type: timeSpan, mandatory: true, summary: "How long the oldest of them has waited." },
    DeliveryLatencyMedian: { type: timeSpan, summary: "Half of all deliveries took at most so long." },
    DeliveryLatency99: { type: timeSpan, summary: "99 of 100 deliveries took at most so long." },
    ResourcePressure: {
      type: choice("UseLevel", "Low", "Medium", "High"),
      mandatory: true,
      summary: "The highest level among the resources that back pressure watches.",
    },
    EventLoopDelay999: {
      type: timeSpan,
      mandatory: true,
      summary: "How late the server's event loop came at most, but for one time in a thousand.",
    },
    ProcessorTime: { type: timeSpan, mandatory: true, summary: "Processor time of the process." },
    Memory: { type: byteSize, mandatory: true, summary: "Resident memory of the process." },
  },
  view: "list",
  table: ["Server", "MessagesReceived", "RecipientsDelivered", "RecipientsSent", "MessagesQueued"],
});

/** `started` in milliseconds since 1970; undefined while the transport stands. */
export async function viewStatistics(
  metrics: Metrics,
  facts: {
    readonly server: string;
    readonly started: number | undefined;
    readonly usage: Usage;
    readonly pressure: Level;
  },
): Promise<Of<typeof TransportStatistics>> {
  const sum = (name: string, labels?: Readonly<Record<string, string>>) => metrics.sum(`exsh_${name}`, labels);
  const ended = (event: string) => sum("recipients_total", { event });
  const span = (seconds: number | undefined) => {
    // Beyond the last bucket nothing is known but that it was longer.
    return seconds === undefined || !Number.isFinite(seconds) ? null : TimeSpan.ofMilliseconds(seconds * 1000);
  };
  return TransportStatistics.make({
    Server: facts.server,
    StartTime: facts.started === undefined ? null : DateTime.ofMilliseconds(facts.started),
    Connections: await sum("smtp_connections"),
    ConnectionsTotal: await sum("smtp_connections_total"),
    Refusals: await sum("smtp_refusals_total"),
    OutboundConnections: await sum("outbound_connections"),
    MessagesReceived: await sum("messages_received_total"),
    BytesReceived: new ByteQuantifiedSize(await sum("received_bytes_total")),
    RecipientsDelivered: await ended("DELIVER"),
    RecipientsSent: await ended("SEND"),
    RecipientsDeferred: await ended("DEFER"),
    RecipientsFailed: await ended("FAIL"),
    DuplicatesDropped: await ended("DUPLICATEDELIVER"),
    Reports: await sum("reports_total"),
    Queues: await sum("queues"),
    MessagesQueued: await sum("queue_messages"),
    OldestMessageAge: TimeSpan.ofMilliseconds((await sum("oldest_message_seconds")) * 1000),
    DeliveryLatencyMedian: span(await metrics.latency(0.5)),
    DeliveryLatency99: span(await metrics.latency(0.99)),
    ResourcePressure: facts.pressure,
    EventLoopDelay999: TimeSpan.ofMilliseconds(facts.usage.delay.p999),
    ProcessorTime: TimeSpan.ofMilliseconds(facts.usage.cpu * 1000),
    Memory: new ByteQuantifiedSize(facts.usage.memory),
  });
}
