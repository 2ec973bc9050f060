// Get-Group: groups with or without an address, as the directory knows them.
import { Group } from "../../src/org/classes/Group.ts";
import { groupClasses } from "../../src/org/families.ts";
import { recipientsOf } from "../../src/org/recipients.ts";
import { GroupView, withMembers } from "../../src/org/views.ts";

export default recipientsOf(Group, {
  synopsis: "Shows groups with or without an address.",
  classes: groupClasses,
  kinds: "details",
  view: (group, { org }) => withMembers(group, org),
  output: GroupView,
  examples: [
    {
      run: "New-DistributionGroup Staff -Members alice,bob; (Get-Group Staff).Members",
      note: "Who is in one group.",
    },
    { run: "Get-Group -RecipientTypeDetails MailUniversalSecurityGroup", note: "All security groups with an address." },
  ],
});
