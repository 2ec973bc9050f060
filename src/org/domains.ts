// When an accepted domain may go: not the default one, and none that a policy or an address still names.
import type { Problem } from "../command/problem.ts";
import { byName } from "./class.ts";
import { inUse, refused } from "./errors.ts";
import type { DomainObject, Recipient, Transaction } from "./organization.ts";
import { parseTemplate } from "./templates.ts";

export function defaultDomainStays(name: string): Problem {
  return refused(
    "DefaultAcceptedDomain",
    `'${name}' is the default accepted domain, and there must be one. Make another domain the default first: Set-AcceptedDomain <other> -MakeDefault $true.`,
    name,
  );
}

/** Users of a domain named in an error, the first by name of so many. */
const most = 5;
const mostRead = 1000;

/** Throws a Problem that names what still needs the domain (behaviour 3.1). */
export async function mayRemoveDomain(tx: Transaction, domain: DomainObject): Promise<void> {
  if (domain.Default) throw defaultDomainStays(domain.Name);
  const name = domain.DomainName;
  const policies = tx
    .snapshot()
    .addressPolicies.filter((policy) =>
      [...policy.EnabledEmailAddressTemplates, ...policy.DisabledEmailAddressTemplates].some((template) =>
        covers(name, parseTemplate(template).domain),
      ),
    );
  if (policies.length > 0) {
    const users = policies.slice(0, most).map((one) => `the address policy ${one.Name}`);
    throw inUse("accepted domain", domain.Name, users, policies.length);
  }
  const others = tx.snapshot().acceptedDomains.filter((one) => one.Guid !== domain.Guid);
  // Where another accepted domain takes the same mail, nobody loses anything.
  if (others.some((one) => accepts(one, name))) return;
  const users: Recipient[] = [];
  for await (const one of tx.inDomain(name)) {
    users.push(one);
    if (users.length >= mostRead) break;
  }
  const shown = users.sort(byName).slice(0, most);
  if (shown.length > 0) {
    throw inUse(
      "accepted domain",
      domain.Name,
      shown.map((one) => one.Identity),
      users.length,
    );
  }
}

/** True when a domain, or all that a wildcard stands for, comes in by this accepted domain. */
export function accepts(accepted: DomainObject, domain: string): boolean {
  if (covers(accepted.DomainName, domain)) return true;
  return accepted.MatchSubDomains && domain.endsWith(`.${accepted.DomainName}`);
}

/** True when mail for `domain` comes in by the accepted domain of this name. */
export function covers(accepted: string, domain: string): boolean {
  return accepted.startsWith("*.") ? domain.endsWith(accepted.slice(1)) : domain === accepted;
}
