// What fills a folder of a mailbox: the subject whose messages take the most room, as Get-MailboxFolderStatistics tells.
import { ByteQuantifiedSize } from "../values/bytesize.ts";
import { DateTime } from "../values/datetime.ts";
import type { Folder } from "./folders.ts";
import type { MailboxStore, Message } from "./store.ts";

/** The properties of MailboxFolder that tell it; none for an empty folder. Reads the row of each message, no bodies. */
export async function topSubject(mailboxes: MailboxStore, mailbox: string, folder: Folder, signal: AbortSignal) {
  const bySubject = new Map<string, { bytes: number; count: number; readonly newest: Message }>();
  for await (const message of mailboxes.messages(mailbox, { folder: folder.id })) {
    signal.throwIfAborted();
    // The newest comes first.
    const sum = bySubject.get(message.subject) ?? { bytes: 0, count: 0, newest: message };
    sum.bytes += message.size;
    sum.count++;
    bySubject.set(message.subject, sum);
  }
  let top: { bytes: number; count: number; readonly newest: Message } | undefined;
  for (const sum of bySubject.values()) if (top === undefined || sum.bytes > top.bytes) top = sum;
  if (top === undefined) return {};
  return {
    TopSubject: top.newest.subject,
    TopSubjectSize: new ByteQuantifiedSize(top.bytes),
    TopSubjectCount: top.count,
    TopSubjectFrom: top.newest.from,
    TopSubjectReceivedTime: DateTime.ofMilliseconds(top.newest.received),
    TopSubjectPath: folder.path,
  };
}
