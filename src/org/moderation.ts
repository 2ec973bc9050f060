// Moderation of recipients: its parameters, and what must be so that a message can find somebody who approves it.
import type { Entity } from "../values/shape.ts";
import type { ObjectClass } from "./class.ts";
import { refused } from "./errors.ts";
import { mailClasses } from "./families.ts";
import type { Reader } from "./organization.ts";
import { isArbitration } from "./recipient.ts";
import type { Reference } from "./reference.ts";

/** What New- and Set- take for every recipient. */
export const moderationParameters = [
  "ModerationEnabled",
  "ModeratedBy",
  "SendModerationNotifications",
  "ArbitrationMailbox",
] as const;

/**
 * Throws a Problem when a new recipient (without `now`), or what changes of one, would be moderated by nobody, or by way
 * of a mailbox that does not arbitrate. Where no moderators are named the owners of a group are asked (behaviour 10).
 */
export async function checkModeration(
  reader: Reader,
  cls: ObjectClass,
  values: Readonly<Record<string, unknown>>,
  now?: Entity,
): Promise<void> {
  await mayArbitrate(reader, values["ArbitrationMailbox"] as Reference | null | undefined);
  // What was so before, because a moderator is gone, does not stand in the way of other changes.
  if (!["ModerationEnabled", "ModeratedBy", "ManagedBy"].some((name) => name in values)) return;
  const group = "ManagedBy" in cls.properties;
  const next = (name: string): unknown => (name in values ? values[name] : now?.get(name));
  const none = (name: string) => [next(name) ?? []].flat().length === 0;
  if (next("ModerationEnabled") !== true || !none("ModeratedBy") || (group && !none("ManagedBy"))) return;
  const shown = String(now?.get("Identity") ?? values["Name"]);
  throw refused(
    "NoModerators",
    `'${shown}' would be moderated, but there is nobody to approve messages to it. Name moderators with -ModeratedBy${group ? ", or owners with -ManagedBy, who are asked when there are no moderators" : ""}.`,
    shown,
  );
}

/** Throws a Problem when the mailbox that is named to arbitrate is none that does. */
async function mayArbitrate(reader: Reader, named: Reference | null | undefined): Promise<void> {
  if (!named) return;
  const mailbox = await reader.get(mailClasses, named.guid);
  if (mailbox !== undefined && isArbitration(mailbox)) return;
  throw refused(
    "NotAnArbitrationMailbox",
    `The mailbox '${named}' isn't an arbitration mailbox. Get-Mailbox -Arbitration shows those there are.`,
    named.toString(),
  );
}
