// Get-MailboxDatabase: the databases of mailboxes with their quotas.
import { ExchangeServer } from "../../src/org/classes/ExchangeServer.ts";
import { MailboxDatabase } from "../../src/org/classes/MailboxDatabase.ts";
import { getOf } from "../../src/org/derived.ts";
import { objectOrIdentity } from "../../src/org/parameters.ts";
import { switchParameter } from "../../src/values/kinds.ts";

export default getOf(MailboxDatabase, {
  synopsis: "Shows mailbox databases.",
  identityName: "Database",
  wildcards: true,
  sets: {
    Server: {
      Server: {
        type: objectOrIdentity("ServerIdParameter", "ExchangeServer"),
        mandatory: true,
        pipeline: "both",
        summary: "Only the databases of this server.",
      },
    },
  },
  extra: {
    Status: { type: switchParameter, summary: "Shows whether and where each is mounted." },
  },
  view(database, ctx, given) {
    if (!given["Status"]) return database;
    database.set("Mounted", database.IsMounted);
    if (database.IsMounted) database.set("MountedOnServer", ctx.org.snapshot().server.Fqdn);
    return database;
  },
  async narrow(given, { org }) {
    if (given["Server"] === undefined) return undefined;
    const server = await org.find(ExchangeServer, given["Server"]);
    return { where: (database) => database.Server.guid === server.Guid };
  },
  examples: [
    { run: "Get-MailboxDatabase", note: "All of them." },
    { run: "Get-MailboxDatabase -Status | Format-Table Name, Mounted, MountedOnServer", note: "Which are mounted." },
    { run: "Get-MailboxDatabase | Format-List Name,*Quota*", note: "The quotas of mailboxes without their own." },
  ],
});
