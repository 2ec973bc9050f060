// What reception asks of the organization: which domains are ours, who is there, who owns an address.
import { type Address, printAddress, toALabels } from "../../mail/address.ts";
import { may } from "../../org/access.ts";
import { Mailbox } from "../../org/classes/Mailbox.ts";
import type { Organization } from "../../org/organization.ts";
import { principalsOf } from "../../org/principals.ts";
import { acceptedDomainIn } from "../categorizer/directory.ts";
import type { DomainKind, RecipientFacts, SenderFacts } from "./permission.ts";

export interface ReceptionFacts extends SenderFacts, RecipientFacts {
  /** The full name of the server, for greetings and traces. */
  readonly server: string;
  /** The domain of a postmaster without one. */
  readonly defaultDomain: string;
  /** The accepted domain of this GUID, in A-labels. */
  domainOf(guid: string): string | undefined;
  /** Whether a user's mailbox is so full that nothing is sent from it. */
  isFull(user: string): Promise<boolean>;
  /** All that a user counts as. */
  principals(user: string): Promise<ReadonlySet<string>>;
}

/** Groups looked at for one question. */
const mostGroups = 1000;

/** Whether a user is among these, or in a group that is. */
async function belongs(org: Pick<Organization, "groupsOf">, user: string, guids: ReadonlySet<string>) {
  const seen = new Set([user]);
  for (const member of seen) {
    if (guids.has(member)) return true;
    for await (const group of org.groupsOf(member)) if (seen.size < mostGroups) seen.add(group.Guid);
  }
  return false;
}

/** The facts as an organization has them at each moment. */
export function factsOf(
  org: Pick<Organization, "snapshot" | "resolve" | "groupsOf">,
  isFull: ReceptionFacts["isFull"] = async () => false,
): ReceptionFacts {
  return {
    isFull,
    get server() {
      return org.snapshot().server.Fqdn;
    },
    get defaultDomain() {
      return toALabels(org.snapshot().defaultDomain.DomainName);
    },
    domainOf(guid) {
      const found = org.snapshot().acceptedDomains.find((one) => one.Guid === guid);
      return found && toALabels(found.DomainName).replace(/^\*\./, "");
    },
    domainKind(domain): DomainKind | undefined {
      return acceptedDomainIn(org.snapshot(), domain)?.type;
    },
    isSecureDomain(domain) {
      return org.snapshot().transportConfig.TLSReceiveDomainSecureList.some((one) => {
        const listed = toALabels(one);
        return listed === domain || (listed.startsWith("*.") && domain.endsWith(listed.slice(1)));
      });
    },
    async recipient(address) {
      const found = await org.resolve(address);
      return found && { authenticatedOnly: found.RequireSenderAuthenticationEnabled };
    },
    async owns(user: string, address: Address) {
      const found = await org.resolve(printAddress(address));
      if (found === undefined) return false;
      if (Mailbox.holds(found) && found.Guid === user) return true;
      return may(found, await principalsOf(org, user), "Send-As");
    },
    principals: (user) => principalsOf(org, user),
    async sendsFor(user, address) {
      const found = await org.resolve(printAddress(address));
      const granted = new Set(found?.GrantSendOnBehalfTo.map((one) => one.guid));
      return granted.size > 0 && (await belongs(org, user, granted));
    },
  };
}
