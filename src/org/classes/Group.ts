// The class Group: a group without an address, such as Disable-DistributionGroup leaves. Members are kept as links.
import { defineClass } from "../class.ts";
import { groupProperties } from "../grouping.ts";
import { smtpAddress } from "../kinds.ts";
import { directoryProperties, recipientPath, recipientType, recipientTypeDetails, unitFinds } from "../recipient.ts";

const kinds: Readonly<Record<string, "UniversalSecurityGroup">> = {
  MailUniversalSecurityGroup: "UniversalSecurityGroup",
  UniversalSecurityGroup: "UniversalSecurityGroup",
};

/** What a group is without an address, and with one. */
export const plainKind = (details: unknown) => kinds[String(details)] ?? "UniversalDistributionGroup";
export const mailKind = (details: unknown) =>
  kinds[String(details)] === undefined ? "MailUniversalDistributionGroup" : "MailUniversalSecurityGroup";

export const Group = defineClass({
  name: "Group",
  summary: "A group in the directory, which gets no mail.",
  label: "group",
  identity: ["Name", "SamAccountName", "DisplayName"],
  resident: false,
  path: recipientPath,
  properties: {
    ...directoryProperties,
    ...groupProperties,
    WindowsEmailAddress: { type: smtpAddress, summary: "The address that the directory shows." },
    RecipientType: {
      type: recipientType<"Group">(),
      derive: () => "Group" as const,
      summary: "The kind of recipient.",
    },
    RecipientTypeDetails: {
      type: recipientTypeDetails<"UniversalDistributionGroup" | "UniversalSecurityGroup">(),
      default: "UniversalDistributionGroup",
      summary: "The kind of group.",
    },
  },
  table: ["Name", "DisplayName", "SamAccountName", "GroupType"],
  finds: unitFinds,
});
