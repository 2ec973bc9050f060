// Disable-MailUser: takes the addresses from a mail user; the user stays.
import { MailUser } from "../../src/org/classes/MailUser.ts";
import { User } from "../../src/org/classes/User.ts";
import { disableOf } from "../../src/org/conversion.ts";

export default disableOf(MailUser, User, {
  synopsis: "Takes the addresses from a mail user, who stays in the directory.",
  description: "The addresses are free then. Groups keep the user as a member, who gets no mail any more.",
  examples: [
    {
      run: "New-MailUser Robin -ExternalEmailAddress robin@partner.example; Disable-MailUser Robin -Confirm:$false; Get-User Robin",
      note: "The user is still there.",
    },
  ],
});
