// Set-MailContact: changes addresses, limits and restrictions of a contact.
import { MailContact } from "../../src/org/classes/MailContact.ts";
import { changedExternal } from "../../src/org/contacts.ts";
import { setOf } from "../../src/org/derived.ts";
import { changedRecipient, recipientExtras, recipientParameters } from "../../src/org/provision.ts";

export default setOf(MailContact, {
  synopsis: "Changes a contact.",
  parameters: [...recipientParameters, "ExternalEmailAddress"],
  extra: recipientExtras,
  values: async (values, given, contact, tx) =>
    changedExternal(await changedRecipient(tx, contact, values, given), contact.ExternalEmailAddress),
  examples: [
    {
      run: "New-MailContact Robin -ExternalEmailAddress robin@partner.example; Set-MailContact Robin -CustomAttribute1 partner",
      note: "Notes that the contact is a partner.",
    },
  ],
});
