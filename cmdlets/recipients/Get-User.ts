// Get-User: people's accounts, with or without a mailbox.
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { User } from "../../src/org/classes/User.ts";
import { getOf } from "../../src/org/derived.ts";
import { nameResolution } from "../../src/org/provision.ts";
import { recipientTypeDetails } from "../../src/org/recipient.ts";
import { UserView, viewedAs } from "../../src/org/views.ts";
import { many, text } from "../../src/values/kinds.ts";

export default getOf(User, {
  synopsis: "Shows people's accounts, with or without a mailbox.",
  classes: [Mailbox, User],
  filters: true,
  wildcards: true,
  sets: {
    AnrSet: { Anr: { type: text, mandatory: true, summary: "The beginning of a name, alias or address." } },
  },
  extra: {
    RecipientTypeDetails: { type: many(recipientTypeDetails<string>()), summary: "Only accounts of these kinds." },
  },
  narrow(given) {
    const kinds = given["RecipientTypeDetails"] as readonly string[] | undefined;
    const named = given["Anr"] === undefined ? undefined : nameResolution(given["Anr"]);
    return {
      where: (user) => (kinds === undefined || kinds.includes(user.RecipientTypeDetails)) && (named?.(user) ?? true),
    };
  },
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
