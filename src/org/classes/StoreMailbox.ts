// The class StoreMailbox: a mailbox in its database that no user has any more, kept until its retention is over.
import { choice, guid } from "../../values/kinds.ts";
import type { Entity } from "../../values/shape.ts";
import { mailboxAccess } from "../access.ts";
import { defineClass } from "../class.ts";
import { instant, shortText } from "../kinds.ts";
import { recipientTypeDetails } from "../recipient.ts";
import { reference } from "../reference.ts";

export const disconnectReason = choice("MailboxState", "Disabled", "SoftDeleted");

export const StoreMailbox = defineClass({
  name: "StoreMailbox",
  summary: "A mailbox that no user has.",
  label: "disconnected mailbox",
  identity: ["ExchangeGuid", "Name", "DisplayName"],
  resident: false,
  path: (object: Entity) => object.get("ExchangeGuid") as string,
  properties: {
    Name: { type: shortText(64), mandatory: true, index: true, summary: "The name of the user who had it." },
    DisplayName: { type: shortText(256), index: true, summary: "The name that address books showed." },
    ExchangeGuid: { type: guid, mandatory: true, index: true, summary: "Its number in its database." },
    Database: {
      type: reference,
      refers: { to: ["MailboxDatabase"], gone: "clear" },
      summary: "The database that holds it; none once the database is gone, and it goes too.",
    },
    RecipientTypeDetails: { type: recipientTypeDetails<string>(), summary: "The kind of mailbox it was." },
    UserGuid: { type: guid, mandatory: true, summary: "The user who had it." },
    DisconnectDate: { type: instant, mandatory: true, summary: "When it was taken from its user." },
    DisconnectReason: { type: disconnectReason, mandatory: true, summary: "How it was taken." },
    ...mailboxAccess,
    PurgeAfter: { type: instant, hidden: true, summary: "When it goes whatever the retention is." },
  },
});
