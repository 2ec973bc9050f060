// The message tracking log: one CSV line for each thing that happens to a message, in files by day (behaviour 7).
import type { Organization, Snapshot } from "../../org/organization.ts";
import type { World } from "../../world/world.ts";
import type { MailRecord } from "../queues/records.ts";
import { createTrackingIndex, type TrackingIndex } from "./blocks.ts";
import { joinList, trackingFields, trackingPrefix } from "./columns.ts";
import { logVersion, momentOf, openLog } from "./logfile.ts";
import { folderOf, logSettings } from "./settings.ts";

export type TrackingEventId =
  | "RECEIVE"
  | "SEND"
  | "DELIVER"
  | "FAIL"
  | "DEFER"
  | "DSN"
  | "PROCESS"
  | "RESOLVE"
  | "EXPAND"
  | "REDIRECT"
  | "TRANSFER"
  | "RESUBMIT"
  | "DROP"
  | "DUPLICATEDELIVER"
  | "DUPLICATEEXPAND"
  | "DUPLICATEREDIRECT"
  | "BADMAIL"
  | "LOAD"
  | "POISONMESSAGE"
  | "INITMESSAGECREATED"
  | "MODERATORAPPROVE"
  | "MODERATORREJECT"
  | "MODERATORSALLNDR"
  | "MODERATIONEXPIRE";

export type TrackingSource =
  | "SMTP"
  | "STOREDRIVER"
  | "DSN"
  | "ROUTING"
  | "RESOLVER"
  | "QUEUE"
  | "ADMIN"
  | "APPROVAL"
  | "PICKUP"
  | "BOOTLOADER"
  | "DNS"
  | "POISONMESSAGE";

/** What happened; what is left out is empty in the log. */
export interface TrackingEvent {
  readonly event: TrackingEventId;
  readonly source: TrackingSource;
  readonly mail: MailRecord;
  readonly recipients: readonly string[];
  readonly sender?: string | undefined;
  /** One for each recipient. */
  readonly statuses?: readonly string[] | undefined;
  readonly clientIp?: string | undefined;
  readonly clientHostname?: string | undefined;
  readonly serverIp?: string | undefined;
  readonly serverHostname?: string | undefined;
  readonly context?: string | undefined;
  readonly connector?: string | undefined;
  readonly related?: string | undefined;
  readonly reference?: string | undefined;
  readonly custom?: string | undefined;
}

/** An event with each field in its place. What happens to every message is told so: objects that are alike are read fast. */
export class Happening implements TrackingEvent {
  readonly event: TrackingEventId;
  readonly source: TrackingSource;
  readonly mail: MailRecord;
  readonly recipients: readonly string[];
  sender: string | undefined = undefined;
  statuses: readonly string[] | undefined = undefined;
  clientIp: string | undefined = undefined;
  clientHostname: string | undefined = undefined;
  serverIp: string | undefined = undefined;
  serverHostname: string | undefined = undefined;
  context: string | undefined = undefined;
  connector: string | undefined = undefined;
  related: string | undefined = undefined;
  reference: string | undefined = undefined;
  custom: string | undefined = undefined;

  constructor(event: TrackingEventId, source: TrackingSource, mail: MailRecord, recipients: readonly string[]) {
    this.event = event;
    this.source = source;
    this.mail = mail;
    this.recipients = recipients;
  }
}

export interface Tracker {
  /** Takes an event down; never waits and never fails. */
  track(event: TrackingEvent): void;
  /** Tells of every event at once, whether the log is written or not. @returns what ends it. */
  watch(watcher: (event: TrackingEvent) => void): () => void;
  /** Writes what is held back. */
  flush(): Promise<void>;
  /** Where the log is now; undefined while it has no folder. */
  folder(): string | undefined;
  readonly index: TrackingIndex;
  /** Whether the log is written, so that nothing is prepared for it in vain. */
  readonly on: boolean;
  /** What the last write failed with, for the operator; undefined while all is well. */
  readonly trouble: string | undefined;
}

/** `base` is the data folder. */
export function createTracker(
  world: Pick<World, "clock" | "disk" | "random">,
  org: Pick<Organization, "snapshot">,
  base: string,
): Tracker {
  const settings = logSettings(org, base, "MessageTracking");
  const index = createTrackingIndex(world);
  const log = openLog(world, {
    prefix: trackingPrefix,
    type: "Message Tracking Log",
    fields: trackingFields,
    settings,
    // A file that is full is indexed at once, so that no search has to.
    ended: (path) => void index.blocks(path, false).catch(() => undefined),
  });
  const watchers = new Set<(event: TrackingEvent) => void>();
  /** Each entry has an id of its own: of this process by its first part, and counted. */
  const family = world.random.uuid().slice(0, -12);
  let count = 0;

  let seen: Snapshot | undefined;
  let read = { server: "", subjects: true };
  const facts = () => {
    const snapshot = org.snapshot();
    if (snapshot !== seen) {
      seen = snapshot;
      const { transportService, server } = snapshot;
      read = { server: server.Fqdn, subjects: transportService.MessageTrackingLogSubjectLoggingEnabled };
    }
    return read;
  };

  return {
    track(event) {
      for (const watcher of watchers) watcher(event);
      if (!settings()) return;
      const { server, subjects } = facts();
      log.write(
        fieldsOf(event, world.clock.now(), server, subjects, `${family}${(++count).toString(16).padStart(12, "0")}`),
      );
    },
    watch(watcher) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    flush: log.flush,
    index,
    get on() {
      return settings() !== undefined;
    },
    folder: () => folderOf(org.snapshot().transportService, base, "MessageTracking"),
    get trouble() {
      return log.trouble;
    },
  };
}

function fieldsOf(
  event: TrackingEvent,
  now: number,
  server: string,
  subjects: boolean,
  logId: string,
): readonly string[] {
  const { mail, recipients, statuses } = event;
  const { source } = mail;
  const sender = event.sender ?? mail.envelope.sender;
  return [
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
    joinList(recipients),
    statuses === undefined ? "" : joinList(statuses),
    String(mail.size),
    String(recipients.length),
    event.related ?? "",
    event.reference ?? "",
    subjects ? mail.subject : "",
    sender,
    sender,
    `${momentOf(mail.arrived)};`,
    source.authenticated ? "Originating" : "Incoming",
    "",
    source.clientAddress ?? "",
    source.serverAddress ?? "",
    event.custom ?? "",
    "Email",
    logId,
    logVersion,
  ];
}
