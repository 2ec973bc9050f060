// Permissions on what is in mailboxes, as cmdlets read and write them: who opens a mailbox that is not his own.
import { choice, many } from "../values/kinds.ts";
import { defineShape, type Entity } from "../values/shape.ts";
import type { AccessEntry } from "./access.ts";
import { identity } from "./parameters.ts";
import { entryParameters, entryProperties, instanceOf, principalIdentity } from "./permissions.ts";

export const mailboxRight = choice(
  "MailboxRights",
  "FullAccess",
  "ExternalAccount",
  "DeleteItem",
  "ReadPermission",
  "ChangePermission",
  "ChangeOwner",
);

export const MailboxAce = defineShape({
  name: "MailboxAcePresentationObject",
  summary: "An entry of a mailbox's permissions.",
  properties: {
    ...entryProperties,
    AccessRights: { type: many(mailboxRight), mandatory: true, summary: "The rights." },
  },
  table: ["Identity", "User", "AccessRights", "IsInherited", "Deny"],
});

export const mailboxTarget = {
  type: identity("MailboxIdParameter"),
  position: 1,
  pipeline: "both",
  summary: "The mailbox: its name, alias, address, GUID or whatever else names it.",
} as const;

const user = { type: principalIdentity, summary: "The user, security group or well-known principal." } as const;

const rights = {
  type: many(mailboxRight),
  mandatory: true,
  summary: "FullAccess opens the mailbox and all in it; the others are parts of it.",
} as const;

/** The two ways in which what is given or taken is told: in words, and by an entry. */
export const mailboxEntrySets = {
  AccessRights: {
    Identity: { ...mailboxTarget, mandatory: true },
    User: { ...user, mandatory: true },
    AccessRights: rights,
    ...entryParameters,
  },
  Instance: {
    Identity: mailboxTarget,
    Instance: {
      type: instanceOf(MailboxAce),
      mandatory: true,
      pipeline: "value",
      summary: "An entry that Get-MailboxPermission showed.",
    },
    User: user,
    AccessRights: { ...rights, mandatory: false },
    ...entryParameters,
  },
} as const;

/** An entry as it is shown. */
export function shownMailboxAce(mailbox: Entity, entry: AccessEntry, user: string) {
  return MailboxAce.make({
    Identity: mailbox.get("Identity") as string,
    User: user,
    AccessRights: entry.rights as never,
    IsInherited: false,
    Deny: entry.deny === true,
    InheritanceType: entry.inheritance,
  });
}
