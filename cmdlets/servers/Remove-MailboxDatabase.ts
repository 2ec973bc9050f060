// Remove-MailboxDatabase: takes a database away that holds no mailboxes any more.
import { MailboxDatabase } from "../../src/org/classes/MailboxDatabase.ts";
import { removeOf } from "../../src/org/derived.ts";

export default removeOf(MailboxDatabase, {
  synopsis: "Removes a mailbox database.",
  description: "A database that still holds mailboxes is not removed; the error names some of them.",
  identityName: "Database",
  examples: [
    {
      run: "New-MailboxDatabase DB03 -Server (Get-ExchangeServer).Name; Remove-MailboxDatabase DB03 -Confirm:$false",
      note: "Removes it without asking.",
    },
  ],
});
