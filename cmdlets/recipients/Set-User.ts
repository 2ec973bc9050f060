// Set-User: changes what the directory knows of a person with an account.
import { asAsked } from "../../src/org/arbitration.ts";
import { User } from "../../src/org/classes/User.ts";
import { setOf } from "../../src/org/derived.ts";
import { userClasses } from "../../src/org/families.ts";
import { linkedExtras, linkedTo } from "../../src/org/mailboxes.ts";
import { changedEntry, entryExtras, personParameters } from "../../src/org/provision.ts";
import { switchParameter } from "../../src/values/kinds.ts";

export default setOf(User, {
  synopsis: "Changes what the directory knows of a person, with or without a mailbox.",
  classes: userClasses,
  parameters: [...personParameters, "UserPrincipalName", "SamAccountName"],
  extra: {
    ...entryExtras,
    ...linkedExtras,
    Arbitration: { type: switchParameter, summary: "Changes the user of a mailbox to which moderators answer." },
  },
  async values(values, given, user, tx) {
    asAsked(tx, user, String(given["Identity"]), given["Arbitration"]);
    return linkedTo(user, await changedEntry(tx, user, values, given), given["LinkedMasterAccount"]);
  },
  examples: [
    {
      run: "Set-User alice -Title Engineer -Department Development -Manager bob",
      note: "Title, department and manager.",
    },
    { run: "Get-User -Anr carol | Set-User -Phone '+1 555 0100'", note: "The telephone number." },
  ],
});
