// Set-AddressList: changes name and filter of a part of the address book.
import { AddressList } from "../../src/org/classes/AddressList.ts";
import { setOf } from "../../src/org/derived.ts";
import { changedFilter, containerParameter, differsIn, filterNames } from "../../src/org/filtered.ts";
import { follow } from "../../src/org/lists.ts";

export default setOf(AddressList, {
  synopsis: "Changes an address list.",
  description: "Whom it holds changes with the next Update-AddressList. Lists below it follow a new name.",
  parameters: ["Name", "DisplayName", ...filterNames],
  extra: containerParameter,
  async values(values, given, list, tx) {
    const all = await changedFilter(list, values, given, tx);
    return differsIn(list, all) ? { ...all, RecipientFilterApplied: false } : all;
  },
  after: (now, before, _given, tx) => follow(tx, before.Identity, now),
  examples: [
    {
      run: "New-AddressList Sales -IncludedRecipients MailboxUsers; Set-AddressList Sales -ConditionalDepartment Sales; Update-AddressList Sales",
      note: "Only one department from now on.",
    },
  ],
});
