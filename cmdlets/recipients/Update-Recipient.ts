// Update-Recipient: gives one recipient the addresses of its policy.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { directory, readAs } from "../../src/org/directory.ts";
import { mailClasses } from "../../src/org/families.ts";
import { identity } from "../../src/org/parameters.ts";
import { update } from "../../src/org/policyupdate.ts";
import { attempt } from "../../src/org/turns.ts";

export default defineCmdlet({
  name: "Update-Recipient",
  synopsis: "Gives a recipient the addresses that its e-mail address policy says.",
  runs: "organization",
  confirms: "allow",
  parameters: {
    Identity: {
      type: identity("RecipientIdParameter"),
      mandatory: true,
      position: 1,
      pipeline: "both",
      summary: "The recipient: its name, alias, address, GUID or whatever else names it.",
    },
    ...readAs,
    ...directory,
  },
  examples: [
    {
      run: "Set-EmailAddressPolicy 'Default Policy' -EnabledEmailAddressTemplates SMTP:%m@contoso.com,smtp:%m.mail@contoso.com; Update-Recipient alice",
      note: "Alice gets the new address at once, the others with Update-EmailAddressPolicy.",
    },
  ],
  async process(given, ctx) {
    await attempt(ctx, async () => {
      const recipient = await ctx.org.find(mailClasses, given.Identity);
      if (await ctx.shouldProcess(recipient.Identity)) await update(recipient.Guid, false, ctx);
    });
  },
});
