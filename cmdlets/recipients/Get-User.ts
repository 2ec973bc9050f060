// Get-User: people's accounts, with or without a mailbox.
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { User } from "../../src/org/classes/User.ts";
import { recipientsOf } from "../../src/org/recipients.ts";
import { UserView, viewedAs } from "../../src/org/views.ts";

export default recipientsOf(User, {
  synopsis: "Shows people's accounts, with or without a mailbox.",
  classes: [Mailbox, User],
  kinds: "details",
  view: (user) => viewedAs(UserView, user),
  output: UserView,
  examples: [
    {
      run: "Get-User alice | Format-List Name,Title,Department,Manager",
      note: "What the directory knows of one person.",
    },
    { run: "Get-User -Filter \"Department -eq 'Sales'\"", note: "All of one department." },
  ],
});
