// The class DynamicDistributionGroup: a recipient whose mail goes to all whom its filter takes in at that moment.
import { defineClass } from "../class.ts";
import { reportFaults, reportProperties } from "../grouping.ts";
import { shortText } from "../kinds.ts";
import { filterProperties } from "../precanned.ts";
import {
  addressClaims,
  addressFaults,
  addressFinds,
  recipientPath,
  recipientProperties,
  recipientType,
  recipientTypeDetails,
} from "../recipient.ts";
import { reference } from "../reference.ts";

export const DynamicDistributionGroup = defineClass({
  name: "DynamicDistributionGroup",
  summary: "A group with an address, whose members are found by a filter when mail comes.",
  label: "dynamic distribution group",
  identity: ["Name", "Alias", "DisplayName"],
  resident: false,
  path: recipientPath,
  properties: {
    ...recipientProperties,
    RequireSenderAuthenticationEnabled: {
      ...recipientProperties.RequireSenderAuthenticationEnabled,
      default: true,
    },
    RecipientType: {
      type: recipientType<"DynamicDistributionGroup">(),
      derive: () => "DynamicDistributionGroup" as const,
      summary: "The kind of recipient.",
    },
    RecipientTypeDetails: {
      type: recipientTypeDetails<"DynamicDistributionGroup">(),
      derive: () => "DynamicDistributionGroup" as const,
      summary: "The kind of group.",
    },
    ManagedBy: {
      type: reference,
      refers: { to: ["Mailbox", "MailUser", "User", "DistributionGroup", "Group"], gone: "clear" },
      summary: "Who is responsible for it.",
    },
    ...reportProperties,
    ...filterProperties,
    Notes: { type: shortText(1024), summary: "Remarks." },
  },
  table: ["Name", "ManagedBy"],
  claims: addressClaims,
  finds: addressFinds,
  *check(object) {
    yield* addressFaults(object);
    yield* reportFaults(object);
  },
});
