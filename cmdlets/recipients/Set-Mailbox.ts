// Set-Mailbox: changes addresses, limits, forwarding, restrictions, kind and account of a mailbox.
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { setOf } from "../../src/org/derived.ts";
import { convertibleType, detailsByType, hashing, passwordSecret } from "../../src/org/mailboxes.ts";
import { changedRecipient, recipientExtras, recipientParameters } from "../../src/org/provision.ts";
import { DateTime } from "../../src/values/datetime.ts";
import { secureString } from "../../src/values/secret.ts";

export default setOf(Mailbox, {
  synopsis: "Changes a mailbox.",
  parameters: [
    ...recipientParameters,
    "UserPrincipalName",
    "SamAccountName",
    "AccountDisabled",
    "Office",
    "ForwardingAddress",
    "ForwardingSmtpAddress",
    "DeliverToMailboxAndForward",
    "UseDatabaseQuotaDefaults",
    "IssueWarningQuota",
    "ProhibitSendQuota",
    "ProhibitSendReceiveQuota",
    "RecipientLimits",
    "Languages",
    "ResourceCapacity",
  ],
  extra: {
    ...recipientExtras,
    Type: { type: convertibleType, summary: "Makes it a mailbox of another kind." },
    Password: { type: secureString, summary: "A new password, as a SecureString." },
  },
  async prepare(given, ctx) {
    return { hash: await hashing(given["Password"], ctx)?.() };
  },
  async values(values, given, mailbox, tx, { hash }) {
    const all = await changedRecipient(tx, mailbox, values, given);
    const type = given["Type"] as string | undefined;
    if (type !== undefined) {
      all["RecipientTypeDetails"] = detailsByType[type];
      // Nobody logs on to what is no person's (behaviour 11).
      if (type !== "Regular" && all["AccountDisabled"] === undefined) all["AccountDisabled"] = true;
    }
    if (hash !== undefined) all["PasswordLastSet"] = DateTime.ofMilliseconds(tx.now);
    return all;
  },
  secrets: (_given, { hash }) => passwordSecret(hash),
  examples: [
    { run: "Set-Mailbox alice -EmailAddresses @{Add='info@contoso.com'}", note: "One more address." },
    {
      run: "Set-Mailbox alice -UseDatabaseQuotaDefaults $false -IssueWarningQuota 1.8GB -ProhibitSendQuota 2GB",
      note: "Quotas of its own.",
    },
    {
      run: "Get-Mailbox bob | Set-Mailbox -ForwardingAddress carol -DeliverToMailboxAndForward $true",
      note: "A copy to carol.",
    },
  ],
});
