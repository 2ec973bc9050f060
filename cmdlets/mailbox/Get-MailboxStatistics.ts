// Get-MailboxStatistics: how many messages a mailbox holds, how large they are, and what that means by its quotas.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import type { Context } from "../../src/command/context.ts";
import { limitStatus } from "../../src/mailbox/quota.ts";
import { MailboxStatistics } from "../../src/mailbox/shapes.ts";
import { ExchangeServer } from "../../src/org/classes/ExchangeServer.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { MailboxDatabase } from "../../src/org/classes/MailboxDatabase.ts";
import { directory } from "../../src/org/directory.ts";
import type { DatabaseObject, MailboxObject } from "../../src/org/organization.ts";
import { identityOf } from "../../src/org/parameters.ts";
import { attempt } from "../../src/org/turns.ts";
import { ByteQuantifiedSize } from "../../src/values/bytesize.ts";
import { isLimited, type UnlimitedValue } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Get-MailboxStatistics",
  synopsis: "Gets how much mailboxes hold.",
  runs: "organization",
  defaultSet: "Identity",
  sets: {
    Identity: {
      Identity: {
        type: identityOf(Mailbox),
        mandatory: true,
        position: 1,
        pipeline: "both",
        summary: "The mailbox: its name, alias, address, GUID or whatever else names it.",
      },
    },
    Database: {
      Database: {
        type: identityOf(MailboxDatabase, "Database"),
        mandatory: true,
        pipeline: "property",
        summary: "The database of which all mailboxes are shown.",
      },
    },
    Server: {
      Server: {
        type: identityOf(ExchangeServer, "Server"),
        mandatory: true,
        pipeline: "property",
        summary: "The server of which all mailboxes are shown.",
      },
    },
  },
  parameters: directory,
  outputs: [MailboxStatistics],
  examples: [
    { run: "Get-MailboxStatistics alice", note: "One mailbox." },
    {
      run: "Get-Mailbox | Get-MailboxStatistics | Sort-Object TotalItemSize -Descending",
      note: "All, the largest first.",
    },
  ],
  async *process(p, ctx) {
    if (p.Identity !== undefined) {
      const found = await attempt(ctx, async () => statistics(await ctx.org.find(Mailbox, p.Identity), ctx));
      if (found !== undefined) yield found;
      return;
    }
    const databases = await attempt(ctx, async () => {
      if (p.Database !== undefined) return [await ctx.org.find(MailboxDatabase, p.Database)];
      const server = await ctx.org.find(ExchangeServer, p.Server);
      return ctx.org.snapshot().databases.filter((database) => database.Server.guid === server.Guid);
    });
    const wanted = new Set(databases?.map((database) => database.Guid));
    if (wanted.size === 0) return;
    const where = (mailbox: MailboxObject) => wanted.has(mailbox.Database.guid);
    for await (const mailbox of ctx.org.query(Mailbox, { where })) yield statistics(mailbox, ctx);
  },
});

async function statistics(mailbox: MailboxObject, ctx: Context) {
  const database = (await ctx.org.get(MailboxDatabase, mailbox.Database.guid)) as DatabaseObject;
  let items = 0;
  let bytes = 0;
  for (const folder of await ctx.mailboxes.folders(mailbox.ExchangeGuid)) {
    items += folder.items;
    bytes += folder.bytes;
  }
  const own = mailbox.UseDatabaseQuotaDefaults ? database : mailbox;
  return MailboxStatistics.make({
    DisplayName: mailbox.DisplayName ?? mailbox.Name,
    Identity: mailbox.ExchangeGuid,
    MailboxGuid: mailbox.ExchangeGuid,
    ItemCount: items,
    TotalItemSize: new ByteQuantifiedSize(bytes),
    StorageLimitStatus: limitStatus(bytes, {
      issueWarning: bytesOf(own.IssueWarningQuota),
      prohibitSend: bytesOf(own.ProhibitSendQuota),
      prohibitSendReceive: bytesOf(own.ProhibitSendReceiveQuota),
    }),
    LastLogonTime: null,
    Database: mailbox.Database,
    DatabaseName: database.Name,
    ServerName: database.ServerName,
    DatabaseIssueWarningQuota: database.IssueWarningQuota,
    DatabaseProhibitSendQuota: database.ProhibitSendQuota,
    DatabaseProhibitSendReceiveQuota: database.ProhibitSendReceiveQuota,
  });
}

const bytesOf = (quota: ByteQuantifiedSize | UnlimitedValue): number | undefined =>
  isLimited(quota) ? (quota as ByteQuantifiedSize).bytes : undefined;
