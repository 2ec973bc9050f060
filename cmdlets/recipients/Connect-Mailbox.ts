// Connect-Mailbox: gives a mailbox that was taken from its user to a user without one, with all that is in it.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { User } from "../../src/org/classes/User.ts";
import { rehearsed } from "../../src/org/derived.ts";
import { directory } from "../../src/org/directory.ts";
import { connect, findStoreMailbox, matchingUser, storeMailboxIdentity } from "../../src/org/disconnected.ts";
import { alias } from "../../src/org/kinds.ts";
import { hasMailbox, linkedParameters } from "../../src/org/mailboxes.ts";
import type { Transaction, UserObject } from "../../src/org/organization.ts";
import { identity } from "../../src/org/parameters.ts";
import { inTurn } from "../../src/org/turns.ts";
import { switchParameter } from "../../src/values/kinds.ts";

const kind = (summary: string) => ({ type: switchParameter, mandatory: true, summary }) as const;

const whose = {
  User: {
    type: identity("UserIdParameter"),
    summary: "The user who gets it; the one who had it, or the only one of its name, when left out.",
  },
  Alias: { type: alias, summary: "The mail nickname; made from the logon name when left out." },
} as const;

export default defineCmdlet({
  name: "Connect-Mailbox",
  synopsis: "Gives a disconnected mailbox to a user who has none.",
  description:
    "What is in it comes along, and who may open it. Addresses come from the e-mail address policy that fits, for those it had may have gone to others. Get-MailboxStatistics -Database shows which mailboxes are disconnected.",
  runs: "organization",
  confirms: "ask",
  sets: {
    User: whose,
    Shared: { Shared: kind("Several people share it."), ...whose },
    Room: { Room: kind("It stands for a room."), ...whose },
    Equipment: { Equipment: kind("It stands for a piece of equipment."), ...whose },
    Linked: { ...linkedParameters, ...whose },
    ValidateOnly: { ValidateOnly: kind("Tells whether it could be connected, and connects nothing.") },
  },
  defaultSet: "User",
  parameters: {
    Identity: {
      type: storeMailboxIdentity,
      mandatory: true,
      position: 1,
      pipeline: "both",
      summary: "The disconnected mailbox: its GUID or display name.",
    },
    Database: {
      type: identity("DatabaseIdParameter"),
      mandatory: true,
      position: 2,
      pipeline: "property",
      summary: "The database that holds it.",
    },
    Force: { type: switchParameter, summary: "Does not ask." },
    ...directory,
  },
  outputs: [Mailbox],
  examples: [
    {
      run: "New-Mailbox -Shared -Name Returned; Disable-Mailbox Returned -Confirm:$false; Connect-Mailbox Returned -Database (Get-MailboxDatabase).Name -Shared -Confirm:$false",
      note: "The user has the mailbox again.",
    },
    {
      run: "Get-MailboxDatabase | Get-MailboxStatistics | Where-Object { $_.DisconnectReason } | Connect-Mailbox -User bob -WhatIf",
      note: "Shows what would be connected.",
    },
  ],
  start: (_given, ctx) =>
    inTurn(ctx, async (given, turn) => {
      const mailbox = await findStoreMailbox(ctx.org, given.Identity, given.Database);
      const named = given.set === "ValidateOnly" ? undefined : given.User;
      const user =
        named === undefined ? await matchingUser(ctx.org, mailbox) : await ctx.org.find([User, Mailbox], named);
      if (Mailbox.holds(user)) throw hasMailbox(user.Identity, user.RecipientTypeDetails);
      const work = async (tx: Transaction) => {
        const store = await findStoreMailbox(tx, mailbox.ExchangeGuid, given.Database);
        const now = (await tx.find(User, (user as UserObject).Guid)) as UserObject;
        return connect(tx, store, now, given.set === "ValidateOnly" ? {} : given);
      };
      if (given.set === "ValidateOnly") return rehearsed(ctx.org, work);
      if (!(await turn.ask(user.get("Identity") as string, given.Force))) return undefined;
      return turn.change(work);
    }),
});
