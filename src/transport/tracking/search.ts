// Reading the message tracking log back: line by line through its files, with the cheap tests before the dear ones.
import { instant } from "../../org/kinds.ts";
import { DateTime } from "../../values/datetime.ts";
import { int, many, text } from "../../values/kinds.ts";
import { defineShape, type Of } from "../../values/shape.ts";
import type { World } from "../../world/world.ts";
import { dayOf, trackingFields, trackingFiles } from "./tracking.ts";

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

const column = Object.fromEntries(trackingFields.map((name, at) => [name, at])) as Record<
  (typeof trackingFields)[number],
  number
>;
const pageSize = 1024 * 1024;
const longestLine = 8 * 1024 * 1024;

/** The entries that fit, oldest first. A damaged line is passed over. */
export async function* searchTracking(
  world: World,
  folder: string,
  query: TrackingQuery,
): AsyncGenerator<Of<typeof MessageTrackingEvent>> {
  const fits = testOf(query);
  // Whatever is looked for by its whole text must stand in the line: that is looked for before the line is taken apart.
  const words = [query.messageId, query.networkMessageId].flatMap((word) =>
    word ? [word.replaceAll('"', '""').toLowerCase()] : [],
  );
  for (const name of await trackingFiles(world, folder)) {
    const day = dayOf(name);
    if (query.end !== undefined && day > query.end) continue;
    if (query.start !== undefined && day + 86_400_000 <= query.start) continue;
    for await (const line of linesOf(world, `${folder}/${name}`)) {
      if (line === "" || line.startsWith("#")) continue;
      if (words.length > 0) {
        const folded = line.toLowerCase();
        if (!words.every((word) => folded.includes(word))) continue;
      }
      const values = fieldsOf(line);
      if (values.length === trackingFields.length && fits(values)) yield eventOf(values);
    }
  }
}

/** Lines in pages, so that a log of any size is read in little memory. The end of the file may hold a part of a line. */
async function* linesOf(world: World, path: string): AsyncGenerator<string> {
  let file: Awaited<ReturnType<World["disk"]["open"]>>;
  try {
    file = await world.disk.open(path);
  } catch (error) {
    // Retention may have taken it since the folder was read.
    if ((error as { code?: string }).code === "ENOENT") return;
    throw error;
  }
  try {
    let rest: Buffer = Buffer.alloc(0);
    for (let at = 0; ; ) {
      const page = await file.read(at, pageSize);
      if (page.length === 0) break;
      at += page.length;
      const all = rest.length > 0 ? Buffer.concat([rest, page]) : page;
      const end = all.lastIndexOf(0x0a);
      if (end < 0) {
        rest = all.length > longestLine ? Buffer.alloc(0) : all;
        continue;
      }
      rest = all.subarray(end + 1);
      yield* all
        .toString("utf8", 0, end)
        .split("\n")
        .map((line) => line.replace(/\r$/, ""));
    }
  } finally {
    await file.close();
  }
}

/** The fields of one CSV line (RFC 4180). */
export function fieldsOf(line: string): string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let value = "";
    if (line[at] === '"') {
      for (at++; ; ) {
        const quote = line.indexOf('"', at);
        if (quote < 0) return [];
        value += line.slice(at, quote);
        at = quote + 1;
        if (line[at] !== '"') break;
        value += '"';
        at++;
      }
    } else {
      const comma = line.indexOf(",", at);
      const end = comma < 0 ? line.length : comma;
      value = line.slice(at, end);
      at = end;
    }
    fields.push(value);
    if (at >= line.length) return fields;
    if (line[at] !== ",") return [];
    at++;
    if (at === line.length) {
      fields.push("");
      return fields;
    }
  }
}

type Test = (values: readonly string[]) => boolean;

function testOf(query: TrackingQuery): Test {
  const tests: Test[] = [];
  const equal = (name: keyof typeof column, wanted: string | undefined) => {
    if (wanted === undefined) return;
    const folded = wanted.toLowerCase();
    tests.push((values) => values[column[name]]!.toLowerCase() === folded);
  };
  equal("event-id", query.eventId);
  equal("source", query.source);
  equal("sender-address", query.sender);
  equal("message-id", query.messageId);
  equal("internal-message-id", query.internalMessageId);
  equal("network-message-id", query.networkMessageId);
  equal("transport-traffic-type", query.trafficType);
  equal("reference", query.reference);
  const { subject, recipients, start, end } = query;
  if (subject !== undefined) {
    const folded = subject.toLowerCase();
    tests.push((values) => values[column["message-subject"]]!.toLowerCase().includes(folded));
  }
  if (recipients !== undefined && recipients.length > 0) {
    const wanted = new Set(recipients.map((one) => one.toLowerCase()));
    tests.push((values) => listOf(values[column["recipient-address"]]!).some((one) => wanted.has(one.toLowerCase())));
  }
  if (start !== undefined) tests.push((values) => Date.parse(values[0]!) >= start);
  if (end !== undefined) tests.push((values) => Date.parse(values[0]!) <= end);
  return (values) => tests.every((test) => test(values));
}

const listOf = (field: string) => (field === "" ? [] : field.split(";"));

function eventOf(values: readonly string[]): Of<typeof MessageTrackingEvent> {
  const value = (name: keyof typeof column) => values[column[name]] ?? "";
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
    Recipients: listOf(value("recipient-address")),
    RecipientStatus: value("recipient-status") === "" ? [] : listOf(value("recipient-status")),
    TotalBytes: Number(value("total-bytes")) || 0,
    RecipientCount: Number(value("recipient-count")) || 0,
    RelatedRecipientAddress: value("related-recipient-address"),
    Reference: listOf(value("reference")),
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
