// Dismount-Database: takes a database out of reach: its mail waits, and nothing in its mailboxes is shown or changed.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { MailboxDatabase } from "../../src/org/classes/MailboxDatabase.ts";
import { directory } from "../../src/org/directory.ts";
import { identityOf } from "../../src/org/parameters.ts";
import { inTurn } from "../../src/org/turns.ts";

export default defineCmdlet({
  name: "Dismount-Database",
  synopsis: "Dismounts a mailbox database: mail for its mailboxes waits in its queue.",
  description:
    "What is in its mailboxes can neither be shown nor changed until Mount-Database, or until the services start again, unless MountAtStartup is $false.",
  runs: "organization",
  confirms: "ask",
  parameters: {
    Identity: {
      type: identityOf(MailboxDatabase, "Database"),
      mandatory: true,
      position: 1,
      pipeline: "both",
      summary: "The database.",
    },
    ...directory,
  },
  examples: [
    {
      run: "Get-MailboxDatabase | Dismount-Database -Confirm:$false; Get-MailboxDatabase -Status | Format-Table Name, Mounted; Get-MailboxDatabase | Mount-Database",
      note: "No mailbox is reached in between.",
    },
  ],
  start: (_given, ctx) =>
    inTurn(ctx, async (given, turn) => {
      const database = await ctx.org.find(MailboxDatabase, given.Identity);
      if (!(await turn.ask(database.Identity))) return;
      const changed = await turn.change(async (tx) => {
        await tx.set(await tx.find(MailboxDatabase, database.Guid), { IsMounted: false });
        return tx.writes > 0;
      });
      if (!changed) ctx.warning(`The database '${database.Name}' is already dismounted.`);
    }),
});
