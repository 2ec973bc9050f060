// Update-EmailAddressPolicy: gives the recipients of a policy the addresses that it says.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { EmailAddressPolicy } from "../../src/org/classes/EmailAddressPolicy.ts";
import { directory } from "../../src/org/directory.ts";
import { identityOf } from "../../src/org/parameters.ts";
import { updateRecipients } from "../../src/org/policyupdate.ts";
import { attempt } from "../../src/org/turns.ts";
import { switchParameter } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Update-EmailAddressPolicy",
  synopsis: "Gives the recipients of a policy the addresses that it says.",
  description:
    "Each recipient is changed by itself. When it is interrupted, also by a crash, run it again: it goes on about where it was. A primary address that is replaced stays as a proxy address.",
  runs: "organization",
  confirms: "allow",
  parameters: {
    Identity: {
      type: identityOf(EmailAddressPolicy),
      mandatory: true,
      position: 1,
      pipeline: "both",
      summary: "The policy.",
    },
    UpdateSecondaryAddressesOnly: { type: switchParameter, summary: "Leaves primary addresses as they are." },
    ...directory,
  },
  examples: [
    { run: "Update-EmailAddressPolicy 'Default Policy'", note: "All recipients that no other policy takes in." },
  ],
  async process(given, ctx) {
    await attempt(ctx, async () => {
      const policy = await ctx.org.find(EmailAddressPolicy, given.Identity);
      if (!(await ctx.shouldProcess(policy.Name))) return;
      const changed = await updateRecipients(policy, given.UpdateSecondaryAddressesOnly === true, ctx);
      ctx.verbose(`${changed} recipients of '${policy.Name}' have other addresses now.`);
    });
  },
});
