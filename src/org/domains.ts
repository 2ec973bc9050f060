// Accepted domains: which addresses are within them, and when one may go. Compared by A-labels, not by spelling.
import { Problem } from "../command/problem.ts";
import { byName } from "./class.ts";
import { inUse, refused } from "./errors.ts";
import { addressKey, addressOf, domainKey } from "./kinds.ts";
import type { DomainObject, Reader, Recipient, Snapshot, Transaction } from "./organization.ts";
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
  const name = keyOf(domain);
  const policies = tx
    .snapshot()
    .addressPolicies.filter((policy) =>
      [...policy.EnabledEmailAddressTemplates, ...policy.DisabledEmailAddressTemplates].some((template) =>
        covers(name, domainKey(parseTemplate(template).domain)),
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
  const own = keyOf(accepted);
  const asked = domainKey(domain);
  return covers(own, asked) || (accepted.MatchSubDomains && asked.endsWith(`.${own}`));
}

/** True when mail for `domain` comes in by the accepted domain of this name; both as A-labels. */
function covers(accepted: string, domain: string): boolean {
  return accepted.startsWith("*.") ? domain.endsWith(accepted.slice(1)) : domain === accepted;
}

const keys = new WeakMap<DomainObject, string>();

function keyOf(domain: DomainObject): string {
  let key = keys.get(domain);
  if (key === undefined) {
    key = domainKey(domain.DomainName);
    keys.set(domain, key);
  }
  return key;
}

interface Table {
  readonly exact: ReadonlySet<string>;
  /** Domains whose subdomains are accepted. */
  readonly above: ReadonlySet<string>;
}

const tables = new WeakMap<Snapshot["acceptedDomains"], Table>();

/** True for a domain for which the organization takes mail, in whatever spelling: a few looks into a table. */
export function isAccepted({ acceptedDomains }: Pick<Snapshot, "acceptedDomains">, domain: string): boolean {
  let table = tables.get(acceptedDomains);
  if (table === undefined) {
    const exact = new Set<string>();
    const above = new Set<string>();
    for (const one of acceptedDomains) {
      const key = keyOf(one);
      if (key === "*") above.add("");
      else if (key.startsWith("*.")) above.add(key.slice(2));
      else exact.add(key);
      if (one.MatchSubDomains) above.add(key);
    }
    table = { exact, above };
    tables.set(acceptedDomains, table);
  }
  const key = domainKey(domain);
  if (table.exact.has(key) || table.above.has("")) return true;
  for (let dot = key.indexOf("."); dot > 0; dot = key.indexOf(".", dot + 1)) {
    if (table.above.has(key.slice(dot + 1))) return true;
  }
  return false;
}

/** Throws a Problem for a primary address outside the accepted domains; a contact may have its external one. */
export function mayBePrimary(reader: Pick<Reader, "snapshot">, address: string, external: unknown): void {
  const domain = address.slice(address.lastIndexOf("@") + 1);
  if (isAccepted(reader.snapshot(), domain)) return;
  if (typeof external === "string" && addressKey(addressOf(external)) === addressKey(address)) return;
  throw new Problem({
    id: "NotAcceptedDomainException",
    category: "InvalidArgument",
    text: `You can't use the domain '${domain}' in the primary address '${address}' because it's not an accepted domain for your organization. Create it first (New-AcceptedDomain), or choose another address.`,
    target: address,
    exceptionType: "Microsoft.Exchange.Data.Directory.NotAcceptedDomainException",
  });
}
