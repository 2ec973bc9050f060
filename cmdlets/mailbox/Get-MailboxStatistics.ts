// Get-MailboxStatistics: how many messages a mailbox holds, how large they are, and what that means by its quotas.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import type { Context } from "../../src/command/context.ts";
import { MailboxStatistics } from "../../src/mailbox/shapes.ts";
import { statisticsIn, statisticsOf, storedStatistics } from "../../src/mailbox/statistics.ts";
import { ExchangeServer } from "../../src/org/classes/ExchangeServer.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { MailboxDatabase } from "../../src/org/classes/MailboxDatabase.ts";
import { directory } from "../../src/org/directory.ts";
import { storeMailboxIdentity } from "../../src/org/disconnected.ts";
import { compileFilter, opath } from "../../src/org/filter.ts";
import { identityOf, objectOrIdentity } from "../../src/org/parameters.ts";
import { attempt, tell } from "../../src/org/turns.ts";
import type { Entity } from "../../src/values/shape.ts";

const filter = {
  type: opath,
  summary: 'An OPATH filter over what is shown, such as "DisconnectDate -ne $null".',
} as const;

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
        type: objectOrIdentity("DatabaseIdParameter", "MailboxDatabase"),
        mandatory: true,
        pipeline: "both",
        summary: "The database of which all mailboxes are shown, also those that no user has any more.",
      },
      StoreMailboxIdentity: {
        type: storeMailboxIdentity,
        position: 1,
        summary: "One mailbox of the database alone: its GUID or display name.",
      },
      Filter: filter,
    },
    Server: {
      Server: {
        type: objectOrIdentity("ServerIdParameter", "ExchangeServer"),
        mandatory: true,
        pipeline: "both",
        summary: "The server of which all mailboxes are shown, also those that no user has any more.",
      },
      Filter: filter,
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
    {
      run: "Get-MailboxDatabase | Get-MailboxStatistics -Filter 'DisconnectDate -ne $null'",
      note: "Those that no user has any more.",
    },
  ],
  async *process(p, ctx) {
    try {
      if (p.set === "Identity") yield await statisticsOf(await ctx.org.find(Mailbox, p.Identity), ctx);
      else if (p.set === "Database" && p.StoreMailboxIdentity !== undefined) {
        const database = await ctx.org.find(MailboxDatabase, p.Database);
        yield await storedStatistics(p.StoreMailboxIdentity, database, ctx);
      } else {
        const passes = p.Filter === undefined ? undefined : compileFilter(p.Filter, [MailboxStatistics]);
        for (const database of await meant(p, ctx)) {
          const all = statisticsIn(database, ctx);
          for (;;) {
            const step = await attempt(ctx, () => all.next());
            if (step === undefined || step.done) break;
            if (passes?.test(step.value) ?? true) yield step.value;
          }
        }
      }
    } catch (error) {
      tell(ctx, error);
    }
  },
});

interface Meant {
  readonly Database?: string | Entity | undefined;
  readonly Server?: string | Entity | undefined;
}

async function meant({ Database, Server }: Meant, ctx: Context) {
  if (Database !== undefined) return [await ctx.org.find(MailboxDatabase, Database)];
  const server = await ctx.org.find(ExchangeServer, Server ?? "");
  return ctx.org.snapshot().databases.filter((database) => database.Server.guid === server.Guid);
}
