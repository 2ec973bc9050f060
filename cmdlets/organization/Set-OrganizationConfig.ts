// Set-OrganizationConfig: changes the settings of the organization as a whole.

import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { OrganizationConfig } from "../../src/org/classes/OrganizationConfig.ts";
import { directory } from "../../src/org/directory.ts";
import { parametersOf, propertiesFrom } from "../../src/org/parameters.ts";
import { attempt } from "../../src/org/turns.ts";

const names = ["DistributionGroupNameBlockedWordsList", "MicrosoftExchangeRecipientReplyRecipient"];

export default defineCmdlet({
  name: "Set-OrganizationConfig",
  synopsis: "Changes the settings of the organization as a whole.",
  runs: "organization",
  confirms: "allow",
  parameters: { ...parametersOf(OrganizationConfig, names, { changeable: true }), ...directory },
  examples: [
    {
      run: "Set-OrganizationConfig -DistributionGroupNameBlockedWordsList @{Add='secret'}",
      note: "No new group may have the word in its name.",
    },
  ],
  async process(given, ctx) {
    await attempt(ctx, async () => {
      const { Name } = ctx.org.snapshot().organization;
      if (!(await ctx.shouldProcess(Name))) return;
      const writes = await ctx.org.change(async (tx) => {
        const now = tx.snapshot().organization;
        await tx.set(now, await propertiesFrom(OrganizationConfig, names, given, tx, now));
        return tx.writes;
      }, ctx);
      if (writes === 0) {
        ctx.warning(`The command completed successfully but no settings of '${Name}' have been modified.`);
      }
    });
  },
});
