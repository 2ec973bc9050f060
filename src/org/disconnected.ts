// Mailboxes without a user: how they come to be, when they go, and how they find a user again.

import { DateTime } from "../values/datetime.ts";
import { isGuid } from "../values/kinds.ts";
import type { ObjectOf } from "./class.ts";
import { MailboxDatabase } from "./classes/MailboxDatabase.ts";
import { StoreMailbox } from "./classes/StoreMailbox.ts";
import { User } from "./classes/User.ts";
import type { Given } from "./derived.ts";
import { refused } from "./errors.ts";
import { giveMailbox, placedIn } from "./mailboxes.ts";
import type { MailboxObject, Reader, Snapshot, Transaction, UserObject } from "./organization.ts";
import { identity } from "./parameters.ts";
import type { Reference } from "./reference.ts";

export type StoreMailboxObject = ObjectOf<typeof StoreMailbox>;

export const storeMailboxIdentity = identity("StoreMailboxIdParameter");

/** A mailbox that was removed for good is kept so long in name, for what was being delivered to it meanwhile; milliseconds. */
const afterglow = 60 * 60 * 1000;

/**
 * Takes a mailbox from its user, or both away, and keeps what is in it for the retention of its database; with
 * `permanent` it goes as soon as the change is made (src/mailbox/retention.ts).
 */
export async function disconnect(
  tx: Transaction,
  mailbox: MailboxObject,
  { user, permanent }: { readonly user: "stays" | "goes"; readonly permanent: boolean },
): Promise<void> {
  if (user === "stays") await tx.turn(mailbox, User, {});
  else await tx.remove(mailbox);
  await tx.add(StoreMailbox, {
    Name: mailbox.Name,
    DisplayName: mailbox.DisplayName,
    ExchangeGuid: mailbox.ExchangeGuid,
    Database: mailbox.Database,
    RecipientTypeDetails: mailbox.RecipientTypeDetails,
    UserGuid: mailbox.Guid,
    DisconnectDate: DateTime.ofMilliseconds(tx.now),
    DisconnectReason: "Disabled",
    MailboxAccess: mailbox.MailboxAccess,
    MailboxOwner: mailbox.MailboxOwner,
    ...(permanent ? purgedNow(tx) : {}),
  });
}

/** The properties of a mailbox that goes now. */
export const purgedNow = (tx: Transaction) => ({ PurgeAfter: DateTime.ofMilliseconds(tx.now) });

/** True for a mailbox that was removed for good, and is there in name only. */
export const isPurged = (mailbox: StoreMailboxObject): boolean => mailbox.PurgeAfter !== null;

/** When the last of a disconnected mailbox goes, in milliseconds since 1970; never while its database is not mounted. */
export function goesAt(mailbox: StoreMailboxObject, { databases }: Snapshot): number {
  if (mailbox.PurgeAfter !== null) return mailbox.PurgeAfter.milliseconds + afterglow;
  const database = databases.find((one) => one.Guid === mailbox.Database?.guid);
  if (database === undefined) return 0;
  if (!database.IsMounted) return Number.POSITIVE_INFINITY;
  return mailbox.DisconnectDate.milliseconds + database.MailboxRetention.milliseconds;
}

/** The disconnected mailbox that is meant, in the database that is named. Throws a Problem. */
export async function findStoreMailbox(reader: Reader, named: string, database: string): Promise<StoreMailboxObject> {
  const { Guid, Name } = await reader.find(MailboxDatabase, database);
  const found: StoreMailboxObject[] = [];
  const quoted = `'${named.replaceAll("'", "''")}'`;
  const filter = isGuid(named) ? `ExchangeGuid -eq ${quoted}` : `Name -eq ${quoted} -or DisplayName -eq ${quoted}`;
  for await (const one of reader.query(StoreMailbox, { filters: [filter] })) {
    if (one.Database?.guid === Guid && !isPurged(one)) found.push(one);
  }
  if (found.length === 0) throw notInDatabase(named, Name);
  if (found.length > 1) throw several(named, Name, found);
  return found[0]!;
}

const notInDatabase = (named: string, database: string) =>
  refused(
    "StoreMailboxNotFound",
    `There is no disconnected mailbox '${named}' in the database '${database}'. Those there are: Get-MailboxStatistics -Database '${database}' | Where-Object { $_.DisconnectDate }.`,
    named,
  );

const several = (named: string, database: string, found: readonly StoreMailboxObject[]) =>
  refused(
    "StoreMailboxAmbiguous",
    `There are ${found.length} disconnected mailboxes '${named}' in the database '${database}': ${found.map((one) => one.ExchangeGuid).join(", ")}. Name one by its GUID.`,
    named,
  );

/** The user to whom a mailbox goes back when nobody is named: the one who had it, or the only one of its name. */
export async function matchingUser(reader: Reader, mailbox: StoreMailboxObject): Promise<UserObject> {
  const former = await reader.get(User, mailbox.UserGuid);
  const found = former ?? (await reader.seek(User, mailbox.DisplayName ?? mailbox.Name));
  if (found === undefined) throw noMatch(mailbox);
  return found;
}

const noMatch = (mailbox: StoreMailboxObject) =>
  refused(
    "NoMatchingUser",
    `No user without a mailbox matches the mailbox '${mailbox.DisplayName ?? mailbox.Name}'. Name the user with -User.`,
    mailbox.Name,
  );

/** Gives the user the disconnected mailbox, of the kind that switches ask for; it is disconnected no more. */
export async function connect(
  tx: Transaction,
  store: StoreMailboxObject,
  user: UserObject,
  given: Given,
): Promise<MailboxObject> {
  const database = await tx.find(MailboxDatabase, (store.Database as Reference).guid);
  const made = await giveMailbox(tx, user, given, {
    ...placedIn(tx, database, store.ExchangeGuid),
    MailboxAccess: store.MailboxAccess,
    MailboxOwner: store.MailboxOwner,
  });
  await tx.remove(store as never);
  return made;
}
