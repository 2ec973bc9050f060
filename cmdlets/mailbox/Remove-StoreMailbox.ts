// Remove-StoreMailbox: removes what a database still holds of a mailbox that no user has.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { disconnectReason } from "../../src/org/classes/StoreMailbox.ts";
import { findStoreMailbox, purgedNow, storeMailboxIdentity } from "../../src/org/disconnected.ts";
import { refused } from "../../src/org/errors.ts";
import { identity } from "../../src/org/parameters.ts";
import { inTurn } from "../../src/org/turns.ts";

export default defineCmdlet({
  name: "Remove-StoreMailbox",
  synopsis: "Removes a disconnected mailbox and all that is in it, at once and for good.",
  runs: "organization",
  confirms: "ask",
  parameters: {
    Identity: {
      type: storeMailboxIdentity,
      mandatory: true,
      pipeline: "property",
      summary: "The disconnected mailbox: its GUID or display name.",
    },
    Database: {
      type: identity("DatabaseIdParameter"),
      mandatory: true,
      pipeline: "property",
      summary: "The database that holds it.",
    },
    MailboxState: {
      type: disconnectReason,
      mandatory: true,
      summary: "How it came to be disconnected, as Get-MailboxStatistics shows it: a mailbox in another state stays.",
    },
  },
  examples: [
    {
      run: "New-Mailbox -Shared -Name Former; Remove-Mailbox Former -Confirm:$false; Remove-StoreMailbox -Database (Get-MailboxDatabase).Name -Identity Former -MailboxState Disabled -Confirm:$false",
      note: "Nothing of it is kept.",
    },
  ],
  start: (_given, ctx) =>
    inTurn(ctx, async (given, turn) => {
      const mailbox = await findStoreMailbox(ctx.org, given.Identity, given.Database);
      if (mailbox.DisconnectReason !== given.MailboxState) throw otherState(given.Identity, mailbox.DisconnectReason);
      if (!(await turn.ask(mailbox.DisplayName ?? mailbox.Name))) return;
      await turn.change(async (tx) => {
        await tx.set(await findStoreMailbox(tx, mailbox.ExchangeGuid, given.Database), purgedNow(tx));
      });
    }),
});

const otherState = (identity: string, state: string) =>
  refused(
    "MailboxStateMismatch",
    `The mailbox '${identity}' is ${state}. Say so with -MailboxState to remove it.`,
    identity,
  );
