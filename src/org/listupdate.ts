// Update-AddressList and Update-GlobalAddressList: a list is filled by its filter as it stands.
import type { Cmdlet, Example } from "../command/cmdlet.ts";
import { defineCmdlet } from "../command/cmdlet.ts";
import type { AddressList } from "./classes/AddressList.ts";
import type { GlobalAddressList } from "./classes/GlobalAddressList.ts";
import type { Given } from "./derived.ts";
import { directory } from "./directory.ts";
import { applied, type ListObject } from "./lists.ts";
import { identityOf } from "./parameters.ts";
import { inTurn } from "./turns.ts";

/** Update-<Class>: one change, for who is in a list is found when it is read. */
export function updateOf(
  cls: typeof AddressList | typeof GlobalAddressList,
  spec: { readonly synopsis: string; readonly examples: readonly Example[] },
): Cmdlet {
  return defineCmdlet({
    name: `Update-${cls.name}`,
    ...spec,
    runs: "organization",
    confirms: "allow",
    parameters: {
      Identity: {
        type: identityOf(cls),
        mandatory: true,
        position: 1,
        pipeline: "both",
        summary: `The ${cls.label}: its name, path or GUID.`,
      },
      ...directory,
    },
    start: (_bound, ctx) =>
      inTurn(ctx, async (given: Given, turn) => {
        const list = (await ctx.org.find(cls, given["Identity"])) as ListObject;
        if (!(await turn.ask(list.Identity))) return;
        await turn.change(async (tx) => {
          const now = (await tx.find(cls, list.Guid)) as ListObject;
          await tx.set(now, applied(now));
        });
      }),
  });
}
