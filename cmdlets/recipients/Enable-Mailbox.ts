// Enable-Mailbox: gives a mailbox to a user who has none.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { User } from "../../src/org/classes/User.ts";
import { directory } from "../../src/org/directory.ts";
import { alias, shortText, smtpAddress } from "../../src/org/kinds.ts";
import {
  databaseFor,
  giveMailbox,
  hasMailbox,
  linkedParameters,
  placedIn,
  prepareMailbox,
} from "../../src/org/mailboxes.ts";
import { identity } from "../../src/org/parameters.ts";
import { attempt } from "../../src/org/turns.ts";
import { switchParameter } from "../../src/values/kinds.ts";

const kind = (summary: string) => ({ type: switchParameter, mandatory: true, summary }) as const;

export default defineCmdlet({
  name: "Enable-Mailbox",
  synopsis: "Gives a mailbox to a user who has none.",
  runs: "organization",
  confirms: "allow",
  sets: {
    User: {},
    Shared: { Shared: kind("Several people share it.") },
    Room: { Room: kind("It stands for a room.") },
    Equipment: { Equipment: kind("It stands for a piece of equipment.") },
    Arbitration: { Arbitration: kind("Moderators answer to it; it is not shown.") },
    Linked: linkedParameters,
    LinkedRoomMailbox: {
      LinkedRoom: kind("It stands for a room that logs on with an account elsewhere."),
      ...linkedParameters,
    },
  },
  defaultSet: "User",
  parameters: {
    Identity: {
      type: identity("UserIdParameter"),
      mandatory: true,
      position: 1,
      pipeline: "both",
      summary: "The user: name, logon name or GUID.",
    },
    Alias: { type: alias, summary: "The mail nickname; made from the logon name when left out." },
    DisplayName: { type: shortText(256), summary: "The name that address books show." },
    Database: {
      type: identity("DatabaseIdParameter"),
      summary: "The database for it; one that takes new mailboxes when left out.",
    },
    PrimarySmtpAddress: { type: smtpAddress, summary: "Its address, in the place of the policy's." },
    ...directory,
  },
  outputs: [Mailbox],
  examples: [
    {
      run: "New-Mailbox -Shared -Name Returning; Disable-Mailbox Returning -Confirm:$false; Enable-Mailbox Returning",
      note: "A new mailbox for a user whose mailbox had been taken away.",
    },
  ],
  async *process(given, ctx) {
    const made = await attempt(ctx, async () => {
      const user = await ctx.org.find([User, Mailbox], given.Identity);
      if (Mailbox.holds(user)) throw hasMailbox(user.Identity, user.RecipientTypeDetails);
      const prepared = prepareMailbox(ctx);
      if (!(await ctx.shouldProcess(user.Identity))) return undefined;
      return ctx.org.change(async (tx) => {
        const now = await tx.find(User, user.Guid);
        const database = await databaseFor(tx, given, prepared.draw);
        return giveMailbox(tx, now, given, placedIn(tx, database, prepared.exchangeGuid));
      }, ctx);
    });
    if (made !== undefined) yield made;
  },
});
