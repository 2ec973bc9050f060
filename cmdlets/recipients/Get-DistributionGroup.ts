// Get-DistributionGroup: groups by name, filter, manager or a part of what they are called.
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { managedBy, managedBySet, recipientsOf } from "../../src/org/recipients.ts";

export default recipientsOf(DistributionGroup, {
  synopsis: "Shows groups.",
  kinds: "details",
  sets: managedBySet,
  narrow: managedBy,
  examples: [
    { run: "Get-DistributionGroup", note: "All of them, by name." },
    { run: "Get-DistributionGroup -ManagedBy alice", note: "Those that alice manages." },
  ],
});
