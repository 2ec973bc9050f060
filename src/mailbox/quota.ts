// Quotas of a mailbox: what its size means for it.

/** Limits in bytes; undefined is unlimited. */
export interface Quotas {
  readonly issueWarning: number | undefined;
  readonly prohibitSend: number | undefined;
  readonly prohibitSendReceive: number | undefined;
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
