// Set-DistributionGroup: changes addresses, owners, limits and restrictions of a group.
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { setOf } from "../../src/org/derived.ts";
import { keepsOwner, managerCheck, policyNames, roomList } from "../../src/org/groups.ts";
import { changedRecipient, recipientExtras, recipientParameters } from "../../src/org/provision.ts";
import { switchParameter } from "../../src/values/kinds.ts";

export default setOf(DistributionGroup, {
  synopsis: "Changes a group.",
  parameters: [
    ...recipientParameters,
    "SamAccountName",
    "ManagedBy",
    "ReportToOriginatorEnabled",
    "ReportToManagerEnabled",
    "BypassNestedModerationEnabled",
    "Description",
    "Notes",
    "MemberJoinRestriction",
    "MemberDepartRestriction",
  ],
  extra: {
    ...recipientExtras,
    ...managerCheck,
    IgnoreNamingPolicy: {
      type: switchParameter,
      summary: "Keeps a new name as it is given, with words that the organization blocks and without what it adds.",
    },
    RoomList: { type: switchParameter, summary: "Makes it a list of rooms." },
  },
  async values(values, given, group, tx) {
    const renamed = values["Name"] ?? values["DisplayName"];
    const names =
      renamed === undefined || given["IgnoreNamingPolicy"]
        ? {}
        : policyNames(tx, values["Name"], values["DisplayName"]);
    const all = await changedRecipient(tx, group, { ...values, ...names }, given);
    keepsOwner(group, values);
    return given["RoomList"] ? { ...all, RecipientTypeDetails: await roomList(tx, group) } : all;
  },
  examples: [
    {
      run: "New-DistributionGroup Sales; Set-DistributionGroup Sales -RequireSenderAuthenticationEnabled $false -ManagedBy @{Add='alice'}",
      note: "Senders from outside may write to it, and alice manages it.",
    },
  ],
});
