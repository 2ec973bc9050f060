// Reading the message tracking log back: the blocks that may hold what is looked for, line by line, oldest first.
import { instant } from "../../org/kinds.ts";
import { DateTime } from "../../values/datetime.ts";
import { int, many, text } from "../../values/kinds.ts";
import { defineShape, type Of } from "../../values/shape.ts";
import type { World } from "../../world/world.ts";
import { mayHold, readLines, type TrackingIndex, type Word } from "./blocks.ts";
import { splitFields, splitList, trackingColumn, trackingFields, trackingPrefix } from "./columns.ts";
import { logFiles } from "./logfile.ts";

export const MessageTrackingEvent = defineShape({
  name: "MessageTrackingEvent",
  summary: "One entry of the message tracking log.",
  properties: {
    Timestamp: { type: instant, mandatory: true, summary: "When it happened, local time." },
    ClientIp: { type: text, mandatory: true, summary: "The address of the server or client that sent." },
    ClientHostname: { type: text, mandatory: true, summary: "Its name." },
    ServerIp: { type: text, mandatory: true, summary: "The address of the server that received." },
    ServerHostname: { type: text, mandatory: true, summary: "Its name." },
    SourceContext: { type: text, mandatory: true, summary: "More about the source." },
    ConnectorId: { type: text, mandatory: true, summary: "The connector." },
    Source: { type: text, mandatory: true, summary: "The part of the transport." },
    EventId: { type: text, mandatory: true, summary: "What happened." },
    InternalMessageId: { type: text, mandatory: true, summary: "The number of the message on this server." },
    MessageId: { type: text, mandatory: true, summary: "The Message-ID field." },
    NetworkMessageId: { type: text, mandatory: true, summary: "A number that all copies share." },
    Recipients: { type: many(text), mandatory: true, summary: "The recipients." },
    RecipientStatus: { type: many(text), mandatory: true, summary: "What was said about each." },
    TotalBytes: { type: int, mandatory: true, summary: "The size of the message." },
    RecipientCount: { type: int, mandatory: true, summary: "How many recipients." },
    RelatedRecipientAddress: { type: text, mandatory: true, summary: "The recipient it came from." },
    Reference: { type: many(text), mandatory: true, summary: "The message a report is about." },
    MessageSubject: { type: text, mandatory: true, summary: "The Subject field." },
    Sender: { type: text, mandatory: true, summary: "The sender." },
    ReturnPath: { type: text, mandatory: true, summary: "Where reports go." },
    MessageInfo: { type: text, mandatory: true, summary: "When it was received." },
    Directionality: { type: text, mandatory: true, summary: "Whether it came from outside." },
    TenantId: { type: text, mandatory: true, summary: "Always empty." },
    OriginalClientIp: { type: text, mandatory: true, summary: "The address of the first client." },
    OriginalServerIp: { type: text, mandatory: true, summary: "The address of the first server." },
    CustomData: { type: text, mandatory: true, summary: "More, depending on the event." },
    TransportTrafficType: { type: text, mandatory: true, summary: "Always Email." },
    LogId: { type: text, mandatory: true, summary: "The number of the entry." },
    SchemaVersion: { type: text, mandatory: true, summary: "The version of the columns." },
  },
  table: ["EventId", "Source", "Sender", "Recipients", "MessageSubject"],
});

/** What is looked for; times in milliseconds since 1970. */
export interface TrackingQuery {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly eventId?: string | undefined;
  readonly source?: string | undefined;
  readonly sender?: string | undefined;
  /** Any of them. */
  readonly recipients?: readonly string[] | undefined;
  readonly messageId?: string | undefined;
  readonly internalMessageId?: string | undefined;
  readonly networkMessageId?: string | undefined;
  /** A part of the subject. */
  readonly subject?: string | undefined;
  readonly reference?: string | undefined;
  readonly trafficType?: string | undefined;
}

/** The entries that fit, oldest first. A damaged line is passed over. */
export async function* searchTracking(
  world: Pick<World, "disk">,
  index: TrackingIndex,
  folder: string,
  query: TrackingQuery,
): AsyncGenerator<Of<typeof MessageTrackingEvent>> {
  const fits = testOf(query);
  const words = wordsOf(query);
  const { start = Number.NEGATIVE_INFINITY, end = Number.POSITIVE_INFINITY } = query;
  const files = await logFiles(world, folder, trackingPrefix);
  for (const { path, began } of files) {
    if (began > end || began + 86_400_000 <= start) continue;
    const blocks = await index.blocks(path, path === files.at(-1)?.path);
    const chosen = blocks.filter(
      (block) =>
        block.first <= end &&
        block.last >= start &&
        mayHold(block, words) &&
        (!query.recipients?.length || query.recipients.some((one) => mayHold(block, [["recipient", one]]))),
    );
    if (chosen.length === 0) continue;
    const file = await world.disk.open(path, { readOnly: true });
    try {
      for (const block of chosen) {
        for (const line of await readLines(file, block)) {
          const values = splitFields(line);
          if (values.length === trackingFields.length && fits(values)) yield eventOf(values);
        }
      }
    } finally {
      await file.close();
    }
  }
}

/** What a line must hold, in the words of the index. */
function wordsOf(query: TrackingQuery): (readonly [Word, string])[] {
  const words: readonly (readonly [Word, string | undefined])[] = [
    ["event", query.eventId],
    ["sender", query.sender],
    ["messageId", query.messageId],
    ["internalId", query.internalMessageId],
    ["networkId", query.networkMessageId],
    ["reference", query.reference],
  ];
  return words.filter((one): one is readonly [Word, string] => one[1] !== undefined);
}

type Test = (values: readonly string[]) => boolean;

function testOf(query: TrackingQuery): Test {
  const tests: Test[] = [];
  const equal = (name: keyof typeof trackingColumn, wanted: string | undefined) => {
    if (wanted === undefined) return;
    const folded = wanted.toLowerCase();
    tests.push((values) => values[trackingColumn[name]]!.toLowerCase() === folded);
  };
  equal("event-id", query.eventId);
  equal("source", query.source);
  equal("sender-address", query.sender);
  equal("message-id", query.messageId);
  equal("internal-message-id", query.internalMessageId);
  equal("network-message-id", query.networkMessageId);
  equal("transport-traffic-type", query.trafficType);
  if (query.reference !== undefined) {
    const folded = query.reference.toLowerCase();
    tests.push((values) => splitList(values[trackingColumn.reference]!).some((one) => one.toLowerCase() === folded));
  }
  const { subject, recipients, start, end } = query;
  if (subject !== undefined) {
    const folded = subject.toLowerCase();
    tests.push((values) => values[trackingColumn["message-subject"]]!.toLowerCase().includes(folded));
  }
  if (recipients !== undefined && recipients.length > 0) {
    const wanted = new Set(recipients.map((one) => one.toLowerCase()));
    tests.push((values) =>
      splitList(values[trackingColumn["recipient-address"]]!).some((one) => wanted.has(one.toLowerCase())),
    );
  }
  if (start !== undefined) tests.push((values) => Date.parse(values[0]!) >= start);
  if (end !== undefined) tests.push((values) => Date.parse(values[0]!) <= end);
  return (values) => tests.every((test) => test(values));
}

function eventOf(values: readonly string[]): Of<typeof MessageTrackingEvent> {
  const value = (name: keyof typeof trackingColumn) => values[trackingColumn[name]] ?? "";
  return MessageTrackingEvent.make({
    Timestamp: DateTime.ofMilliseconds(Date.parse(value("date-time")) || 0),
    ClientIp: value("client-ip"),
    ClientHostname: value("client-hostname"),
    ServerIp: value("server-ip"),
    ServerHostname: value("server-hostname"),
    SourceContext: value("source-context"),
    ConnectorId: value("connector-id"),
    Source: value("source"),
    EventId: value("event-id"),
    InternalMessageId: value("internal-message-id"),
    MessageId: value("message-id"),
    NetworkMessageId: value("network-message-id"),
    Recipients: splitList(value("recipient-address")),
    RecipientStatus: splitList(value("recipient-status")),
    TotalBytes: Number(value("total-bytes")) || 0,
    RecipientCount: Number(value("recipient-count")) || 0,
    RelatedRecipientAddress: value("related-recipient-address"),
    Reference: splitList(value("reference")),
    MessageSubject: value("message-subject"),
    Sender: value("sender-address"),
    ReturnPath: value("return-path"),
    MessageInfo: value("message-info"),
    Directionality: value("directionality"),
    TenantId: value("tenant-id"),
    OriginalClientIp: value("original-client-ip"),
    OriginalServerIp: value("original-server-ip"),
    CustomData: value("custom-data"),
    TransportTrafficType: value("transport-traffic-type"),
    LogId: value("log-id"),
    SchemaVersion: value("schema-version"),
  });
}
