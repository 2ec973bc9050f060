// Remove-GlobalAddressList: takes an address book away; the default one stays.
import { GlobalAddressList } from "../../src/org/classes/GlobalAddressList.ts";
import { removeOf } from "../../src/org/derived.ts";
import { defaultListStays } from "../../src/org/lists.ts";

export default removeOf(GlobalAddressList, {
  synopsis: "Removes a global address list, but not the default one.",
  async before(list) {
    defaultListStays(list, "can't be removed");
  },
  examples: [
    {
      run: "New-GlobalAddressList Old -IncludedRecipients MailContacts; Remove-GlobalAddressList Old -Confirm:$false",
      note: "Removes it without asking.",
    },
  ],
});
