// Quotas of a mailbox: which hold for it, and what its size means for it.
import { Mailbox } from "../org/classes/Mailbox.ts";
import type { DatabaseObject, MailboxObject, Organization, Snapshot } from "../org/organization.ts";
import { isLimited } from "../values/kinds.ts";
import type { MailboxStore } from "./store.ts";

/** Limits in bytes; undefined is unlimited. */
export interface Quotas {
  readonly issueWarning: number | undefined;
  readonly prohibitSend: number | undefined;
  readonly prohibitSendReceive: number | undefined;
}

type Limits = Pick<DatabaseObject, "IssueWarningQuota" | "ProhibitSendQuota" | "ProhibitSendReceiveQuota">;

/** The quotas that an object sets. */
export function quotasIn(limits: Limits): Quotas {
  const bytes = (size: Limits["IssueWarningQuota"]) => (isLimited(size) ? size.bytes : undefined);
  return {
    issueWarning: bytes(limits.IssueWarningQuota),
    prohibitSend: bytes(limits.ProhibitSendQuota),
    prohibitSendReceive: bytes(limits.ProhibitSendReceiveQuota),
  };
}

/** The quotas that hold for a mailbox: its own, or those of its database. */
export function quotasOf(mailbox: MailboxObject, { databases }: Snapshot): Quotas {
  const database = databases.find((one) => one.Guid === mailbox.Database.guid);
  return quotasIn(mailbox.UseDatabaseQuotaDefaults && database ? database : mailbox);
}

/** As Get-MailboxStatistics shows it. */
export type StorageLimitStatus = "BelowLimit" | "IssueWarning" | "ProhibitSend" | "MailboxDisabled";

/** @param bytes of all messages in the mailbox. */
export function limitStatus(bytes: number, quotas: Quotas): StorageLimitStatus {
  const over = (limit: number | undefined) => limit !== undefined && bytes >= limit;
  if (over(quotas.prohibitSendReceive)) return "MailboxDisabled";
  if (over(quotas.prohibitSend)) return "ProhibitSend";
  return over(quotas.issueWarning) ? "IssueWarning" : "BelowLimit";
}

/** Whether a mailbox of so many bytes takes another message; one that is full already takes none, however small. */
export const mayReceive = (bytes: number, quotas: Quotas): boolean =>
  quotas.prohibitSendReceive === undefined || bytes < quotas.prohibitSendReceive;

/** Whether its owner may submit a message. */
export const maySend = (bytes: number, quotas: Quotas): boolean =>
  [quotas.prohibitSend, quotas.prohibitSendReceive].every((limit) => limit === undefined || bytes < limit);

/** Whether the mailbox of a user, if there is one, is so full that the user may submit no message. */
export async function isTooFullToSend(
  user: string,
  org: Pick<Organization, "get" | "snapshot">,
  mailboxes: Pick<MailboxStore, "usage">,
): Promise<boolean> {
  const mailbox = await org.get(Mailbox, user);
  if (mailbox === undefined) return false;
  const quotas = quotasOf(mailbox, org.snapshot());
  if (maySend(Number.POSITIVE_INFINITY, quotas)) return false;
  return !maySend((await mailboxes.usage(mailbox.ExchangeGuid.toLowerCase())).bytes, quotas);
}
