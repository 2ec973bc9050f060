// Set-Mailbox: changes addresses, limits, forwarding, restrictions, kind and account of a mailbox.
import { findMailbox } from "../../src/org/arbitration.ts";
import { Mailbox, resourceType } from "../../src/org/classes/Mailbox.ts";
import { setOf } from "../../src/org/derived.ts";
import {
  convertedTo,
  convertibleType,
  hashing,
  linkedExtras,
  linkedTo,
  passwordSecret,
  roomAccount,
} from "../../src/org/mailboxes.ts";
import { listChange } from "../../src/org/parameters.ts";
import { changedRecipient, recipientExtras, recipientParameters } from "../../src/org/provision.ts";
import { resourceWords } from "../../src/org/resources.ts";
import { DateTime } from "../../src/values/datetime.ts";
import { boolean, many, switchParameter, text } from "../../src/values/kinds.ts";
import { secureString } from "../../src/values/secret.ts";

export default setOf(Mailbox, {
  synopsis: "Changes a mailbox.",
  parameters: [
    ...recipientParameters,
    "UserPrincipalName",
    "SamAccountName",
    "ImmutableId",
    "AccountDisabled",
    "Office",
    "ForwardingAddress",
    "ForwardingSmtpAddress",
    "DeliverToMailboxAndForward",
    "UseDatabaseQuotaDefaults",
    "IssueWarningQuota",
    "ProhibitSendQuota",
    "ProhibitSendReceiveQuota",
    "RecoverableItemsWarningQuota",
    "RecoverableItemsQuota",
    "RecipientLimits",
    "Languages",
    "ResourceCapacity",
  ],
  extra: {
    ...recipientExtras,
    Arbitration: { type: switchParameter, summary: "Changes a mailbox to which moderators answer." },
    ResourceCustom: {
      type: listChange(many(text)),
      allowNull: true,
      summary: "What a room or a piece of equipment has, in the words of Get-ResourceConfig.",
    },
    Type: { type: convertibleType, summary: "Makes it a mailbox of another kind." },
    ...linkedExtras,
    Password: { type: secureString, summary: "A new password, as a SecureString." },
    EnableRoomMailboxAccount: { type: boolean, summary: "Whether one can log on to a room." },
    RoomMailboxPassword: { type: secureString, summary: "The password of a room whose account is enabled." },
  },
  async prepare(given, ctx) {
    return { hash: await hashing(given["RoomMailboxPassword"] ?? given["Password"], ctx)?.() };
  },
  async values(values, given, mailbox, tx, { hash }) {
    await findMailbox(tx, mailbox.Guid, given["Arbitration"]);
    const told = await changedRecipient(tx, mailbox, values, given);
    const converted = convertedTo(mailbox, told, given["Type"] as string | undefined);
    const all = roomAccount(mailbox, linkedTo(mailbox, converted, given["LinkedMasterAccount"]), given);
    const type = resourceType((all["RecipientTypeDetails"] ?? mailbox.RecipientTypeDetails) as string);
    if (given["ResourceCustom"] !== undefined) {
      all["ResourceCustom"] = resourceWords(tx, mailbox, type, given["ResourceCustom"]);
    } else if (type !== mailbox.ResourceType) all["ResourceCustom"] = [];
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
