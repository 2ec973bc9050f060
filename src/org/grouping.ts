// What all groups have in common, whether they have an address or not: owners, account name, remarks.
import { boolean, choice, many } from "../values/kinds.ts";
import type { Entity } from "../values/shape.ts";
import { samAccountName } from "./account.ts";
import type { ClassProperties } from "./class.ts";
import { shortText } from "./kinds.ts";
import { reference } from "./reference.ts";

const groupType = choice("GroupType", "Universal", "Universal, SecurityEnabled");

/** True for a group that permissions may be given to. */
export const isSecurityGroup = (group: Entity) =>
  String(group.get("RecipientTypeDetails")).endsWith("UniversalSecurityGroup");

export const groupProperties = {
  SamAccountName: {
    type: samAccountName,
    unique: "User.SamAccountName",
    summary: "The name for older programs.",
  },
  GroupType: {
    type: groupType,
    derive: (object: Entity) => (isSecurityGroup(object) ? "Universal, SecurityEnabled" : "Universal"),
    summary: "Whether permissions may be given to it.",
  },
  ManagedBy: {
    type: many(reference),
    default: [],
    refers: { to: ["Mailbox", "MailUser", "User", "DistributionGroup", "Group"], gone: "clear" },
    summary: "Who may change it.",
  },
  Description: { type: many(shortText(1024)), default: [], summary: "What the group is for." },
  Notes: { type: shortText(1024), summary: "Remarks." },
  IsHierarchicalGroup: {
    type: boolean,
    default: false,
    summary: "Whether it is part of the hierarchical address book.",
  },
} as const satisfies ClassProperties;

/** To whom reports on the delivery to members go. */
export const reportProperties = {
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
} as const satisfies ClassProperties;

export function* reportFaults(group: Entity): Iterable<string> {
  if (group.get("ReportToOriginatorEnabled") && group.get("ReportToManagerEnabled")) {
    yield "Reports can go to the originator or to the manager, not to both.";
  }
}
