// Counts what a backup holds: objects by class from the rows of the organization, messages from the keys of the mail.
import { parseRow } from "../org/store/rows.ts";
import { type Spool, startingWith } from "../spool/spool.ts";
import { mailPrefix } from "../transport/queues/records.ts";
import { each } from "../world/walk.ts";

/** The keys that are counted; see src/mailbox/rows.ts and src/transport/queues/records.ts. */
export const mailPrefixes = ["box/", mailPrefix] as const;

/** Counts objects by class, row by row. */
export function objectCounter(): { add(key: string, value: string): void; readonly counts: Record<string, number> } {
  const counts: Record<string, number> = {};
  return {
    counts,
    add(key, value) {
      if (!key.startsWith("o/")) return;
      const name = parseRow(value)?.c ?? "unreadable";
      counts[name] = (counts[name] ?? 0) + 1;
    },
  };
}

/** The keys that are counted, of an open spool. */
export async function* mailKeys(spool: Spool): AsyncGenerator<string> {
  for (const prefix of mailPrefixes) yield* each(spool.keys(startingWith(prefix)));
}

/** @param keys in order, as the index gives them. */
export async function countMail(
  keys: AsyncIterable<string>,
): Promise<{ readonly mailboxes: number; readonly messages: number; readonly queued: number }> {
  let mailboxes = 0;
  let messages = 0;
  let queued = 0;
  let last = "";
  for await (const key of keys) {
    if (key.startsWith(mailPrefix)) {
      queued++;
      continue;
    }
    const end = key.indexOf("/", "box/".length);
    if (!key.startsWith("message/", end + 1)) continue;
    messages++;
    const mailbox = key.slice(0, end);
    if (mailbox !== last) mailboxes++;
    last = mailbox;
  }
  return { mailboxes, messages, queued };
}
