// What becomes of the messages of a mailbox that is taken away: they go with it, now or when this server next starts.
import { Mailbox } from "../org/classes/Mailbox.ts";
import type { MailboxObject, ObjectChange, Organization } from "../org/organization.ts";
import { type Spool, startingWith } from "../spool/spool.ts";
import type { MailboxStore } from "./store.ts";

const gonePrefix = "box-gone/";

/**
 * Purges mailboxes as they are removed or disabled; the cmdlet that did it waits. Each is first written down, and purged
 * once more by the next call: what a crash left over, or a delivery that was under way, goes then.
 * @returns what went wrong with those of before, one sentence each.
 */
export async function purgeRemoved(
  org: Pick<Organization, "watch">,
  spool: Spool,
  mailboxes: MailboxStore,
): Promise<readonly string[]> {
  const problems: string[] = [];
  const purge = async (box: string, before: () => Promise<void>, after: () => Promise<void>) => {
    try {
      await before();
      await mailboxes.purge(box);
      await after();
      return [];
    } catch (error) {
      return [`The messages of the removed mailbox ${box} are still there: ${(error as Error).message}`];
    }
  };
  const nothing = async () => undefined;
  org.watch(Mailbox, async (changes) => {
    const warnings: string[] = [];
    for (const box of changes.flatMap(lost)) {
      const mark = () => spool.commit({ puts: [[`${gonePrefix}${box}`, null]] });
      warnings.push(...(await purge(box, mark, nothing)));
    }
    return warnings;
  });
  for await (const [key] of spool.entries(startingWith(gonePrefix))) {
    const unmark = () => spool.commit({ deletes: [key] });
    problems.push(...(await purge(key.slice(gonePrefix.length), nothing, unmark)));
  }
  return problems;
}

/** The mailbox that an object had before a change and has no more. */
function lost({ before, after }: ObjectChange): string[] {
  if (!before || !Mailbox.holds(before) || (after && Mailbox.holds(after))) return [];
  return [(before as MailboxObject).ExchangeGuid.toLowerCase()];
}
