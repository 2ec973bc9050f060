// New-MailUser: a user with an account here, whose mail goes to an address outside.
import { userPrincipalName } from "../../src/org/account.ts";
import { MailUser } from "../../src/org/classes/MailUser.ts";
import { withExternal } from "../../src/org/contacts.ts";
import { newOf } from "../../src/org/derived.ts";
import { smtpAddress } from "../../src/org/kinds.ts";
import { hashing, passwordSecret } from "../../src/org/mailboxes.ts";
import { moderationParameters } from "../../src/org/moderation.ts";
import { newAccount, newRecipient } from "../../src/org/provision.ts";
import { unitParameter } from "../../src/org/units.ts";
import { secureString } from "../../src/values/secret.ts";

const logonName = {
  type: userPrincipalName,
  pipeline: "property",
  summary: "The name one logs on with, as kim@contoso.com; alias and default domain when left out.",
} as const;

export default newOf(MailUser, {
  synopsis: "Creates a user with an account here and an address outside the organization.",
  description:
    "Mail to any of its addresses goes to -ExternalEmailAddress. Without -Password the account is disabled. The e-mail address policy gives it an address inside the organization too.",
  parameters: [
    "Name",
    "ExternalEmailAddress",
    "Alias",
    "DisplayName",
    "FirstName",
    "Initials",
    "LastName",
    "SamAccountName",
    "ImmutableId",
    ...moderationParameters,
  ],
  optional: ["Alias", "SamAccountName"],
  fromPipeline: true,
  sets: {
    EnabledUser: {
      Password: {
        type: secureString,
        mandatory: true,
        pipeline: "property",
        summary: "The password, as a SecureString. Kept as a scrypt hash, which takes a moment to make.",
      },
      UserPrincipalName: { ...logonName, mandatory: true },
    },
    DisabledUser: { UserPrincipalName: logonName },
  },
  defaultSet: "DisabledUser",
  extra: {
    PrimarySmtpAddress: {
      type: smtpAddress,
      pipeline: "property",
      summary: "Its address inside the organization, in the place of the policy's.",
    },
    ...unitParameter,
  },
  slow(given, _prepared: string | undefined, ctx) {
    return hashing(given["Password"], ctx);
  },
  async values(values, given, tx, hash) {
    const logon = given["UserPrincipalName"] as string | undefined;
    const source = logon?.slice(0, logon.lastIndexOf("@")) ?? String(values["Name"]);
    const all = await newRecipient(tx, MailUser, values, given, source);
    const external = all["ExternalEmailAddress"] as string;
    return {
      ...withExternal(all, all["EmailAddresses"] as readonly string[], external, undefined),
      ...(await newAccount(tx, all["Alias"] as string, logon, values["SamAccountName"], hash)),
      AccountDisabled: given["Password"] === undefined,
    };
  },
  secrets: (_given, hash) => passwordSecret(hash),
  examples: [
    {
      run: "New-MailUser -Name 'Robin Counts' -ExternalEmailAddress robin@partner.example",
      note: "A user whose mailbox is elsewhere, and who does not log on here.",
    },
    {
      run: "New-MailUser Ed -UserPrincipalName ed@contoso.com -ExternalEmailAddress ed@partner.example -Password (ConvertTo-SecureString 'Correct horse 7' -AsPlainText -Force)",
      note: "One who does.",
    },
  ],
});
