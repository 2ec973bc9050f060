// How much mailboxes hold, as Get-MailboxStatistics shows it: those that users have, and those that nobody has any more.
import type { Context } from "../command/context.ts";
import { Mailbox } from "../org/classes/Mailbox.ts";
import { StoreMailbox } from "../org/classes/StoreMailbox.ts";
import { findStoreMailbox, isPurged, type StoreMailboxObject } from "../org/disconnected.ts";
import { requireMounted } from "../org/mounting.ts";
import type { DatabaseObject, MailboxObject } from "../org/organization.ts";
import { Reference } from "../org/reference.ts";
import { ByteQuantifiedSize } from "../values/bytesize.ts";
import { isGuid } from "../values/kinds.ts";
import type { Of } from "../values/shape.ts";
import { limitStatus, type Quotas, quotasIn, quotasOf } from "./quota.ts";
import { MailboxStatistics } from "./shapes.ts";

export type Statistics = Of<typeof MailboxStatistics>;

/** Throws a Problem when its database is not mounted. */
export async function statisticsOf(mailbox: MailboxObject, ctx: Context): Promise<Statistics> {
  requireMounted(ctx.org.snapshot(), mailbox.Database);
  const database = databaseOf(ctx, mailbox.Database);
  return counted(ctx, database, quotasOf(mailbox, ctx.org.snapshot()), {
    DisplayName: mailbox.DisplayName ?? mailbox.Name,
    MailboxGuid: mailbox.ExchangeGuid,
    MailboxTypeDetail: mailbox.RecipientTypeDetails,
    OwnerADGuid: mailbox.Guid,
  });
}

/** All that a database holds: first the mailboxes that users have, then the disconnected ones. */
export async function* statisticsIn(database: DatabaseObject, ctx: Context): AsyncIterableIterator<Statistics> {
  requireMounted(ctx.org.snapshot(), Reference.to(database));
  const filters = [`Database -eq '${database.Guid}'`];
  for await (const mailbox of ctx.org.query(Mailbox, { filters })) yield statisticsOf(mailbox, ctx);
  for await (const mailbox of ctx.org.query(StoreMailbox, { filters })) {
    if (!isPurged(mailbox)) yield disconnectedStatistics(mailbox, ctx);
  }
}

/** One mailbox of a database, whether a user has it or not. Throws a Problem when there is none. */
export async function storedStatistics(named: string, database: DatabaseObject, ctx: Context): Promise<Statistics> {
  const filters = [`ExchangeGuid -eq '${named.replaceAll("'", "''")}'`];
  const first = async () => {
    for await (const one of ctx.org.query(Mailbox, { filters })) return one;
    return undefined;
  };
  const mailbox = isGuid(named) ? await first() : await ctx.org.seek(Mailbox, named);
  if (mailbox?.Database.guid === database.Guid) return statisticsOf(mailbox, ctx);
  return disconnectedStatistics(await findStoreMailbox(ctx.org, named, database.Guid), ctx);
}

/** Of a mailbox that no user has: the quotas of its database hold. */
async function disconnectedStatistics(mailbox: StoreMailboxObject, ctx: Context): Promise<Statistics> {
  requireMounted(ctx.org.snapshot(), mailbox.Database);
  const database = databaseOf(ctx, mailbox.Database!);
  return counted(ctx, database, quotasIn(database), {
    DisplayName: mailbox.DisplayName ?? mailbox.Name,
    MailboxGuid: mailbox.ExchangeGuid,
    MailboxTypeDetail: mailbox.RecipientTypeDetails,
    OwnerADGuid: mailbox.UserGuid,
    DisconnectDate: mailbox.DisconnectDate,
    DisconnectReason: mailbox.DisconnectReason,
  });
}

type Facts = Pick<Statistics, "DisplayName" | "MailboxGuid" | "MailboxTypeDetail" | "OwnerADGuid"> &
  Partial<Pick<Statistics, "DisconnectDate" | "DisconnectReason">>;

const databaseOf = (ctx: Context, { guid }: Reference): DatabaseObject =>
  ctx.org.snapshot().databases.find((one) => one.Guid === guid)!;

async function counted(ctx: Context, database: DatabaseObject, quotas: Quotas, facts: Facts): Promise<Statistics> {
  let items = 0;
  let bytes = 0;
  for (const folder of await ctx.mailboxes.folders(facts.MailboxGuid.toLowerCase())) {
    items += folder.items;
    bytes += folder.bytes;
  }
  return MailboxStatistics.make({
    ...facts,
    Identity: facts.MailboxGuid,
    ItemCount: items,
    TotalItemSize: new ByteQuantifiedSize(bytes),
    StorageLimitStatus: limitStatus(bytes, quotas),
    LastLogonTime: null,
    MailboxType: "Private",
    IsArchiveMailbox: false,
    Database: Reference.to(database),
    DatabaseName: database.Name,
    ServerName: database.ServerName,
    DatabaseIssueWarningQuota: database.IssueWarningQuota,
    DatabaseProhibitSendQuota: database.ProhibitSendQuota,
    DatabaseProhibitSendReceiveQuota: database.ProhibitSendReceiveQuota,
  });
}
