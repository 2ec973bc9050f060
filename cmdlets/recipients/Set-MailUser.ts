// Set-MailUser: changes addresses, limits, restrictions and account of a user with a mailbox elsewhere.
import { MailUser } from "../../src/org/classes/MailUser.ts";
import { changedExternal } from "../../src/org/contacts.ts";
import { setOf } from "../../src/org/derived.ts";
import { changedRecipient, recipientExtras, recipientParameters } from "../../src/org/provision.ts";

export default setOf(MailUser, {
  synopsis: "Changes a mail user.",
  parameters: [
    ...recipientParameters,
    "ExternalEmailAddress",
    "UserPrincipalName",
    "SamAccountName",
    "ImmutableId",
    "ExchangeGuid",
    "RecipientLimits",
  ],
  extra: recipientExtras,
  values: async (values, given, user, tx) =>
    changedExternal(await changedRecipient(tx, user, values, given), user.ExternalEmailAddress),
  examples: [
    {
      run: "New-MailUser Robin -ExternalEmailAddress robin@partner.example; Set-MailUser Robin -ExternalEmailAddress robin@fabrikam.com",
      note: "The mail goes elsewhere from now on.",
    },
  ],
});
