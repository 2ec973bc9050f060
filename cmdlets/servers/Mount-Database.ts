// Mount-Database: makes what is in the mailboxes of a database reachable, and delivers what waited for it.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { MailboxDatabase } from "../../src/org/classes/MailboxDatabase.ts";
import { directory } from "../../src/org/directory.ts";
import { identityOf } from "../../src/org/parameters.ts";
import { inTurn } from "../../src/org/turns.ts";
import { switchParameter } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Mount-Database",
  synopsis: "Mounts a mailbox database: mail is delivered into its mailboxes again.",
  runs: "organization",
  confirms: "allow",
  parameters: {
    Identity: {
      type: identityOf(MailboxDatabase, "Database"),
      mandatory: true,
      position: 1,
      pipeline: "both",
      summary: "The database.",
    },
    Force: { type: switchParameter, summary: "Does not ask." },
    ...directory,
  },
  examples: [
    {
      run: "New-MailboxDatabase DB04 -Server (Get-ExchangeServer).Name; Mount-Database DB04",
      note: "New mailboxes may then go to DB04.",
    },
  ],
  start: (_given, ctx) =>
    inTurn(ctx, async (given, turn) => {
      const database = await ctx.org.find(MailboxDatabase, given.Identity);
      if (!(await turn.ask(database.Identity, given.Force))) return;
      const changed = await turn.change(async (tx) => {
        await tx.set(await tx.find(MailboxDatabase, database.Guid), { IsMounted: true });
        return tx.writes > 0;
      });
      if (!changed) ctx.warning(`The database '${database.Name}' is already mounted.`);
    }),
});
