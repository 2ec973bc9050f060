// Set-User: changes what the directory knows of a person.
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { User } from "../../src/org/classes/User.ts";
import { setOf } from "../../src/org/derived.ts";
import { personProperties } from "../../src/org/person.ts";
import { changedRecipient } from "../../src/org/provision.ts";

export default setOf(User, {
  synopsis: "Changes what the directory knows of a person, with or without a mailbox.",
  classes: [Mailbox, User],
  parameters: [
    "Name",
    "DisplayName",
    "SimpleDisplayName",
    "UserPrincipalName",
    "SamAccountName",
    ...Object.keys(personProperties),
  ],
  async values(values, given, user, tx) {
    return Mailbox.holds(user) ? changedRecipient(tx, user, values, given) : values;
  },
  examples: [
    {
      run: "Set-User alice -Title Engineer -Department Development -Manager bob",
      note: "Title, department and manager.",
    },
    { run: "Get-User -Anr carol | Set-User -Phone '+1 555 0100'", note: "The telephone number." },
  ],
});
