// Set-MailContact: changes addresses, limits and restrictions of a contact.
import { MailContact } from "../../src/org/classes/MailContact.ts";
import { withExternal } from "../../src/org/contacts.ts";
import { setOf } from "../../src/org/derived.ts";
import { changedRecipient, recipientExtras, recipientParameters } from "../../src/org/provision.ts";

export default setOf(MailContact, {
  synopsis: "Changes a contact.",
  parameters: [...recipientParameters, "ExternalEmailAddress"],
  extra: recipientExtras,
  async values(values, given, contact, tx) {
    const all = await changedRecipient(tx, contact, values, given);
    const external = values["ExternalEmailAddress"] as string | null | undefined;
    if (external === undefined || external === null) return all;
    return withExternal(all, all["EmailAddresses"] as readonly string[], external, contact.ExternalEmailAddress);
  },
  examples: [
    {
      run: "New-MailContact Robin -ExternalEmailAddress robin@partner.example; Set-MailContact Robin -CustomAttribute1 partner",
      note: "Notes that the contact is a partner.",
    },
  ],
});
