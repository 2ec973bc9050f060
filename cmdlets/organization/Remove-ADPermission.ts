// Remove-ADPermission: takes rights on an object of the directory away again, or a denial.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import type { AccessEntry } from "../../src/org/access.ts";
import { entriesSet, partsOf, rawEntry, secured, writtenOut } from "../../src/org/adpermissions.ts";
import { directory } from "../../src/org/directory.ts";
import {
  ADAce,
  changeAccess,
  directoryRight,
  entryParameters,
  instanceOf,
  principalIdentity,
  stepsToTake,
  taking,
  withInstance,
} from "../../src/org/permissions.ts";
import { inTurn } from "../../src/org/turns.ts";
import { many, text } from "../../src/values/kinds.ts";

const object = {
  type: rawEntry,
  position: 1,
  pipeline: "both",
  summary: "The object: a recipient, a user or a connector.",
} as const;
const user = { type: principalIdentity, summary: "The user, security group or well-known principal." } as const;

export default defineCmdlet({
  name: "Remove-ADPermission",
  synopsis: "Takes rights on an object of the directory away again, or a denial.",
  description:
    "Where the right comes from a permission group of a Receive connector, what is left of the group stays as single entries, and PermissionGroups no longer names it.",
  runs: "organization",
  confirms: "ask",
  sets: {
    AccessRights: { Identity: { ...object, mandatory: true }, User: { ...user, mandatory: true } },
    Instance: {
      Identity: object,
      Instance: {
        type: instanceOf(ADAce),
        mandatory: true,
        pipeline: "value",
        summary: "An entry that Get-ADPermission showed.",
      },
      User: user,
    },
  },
  defaultSet: "AccessRights",
  parameters: {
    AccessRights: { type: many(directoryRight), summary: "General rights." },
    ExtendedRights: { type: many(text), summary: "Extended rights, such as Send-As or ms-Exch-SMTP-Submit." },
    ...entryParameters,
    ...directory,
  },
  examples: [
    {
      run: "Add-ADPermission bob -User alice -ExtendedRights Send-As; Remove-ADPermission bob -User alice -ExtendedRights Send-As -Confirm:$false",
      note: "Alice no longer sends as Bob.",
    },
    {
      run: "Get-ReceiveConnector 'Client*' | Get-ADPermission -User 'NT AUTHORITY\\Authenticated Users' | Remove-ADPermission -WhatIf",
      note: "Shows what would be taken from those who log on.",
    },
  ],
  start: (_given, ctx) =>
    inTurn(ctx, async (bound, turn) => {
      const given = withInstance(bound);
      await changeAccess(ctx, turn, secured(), given["Identity"], async (now, tx) => {
        const steps = await stepsToTake(tx, given, partsOf(now, given));
        const touched = (entry: AccessEntry) =>
          steps.some(({ entry: less }) => entry.user === less.user && entry.right === less.right && !less.deny);
        const { entries, groups } = writtenOut(now, touched);
        return entriesSet(now, taking(entries, steps, now, tx), groups);
      });
    }),
});
