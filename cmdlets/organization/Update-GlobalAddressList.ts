// Update-GlobalAddressList: fills the address book by its filter as it stands now.
import { GlobalAddressList } from "../../src/org/classes/GlobalAddressList.ts";
import { updateOf } from "../../src/org/listupdate.ts";

export default updateOf(GlobalAddressList, {
  synopsis: "Fills a global address list by its filter as it stands now.",
  examples: [
    {
      run: "New-GlobalAddressList Partners -IncludedRecipients MailContacts; Update-GlobalAddressList Partners",
      note: "The list then holds whom its filter takes in.",
    },
  ],
});
