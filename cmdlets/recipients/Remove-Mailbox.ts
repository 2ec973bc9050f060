// Remove-Mailbox: takes away a mailbox together with its user.
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { removeOf } from "../../src/org/derived.ts";

export default removeOf(Mailbox, {
  synopsis: "Removes a mailbox and its user.",
  description:
    "Its messages are removed with it, at once and for good; Export-MailboxMessage keeps them elsewhere. Groups lose the member, and what pointed to it (forwarding, restrictions, managers) no longer does.",
  examples: [
    {
      run: "New-Mailbox -Shared -Name Old; Remove-Mailbox Old -Confirm:$false",
      note: "Removes it without asking.",
    },
  ],
});
