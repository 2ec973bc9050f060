// The message tracking log: one CSV line for each thing that happens to a message, in files by day (behaviour 7).
import type { Organization } from "../../org/organization.ts";
import { isLimited } from "../../values/kinds.ts";
import type { Timer, World } from "../../world/world.ts";
import type { MailRecord } from "../queues/records.ts";
import { csv, momentOf } from "./logfile.ts";

export type TrackingEventId =
  | "RECEIVE"
  | "SEND"
  | "DELIVER"
  | "FAIL"
  | "DEFER"
  | "DSN"
  | "RESOLVE"
  | "EXPAND"
  | "REDIRECT"
  | "TRANSFER"
  | "RESUBMIT"
  | "DROP"
  | "DUPLICATEDELIVER"
  | "POISONMESSAGE";

export type TrackingSource =
  | "SMTP"
  | "STOREDRIVER"
  | "DSN"
  | "ROUTING"
  | "RESOLVER"
  | "QUEUE"
  | "ADMIN"
  | "POISONMESSAGE";

/** What happened; what is left out is empty in the log. */
export interface TrackingEvent {
  readonly event: TrackingEventId;
  readonly source: TrackingSource;
  readonly mail: MailRecord;
  readonly sender?: string;
  readonly recipients: readonly string[];
  /** One for each recipient. */
  readonly statuses?: readonly string[];
  readonly clientIp?: string;
  readonly clientHostname?: string;
  readonly serverIp?: string;
  readonly serverHostname?: string;
  readonly context?: string;
  readonly connector?: string;
  readonly related?: string;
  readonly reference?: string;
  readonly custom?: string;
}

/** The columns, in order. */
export const trackingFields = [
  "date-time",
  "client-ip",
  "client-hostname",
  "server-ip",
  "server-hostname",
  "source-context",
  "connector-id",
  "source",
  "event-id",
  "internal-message-id",
  "message-id",
  "network-message-id",
  "recipient-address",
  "recipient-status",
  "total-bytes",
  "recipient-count",
  "related-recipient-address",
  "reference",
  "message-subject",
  "sender-address",
  "return-path",
  "message-info",
  "directionality",
  "tenant-id",
  "original-client-ip",
  "original-server-ip",
  "custom-data",
  "transport-traffic-type",
  "log-id",
  "schema-version",
] as const;

export interface Tracker {
  /** Takes an event down; never waits and never fails. */
  track(event: TrackingEvent): void;
  /** Tells of every event at once, whether the log is written or not. @returns what ends it. */
  watch(watcher: (event: TrackingEvent) => void): () => void;
  /** Writes what is held back. */
  flush(): Promise<void>;
  /** Flushes, and takes nothing more. */
  close(): Promise<void>;
  readonly folder: string;
  /** What the last write failed with, for the operator; undefined while all is well. */
  readonly trouble: string | undefined;
}

export const trackingVersion = "15.02.1118.007";
const mostHeldBytes = 512 * 1024;
const mostLostBytes = 16 * 1024 * 1024;
const flushAfterMs = 500;

export function createTracker(world: World, org: Organization, folder: string): Tracker {
  let lines: string[] = [];
  let held = 0;
  let timer: Timer | undefined;
  let writing: Promise<void> = Promise.resolve();
  let file: { path: string; day: string; number: number; size: number } | undefined;
  let made = false;
  let closed = false;
  const watchers = new Set<(event: TrackingEvent) => void>();
  let trouble: string | undefined;

  function track(event: TrackingEvent): void {
    for (const watcher of [...watchers]) watcher(event);
    const { transportService, server } = org.snapshot();
    if (closed || !transportService.MessageTrackingLogEnabled || held > mostLostBytes) return;
    const subject = transportService.MessageTrackingLogSubjectLoggingEnabled ? event.mail.subject : "";
    const line = trackingLine(event, world.clock.now(), server.Fqdn, subject, world.random.uuid());
    lines.push(line);
    held += line.length;
    if (held >= mostHeldBytes) void flush();
    else timer ??= world.clock.after(flushAfterMs, () => void flush());
  }

  function flush(): Promise<void> {
    timer?.cancel();
    timer = undefined;
    writing = writing.then(write);
    return writing;
  }

  async function write(): Promise<void> {
    if (lines.length === 0) return;
    const batch = lines;
    const bytes = held;
    lines = [];
    held = 0;
    try {
      await append(batch.join(""));
      trouble = undefined;
    } catch (error) {
      trouble = `The message tracking log cannot be written: ${(error as Error).message}`;
      if (held + bytes <= mostLostBytes) {
        lines = [...batch, ...lines];
        held += bytes;
        if (!closed) timer ??= world.clock.after(10_000, () => void flush());
      }
    }
  }

  async function append(text: string): Promise<void> {
    if (!made) await world.disk.makeFolder(folder);
    made = true;
    const now = world.clock.now();
    const day = new Date(now).toISOString().slice(0, 10).replaceAll("-", "");
    const limit = org.snapshot().transportService.MessageTrackingLogMaxFileSize.bytes;
    if (!file || file.day !== day || file.size >= limit) {
      file = await nextFile(day, limit);
      await clean(now, file.path);
    }
    const begin = file.size === 0 ? logHeader(now) : "";
    await world.disk.append(file.path, begin + text);
    file.size += Buffer.byteLength(begin) + Buffer.byteLength(text);
  }

  /** The last file of the day if it has room, else the next number. */
  async function nextFile(day: string, limit: number) {
    const numbers = (await world.disk.list(folder)).flatMap((name) => {
      const match = trackingFile.exec(name);
      return match?.[1] === day ? [Number(match[2])] : [];
    });
    const last = Math.max(0, ...numbers);
    const path = (number: number) => `${folder}/MSGTRK${day}-${number}.log`;
    const size = last === 0 ? 0 : ((await world.disk.stat(path(last)))?.size ?? 0);
    if (last > 0 && size < limit) return { path: path(last), day, number: last, size };
    return { path: path(last + 1), day, number: last + 1, size: 0 };
  }

  /** Removes what is older than MaxAge, and the oldest beyond MaxDirectorySize. */
  async function clean(now: number, current: string): Promise<void> {
    const { MessageTrackingLogMaxAge: age, MessageTrackingLogMaxDirectorySize: room } = org.snapshot().transportService;
    const kept: { path: string; size: number }[] = [];
    for (const name of await trackingFiles(world, folder)) {
      const path = `${folder}/${name}`;
      const facts = await world.disk.stat(path);
      if (!facts || path === current) continue;
      const old = age.ticks > 0n && dayOf(name) + 86_400_000 + age.milliseconds < now;
      if (old) await world.disk.remove(path);
      else kept.push({ path, size: facts.size });
    }
    if (!isLimited(room)) return;
    let size = kept.reduce((sum, one) => sum + one.size, 0);
    for (const one of kept) {
      if (size <= room.bytes) break;
      await world.disk.remove(one.path);
      size -= one.size;
    }
  }

  return {
    folder,
    track,
    watch(watcher) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    flush,
    async close() {
      await flush();
      closed = true;
    },
    get trouble() {
      return trouble;
    },
  };
}

const trackingFile = /^MSGTRK(\d{8})-(\d{1,9})\.log$/;

/** The names of the log's files, oldest first. */
export async function trackingFiles(world: World, folder: string): Promise<string[]> {
  const order = (name: string) => {
    const match = trackingFile.exec(name)!;
    return Number(match[1]) * 1e9 + Number(match[2]);
  };
  return (await world.disk.list(folder)).filter((name) => trackingFile.test(name)).sort((a, b) => order(a) - order(b));
}

/** Midnight UTC at which the day of a file began. */
export function dayOf(name: string): number {
  const day = trackingFile.exec(name)?.[1] ?? "19700101";
  return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6)));
}

function logHeader(now: number): string {
  return [
    "#Software: Microsoft Exchange Server",
    `#Version: ${trackingVersion}`,
    "#Log-type: Message Tracking Log",
    `#Date: ${new Date(now).toISOString()}`,
    `#Fields: ${trackingFields.join(",")}`,
    "",
  ].join("\r\n");
}

function trackingLine(event: TrackingEvent, now: number, server: string, subject: string, logId: string): string {
  const { mail } = event;
  const values: readonly string[] = [
    momentOf(now),
    event.clientIp ?? "",
    event.clientHostname ?? "",
    event.serverIp ?? "",
    event.serverHostname ?? server,
    event.context ?? "",
    event.connector ?? "",
    event.source,
    event.event,
    String(mail.id),
    mail.messageId,
    mail.networkMessageId,
    event.recipients.join(";"),
    (event.statuses ?? []).join(";"),
    String(mail.size),
    String(event.recipients.length),
    event.related ?? "",
    event.reference ?? "",
    subject,
    event.sender ?? mail.envelope.sender,
    event.sender ?? mail.envelope.sender,
    `${new Date(mail.arrived).toISOString()};`,
    mail.source.authenticated ? "Originating" : "Incoming",
    "",
    mail.source.clientAddress ?? "",
    mail.source.serverAddress ?? "",
    event.custom ?? "",
    "Email",
    logId,
    trackingVersion,
  ];
  return `${values.map(csv).join(",")}\r\n`;
}
