// Update-AddressList: fills a part of the address book by its filter as it stands now.
import { AddressList } from "../../src/org/classes/AddressList.ts";
import { updateOf } from "../../src/org/listupdate.ts";

export default updateOf(AddressList, {
  synopsis: "Fills an address list by its filter as it stands now.",
  examples: [
    {
      run: "New-AddressList Sales -IncludedRecipients MailboxUsers -ConditionalDepartment Sales; Update-AddressList Sales",
      note: "The list then holds whom its filter takes in.",
    },
  ],
});
