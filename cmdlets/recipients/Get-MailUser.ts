// Get-MailUser: users with a mailbox elsewhere, by name, filter or a part of what they are called.
import { MailUser } from "../../src/org/classes/MailUser.ts";
import { recipientsOf } from "../../src/org/recipients.ts";

export default recipientsOf(MailUser, {
  synopsis: "Shows mail users.",
  examples: [
    { run: "Get-MailUser", note: "All of them, by name." },
    { run: "Get-MailUser -Anr rob | Format-List Name,ExternalEmailAddress", note: "Where the mail of some goes." },
  ],
});
