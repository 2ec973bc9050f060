// Set-MailboxServer: keeps new mailboxes away from the databases of a server, or lets them in again.
import { ExchangeServer } from "../../src/org/classes/ExchangeServer.ts";
import { setOf } from "../../src/org/derived.ts";

export default setOf(ExchangeServer, {
  noun: "MailboxServer",
  synopsis: "Changes what is set for the databases of a server together.",
  parameters: ["IsExcludedFromProvisioning"],
  examples: [
    {
      run: "Get-MailboxServer | Set-MailboxServer -IsExcludedFromProvisioning $true; Get-MailboxServer",
      note: "New mailboxes need -Database from now on.",
    },
  ],
});
