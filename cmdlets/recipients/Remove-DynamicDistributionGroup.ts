// Remove-DynamicDistributionGroup: takes a group with a filter away.
import { DynamicDistributionGroup } from "../../src/org/classes/DynamicDistributionGroup.ts";
import { removeOf } from "../../src/org/derived.ts";

export default removeOf(DynamicDistributionGroup, {
  synopsis: "Removes a dynamic distribution group.",
  identityName: "DynamicGroup",
  examples: [
    {
      run: "New-DynamicDistributionGroup Old -IncludedRecipients AllRecipients; Remove-DynamicDistributionGroup Old -Confirm:$false",
      note: "Removes it without asking.",
    },
  ],
});
