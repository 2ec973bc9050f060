// Remove-Group: takes away a group without an address. One of ours, for there is no other directory to do it in.
import { Group } from "../../src/org/classes/Group.ts";
import { removeOf } from "../../src/org/derived.ts";

export default removeOf(Group, {
  synopsis: "Removes a group that has no address; what it held stays.",
  description: "For a group with an address there is Remove-DistributionGroup.",
  examples: [
    {
      run: "New-DistributionGroup Old; Disable-DistributionGroup Old -Confirm:$false; Remove-Group Old -Confirm:$false",
      note: "First the address goes, then the group.",
    },
  ],
});
