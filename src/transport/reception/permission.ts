// Who may do what on a Receive connector: permission groups give rights, rights decide each command (behaviour 1.5).
import { type Address, printAddress } from "../../mail/address.ts";
import { entriesOf, rightsOf } from "../../org/access.ts";
import { wellKnown } from "../../org/wellknown.ts";
import type { ReceiveConnectorObject } from "./connector.ts";
import { authenticationRequired, certificateNeeded, mayNotSendAs, noRelay, recipientNotFound } from "./refusals.ts";

/** The rights that exsh asks about; Exchange's names bear "ms-Exch-" in front. */
export type Right =
  | "Accept-Headers-Forest"
  | "Accept-Headers-Organization"
  | "Accept-Headers-Routing"
  | "Bypass-Anti-Spam"
  | "Bypass-Message-Size-Limit"
  | "SMTP-Accept-Any-Recipient"
  | "SMTP-Accept-Any-Sender"
  | "SMTP-Accept-Authentication-Flag"
  | "SMTP-Accept-Authoritative-Domain-Sender"
  | "SMTP-Submit";

/** Who has proved nothing: everybody on an externally secured connector is trusted for that, elsewhere he is a stranger. */
export function unproven(connector: ReceiveConnectorObject): ReadonlySet<string> {
  return connector.AuthMechanism.has("ExternalAuthoritative") ? secured : strangers;
}

const secured: ReadonlySet<string> = new Set([wellKnown.externallySecured, wellKnown.everyone]);
const strangers: ReadonlySet<string> = new Set([wellKnown.anonymous]);
/** Who has proved his domain may do what a stranger may all the same. */
export const partners: ReadonlySet<string> = new Set([wellKnown.partners, wellKnown.anonymous]);

/** What those who are these principals may do on a connector, by its permission groups and entries. */
export function rightsOn(connector: ReceiveConnectorObject, principals: ReadonlySet<string>): ReadonlySet<Right> {
  const rights = [...rightsOf(connector, principals)].filter((right) => right.startsWith(prefix));
  return new Set(rights.map((right) => right.slice(prefix.length) as Right));
}

const prefix = "ms-Exch-";
const notUsers: ReadonlySet<string> = new Set(
  Object.values(wellKnown).filter((key) => key !== wellKnown.authenticated && key !== wellKnown.everyone),
);

/** Whether any user may submit mail here, so that a logon leads somewhere. */
export function knowsUsers(connector: ReceiveConnectorObject): boolean {
  let known = usersKnown.get(connector);
  if (known === undefined) {
    known = entriesOf(connector).some(({ user, right, deny }) => {
      const submits = right === undefined || right === `${prefix}SMTP-Submit`;
      return submits && !deny && !notUsers.has(user);
    });
    usersKnown.set(connector, known);
  }
  return known;
}

/** Asked at every command; a connector that is changed is another object. */
const usersKnown = new WeakMap<ReceiveConnectorObject, boolean>();

/** What the organization knows of a domain. */
export type DomainKind = "Authoritative" | "InternalRelay" | "ExternalRelay";

/** Who speaks, as far as it has been proved. */
export interface Proven {
  /** The GUID of who logged on. */
  readonly user: string | undefined;
  /** Whether mail of TLSReceiveDomainSecureList counts as secure alone (DomainSecureEnabled). */
  readonly domainSecure: boolean;
  /** Whether the peer's certificate proves a domain. */
  proves(domain: string): boolean;
}

/** What the rules ask of the organization. */
export interface SenderFacts {
  /** Whether TransportConfig's TLSReceiveDomainSecureList has the domain. */
  isSecureDomain(domain: string): boolean;
  /** Undefined for a domain that is not ours. */
  domainKind(domain: string): DomainKind | undefined;
  /** Whether the address belongs to the user, or to one as whom he may send (Send-As). */
  owns(user: string, address: Address): Promise<boolean>;
  /** Whether the address belongs to one who lets the user send on his behalf (GrantSendOnBehalfTo). */
  sendsFor(user: string, address: Address): Promise<boolean>;
}

/** Throws when this sender is not for this session (550 5.7.60), or must prove his domain and has not (454 4.7.5). */
export async function checkSender(
  rights: ReadonlySet<Right>,
  sender: Address | null,
  { user, domainSecure, proves }: Proven,
  facts: SenderFacts,
): Promise<void> {
  if (sender === null) return;
  if (domainSecure && facts.isSecureDomain(sender.domain)) {
    if (!proves(sender.domain)) throw certificateNeeded();
    return;
  }
  if (rights.has("SMTP-Accept-Any-Sender")) {
    const ours = facts.domainKind(sender.domain) === "Authoritative";
    if (!ours || rights.has("SMTP-Accept-Authoritative-Domain-Sender")) return;
  } else if (user !== undefined && (await facts.owns(user, sender))) return;
  throw mayNotSendAs();
}

/** What is known of a recipient in one of our domains. */
export interface RecipientFacts {
  domainKind(domain: string): DomainKind | undefined;
  /** Whether it exists, and whether it takes mail of authenticated senders only. */
  recipient(address: string): Promise<{ readonly authenticatedOnly: boolean } | undefined>;
}

/**
 * Throws when mail for this recipient is not taken: a stranger never relays (550 5.7.54), and for a stranger a recipient
 * of an authoritative domain must exist (550 5.1.10), so that nobody outside gets reports for mail he never sent.
 */
export async function checkRecipient(
  rights: ReadonlySet<Right>,
  recipient: Address,
  authenticated: boolean,
  facts: RecipientFacts,
): Promise<void> {
  const kind = facts.domainKind(recipient.domain);
  if (kind === undefined && !rights.has("SMTP-Accept-Any-Recipient")) {
    throw noRelay();
  }
  // Who may relay without having proved who he is stays a stranger.
  const trusted = authenticated || rights.has("SMTP-Accept-Authentication-Flag");
  if (kind === undefined || kind === "ExternalRelay" || trusted) return;
  const found = await facts.recipient(printAddress(recipient));
  if (found?.authenticatedOnly) {
    throw authenticationRequired();
  }
  if (found === undefined && kind === "Authoritative") {
    throw recipientNotFound();
  }
}

/** Names of fields that are taken from nobody without the right: they steer mail inside the organization. */
export function firewall(rights: ReadonlySet<Right>): (field: string) => boolean {
  const organization = rights.has("Accept-Headers-Organization");
  const forest = rights.has("Accept-Headers-Forest");
  const routing = rights.has("Accept-Headers-Routing");
  return (field) => {
    const name = field.toLowerCase();
    if (name.startsWith("x-ms-exchange-organization-")) return !organization;
    if (name.startsWith("x-ms-exchange-forest-")) return !forest;
    return !routing && (name === "received" || name.startsWith("resent-"));
  };
}
