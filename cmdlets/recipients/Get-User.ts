// Get-User: people's accounts, with or without a mailbox.
import { User } from "../../src/org/classes/User.ts";
import { userClasses } from "../../src/org/families.ts";
import { recipientsOf } from "../../src/org/recipients.ts";
import { UserView, withReports } from "../../src/org/views.ts";

export default recipientsOf(User, {
  synopsis: "Shows people's accounts, with or without a mailbox.",
  classes: userClasses,
  kinds: "details",
  arbitration: true,
  view: (user, { org }) => withReports(UserView, user, org),
  output: UserView,
  examples: [
    {
      run: "Get-User alice | Format-List Name,Title,Department,Manager,DirectReports",
      note: "What the directory knows of one person.",
    },
    { run: "Get-User -Filter \"Department -eq 'Sales'\"", note: "All of one department." },
  ],
});
