// Repair-OrganizationStore: looks through all that the data folder holds and mends what can be mended. One of ours.
import type { Findings } from "../../src/backup/repair.ts";
import type {} from "../../src/backup/services.ts";
import { OrganizationRepair } from "../../src/backup/shapes.ts";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { switchParameter } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Repair-OrganizationStore",
  synopsis: "Looks through organization and mail, mends what can be mended, and tells what cannot.",
  description:
    "While no services run. Names, claims, indexes and memberships are made anew from the objects, the index of the mail from its log, and references to objects that are gone are taken out, or point to another object where they cannot be empty. Of an organization whose files are damaged a new store is made of what can be read. Settings that nothing works without, and that are lost, are made anew as a first start makes them. What is replaced stays in a folder before-repair-<time> of the data folder. What is lost – an object, a message body – is named; it has to come from a backup. With -WhatIf it looks and mends nothing, but for a damaged index of the mail, which every opening makes anew. Test-OrganizationStore looks while services run.",
  runs: "shell",
  confirms: "ask",
  parameters: {
    Force: { type: switchParameter, summary: "Does not ask." },
  },
  outputs: [OrganizationRepair],
  examples: [
    {
      run: "Stop-Transport; Repair-OrganizationStore -WhatIf | Format-List",
      note: "Shows what is found, and changes nothing.",
    },
  ],
  async *process({ Force }, ctx) {
    const activity = "Repairing the organization's store";
    const agree = ({ organization, mail }: Findings) =>
      ctx.shouldProcess(
        ctx.upkeep.data,
        `Repair ${organization.length} faults of the organization and ${mail.length} of the mail`,
        Force,
      );
    const { found, done, left, aside } = await ctx.upkeep.repair(agree, ctx.signal, (status, percent) =>
      ctx.progress({ activity, status, percent }),
    );
    ctx.progress({ activity, completed: true });
    yield OrganizationRepair.make({
      Result: left.length === 0 ? "Success" : "*FAILURE*",
      Found: [...found.organization, ...found.mail],
      Repaired: done,
      Remaining: left,
      ...(aside !== undefined && { PutAside: aside }),
    });
  },
});
