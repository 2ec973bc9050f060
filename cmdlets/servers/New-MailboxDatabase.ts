// New-MailboxDatabase: a database more for mailboxes.
import { ExchangeServer } from "../../src/org/classes/ExchangeServer.ts";
import { MailboxDatabase } from "../../src/org/classes/MailboxDatabase.ts";
import { newOf } from "../../src/org/derived.ts";
import { identity } from "../../src/org/parameters.ts";
import { Reference } from "../../src/org/reference.ts";

export default newOf(MailboxDatabase, {
  synopsis: "Creates a mailbox database.",
  description: "It is not mounted yet: Mount-Database does that, and then new mailboxes may go there.",
  parameters: [
    "Name",
    "IsExcludedFromInitialProvisioning",
    "IsExcludedFromProvisioning",
    "IsSuspendedFromProvisioning",
  ],
  extra: {
    Server: {
      type: identity("ServerIdParameter"),
      mandatory: true,
      pipeline: "both",
      summary: "The server that holds it.",
    },
  },
  async values(values, given, tx) {
    return { ...values, Server: Reference.to(await tx.find(ExchangeServer, given["Server"])), IsMounted: false };
  },
  examples: [
    {
      run: "New-MailboxDatabase DB02 -Server (Get-ExchangeServer).Name",
      note: "Mount-Database DB02 then makes it ready for mailboxes.",
    },
  ],
});
