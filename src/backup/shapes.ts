// The objects that the cmdlets about backups give.
import { instant } from "../org/kinds.ts";
import { ByteQuantifiedSize, byteSize } from "../values/bytesize.ts";
import { DateTime } from "../values/datetime.ts";
import { choice, int, many, text } from "../values/kinds.ts";
import { defineShape } from "../values/shape.ts";
import { bytesIn, type Manifest, objectsIn } from "./manifest.ts";

const properties = {
  Path: { type: text, mandatory: true, summary: "The folder of the backup." },
  Organization: { type: text, mandatory: true, summary: "The default domain of the organization." },
  Time: { type: instant, mandatory: true, summary: "The moment that the backup holds." },
  Version: { type: text, mandatory: true, summary: "The version of exsh that made it." },
  Objects: {
    type: int,
    mandatory: true,
    summary: "How many objects of the organization are in it, counted when it was read.",
  },
  ObjectsByClass: { type: many(text), mandatory: true, summary: "The same for each class: 'Mailbox: 3'." },
  Mailboxes: { type: int, mandatory: true, summary: "How many mailboxes in it hold messages." },
  Messages: { type: int, mandatory: true, summary: "How many messages are in them." },
  QueuedMessages: { type: int, mandatory: true, summary: "How many messages are in queues." },
  Files: { type: int, mandatory: true, summary: "How many files it has; the SHA-256 of each was compared." },
  Size: { type: byteSize, mandatory: true, summary: "Their size." },
  Hashes: { type: many(text), mandatory: true, summary: "The SHA-256 of each file, as sha256sum writes it." },
} as const;

export const OrganizationBackup = defineShape({
  name: "OrganizationBackup",
  summary: "A backup of the organization, read back and counted.",
  properties,
  table: ["Path", "Objects", "Messages", "QueuedMessages", "Size"],
});

export const OrganizationRestore = defineShape({
  name: "OrganizationRestore",
  summary: "A backup that was brought back, with what was counted in the restored stores.",
  properties: {
    ...properties,
    Data: { type: text, mandatory: true, summary: "The data folder." },
    PutAside: { type: text, summary: "Where the data is that was there before; nothing where there was none." },
  },
  table: ["Data", "Objects", "Messages", "QueuedMessages", "PutAside"],
});

export const OrganizationRepair = defineShape({
  name: "OrganizationRepair",
  summary: "What a look through the data folder has found, and what was made of it.",
  properties: {
    Result: {
      type: choice("OrganizationStoreResult", "Success", "*FAILURE*"),
      mandatory: true,
      summary: "Whether all agrees now.",
    },
    Found: { type: many(text), mandatory: true, summary: "What was wrong, one sentence each." },
    Repaired: { type: many(text), mandatory: true, summary: "What was done, one sentence each." },
    Remaining: { type: many(text), mandatory: true, summary: "What is wrong still, and has to come from a backup." },
    PutAside: { type: text, summary: "Where what was replaced is kept; nothing where nothing was." },
  },
  table: ["Result", "Found", "Repaired", "Remaining"],
});

/** What a manifest says, for people. */
export function told(path: string, { version, time, organization, counts, files }: Manifest) {
  return {
    Path: path,
    Organization: organization,
    Time: DateTime.ofMilliseconds(Date.parse(time)),
    Version: version,
    Objects: objectsIn(counts),
    ObjectsByClass: Object.entries(counts.objects)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => `${name}: ${count}`),
    Mailboxes: counts.mailboxes,
    Messages: counts.messages,
    QueuedMessages: counts.queued,
    Files: files.length,
    Size: new ByteQuantifiedSize(bytesIn(files)),
    Hashes: files.map(({ name, sha256 }) => `${sha256}  ${name}`),
  };
}
