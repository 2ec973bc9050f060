// Get-DistributionGroup: groups by name, filter, manager or a part of what they are called.
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { getOf } from "../../src/org/derived.ts";
import { memberClasses } from "../../src/org/groups.ts";
import { identity } from "../../src/org/parameters.ts";
import { nameResolution } from "../../src/org/provision.ts";
import { recipientTypeDetails } from "../../src/org/recipient.ts";
import { many, text } from "../../src/values/kinds.ts";

export default getOf(DistributionGroup, {
  synopsis: "Shows groups.",
  filters: true,
  wildcards: true,
  sets: {
    AnrSet: { Anr: { type: text, mandatory: true, summary: "The beginning of a name, alias or address." } },
    ManagedBySet: {
      ManagedBy: {
        type: identity("GeneralRecipientIdParameter"),
        mandatory: true,
        summary: "Only groups that this recipient manages.",
      },
    },
  },
  extra: {
    RecipientTypeDetails: { type: many(recipientTypeDetails<string>()), summary: "Only groups of these kinds." },
  },
  async narrow(given, { org }) {
    const kinds = given["RecipientTypeDetails"] as readonly string[] | undefined;
    const named = given["Anr"] === undefined ? undefined : nameResolution(given["Anr"]);
    const manager = given["ManagedBy"] && (await org.find(memberClasses, given["ManagedBy"]));
    return {
      filter: manager ? `ManagedBy -eq '${manager.Guid}'` : undefined,
      where: (group) => (kinds === undefined || kinds.includes(group.RecipientTypeDetails)) && (named?.(group) ?? true),
    };
  },
  examples: [
    { run: "Get-DistributionGroup", note: "All of them, by name." },
    { run: "Get-DistributionGroup -ManagedBy alice", note: "Those that alice manages." },
  ],
});
