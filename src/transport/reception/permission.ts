// Who may do what on a Receive connector: permission groups give rights, rights decide each command (behaviour 1.5).
import { type Address, printAddress } from "../../mail/address.ts";
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

/** Who a session is to the connector. */
export type Principal = "Anonymous" | "AuthenticatedUser" | "ExternallySecured" | "Partner";

const anonymous: readonly Right[] = [
  "Accept-Headers-Routing",
  "SMTP-Accept-Any-Sender",
  "SMTP-Accept-Authoritative-Domain-Sender",
  "SMTP-Submit",
];
const users: readonly Right[] = [
  "Accept-Headers-Routing",
  "Bypass-Anti-Spam",
  "SMTP-Accept-Any-Recipient",
  "SMTP-Submit",
];
const secured: readonly Right[] = [
  "Accept-Headers-Routing",
  "Bypass-Anti-Spam",
  "Bypass-Message-Size-Limit",
  "SMTP-Accept-Any-Recipient",
  "SMTP-Accept-Any-Sender",
  "SMTP-Accept-Authentication-Flag",
  "SMTP-Accept-Authoritative-Domain-Sender",
  "SMTP-Submit",
];
const partners: readonly Right[] = ["Accept-Headers-Routing", "SMTP-Submit"];
const none: ReadonlySet<Right> = new Set();
const tables = {
  anonymous: new Set(anonymous),
  users: new Set(users),
  secured: new Set(secured),
  partners: new Set(partners),
};

/** Who the peer is before it proves an identity: on an externally secured connector every peer is trusted. */
export function principalOf(connector: ReceiveConnectorObject, authenticated: boolean): Principal {
  if (connector.AuthMechanism.has("ExternalAuthoritative")) return "ExternallySecured";
  return authenticated ? "AuthenticatedUser" : "Anonymous";
}

/** The rights of a principal on a connector. */
export function rightsOf(connector: ReceiveConnectorObject, principal: Principal): ReadonlySet<Right> {
  const groups = connector.PermissionGroups;
  switch (principal) {
    case "ExternallySecured":
      return groups.has("ExchangeServers") || groups.has("ExchangeLegacyServers") ? tables.secured : none;
    case "AuthenticatedUser":
      return groups.has("ExchangeUsers") ? tables.users : none;
    case "Partner":
      // Who has proved his domain may do what a stranger may all the same.
      return groups.has("AnonymousUsers") ? tables.anonymous : groups.has("Partners") ? tables.partners : none;
    case "Anonymous":
      return groups.has("AnonymousUsers") ? tables.anonymous : none;
  }
}

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
  /** Whether the address belongs to the user. */
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
  facts: RecipientFacts,
): Promise<void> {
  const kind = facts.domainKind(recipient.domain);
  if (kind === undefined && !rights.has("SMTP-Accept-Any-Recipient")) {
    throw noRelay();
  }
  const trusted = rights.has("SMTP-Accept-Any-Recipient") || rights.has("SMTP-Accept-Authentication-Flag");
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
