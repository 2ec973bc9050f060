// Remove-DistributionGroup: takes a group away; its members stay.
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { removeOf } from "../../src/org/derived.ts";
import { managerCheck } from "../../src/org/groups.ts";

export default removeOf(DistributionGroup, {
  synopsis: "Removes a group; what it held stays.",
  extra: managerCheck,
  examples: [
    {
      run: "New-DistributionGroup Old; Remove-DistributionGroup Old -Confirm:$false",
      note: "Removes it without asking.",
    },
  ],
});
