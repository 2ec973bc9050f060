// The class DistributionGroup: a recipient whose mail goes to its members. Members are kept as links, not in the object.
import { boolean, choice, many } from "../../values/kinds.ts";
import type { Entity } from "../../values/shape.ts";
import { samAccountName } from "../account.ts";
import { defineClass } from "../class.ts";
import { shortText } from "../kinds.ts";
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

export type GroupDetails = "MailUniversalDistributionGroup" | "MailUniversalSecurityGroup" | "RoomList";

const words = {
  group: choice("GroupType", "Universal", "Universal, SecurityEnabled"),
};

export const DistributionGroup = defineClass({
  name: "DistributionGroup",
  summary: "A group of recipients with an address of its own.",
  label: "distribution group",
  identity: ["Name", "Alias", "DisplayName", "SamAccountName"],
  resident: false,
  path: recipientPath,
  properties: {
    ...recipientProperties,
    RequireSenderAuthenticationEnabled: {
      ...recipientProperties.RequireSenderAuthenticationEnabled,
      default: true,
    },
    SamAccountName: {
      type: samAccountName,
      unique: "User.SamAccountName",
      summary: "The name for older programs.",
    },
    RecipientType: {
      type: recipientType<"MailUniversalDistributionGroup" | "MailUniversalSecurityGroup">(),
      derive: (object: Entity) =>
        object.get("RecipientTypeDetails") === "MailUniversalSecurityGroup"
          ? "MailUniversalSecurityGroup"
          : "MailUniversalDistributionGroup",
      summary: "The kind of recipient.",
    },
    RecipientTypeDetails: {
      type: recipientTypeDetails<GroupDetails>(),
      default: "MailUniversalDistributionGroup",
      summary: "The kind of group.",
    },
    GroupType: {
      type: words.group,
      derive: (object: Entity) =>
        object.get("RecipientTypeDetails") === "MailUniversalSecurityGroup"
          ? "Universal, SecurityEnabled"
          : "Universal",
      summary: "Whether permissions may be given to it.",
    },
    ManagedBy: {
      type: many(reference),
      default: [],
      refers: { to: ["Mailbox", "User", "DistributionGroup"], gone: "clear" },
      summary: "Who may change it.",
    },
    ReportToOriginatorEnabled: {
      type: boolean,
      default: true,
      summary: "Whether the sender gets the reports on delivery to members.",
    },
    ReportToManagerEnabled: {
      type: boolean,
      default: false,
      summary: "Whether the manager gets the non-delivery reports.",
    },
    Description: { type: many(shortText(1024)), default: [], summary: "What the group is for." },
    Notes: { type: shortText(1024), summary: "Remarks." },
  },
  table: ["Name", "DisplayName", "GroupType", "PrimarySmtpAddress"],
  claims: addressClaims,
  finds: addressFinds,
  *check(object) {
    yield* addressFaults(object);
    if (object.ReportToOriginatorEnabled && object.ReportToManagerEnabled) {
      yield "Reports can go to the originator or to the manager, not to both.";
    }
  },
});
