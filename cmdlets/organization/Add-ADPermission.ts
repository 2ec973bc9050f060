// Add-ADPermission: gives a user or group rights on an object of the directory, or denies them.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { entriesSet, partsOf, rawEntry, secured, shownAce } from "../../src/org/adpermissions.ts";
import { directory } from "../../src/org/directory.ts";
import {
  ADAce,
  adding,
  changeAccess,
  directoryRight,
  entryParameters,
  instanceOf,
  principalIdentity,
  type Step,
  stepsToAdd,
  withInstance,
} from "../../src/org/permissions.ts";
import { findPrincipal } from "../../src/org/principals.ts";
import { inTurn } from "../../src/org/turns.ts";
import { many, text } from "../../src/values/kinds.ts";

const object = {
  type: rawEntry,
  position: 1,
  pipeline: "both",
  summary: "The object: a recipient, a user or a connector.",
} as const;
const user = { type: principalIdentity, summary: "The user, security group or well-known principal." } as const;
const rights = {
  AccessRights: { type: many(directoryRight), summary: "General rights; ExtendedRight alone means all extended ones." },
  ExtendedRights: {
    type: many(text),
    summary: "Send-As and Receive-As of recipients; ms-Exch-SMTP-Submit and the like of connectors.",
  },
  ...entryParameters,
} as const;

export default defineCmdlet({
  name: "Add-ADPermission",
  synopsis: "Gives a user or group rights on an object of the directory, or denies them.",
  description:
    "With -ExtendedRights Send-As on a recipient, the user may send as it. On connectors the rights decide what those who connect may do: NT AUTHORITY\\ANONYMOUS LOGON stands for those who do not log on, NT AUTHORITY\\Authenticated Users for those who do. A denial goes before what is given, to whatever group.",
  runs: "organization",
  confirms: "allow",
  sets: {
    AccessRights: { Identity: { ...object, mandatory: true }, User: { ...user, mandatory: true }, ...rights },
    Owner: {
      Identity: { ...object, mandatory: true },
      Owner: { type: principalIdentity, mandatory: true, summary: "Who shall own the object." },
    },
    Instance: {
      Identity: object,
      Instance: {
        type: instanceOf(ADAce),
        mandatory: true,
        pipeline: "value",
        summary: "An entry that Get-ADPermission showed.",
      },
      User: user,
      ...rights,
    },
  },
  defaultSet: "AccessRights",
  parameters: directory,
  outputs: [ADAce],
  examples: [
    { run: "Add-ADPermission bob -User alice -ExtendedRights 'Send As'", note: "Alice may send as Bob." },
    {
      run: "Get-ReceiveConnector 'Default Frontend*' | Add-ADPermission -User 'NT AUTHORITY\\ANONYMOUS LOGON' -ExtendedRights ms-Exch-SMTP-Accept-Any-Recipient",
      note: "Those who do not log on may relay by this connector.",
    },
  ],
  start: (_given, ctx) =>
    inTurn(ctx, async (bound, turn) => {
      const given = withInstance(bound);
      let steps: readonly Step[] = [];
      const object = await changeAccess(ctx, turn, secured(), given["Identity"], async (now, tx) => {
        if (given["Owner"] !== undefined) return { AccessOwner: (await findPrincipal(tx, given["Owner"])).key };
        steps = await stepsToAdd(tx, given, partsOf(now, given));
        return entriesSet(now, adding("AccessEntries", steps, now, tx));
      });
      return object && steps.map(({ principal, entry }) => shownAce(object, entry, principal.shown));
    }),
});
