// Disable-MailContact: takes the addresses from a contact, which stays in the directory.
import { Contact } from "../../src/org/classes/Contact.ts";
import { MailContact } from "../../src/org/classes/MailContact.ts";
import { disableOf } from "../../src/org/conversion.ts";

export default disableOf(MailContact, Contact, {
  synopsis: "Takes the addresses from a contact, which stays in the directory.",
  examples: [
    {
      run: "New-MailContact Robin -ExternalEmailAddress robin@partner.example; Disable-MailContact Robin -Confirm:$false; Get-Contact Robin",
      note: "The contact is still there.",
    },
  ],
});
