// Set-ResourceConfig: changes the words by which rooms and equipment are described.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { directory } from "../../src/org/directory.ts";
import { changed, listChange } from "../../src/org/parameters.ts";
import { resourceSchema } from "../../src/org/resourceschema.ts";
import { inTurn } from "../../src/org/turns.ts";

export default defineCmdlet({
  name: "Set-ResourceConfig",
  synopsis: "Changes the words by which rooms and equipment are described.",
  runs: "organization",
  confirms: "allow",
  parameters: {
    ResourcePropertySchema: {
      type: listChange(resourceSchema.type, "MultiValuedProperty"),
      mandatory: true,
      summary: "Each as Room/word or Equipment/word; all of them, or @{Add=…; Remove=…}.",
    },
    ...directory,
  },
  examples: [
    {
      run: "Set-ResourceConfig -ResourcePropertySchema @{Add='Room/Projector'}; New-Mailbox -Room Hall; Set-Mailbox Hall -ResourceCustom Projector",
      note: "Rooms may be said to have a projector, and Hall has one.",
    },
  ],
  start: (_given, ctx) =>
    inTurn(ctx, async (given, turn) => {
      if (!(await turn.ask("Resource Schema"))) return;
      const writes = await turn.change(async (tx) => {
        const now = tx.snapshot().organization;
        const words = changed(now.ResourcePropertySchema, given.ResourcePropertySchema, (word) => word.toLowerCase());
        await tx.set(now, { ResourcePropertySchema: words });
        return tx.writes;
      });
      if (writes === 0) {
        ctx.warning("The command completed successfully but no settings of 'Resource Schema' have been modified.");
      }
    }),
});
