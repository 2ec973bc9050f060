// Get-Mailbox: mailboxes by name, filter, database or a part of what people are called.

import { ExchangeServer } from "../../src/org/classes/ExchangeServer.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { MailboxDatabase } from "../../src/org/classes/MailboxDatabase.ts";
import { getOf } from "../../src/org/derived.ts";
import { objectOrIdentity } from "../../src/org/parameters.ts";
import { nameResolution } from "../../src/org/provision.ts";
import { recipientTypeDetails } from "../../src/org/recipient.ts";
import { many, text } from "../../src/values/kinds.ts";

export default getOf(Mailbox, {
  synopsis: "Shows mailboxes.",
  filters: true,
  wildcards: true,
  sets: {
    AnrSet: { Anr: { type: text, mandatory: true, summary: "The beginning of a name, alias or address." } },
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
  extra: {
    RecipientTypeDetails: {
      type: many(recipientTypeDetails<string>()),
      summary: "Only mailboxes of these kinds: UserMailbox, SharedMailbox, RoomMailbox, EquipmentMailbox.",
    },
  },
  async narrow(given, { org }) {
    const kinds = given["RecipientTypeDetails"] as readonly string[] | undefined;
    const named = given["Anr"] === undefined ? undefined : nameResolution(given["Anr"]);
    const database = given["Database"] && (await org.find(MailboxDatabase, given["Database"]));
    const server = given["Server"] && (await org.find(ExchangeServer, given["Server"]));
    return {
      filter: database ? `Database -eq '${database.Guid}'` : undefined,
      where: (mailbox) =>
        (kinds === undefined || kinds.includes(mailbox.RecipientTypeDetails)) &&
        (named?.(mailbox) ?? true) &&
        (!server || mailbox.ServerName === server.Name),
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
