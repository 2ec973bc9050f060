// Disable-DistributionGroup: takes the addresses from a group, which stays in the directory with its members.
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { Group, plainKind } from "../../src/org/classes/Group.ts";
import { disableOf } from "../../src/org/conversion.ts";

export default disableOf(DistributionGroup, Group, {
  synopsis: "Takes the addresses from a group, which stays in the directory with its members.",
  values: (group) => ({ RecipientTypeDetails: plainKind(group.get("RecipientTypeDetails")) }),
  examples: [
    {
      run: "New-DistributionGroup Staff -Members alice; Disable-DistributionGroup Staff -Confirm:$false; Get-Group Staff",
      note: "The group is still there.",
    },
  ],
});
