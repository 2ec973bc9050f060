// The class Contact: a person outside whom the directory knows without an address, such as Disable-MailContact leaves.
import { defineClass } from "../class.ts";
import { smtpAddress } from "../kinds.ts";
import { personProperties } from "../person.ts";
import { directoryProperties, recipientPath, recipientType, recipientTypeDetails, unitFinds } from "../recipient.ts";

export const Contact = defineClass({
  name: "Contact",
  summary: "A person outside the organization in its directory.",
  label: "contact",
  identity: ["Name", "DisplayName"],
  resident: false,
  path: recipientPath,
  properties: {
    ...directoryProperties,
    ...personProperties,
    WindowsEmailAddress: { type: smtpAddress, summary: "The address that the directory shows." },
    RecipientType: {
      type: recipientType<"Contact" | "MailContact">(),
      derive: () => "Contact" as const,
      summary: "The kind of recipient.",
    },
    RecipientTypeDetails: {
      type: recipientTypeDetails<"Contact">(),
      derive: () => "Contact" as const,
      summary: "The kind of contact.",
    },
  },
  table: ["Name", "RecipientType"],
  finds: unitFinds,
});
