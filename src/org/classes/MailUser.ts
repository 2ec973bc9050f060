// The class MailUser: a user with an account here, whose mail goes to an address outside.
import { count, guid, unlimited } from "../../values/kinds.ts";
import { accountProperties } from "../account.ts";
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

export const MailUser = defineClass({
  name: "MailUser",
  summary: "A user of the organization whose mailbox is elsewhere.",
  label: "mail user",
  identity: ["Name", "Alias", "UserPrincipalName", "SamAccountName", "DisplayName"],
  resident: false,
  path: recipientPath,
  properties: {
    ...recipientProperties,
    ...accountProperties,
    ...personProperties,
    RecipientType: {
      type: recipientType<"MailUser">(),
      derive: () => "MailUser" as const,
      summary: "The kind of recipient.",
    },
    RecipientTypeDetails: {
      type: recipientTypeDetails<"MailUser">(),
      derive: () => "MailUser" as const,
      summary: "The kind of mail user.",
    },
    ExternalEmailAddress: {
      type: proxyAddress,
      mandatory: true,
      summary: "Where its mail goes: an address outside the organization.",
    },
    ExchangeGuid: { type: guid, summary: "The number of the mailbox elsewhere." },
    RecipientLimits: {
      type: unlimited(count),
      default: "unlimited",
      summary: "The most recipients of one message that it sends.",
    },
  },
  table: ["Name", "RecipientType"],
  claims: addressClaims,
  finds: addressFinds,
  check: addressFaults,
});
