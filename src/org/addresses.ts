// Which addresses a recipient has: what its address policy gives, what people set, and how the two go together.
import type { Entity } from "../values/shape.ts";
import { firstFree } from "./alias.ts";
import { refused } from "./errors.ts";
import { takesIn } from "./filtered.ts";
import { addressKey, addressOf, isPrimary, isSmtpProxy, proxyKey } from "./kinds.ts";
import type { PolicyObject, Transaction } from "./organization.ts";
import { changed, type ListChange } from "./parameters.ts";
import { addressScope, primaryOf } from "./recipient.ts";
import { type Facts, localPart, parseTemplate, type Template } from "./templates.ts";

/** The one policy that governs a recipient: the first by priority whose filter fits (behaviour 3.3). */
export function policyFor(policies: readonly PolicyObject[], recipient: Entity): PolicyObject | undefined {
  return policies.find(
    (policy) => (policy.Priority === "Lowest" && policy.RecipientFilter === "") || takesIn(policy, recipient),
  );
}

function factsOf(recipient: Entity): Facts {
  const text = (name: string) => (recipient.get(name) as string | null) ?? "";
  return {
    alias: text("Alias"),
    given: text("FirstName"),
    surname: text("LastName"),
    initials: text("Initials"),
    display: text("DisplayName") || text("Name"),
  };
}

const templates = new WeakMap<PolicyObject, readonly Template[]>();

/** The templates of a policy, that of the primary address in front. */
function templatesOf(policy: PolicyObject): readonly Template[] {
  let parsed = templates.get(policy);
  if (parsed === undefined) {
    const all = policy.EnabledEmailAddressTemplates.map(parseTemplate);
    parsed = all.sort((a, b) => Number(b.primary) - Number(a.primary));
    templates.set(policy, parsed);
  }
  return parsed;
}

/**
 * The addresses of a recipient after its policy: the templates' addresses, then those it had. An address that somebody
 * else has gets a number (kim2@contoso.com).
 * @param secondaryOnly leaves the primary address as it is.
 */
export async function policyAddresses(
  tx: Transaction,
  recipient: Entity,
  options: { readonly secondaryOnly?: boolean } = {},
): Promise<readonly string[]> {
  const policy = policyFor(tx.snapshot().addressPolicies, recipient);
  const current = (recipient.get("EmailAddresses") as readonly string[] | null) ?? [];
  if (policy === undefined) return current;
  const facts = factsOf(recipient);
  const guid = recipient.get("Guid") as string | null;
  const own = new Set(current.map(proxyKey));
  let addresses = current;
  for (const { primary, format, domain } of templatesOf(policy)) {
    const local = localPart(format, facts);
    const wanted = await firstFree(local, 315, async (candidate) => {
      const key = proxyKey(`smtp:${candidate}@${domain}`);
      if (own.has(key)) return true;
      const owner = await tx.owner(addressScope, key);
      return owner === undefined || owner === guid;
    });
    const address = `${wanted}@${domain}`;
    addresses = primary && !options.secondaryOnly ? withPrimary(addresses, address) : withProxy(addresses, address);
  }
  return addresses;
}

/** The list with this SMTP address as the primary; the one before stays as a proxy. */
export function withPrimary(addresses: readonly string[], primary: string): readonly string[] {
  const key = `smtp:${addressKey(primary)}`;
  const others = addresses
    .filter((proxy) => proxyKey(proxy) !== key)
    .map((proxy) => (isPrimary(proxy) ? `smtp:${addressOf(proxy)}` : proxy));
  return [`SMTP:${primary}`, ...others];
}

function withProxy(addresses: readonly string[], address: string): readonly string[] {
  const key = `smtp:${addressKey(address)}`;
  return addresses.some((proxy) => proxyKey(proxy) === key) ? addresses : [...addresses, `smtp:${address}`];
}

/** What Set- was told of addresses. */
export interface AddressOrders {
  readonly addresses?: ListChange<string> | undefined;
  readonly primary?: string | undefined;
}

/**
 * The addresses of a recipient after Set-. Of several primary ones the one given last counts; where none is left, the
 * first SMTP address becomes it. With a policy in force the primary stays the policy's, and `warn` is told when the list
 * would have changed it. Throws a Problem when the primary itself is asked to change under a policy.
 */
export function orderedAddresses(
  current: readonly string[],
  orders: AddressOrders,
  policyEnabled: boolean,
  shown: string,
  warn: (text: string) => void,
): readonly string[] {
  let list = current;
  if (orders.addresses !== undefined) {
    const given = "replace" in orders.addresses ? orders.addresses.replace : orders.addresses.add;
    const primaries = given.filter(isPrimary);
    list = changed(current, demoted(orders.addresses, primaries.length > 0), proxyKey);
    const chosen = primaries[primaries.length - 1] ?? list.find(isPrimary) ?? list.find(isSmtpProxy);
    if (chosen !== undefined) list = withPrimary(list, addressOf(chosen));
    const owned = primaryOf(current);
    if (policyEnabled && owned !== "") {
      if (addressKey(primaryOf(list)) !== addressKey(owned)) warn(primaryStays(shown, owned));
      list = withPrimary(list, owned);
    }
  }
  if (orders.primary !== undefined && addressKey(orders.primary) !== addressKey(primaryOf(list))) {
    if (policyEnabled) {
      throw refused(
        "PrimarySmtpAddressSetByPolicy",
        `The primary address of '${shown}' is decided by an email address policy. To choose it yourself, set EmailAddressPolicyEnabled to $false.`,
        shown,
      );
    }
    list = withPrimary(list, orders.primary);
  }
  return list;
}

const primaryStays = (shown: string, primary: string) =>
  `The primary SMTP address of '${shown}' is still ${primary}, because an email address policy decides it. To choose it yourself, run the command with -EmailAddressPolicyEnabled $false.`;

/** Capitals mark the primary among what is given; where one is, those of the others go before lists are joined. */
function demoted(change: ListChange<string>, some: boolean): ListChange<string> {
  if (!some || "replace" in change) return change;
  return { ...change, remove: [...change.remove, ...change.add] };
}
