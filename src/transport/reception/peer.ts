// Who a peer is by its certificate: the names in one that a trusted authority gave it (mutual TLS, "Domain Security").
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { parseDomain } from "../../mail/address.ts";
import type { Capability } from "../../org/capabilities.ts";
import type { ReceiveConnectorObject } from "./connector.ts";
import type { Right } from "./permission.ts";

/** Whether peers are asked for a certificate: most have none, and nothing is gained by asking where none counts. */
export function asksForCertificate(connector: ReceiveConnectorObject): boolean {
  return connector.DomainSecureEnabled || connector.TlsDomainCapabilities.length > 0;
}

/** The DNS names that the peer has proved, in lower case, "*.contoso.com" among them; none without a trusted certificate. */
export function provenNames(socket: Socket): readonly string[] {
  const secured = socket as TLSSocket;
  if (!secured.encrypted || !secured.authorized) return [];
  const alternatives = secured.getPeerX509Certificate()?.subjectAltName ?? "";
  return alternatives.split(", ").flatMap((one) => {
    const name = one.startsWith("DNS:") ? one.slice(4) : "";
    const stars = name.startsWith("*.") ? "*." : "";
    const domain = parseDomain(name.slice(stars.length));
    return domain === undefined ? [] : [stars + domain];
  });
}

/**
 * Whether names prove a domain: one is the domain itself or "*" below it. For "*.contoso.com" any name below will do. A
 * single host proves nothing about the domain above it.
 */
export function proves(names: readonly string[], domain: string): boolean {
  if (domain.startsWith("*.")) return names.some((name) => name.endsWith(domain.slice(1)));
  return names.includes(domain) || names.includes(`*.${domain}`);
}

const rightsBy: Readonly<Record<Capability, readonly Right[]>> = {
  AcceptCloudServicesMail: ["Accept-Headers-Organization", "SMTP-Accept-Authentication-Flag"],
  AcceptOrgHeaders: ["Accept-Headers-Organization"],
};

/** What TlsDomainCapabilities add to the rights of a peer with these names. */
export function capableRights(connector: ReceiveConnectorObject, names: readonly string[]): readonly Right[] {
  if (names.length === 0) return [];
  const granted = connector.TlsDomainCapabilities.filter(({ domain }) => proves(names, domain));
  return granted.flatMap(({ capabilities }) => capabilities.flatMap((one) => rightsBy[one]));
}
