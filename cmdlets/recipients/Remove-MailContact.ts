// Remove-MailContact: takes a contact away.
import { MailContact } from "../../src/org/classes/MailContact.ts";
import { removeOf } from "../../src/org/derived.ts";

export default removeOf(MailContact, {
  synopsis: "Removes a contact.",
  examples: [
    {
      run: "New-MailContact Robin -ExternalEmailAddress robin@partner.example; Remove-MailContact Robin -Confirm:$false",
      note: "Removes it without asking.",
    },
  ],
});
