// Get-Mailbox: mailboxes by name, filter, database or a part of what people are called.

import { ExchangeServer } from "../../src/org/classes/ExchangeServer.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { MailboxDatabase } from "../../src/org/classes/MailboxDatabase.ts";
import { objectOrIdentity } from "../../src/org/parameters.ts";
import { recipientsOf } from "../../src/org/recipients.ts";

export default recipientsOf(Mailbox, {
  synopsis: "Shows mailboxes.",
  kinds: "details",
  arbitration: true,
  sets: {
    DatabaseSet: {
      Database: {
        type: objectOrIdentity("DatabaseIdParameter", "MailboxDatabase"),
        mandatory: true,
        pipeline: "both",
        summary: "Only mailboxes in this database.",
      },
    },
    ServerSet: {
      Server: {
        type: objectOrIdentity("ServerIdParameter", "ExchangeServer"),
        mandatory: true,
        pipeline: "both",
        summary: "Only mailboxes on this server.",
      },
    },
  },
  async narrow(given, { org }) {
    const database = given["Database"] && (await org.find(MailboxDatabase, given["Database"]));
    const server = given["Server"] && (await org.find(ExchangeServer, given["Server"]));
    return {
      filters: database ? [`Database -eq '${database.Guid}'`] : [],
      where: server ? (mailbox) => mailbox.ServerName === server.Name : undefined,
    };
  },
  examples: [
    { run: "Get-Mailbox alice", note: "One mailbox, by alias, address, name or whatever else names it." },
    {
      run: "Get-Mailbox -Filter \"RecipientTypeDetails -eq 'SharedMailbox'\" -ResultSize Unlimited",
      note: "All shared ones.",
    },
    {
      run: "Get-Mailbox -Anr ali | Format-List Name,EmailAddresses",
      note: "Those called Ali… with all their addresses.",
    },
  ],
});
