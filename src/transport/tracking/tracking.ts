// The message tracking log: one CSV line for each thing that happens to a message, in files by day (behaviour 7).
import type { Organization } from "../../org/organization.ts";
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

  return {
    track(event) {
      for (const watcher of watchers) watcher(event);
      if (!settings()) return;
      const { transportService, server } = org.snapshot();
      const subject = transportService.MessageTrackingLogSubjectLoggingEnabled ? event.mail.subject : "";
      log.write(
        fieldsOf(
          event,
          world.clock.now(),
          server.Fqdn,
          subject,
          `${family}${(++count).toString(16).padStart(12, "0")}`,
        ),
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
  subject: string,
  logId: string,
): readonly string[] {
  const { mail } = event;
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
    joinList(event.recipients),
    joinList(event.statuses ?? []),
    String(mail.size),
    String(event.recipients.length),
    event.related ?? "",
    event.reference ?? "",
    subject,
    event.sender ?? mail.envelope.sender,
    event.sender ?? mail.envelope.sender,
    `${momentOf(mail.arrived)};`,
    mail.source.authenticated ? "Originating" : "Incoming",
    "",
    mail.source.clientAddress ?? "",
    mail.source.serverAddress ?? "",
    event.custom ?? "",
    "Email",
    logId,
    logVersion,
  ];
}
