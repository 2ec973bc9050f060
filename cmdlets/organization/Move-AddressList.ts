// Move-AddressList: puts a part of the address book, with all below it, under another.

import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { AddressList } from "../../src/org/classes/AddressList.ts";
import type { Given } from "../../src/org/derived.ts";
import { directory } from "../../src/org/directory.ts";
import { follow, placeFor } from "../../src/org/lists.ts";
import { identityOf } from "../../src/org/parameters.ts";
import { inTurn } from "../../src/org/turns.ts";

export default defineCmdlet({
  name: "Move-AddressList",
  synopsis: "Moves an address list, with those below it, under another.",
  runs: "organization",
  confirms: "allow",
  parameters: {
    Identity: {
      type: identityOf(AddressList),
      mandatory: true,
      position: 1,
      pipeline: "both",
      summary: "The address list: its name, path or GUID.",
    },
    Target: { type: identityOf(AddressList), mandatory: true, summary: "The list above; \\ for the root." },
    ...directory,
  },
  examples: [
    {
      run: "New-AddressList Offices -IncludedRecipients None; Move-AddressList 'All Rooms' -Target \\Offices",
      note: "The rooms then stand below the offices.",
    },
  ],
  start: (_bound, ctx) =>
    inTurn(ctx, async (given: Given, turn) => {
      const list = await ctx.org.find(AddressList, given["Identity"]);
      if (!(await turn.ask(list.Identity))) return;
      await turn.change(async (tx) => {
        const now = await tx.find(AddressList, list.Guid);
        const moved = await tx.set(now, { Container: await placeFor(tx, given["Target"], now) });
        await follow(tx, now.Identity, moved);
      });
    }),
});
