// New-MailContact: someone outside the organization in its address book.
import { MailContact } from "../../src/org/classes/MailContact.ts";
import { withExternal } from "../../src/org/contacts.ts";
import { newOf } from "../../src/org/derived.ts";
import { smtpAddress } from "../../src/org/kinds.ts";
import { moderationParameters } from "../../src/org/moderation.ts";
import { newRecipient } from "../../src/org/provision.ts";
import { unitParameter } from "../../src/org/units.ts";

export default newOf(MailContact, {
  synopsis: "Creates a contact with an address outside the organization.",
  description:
    "Mail to any of its addresses goes to -ExternalEmailAddress. The e-mail address policy gives it an address inside the organization too.",
  parameters: [
    "Name",
    "ExternalEmailAddress",
    "Alias",
    "DisplayName",
    "FirstName",
    "Initials",
    "LastName",
    ...moderationParameters,
  ],
  optional: ["Alias"],
  fromPipeline: true,
  extra: {
    PrimarySmtpAddress: {
      type: smtpAddress,
      summary: "Its address inside the organization, in the place of the policy's.",
    },
    ...unitParameter,
  },
  async values(values, given, tx) {
    const all = await newRecipient(tx, MailContact, values, given, String(values["Name"]));
    return withExternal(
      all,
      all["EmailAddresses"] as readonly string[],
      all["ExternalEmailAddress"] as string,
      undefined,
    );
  },
  examples: [
    {
      run: "New-MailContact -Name 'Robin Counts' -ExternalEmailAddress robin@partner.example",
      note: "A contact outside the organization.",
    },
  ],
});
