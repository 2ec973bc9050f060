// Set-OrganizationConfig: changes the settings of the organization as a whole.

import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { OrganizationConfig } from "../../src/org/classes/OrganizationConfig.ts";
import { directory } from "../../src/org/directory.ts";
import { parametersOf, propertiesFrom } from "../../src/org/parameters.ts";
import { attempt } from "../../src/org/turns.ts";
import { unitIdentity, unitNamed } from "../../src/org/units.ts";

const names = [
  "DistributionGroupNameBlockedWordsList",
  "DistributionGroupNamingPolicy",
  "Industry",
  "MicrosoftExchangeRecipientReplyRecipient",
  "OrganizationSummary",
];

export default defineCmdlet({
  name: "Set-OrganizationConfig",
  synopsis: "Changes the settings of the organization as a whole.",
  runs: "organization",
  confirms: "allow",
  parameters: {
    ...parametersOf(OrganizationConfig, names, { changeable: true }),
    DistributionGroupDefaultOU: {
      type: unitIdentity,
      allowNull: true,
      summary: "The organizational unit in which new groups stand; $null for Users.",
    },
    ...directory,
  },
  examples: [
    {
      run: "Set-OrganizationConfig -DistributionGroupNameBlockedWordsList @{Add='secret'}",
      note: "No new group may have the word in its name.",
    },
    {
      run: "Set-OrganizationConfig -DistributionGroupNamingPolicy 'DL_<GroupName>'; New-DistributionGroup Sales",
      note: "The new group is called DL_Sales.",
    },
  ],
  async process(given, ctx) {
    await attempt(ctx, async () => {
      const { Name } = ctx.org.snapshot().organization;
      if (!(await ctx.shouldProcess(Name))) return;
      const writes = await ctx.org.change(async (tx) => {
        const now = tx.snapshot().organization;
        const unit = given.DistributionGroupDefaultOU as string | null | undefined;
        await tx.set(now, {
          ...(await propertiesFrom(OrganizationConfig, names, given, tx, now)),
          ...(unit === undefined
            ? {}
            : { DistributionGroupDefaultOU: unit === null ? null : (await unitNamed(tx, unit)).Identity }),
        });
        return tx.writes;
      }, ctx);
      if (writes === 0) {
        ctx.warning(`The command completed successfully but no settings of '${Name}' have been modified.`);
      }
    });
  },
});
