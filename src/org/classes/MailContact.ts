// The class MailContact: someone outside the organization whom its address book knows.
import { defineClass } from "../class.ts";
import { proxyAddress } from "../kinds.ts";
import { personProperties } from "../person.ts";
import {
  addressClaims,
  addressFaults,
  addressFinds,
  recipientPath,
  recipientProperties,
  recipientType,
  recipientTypeDetails,
} from "../recipient.ts";

export const MailContact = defineClass({
  name: "MailContact",
  summary: "A person outside the organization with an address in its address book.",
  label: "mail contact",
  identity: ["Name", "Alias", "DisplayName"],
  resident: false,
  path: recipientPath,
  properties: {
    ...recipientProperties,
    ...personProperties,
    RecipientType: {
      type: recipientType<"MailContact">(),
      derive: () => "MailContact" as const,
      summary: "The kind of recipient.",
    },
    RecipientTypeDetails: {
      type: recipientTypeDetails<"MailContact">(),
      derive: () => "MailContact" as const,
      summary: "The kind of contact.",
    },
    ExternalEmailAddress: {
      type: proxyAddress,
      mandatory: true,
      summary: "Where its mail goes: an address outside the organization.",
    },
  },
  table: ["Name", "Alias", "RecipientType"],
  claims: addressClaims,
  finds: addressFinds,
  check: addressFaults,
});
