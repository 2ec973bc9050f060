// Get-Contact: people outside whom the directory knows, with or without an address.
import { Contact } from "../../src/org/classes/Contact.ts";
import { contactClasses } from "../../src/org/families.ts";
import { recipientsOf } from "../../src/org/recipients.ts";
import { ContactView, withReports } from "../../src/org/views.ts";

export default recipientsOf(Contact, {
  synopsis: "Shows what the directory knows of contacts, with or without an address.",
  classes: contactClasses,
  kinds: "details",
  view: (contact, { org }) => withReports(ContactView, contact, org),
  output: ContactView,
  examples: [
    {
      run: "New-MailContact Robin -ExternalEmailAddress robin@partner.example; Get-Contact Robin | Format-List Name,Company,Phone",
      note: "What the directory knows of one contact.",
    },
    { run: "Get-Contact -Filter \"Company -eq 'Fabrikam'\"", note: "All of one company." },
  ],
});
