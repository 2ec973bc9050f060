// Remove-User: takes away an account that has no mailbox. One of ours, for there is no other directory to do it in.
import { User } from "../../src/org/classes/User.ts";
import { removeOf } from "../../src/org/derived.ts";

export default removeOf(User, {
  synopsis: "Removes a user who has no mailbox.",
  description: "For a user with a mailbox there is Remove-Mailbox.",
  examples: [
    {
      run: "New-Mailbox -Shared -Name Leaver; Disable-Mailbox Leaver -Confirm:$false; Remove-User Leaver -Confirm:$false",
      note: "First the mailbox goes, then the user.",
    },
  ],
});
