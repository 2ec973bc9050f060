// Set-Group: changes names, owners and remarks of a group with or without an address.
import { Group } from "../../src/org/classes/Group.ts";
import { setOf } from "../../src/org/derived.ts";
import { groupClasses } from "../../src/org/families.ts";
import { keepsOwner, managerCheck } from "../../src/org/groups.ts";
import { changedEntry, entryExtras, entryParameters } from "../../src/org/provision.ts";

export default setOf(Group, {
  synopsis: "Changes a group with or without an address.",
  classes: groupClasses,
  parameters: [...entryParameters, "IsHierarchicalGroup", "ManagedBy", "Notes"],
  extra: { ...entryExtras, ...managerCheck },
  values(values, given, group, tx) {
    keepsOwner(group, values);
    return changedEntry(tx, group, values, given);
  },
  examples: [
    {
      run: "New-DistributionGroup Staff; Set-Group Staff -Notes 'All who work here' -ManagedBy alice",
      note: "What the group is for, and whose it is.",
    },
  ],
});
