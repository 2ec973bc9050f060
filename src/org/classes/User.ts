// The class User: an account without a mailbox, such as Disable-Mailbox leaves behind.
import type { Entity } from "../../values/shape.ts";
import { accountProperties, linkedProperties } from "../account.ts";
import { defineClass } from "../class.ts";
import { smtpAddress } from "../kinds.ts";
import { personProperties } from "../person.ts";
import { directoryProperties, recipientPath, recipientType, recipientTypeDetails, unitFinds } from "../recipient.ts";

export const User = defineClass({
  name: "User",
  summary: "A person's account in the directory.",
  label: "user",
  identity: ["Name", "UserPrincipalName", "SamAccountName", "DisplayName"],
  resident: false,
  path: recipientPath,
  properties: {
    ...directoryProperties,
    ...accountProperties,
    ...linkedProperties,
    ...personProperties,
    WindowsEmailAddress: { type: smtpAddress, summary: "The address that the directory shows." },
    RecipientType: {
      type: recipientType<"User" | "UserMailbox">(),
      derive: () => "User" as const,
      summary: "The kind of recipient.",
    },
    RecipientTypeDetails: {
      type: recipientTypeDetails<"User" | "DisabledUser" | "LinkedUser">(),
      derive: (object: Entity) =>
        object.get("IsLinked") ? "LinkedUser" : object.get("AccountDisabled") ? "DisabledUser" : "User",
      summary: "The kind of account.",
    },
  },
  table: ["Name", "RecipientType"],
  finds: unitFinds,
});
