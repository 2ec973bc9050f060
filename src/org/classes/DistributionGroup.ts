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
  update: choice("MemberUpdateType", "Closed", "Open", "ApprovalRequired"),
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
    MemberJoinRestriction: { type: words.update, default: "Closed", summary: "Whether people may join it themselves." },
    MemberDepartRestriction: {
      type: words.update,
      default: "Open",
      summary: "Whether people may leave it themselves.",
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
    SendOofMessageToOriginatorEnabled: {
      type: boolean,
      default: false,
      summary: "Whether members' automatic replies go to the sender.",
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
    if (object.RecipientTypeDetails === "MailUniversalSecurityGroup" && object.MemberJoinRestriction === "Open") {
      yield "People cannot join a security group themselves: MemberJoinRestriction must not be Open.";
    }
    if (object.RecipientTypeDetails === "MailUniversalSecurityGroup" && object.MemberDepartRestriction === "Open") {
      yield "People cannot leave a security group themselves: MemberDepartRestriction must not be Open.";
    }
  },
});
