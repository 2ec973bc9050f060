// Remove-MailUser: takes a mail user away, account and all.
import { MailUser } from "../../src/org/classes/MailUser.ts";
import { removeOf } from "../../src/org/derived.ts";

export default removeOf(MailUser, {
  synopsis: "Removes a mail user.",
  examples: [
    {
      run: "New-MailUser Robin -ExternalEmailAddress robin@partner.example; Remove-MailUser Robin -Confirm:$false",
      note: "Removes it without asking.",
    },
  ],
});
