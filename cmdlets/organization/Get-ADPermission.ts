// Get-ADPermission: who may do what with an object of the directory.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { entriesOf } from "../../src/org/access.ts";
import { rawEntry, secured, shownAce } from "../../src/org/adpermissions.ts";
import { directory } from "../../src/org/directory.ts";
import { ADAce, Owner, ownerOf, principalIdentity, shownEntries } from "../../src/org/permissions.ts";
import { tell } from "../../src/org/turns.ts";
import { switchParameter } from "../../src/values/kinds.ts";
import type { Entity } from "../../src/values/shape.ts";

export default defineCmdlet({
  name: "Get-ADPermission",
  synopsis: "Shows who may do what with an object of the directory.",
  description:
    "Of recipients, users and connectors. The rights that a Receive connector's permission groups mean are shown as well. Denials come first, as they count first.",
  runs: "organization",
  sets: {
    AccessRights: { User: { type: principalIdentity, summary: "Only what this user or group is given or denied." } },
    Owner: { Owner: { type: switchParameter, mandatory: true, summary: "Shows the owner instead." } },
  },
  defaultSet: "AccessRights",
  parameters: {
    Identity: { type: rawEntry, mandatory: true, position: 1, pipeline: "both", summary: "The object." },
    ...directory,
  },
  outputs: [ADAce, Owner],
  examples: [
    {
      run: "Get-ReceiveConnector 'Client*' | Get-ADPermission | Format-Table User, ExtendedRights, Deny",
      note: "What a connector's permission groups mean.",
    },
    { run: "Get-Mailbox alice | Get-ADPermission -User 'NT AUTHORITY\\SELF'", note: "What Alice may do with herself." },
  ],
  async *process(given, ctx) {
    try {
      const object = (await ctx.org.find(secured(), given.Identity)) as Entity;
      if (given.set === "Owner") yield await ownerOf(ctx.org, object, "AccessOwner");
      else {
        for await (const { entry, user } of shownEntries(ctx.org, entriesOf(object), given.User)) {
          yield shownAce(object, entry, user);
        }
      }
    } catch (error) {
      tell(ctx, error);
    }
  },
});
