// The class Mailbox: a user of the organization together with the mailbox, or a shared, room or equipment mailbox.
import { byteSize } from "../../values/bytesize.ts";
import { boolean, choice, count, guid, many, text, unlimited, wholeNumber } from "../../values/kinds.ts";
import type { Entity } from "../../values/shape.ts";
import { mailboxAccess } from "../access.ts";
import { accountProperties, linkedProperties } from "../account.ts";
import { defineClass } from "../class.ts";
import { shortText, smtpAddress } from "../kinds.ts";
import { personProperties } from "../person.ts";
import { quotaFaults } from "../quotas.ts";
import {
  addressClaims,
  addressFaults,
  addressFinds,
  everyone,
  recipientPath,
  recipientProperties,
  recipientType,
  recipientTypeDetails,
} from "../recipient.ts";
import { type Reference, reference } from "../reference.ts";

export type MailboxDetails =
  | "UserMailbox"
  | "LinkedMailbox"
  | "SharedMailbox"
  | "RoomMailbox"
  | "EquipmentMailbox"
  | "LinkedRoomMailbox"
  | "ArbitrationMailbox";

const words = {
  resource: choice("ExchangeResourceType", "Room", "Equipment"),
};

/** Which kind of resource a kind of mailbox stands for, if any. */
export function resourceType(details: string): "Room" | "Equipment" | null {
  return details.endsWith("RoomMailbox") ? "Room" : details === "EquipmentMailbox" ? "Equipment" : null;
}

const database = { to: ["MailboxDatabase"], gone: "refuse" } as const;

export const Mailbox = defineClass({
  name: "Mailbox",
  summary: "A mailbox with its user, or one that several people, a room or a piece of equipment has.",
  label: "mailbox",
  identity: ["Name", "Alias", "UserPrincipalName", "SamAccountName", "DisplayName"],
  resident: false,
  path: recipientPath,
  properties: {
    ...recipientProperties,
    ...accountProperties,
    ...linkedProperties,
    ...personProperties,
    ...mailboxAccess,
    RecipientType: {
      type: recipientType<"UserMailbox">(),
      derive: () => "UserMailbox" as const,
      summary: "The kind of recipient.",
    },
    RecipientTypeDetails: {
      type: recipientTypeDetails<MailboxDetails>(),
      default: "UserMailbox",
      summary: "The kind of mailbox.",
    },
    ExchangeGuid: { type: guid, mandatory: true, summary: "The number of the mailbox in its database." },
    Database: { type: reference, mandatory: true, refers: database, summary: "The database that holds it." },
    ServerName: { type: text, summary: "The server of the database." },
    IsMailboxEnabled: { type: boolean, derive: () => true, summary: "Whether there is a mailbox." },
    IsShared: {
      type: boolean,
      derive: (object: Entity) => object.get("RecipientTypeDetails") === "SharedMailbox",
      summary: "Whether several people share it.",
    },
    IsResource: {
      type: boolean,
      derive: (object: Entity) => resourceType(object.get("RecipientTypeDetails") as string) !== null,
      summary: "Whether it stands for a room or a piece of equipment.",
    },
    ResourceType: {
      type: words.resource,
      derive: (object: Entity) => resourceType(object.get("RecipientTypeDetails") as string) as never,
      summary: "Room, Equipment, or nothing.",
    },
    ResourceCapacity: { type: wholeNumber("Int32", 0, 2147483647), summary: "How many people a room holds." },
    ResourceCustom: {
      type: many(shortText(100)),
      default: [],
      summary: "What a room or a piece of equipment has, in the words of Get-ResourceConfig.",
    },
    ForwardingAddress: {
      type: reference,
      refers: { to: everyone, gone: "clear" },
      summary: "The recipient to whom its mail is forwarded.",
    },
    ForwardingSmtpAddress: {
      type: smtpAddress,
      summary: "The address to which its mail is forwarded when ForwardingAddress is empty.",
    },
    DeliverToMailboxAndForward: {
      type: boolean,
      default: false,
      summary: "Whether forwarded mail is also kept here.",
    },
    UseDatabaseQuotaDefaults: {
      type: boolean,
      default: true,
      summary: "Whether the quotas of the database hold instead of its own.",
    },
    IssueWarningQuota: {
      type: unlimited(byteSize),
      default: "unlimited",
      summary: "The size at which the owner is warned.",
    },
    ProhibitSendQuota: {
      type: unlimited(byteSize),
      default: "unlimited",
      summary: "The size at which it may not send.",
    },
    ProhibitSendReceiveQuota: {
      type: unlimited(byteSize),
      default: "unlimited",
      summary: "The size at which it neither sends nor receives.",
    },
    RecoverableItemsWarningQuota: {
      type: unlimited(byteSize),
      default: "20GB",
      summary: "The size of recoverable items at which it is warned.",
    },
    RecoverableItemsQuota: {
      type: unlimited(byteSize),
      default: "30GB",
      summary: "The size of recoverable items at which no more is kept.",
    },
    RecipientLimits: {
      type: unlimited(count),
      default: "unlimited",
      summary: "The most recipients of one message that it sends.",
    },
    Languages: {
      type: many(shortText(16)),
      default: [],
      summary: "The languages of its owner, the preferred one first.",
    },
  },
  table: ["Name", "Alias", "ServerName", "ProhibitSendQuota"],
  claims: addressClaims,
  finds: addressFinds,
  *check(object) {
    yield* addressFaults(object);
    yield* quotaFaults(object);
    if (/^Linked/.test(object.RecipientTypeDetails) !== object.IsLinked) {
      yield "A linked mailbox, and no other, has a LinkedMasterAccount.";
    }
    if (!object.PrimarySmtpAddress) yield "A mailbox must have a primary SMTP address.";
    const forward = object.ForwardingAddress as Reference | null;
    if (forward && forward.guid === object.Guid) yield "A mailbox must not forward to itself.";
  },
});
