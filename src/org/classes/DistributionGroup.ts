// The class DistributionGroup: a recipient whose mail goes to its members. Members are kept as links, not in the object.
import { boolean, choice } from "../../values/kinds.ts";
import type { Entity } from "../../values/shape.ts";
import { defineClass } from "../class.ts";
import { groupProperties, isSecurityGroup, reportFaults, reportProperties } from "../grouping.ts";
import {
  addressClaims,
  addressFaults,
  addressFinds,
  recipientPath,
  recipientProperties,
  recipientType,
  recipientTypeDetails,
} from "../recipient.ts";

export type GroupDetails = "MailUniversalDistributionGroup" | "MailUniversalSecurityGroup" | "RoomList";

const words = {
  join: choice("MemberUpdateType", "Open", "Closed", "ApprovalRequired"),
  depart: choice("MemberUpdateType", "Open", "Closed"),
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
    RecipientType: {
      type: recipientType<"MailUniversalDistributionGroup" | "MailUniversalSecurityGroup">(),
      derive: (object: Entity) =>
        isSecurityGroup(object) ? "MailUniversalSecurityGroup" : "MailUniversalDistributionGroup",
      summary: "The kind of recipient.",
    },
    RecipientTypeDetails: {
      type: recipientTypeDetails<GroupDetails>(),
      default: "MailUniversalDistributionGroup",
      summary: "The kind of group.",
    },
    ...groupProperties,
    ...reportProperties,
    MemberJoinRestriction: {
      type: words.join,
      default: "Closed",
      summary: "Whether people may join by themselves: Open, Closed, or ApprovalRequired by a manager.",
    },
    MemberDepartRestriction: {
      type: words.depart,
      default: "Open",
      summary: "Whether members may leave by themselves: Open or Closed.",
    },
    BypassNestedModerationEnabled: {
      type: boolean,
      default: false,
      summary: "Whether an approval of its moderators holds for the moderated groups in it, too.",
    },
  },
  table: ["Name", "DisplayName", "GroupType", "PrimarySmtpAddress"],
  claims: addressClaims,
  finds: addressFinds,
  *check(object) {
    yield* addressFaults(object);
    yield* reportFaults(object);
    if (!isSecurityGroup(object)) return;
    if (object.MemberJoinRestriction === "Open") {
      yield "Nobody can join a security group without the consent of a manager: MemberJoinRestriction must be Closed or ApprovalRequired.";
    }
  },
});
