// Set-DistributionGroup: changes addresses, owners, limits and restrictions of a group.
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { setOf } from "../../src/org/derived.ts";
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
    "Description",
    "Notes",
  ],
  extra: {
    ...recipientExtras,
    RoomList: { type: switchParameter, summary: "Makes it a list of rooms." },
  },
  async values(values, given, group, tx) {
    const all = await changedRecipient(tx, group, values, given);
    return given["RoomList"] ? { ...all, RecipientTypeDetails: "RoomList" } : all;
  },
  examples: [
    {
      run: "New-DistributionGroup Sales; Set-DistributionGroup Sales -RequireSenderAuthenticationEnabled $false -ManagedBy @{Add='alice'}",
      note: "Senders from outside may write to it, and alice manages it.",
    },
  ],
});
