// Permissions on what is in mailboxes, as cmdlets read and write them: who opens a mailbox that is not his own.
import { choice, many } from "../values/kinds.ts";
import { defineShape, type Entity } from "../values/shape.ts";
import type { AccessEntry } from "./access.ts";
import { identity } from "./parameters.ts";
import { entryProperties, instanceOf } from "./permissions.ts";

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

/** The parameters that say whose mailbox, who, and what. */
export const mailboxTarget = {
  type: identity("MailboxIdParameter"),
  position: 1,
  pipeline: "both",
  summary: "The mailbox: its name, alias, address, GUID or whatever else names it.",
} as const;

export const mailboxRights = {
  type: many(mailboxRight),
  mandatory: true,
  summary: "FullAccess opens the mailbox and all in it; the others are parts of it.",
} as const;

export const mailboxInstance = {
  type: instanceOf(MailboxAce),
  mandatory: true,
  pipeline: "value",
  summary: "An entry that Get-MailboxPermission showed.",
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
