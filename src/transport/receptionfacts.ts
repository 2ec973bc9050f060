// What reception asks of the organization: which domains are ours, who is there, who owns an address.
import { type Address, parseDomain, printAddress } from "../mail/address.ts";
import { Mailbox } from "../org/classes/Mailbox.ts";
import type { Organization, Snapshot } from "../org/organization.ts";
import type { DomainKind, RecipientFacts, SenderFacts } from "./permission.ts";
import { acceptedDomainOf, type DomainEntry } from "./routing.ts";

export interface ReceptionFacts extends SenderFacts, RecipientFacts {
  /** The full name of the server, for greetings and traces. */
  readonly server: string;
  /** The domain of a postmaster without one. */
  readonly defaultDomain: string;
}

/** The facts as an organization has them at each moment. */
export function factsOf(org: Pick<Organization, "snapshot" | "resolve">): ReceptionFacts {
  return {
    get server() {
      return org.snapshot().server.Fqdn;
    },
    get defaultDomain() {
      return toALabels(org.snapshot().defaultDomain.DomainName);
    },
    domainKind(domain): DomainKind | undefined {
      return acceptedDomainOf(domainsOf(org.snapshot()), domain)?.type;
    },
    async recipient(address) {
      const found = await org.resolve(address);
      return found && { authenticatedOnly: found.RequireSenderAuthenticationEnabled };
    },
    async owns(user: string, address: Address) {
      const found = await org.resolve(printAddress(address));
      return found !== undefined && Mailbox.holds(found) && found.Guid === user;
    },
  };
}

const entries = new WeakMap<Snapshot, readonly DomainEntry[]>();

/** The accepted domains in A-labels, as addresses of an envelope have them. */
function domainsOf(snapshot: Snapshot): readonly DomainEntry[] {
  let known = entries.get(snapshot);
  if (!known) {
    known = snapshot.acceptedDomains.map((domain) => ({
      name: domain.Name,
      domain: toALabels(domain.DomainName),
      type: domain.DomainType,
      subdomains: domain.MatchSubDomains,
    }));
    entries.set(snapshot, known);
  }
  return known;
}

function toALabels(pattern: string): string {
  const stars = pattern.startsWith("*.") ? "*." : "";
  return stars + (parseDomain(pattern.slice(stars.length)) ?? pattern.slice(stars.length).toLowerCase());
}
