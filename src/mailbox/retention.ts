// What becomes of what is in mailboxes that no user has any more: it stays for their retention, then it goes, exactly once.
import { MailboxDatabase } from "../org/classes/MailboxDatabase.ts";
import { StoreMailbox } from "../org/classes/StoreMailbox.ts";
import { goesAt, isPurged, purgedNow, type StoreMailboxObject } from "../org/disconnected.ts";
import type { ObjectChange, Organization } from "../org/organization.ts";
import { type Spool, startingWith } from "../spool/spool.ts";
import type { Timer, World } from "../world/world.ts";
import type { MailboxStore } from "./store.ts";

/** Marks of mailboxes that were removed before there was a StoreMailbox for each. */
const gonePrefix = "box-gone/";
/** How long after a failure it is tried again; milliseconds. */
const again = 60 * 60 * 1000;

export interface RetentionParts {
  readonly org: Organization;
  readonly spool: Spool;
  readonly mailboxes: MailboxStore;
  readonly world: World;
  /** Told what went wrong. */
  log(text: string): void;
}

export interface Retention {
  /** Ends the watching; resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

/**
 * Removes what is in mailboxes when they are removed for good (the cmdlet waits) and when their retention is over. A
 * mailbox is first marked in the organization, then emptied, and emptied once more before it is forgotten, an hour later
 * or here at the next start: what a crash left over, or a delivery that was under way, goes then.
 */
export async function openRetention({ org, spool, mailboxes, world, log }: RetentionParts): Promise<Retention> {
  let timer: Timer | undefined;
  let next = Number.POSITIVE_INFINITY;
  let sweeping: Promise<void> = Promise.resolve();
  let stopped = false;

  const arm = (at: number) => {
    if (stopped || at >= next) return;
    timer?.cancel();
    next = at;
    timer = world.clock.after(Math.max(at - world.clock.now(), 0), () => {
      next = Number.POSITIVE_INFINITY;
      sweeping = sweep(false).catch((error) => {
        log((error as Error).message);
        arm(world.clock.now() + again);
      });
    });
  };

  /** @returns what went wrong, for people. */
  const emptied = async (box: string): Promise<string | undefined> => {
    try {
      await mailboxes.purge(box);
      return undefined;
    } catch (error) {
      return `The messages of the removed mailbox ${box} are still there: ${(error as Error).message}`;
    }
  };

  /** Nobody can connect a mailbox that is marked; the watcher empties it. */
  const mark = ({ Guid }: StoreMailboxObject) =>
    org.change(
      async (tx) => {
        const now = await tx.get(StoreMailbox, Guid);
        if (now !== undefined && goesAt(now, tx.snapshot()) <= tx.now) await tx.set(now, purgedNow(tx));
      },
      { warning: log },
    );

  const forget = async (mailbox: StoreMailboxObject) => {
    const problem = await emptied(mailbox.ExchangeGuid.toLowerCase());
    if (problem !== undefined) {
      log(problem);
      return arm(world.clock.now() + again);
    }
    await org.change(async (tx) => {
      const now = await tx.get(StoreMailbox, mailbox.Guid);
      if (now !== undefined) await tx.remove(now);
    });
  };

  async function sweep(opening: boolean): Promise<void> {
    const due: StoreMailboxObject[] = [];
    for await (const mailbox of org.all(StoreMailbox)) {
      const at = opening && isPurged(mailbox) ? 0 : goesAt(mailbox, org.snapshot());
      if (at <= world.clock.now()) due.push(mailbox);
      else arm(at);
    }
    for (const mailbox of due) {
      if (stopped) return;
      if (isPurged(mailbox)) await forget(mailbox);
      else await mark(mailbox);
    }
  }

  const endings = [
    org.watch(StoreMailbox, async (changes, snapshot) => {
      const warnings: string[] = [];
      for (const mailbox of changes.flatMap(kept)) arm(goesAt(mailbox, snapshot));
      for (const box of changes.flatMap(marked)) warnings.push(...[await emptied(box)].flatMap((text) => text ?? []));
      return warnings;
    }),
    org.watch(MailboxDatabase, () => arm(world.clock.now())),
  ];
  for await (const [key] of spool.entries(startingWith(gonePrefix))) {
    const problem = await emptied(key.slice(gonePrefix.length));
    if (problem !== undefined) log(problem);
    else await spool.commit({ deletes: [key] });
  }
  await sweep(true);

  return {
    async stop() {
      stopped = true;
      timer?.cancel();
      for (const end of endings) end();
      await sweeping;
    },
  };
}

const kept = ({ after }: ObjectChange): StoreMailboxObject[] => (after && StoreMailbox.holds(after) ? [after] : []);

/** The mailboxes that a change marks to go now. */
function marked(change: ObjectChange): string[] {
  const before = change.before as StoreMailboxObject | undefined;
  return kept(change).flatMap((after) =>
    isPurged(after) && !(before && isPurged(before)) ? [after.ExchangeGuid.toLowerCase()] : [],
  );
}
