// Set-MailboxDatabase: changes the name of a database, and the quotas of the mailboxes in it.
import { MailboxDatabase } from "../../src/org/classes/MailboxDatabase.ts";
import { setOf } from "../../src/org/derived.ts";

export default setOf(MailboxDatabase, {
  synopsis: "Changes a mailbox database.",
  identityName: "Database",
  parameters: [
    "Name",
    "IssueWarningQuota",
    "ProhibitSendQuota",
    "ProhibitSendReceiveQuota",
    "RecoverableItemsQuota",
    "RecoverableItemsWarningQuota",
    "MailboxRetention",
    "MountAtStartup",
    "IsExcludedFromInitialProvisioning",
    "IsExcludedFromProvisioning",
    "IsExcludedFromProvisioningByOperator",
    "IsExcludedFromProvisioningDueToLogicalCorruption",
    "IsExcludedFromProvisioningReason",
    "IsSuspendedFromProvisioning",
  ],
  examples: [
    {
      run: "Get-MailboxDatabase | Set-MailboxDatabase -ProhibitSendQuota 4GB -ProhibitSendReceiveQuota 5GB",
      note: "Larger mailboxes for all who have no quota of their own.",
    },
  ],
});
