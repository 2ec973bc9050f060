// Get-DistributionGroup: groups by name, filter, manager or a part of what they are called.
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { memberClasses } from "../../src/org/groups.ts";
import { identity } from "../../src/org/parameters.ts";
import { recipientsOf } from "../../src/org/recipients.ts";

export default recipientsOf(DistributionGroup, {
  synopsis: "Shows groups.",
  kinds: "details",
  sets: {
    ManagedBySet: {
      ManagedBy: {
        type: identity("GeneralRecipientIdParameter"),
        mandatory: true,
        summary: "Only groups that this recipient manages.",
      },
    },
  },
  async narrow(given, { org }) {
    const manager = given["ManagedBy"] && (await org.find(memberClasses, given["ManagedBy"]));
    return { filters: manager ? [`ManagedBy -eq '${manager.Guid}'`] : [] };
  },
  examples: [
    { run: "Get-DistributionGroup", note: "All of them, by name." },
    { run: "Get-DistributionGroup -ManagedBy alice", note: "Those that alice manages." },
  ],
});
