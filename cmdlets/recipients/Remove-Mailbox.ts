// Remove-Mailbox: takes away a mailbox together with its user, or what is left of one in its database.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { findMailbox, mayGo } from "../../src/org/arbitration.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { scoped } from "../../src/org/directory.ts";
import { disconnect, findStoreMailbox, purgedNow, storeMailboxIdentity } from "../../src/org/disconnected.ts";
import { identity, identityOf } from "../../src/org/parameters.ts";
import { inTurn } from "../../src/org/turns.ts";
import { boolean, switchParameter } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Remove-Mailbox",
  synopsis: "Removes a mailbox and its user, or for good what a database still holds of one.",
  description:
    "What is in the mailbox is kept for the MailboxRetention of its database, 30 days unless told otherwise, and Connect-Mailbox gives it to another user; with -Permanent $true it goes at once. Groups lose the member, and what pointed to it (forwarding, restrictions, managers) no longer does.",
  runs: "organization",
  confirms: "ask",
  sets: {
    Identity: {
      Identity: {
        type: identityOf(Mailbox),
        mandatory: true,
        position: 1,
        pipeline: "both",
        summary: "The mailbox: its name, alias, address, GUID or whatever else names it.",
      },
      Permanent: { type: boolean, default: false, summary: "Whether what is in it goes at once and for good." },
    },
    StoreMailboxIdentity: {
      Database: {
        type: identity("DatabaseIdParameter"),
        mandatory: true,
        summary: "The database that holds the disconnected mailbox.",
      },
      StoreMailboxIdentity: {
        type: storeMailboxIdentity,
        mandatory: true,
        summary: "The disconnected mailbox, which goes at once: its GUID or display name.",
      },
    },
  },
  defaultSet: "Identity",
  parameters: {
    Arbitration: { type: switchParameter, summary: "Removes a mailbox to which moderators answer." },
    RemoveLastArbitrationMailboxAllowed: {
      type: switchParameter,
      summary: "Also where it is the organization's own, which is made anew at the next start.",
    },
    Force: { type: switchParameter, summary: "Does not ask." },
    ...scoped,
  },
  examples: [
    { run: "New-Mailbox -Shared -Name Old; Remove-Mailbox Old -Confirm:$false", note: "Removes it without asking." },
    {
      run: "New-Mailbox -Shared -Name Trial; Remove-Mailbox Trial -Permanent $true -Confirm:$false",
      note: "Nothing of it is kept.",
    },
  ],
  start: (_given, ctx) =>
    inTurn(ctx, async (given, turn) => {
      if (given.set === "StoreMailboxIdentity") {
        const found = await findStoreMailbox(ctx.org, given.StoreMailboxIdentity, given.Database);
        if (!(await turn.ask(found.DisplayName ?? found.Name, given.Force))) return;
        await turn.change(async (tx) => {
          await tx.set(await findStoreMailbox(tx, found.ExchangeGuid, given.Database), purgedNow(tx));
        });
        return;
      }
      const mailbox = await findMailbox(ctx.org, given.Identity, given.Arbitration);
      mayGo(ctx.org, mailbox, given.RemoveLastArbitrationMailboxAllowed);
      if (!(await turn.ask(mailbox.Identity, given.Force))) return;
      await turn.change(async (tx) => {
        await disconnect(tx, await tx.find(Mailbox, mailbox.Guid), { user: "goes", permanent: given.Permanent });
      });
    }),
});
