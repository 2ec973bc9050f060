// Set-DynamicDistributionGroup: changes filter, addresses, limits and restrictions of a group with a filter.
import { DynamicDistributionGroup } from "../../src/org/classes/DynamicDistributionGroup.ts";
import { setOf } from "../../src/org/derived.ts";
import { changedFilter, containerParameter, filterNames } from "../../src/org/filtered.ts";
import { changedRecipient, recipientExtras, recipientParameters } from "../../src/org/provision.ts";

export default setOf(DynamicDistributionGroup, {
  synopsis: "Changes a dynamic distribution group.",
  identityName: "DynamicGroup",
  parameters: [
    ...recipientParameters,
    "PhoneticDisplayName",
    "ManagedBy",
    "ReportToOriginatorEnabled",
    "ReportToManagerEnabled",
    "Notes",
    ...filterNames,
  ],
  extra: { ...recipientExtras, ...containerParameter },
  values: async (values, given, group, tx) =>
    changedRecipient(tx, group, await changedFilter(group, values, given, tx), given),
  examples: [
    {
      run: "New-DynamicDistributionGroup Sales -IncludedRecipients MailboxUsers; Set-DynamicDistributionGroup Sales -ConditionalDepartment Sales -ManagedBy alice",
      note: "Only one department from now on.",
    },
  ],
});
