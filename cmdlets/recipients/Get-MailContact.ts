// Get-MailContact: contacts by name, filter or a part of what they are called.
import { MailContact } from "../../src/org/classes/MailContact.ts";
import { recipientsOf } from "../../src/org/recipients.ts";

export default recipientsOf(MailContact, {
  synopsis: "Shows contacts.",
  kinds: "details",
  examples: [
    { run: "Get-MailContact", note: "All of them, by name." },
    {
      run: "Get-MailContact -Filter \"ExternalEmailAddress -like '*@partner.example'\"",
      note: "Those of one partner.",
    },
  ],
});
