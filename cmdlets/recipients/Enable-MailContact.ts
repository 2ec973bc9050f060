// Enable-MailContact: gives an address to a contact of the directory.
import { Contact } from "../../src/org/classes/Contact.ts";
import { MailContact } from "../../src/org/classes/MailContact.ts";
import { externalParameter, withExternal } from "../../src/org/contacts.ts";
import { enableOf } from "../../src/org/conversion.ts";

export default enableOf(MailContact, Contact, {
  synopsis: "Gives an address to a contact of the directory.",
  identityName: "ContactIdParameter",
  extra: externalParameter,
  source: (contact) => contact.get("Name") as string,
  values: (values, given) =>
    withExternal(values, values["EmailAddresses"] as readonly string[], given["ExternalEmailAddress"], undefined),
  examples: [
    {
      run: "New-MailContact Robin -ExternalEmailAddress robin@partner.example; Disable-MailContact Robin -Confirm:$false; Enable-MailContact Robin -ExternalEmailAddress robin@fabrikam.com",
      note: "The contact has an address again.",
    },
  ],
});
