// Enable-MailUser: gives an address outside to a user who has no mailbox.
import { MailUser } from "../../src/org/classes/MailUser.ts";
import { User } from "../../src/org/classes/User.ts";
import { externalParameter, withExternal } from "../../src/org/contacts.ts";
import { enableOf } from "../../src/org/conversion.ts";

export default enableOf(MailUser, User, {
  synopsis: "Gives an address outside the organization to a user who has no mailbox.",
  identityName: "UserIdParameter",
  extra: externalParameter,
  source: (user) => (user.get("UserPrincipalName") as string).replace(/@[^@]*$/, ""),
  values: (values, given) =>
    withExternal(values, values["EmailAddresses"] as readonly string[], given["ExternalEmailAddress"], undefined),
  examples: [
    {
      run: "Disable-Mailbox bob -Confirm:$false; Enable-MailUser bob -ExternalEmailAddress bob@partner.example",
      note: "Bob's mailbox is elsewhere from now on.",
    },
  ],
});
