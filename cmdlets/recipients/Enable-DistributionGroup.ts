// Enable-DistributionGroup: gives an address to a group of the directory.
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { Group, mailKind } from "../../src/org/classes/Group.ts";
import { enableOf } from "../../src/org/conversion.ts";

export default enableOf(DistributionGroup, Group, {
  synopsis: "Gives an address to a group of the directory.",
  identityName: "GroupIdParameter",
  source: (group) => group.get("Name") as string,
  values: (values, _given, group) => ({
    ...values,
    RecipientTypeDetails: mailKind(group.get("RecipientTypeDetails")),
  }),
  examples: [
    {
      run: "New-DistributionGroup Staff -Members alice; Disable-DistributionGroup Staff -Confirm:$false; Enable-DistributionGroup Staff -Alias everybody",
      note: "The group has an address again, and still holds alice.",
    },
  ],
});
