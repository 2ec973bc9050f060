// Remove-Contact: takes away a contact without an address. One of ours, for there is no other directory to do it in.
import { Contact } from "../../src/org/classes/Contact.ts";
import { removeOf } from "../../src/org/derived.ts";

export default removeOf(Contact, {
  synopsis: "Removes a contact that has no address.",
  description: "For a contact with an address there is Remove-MailContact.",
  examples: [
    {
      run: "New-MailContact Robin -ExternalEmailAddress robin@partner.example; Disable-MailContact Robin -Confirm:$false; Remove-Contact Robin -Confirm:$false",
      note: "First the address goes, then the contact.",
    },
  ],
});
