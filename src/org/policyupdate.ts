// Gives recipients the addresses of their policy, each in a change of its own, and remembers how far it has come.
import { createHash } from "node:crypto";
import type { Context } from "../command/context.ts";
import { policyAddresses, policyFor } from "./addresses.ts";
import { EmailAddressPolicy } from "./classes/EmailAddressPolicy.ts";
import { mailClasses } from "./families.ts";
import type { PolicyObject, Reader } from "./organization.ts";

/** Recipients under way at a time. */
const ahead = 64;
/** Recipients looked at between two notes of how far it has come. */
const betweenNotes = 1024;

const activity = "Updating e-mail addresses";

/** What decides who gets which addresses: a note written under other policies counts no more. */
function rulesOf(reader: Reader): string {
  const rules = reader
    .snapshot()
    .addressPolicies.map((one) => [
      one.Guid,
      one.RecipientFilter,
      one.RecipientContainer,
      one.EnabledEmailAddressTemplates,
    ]);
  return createHash("sha256").update(JSON.stringify(rules)).digest("base64url").slice(0, 22);
}

/** "<mode> <rules> <name>": the name, in lower case, up to which all recipients have been looked at. */
function noted(policy: PolicyObject, start: string): string {
  const note = policy.UpdatedThrough ?? "";
  return note.startsWith(start) ? note.slice(start.length) : "";
}

/**
 * Updates all recipients that the policy governs, by name. When it is interrupted, the next call goes on behind the last
 * note, unless policies have been changed meanwhile. @param secondaryOnly leaves primary addresses as they are.
 * @returns how many recipients it has changed.
 */
export async function updateRecipients(policy: PolicyObject, secondaryOnly: boolean, ctx: Context): Promise<number> {
  const { org } = ctx;
  const rules = rulesOf(org);
  const start = `${secondaryOnly ? "secondary" : "all"} ${rules} `;
  const from = noted(policy, start);
  if (from !== "") ctx.verbose(`An update of '${policy.Name}' that was interrupted goes on at the name '${from}'.`);
  const total = await org.count(mailClasses, from);
  let seen = 0;
  let changed = 0;
  let under: Promise<number>[] = [];
  const settle = async () => {
    for (const writes of await Promise.all(under)) changed += writes;
    under = [];
  };
  for await (const recipient of org.all(mailClasses, from)) {
    ctx.signal.throwIfAborted();
    seen++;
    if (policyFor(org.snapshot().addressPolicies, recipient)?.Guid === policy.Guid) {
      const change = update(recipient.Guid, secondaryOnly, ctx);
      change.catch(() => undefined);
      under.push(change);
      if (under.length >= ahead) await settle();
    }
    if (seen % ahead !== 0) continue;
    const percent = Math.min(100, Math.floor((seen * 100) / Math.max(total, 1)));
    ctx.progress({ activity, status: `${seen} of ${total} recipients`, percent, current: recipient.Name });
    if (seen % betweenNotes !== 0) continue;
    await settle();
    await note(policy, `${start}${recipient.Name.toLowerCase()}`, ctx);
  }
  await settle();
  ctx.progress({ activity, completed: true });
  const whole = rulesOf(org) === rules;
  if (!whole)
    ctx.warning(`Email address policies were changed while '${policy.Name}' was applied. Run the command again.`);
  await note(policy, null, ctx, whole);
  return changed;
}

/** Gives one recipient the addresses of its policy; the number of changes made. */
export function update(guid: string, secondaryOnly: boolean, ctx: Pick<Context, "org" | "warning">): Promise<number> {
  return ctx.org.change(async (tx) => {
    const now = await tx.get(mailClasses, guid);
    if (now === undefined || !now.EmailAddressPolicyEnabled) return 0;
    await tx.set(now, { EmailAddresses: await policyAddresses(tx, now, { secondaryOnly }) });
    return tx.writes;
  }, ctx);
}

async function note(policy: PolicyObject, through: string | null, ctx: Context, applied = false): Promise<void> {
  await ctx.org.change(async (tx) => {
    const now = await tx.get(EmailAddressPolicy, policy.Guid);
    if (now === undefined) return;
    await tx.set(now, { UpdatedThrough: through, ...(applied ? { RecipientFilterApplied: true } : {}) });
  }, ctx);
}
