// Get-DynamicDistributionGroup: groups with a filter, by name, manager or a part of what they are called.
import { DynamicDistributionGroup } from "../../src/org/classes/DynamicDistributionGroup.ts";
import { managedBy, managedBySet, recipientsOf } from "../../src/org/recipients.ts";

export default recipientsOf(DynamicDistributionGroup, {
  synopsis: "Shows dynamic distribution groups.",
  identityName: "DynamicGroup",
  sets: managedBySet,
  narrow: managedBy,
  examples: [
    { run: "Get-DynamicDistributionGroup", note: "All of them, by name." },
    {
      run: "New-DynamicDistributionGroup Everyone -IncludedRecipients MailboxUsers; Get-Recipient -RecipientPreviewFilter (Get-DynamicDistributionGroup Everyone).RecipientFilter",
      note: "To whom mail to one would go.",
    },
  ],
});
