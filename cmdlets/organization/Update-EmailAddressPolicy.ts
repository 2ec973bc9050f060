// Update-EmailAddressPolicy: gives the recipients of a policy the addresses that it says.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { policyAddresses, policyFor } from "../../src/org/addresses.ts";
import { EmailAddressPolicy } from "../../src/org/classes/EmailAddressPolicy.ts";
import { directory } from "../../src/org/directory.ts";
import { mailClasses } from "../../src/org/families.ts";
import { identityOf } from "../../src/org/parameters.ts";
import { attempt } from "../../src/org/turns.ts";
import { switchParameter } from "../../src/values/kinds.ts";

/** Recipients under way at a time; each is a change of its own. */
const ahead = 64;

export default defineCmdlet({
  name: "Update-EmailAddressPolicy",
  synopsis: "Gives the recipients of a policy the addresses that it says.",
  description:
    "Each recipient is changed by itself: when it is interrupted, run it again. A primary address that is replaced stays as a proxy address.",
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
      const secondaryOnly = given.UpdateSecondaryAddressesOnly === true;
      let done = 0;
      let under: Promise<unknown>[] = [];
      for await (const recipient of ctx.org.all(mailClasses)) {
        ctx.signal.throwIfAborted();
        if (policyFor(ctx.org.snapshot().addressPolicies, recipient)?.Guid !== policy.Guid) continue;
        const change = ctx.org.change(async (tx) => {
          const now = await tx.get(mailClasses, recipient.Guid);
          if (now === undefined || !now.EmailAddressPolicyEnabled) return;
          await tx.set(now, { EmailAddresses: await policyAddresses(tx, now, { secondaryOnly }) });
        });
        change.catch(() => undefined);
        under.push(change);
        if (under.length < ahead) continue;
        await Promise.all(under);
        done += under.length;
        under = [];
        ctx.progress({ activity: "Updating e-mail addresses", status: `${done} recipients`, current: recipient.Name });
      }
      await Promise.all(under);
      ctx.progress({ activity: "Updating e-mail addresses", completed: true });
      await ctx.org.change(async (tx) => {
        await tx.set(await tx.find(EmailAddressPolicy, policy.Guid), { RecipientFilterApplied: true });
      }, ctx);
    });
  },
});
