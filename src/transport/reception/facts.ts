// What reception asks of the organization: which domains are ours, who is there, who owns an address.
import { type Address, printAddress, toALabels } from "../../mail/address.ts";
import { Mailbox } from "../../org/classes/Mailbox.ts";
import type { Organization } from "../../org/organization.ts";
import { acceptedDomainIn } from "../categorizer/directory.ts";
import type { DomainKind, RecipientFacts, SenderFacts } from "./permission.ts";

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
      return acceptedDomainIn(org.snapshot(), domain)?.type;
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
