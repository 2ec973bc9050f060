// What is asked of TLS on the way to a next hop: whether there must be some, and what the other side has to prove.
import type { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import type { SendConnector } from "../../org/classes/SendConnector.ts";
import type { Snapshot } from "../../org/organization.ts";
import { isIp } from "../../org/routekinds.ts";
import type { Of } from "../../values/shape.ts";
import { covers, type NextHop } from "../categorizer/routing.ts";
import { bearsDomain, namesIn } from "./names.ts";

export interface Terms {
  readonly tls: "ignore" | "opportunistic" | "required";
  /** Whether it goes on in the clear when TLS fails. */
  readonly yields: boolean;
  /** Options of tls.connect. */
  readonly options: CertificateCheck;
  /** Whether both sides show certificates, as domain security asks. */
  readonly mutual: boolean;
}

interface CertificateCheck {
  readonly rejectUnauthorized: boolean;
  readonly checkServerIdentity?: (host: string, certificate: { readonly subjectaltname?: string }) => Error | undefined;
}

type Connector = Of<typeof SendConnector>;

export function termsFor(connector: Connector, hop: NextHop, { transportConfig }: Snapshot): Terms {
  const mutual =
    connector.DomainSecureEnabled && transportConfig.TLSSendDomainSecureList.some((one) => covers(one, hop.domain));
  if (mutual) return { tls: "required", yields: false, options: mustBear(hop.domain), mutual };
  const tls = levelOf(connector);
  // Encryption that nobody asked for may fail, and it goes without (RFC 7435 3); but no password ever goes without then.
  const yields = tls === "opportunistic" && connector.SmartHostAuthMechanism === "None";
  return { tls, yields, options: checkOf(connector, hop), mutual };
}

function levelOf(connector: Connector): Terms["tls"] {
  if (connector.RequireTLS || connector.SmartHostAuthMechanism === "BasicAuthRequireTLS") return "required";
  return connector.IgnoreSTARTTLS ? "ignore" : "opportunistic";
}

function checkOf(connector: Connector, hop: NextHop): CertificateCheck {
  const level = connector.TlsAuthLevel;
  if (level === null || level === "EncryptionOnly") return { rejectUnauthorized: false };
  if (level === "CertificateValidation") return { rejectUnauthorized: true, checkServerIdentity: () => undefined };
  return mustBear(connector.TlsDomain ?? hop.domain);
}

function mustBear(domain: string): CertificateCheck {
  return {
    rejectUnauthorized: true,
    checkServerIdentity: (_, certificate) =>
      bearsDomain(namesIn(certificate.subjectaltname), domain)
        ? undefined
        : new Error(`454 4.7.5 The certificate does not bear the domain ${domain}.`),
  };
}

/** Whether the other side has proved by a certificate of a known authority that it bears its name (RFC 8689 4.2.1). */
export function isProved(socket: Partial<TLSSocket>, host: string): boolean {
  if (!socket.authorized && !onlyNameFailed(socket)) return false;
  const certificate: X509Certificate | undefined = socket.getPeerX509Certificate?.();
  return (isIp(host) ? certificate?.checkIP(host) : certificate?.checkHost(host)) !== undefined;
}

/** The library tells of the name only when the chain of authorities was good. */
const onlyNameFailed = (socket: Partial<TLSSocket>) =>
  (socket.authorizationError as { code?: string } | string | undefined)?.toString() === "ERR_TLS_CERT_ALTNAME_INVALID";
