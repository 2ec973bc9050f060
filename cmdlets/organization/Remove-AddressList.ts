// Remove-AddressList: takes a part of the address book away; recipients stay.
import { AddressList } from "../../src/org/classes/AddressList.ts";
import { removeOf } from "../../src/org/derived.ts";
import { removeBelow } from "../../src/org/lists.ts";
import { switchParameter } from "../../src/values/kinds.ts";

export default removeOf(AddressList, {
  synopsis: "Removes an address list; recipients stay.",
  extra: { Recursive: { type: switchParameter, summary: "Removes the lists below it too." } },
  before: (list, given, tx) => removeBelow(tx, list, given["Recursive"] === true),
  examples: [
    {
      run: "New-AddressList Old -IncludedRecipients AllRecipients; Remove-AddressList Old -Confirm:$false",
      note: "Removes it without asking.",
    },
  ],
});
