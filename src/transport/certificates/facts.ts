// What a certificate says, in the words of administrators: names, issuer, key, and whether it bears a server's name.
import type { X509Certificate } from "node:crypto";
import { parseDomain } from "../../mail/address.ts";

/** The plain facts of a certificate. */
export interface CertificateFacts {
  /** "CN=mail.contoso.com, O=Contoso, C=US": the narrowest part first, as Windows shows it. */
  readonly subject: string;
  readonly issuer: string;
  /** The DNS names it is for, in lower case: those of subjectAltName, or the common name where there are none. */
  readonly domains: readonly string[];
  /** Bits. */
  readonly keySize: number;
  /** Whether it is signed by its own key. */
  readonly selfSigned: boolean;
}

/** A certificate is read once: each question would parse it anew. */
const known = new WeakMap<X509Certificate, CertificateFacts>();

export function facts(x509: X509Certificate): CertificateFacts {
  let found = known.get(x509);
  if (found === undefined) {
    const parts = (x509.subject ?? "").split("\n");
    const common = parts.filter((part) => part.startsWith("CN=")).map((part) => part.slice(3));
    const alternative = alternativeNames(x509);
    const domains = alternative.length > 0 ? alternative : common.filter((name) => parseDomain(name) !== undefined);
    found = {
      subject: shownName(x509.subject),
      issuer: shownName(x509.issuer),
      domains: [...new Set(domains.map((name) => name.toLowerCase()))],
      keySize: keySizeOf(x509),
      selfSigned: x509.subject === x509.issuer && x509.verify(x509.publicKey),
    };
    known.set(x509, found);
  }
  return found;
}

const curveBits: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521 };

function keySizeOf({ publicKey }: X509Certificate): number {
  const details = publicKey.asymmetricKeyDetails;
  return details?.modulusLength ?? curveBits[details?.namedCurve ?? ""] ?? 256;
}

/** The names and IP addresses of subjectAltName. */
function alternativeNames({ subjectAltName }: X509Certificate): string[] {
  return (subjectAltName ?? "").split(", ").flatMap((one) => {
    const name = /^(?:DNS|IP Address):([^"\s]+)$/.exec(one)?.[1];
    return name === undefined ? [] : [name];
  });
}

/** Node gives a line for each part, the widest first. */
function shownName(name: string | undefined): string {
  return (name ?? "").split("\n").reverse().join(", ");
}

/** Whether a certificate is for a host: by its very name, or by "*" in place of its first label (RFC 6125 6.4.3). */
export function covers(x509: X509Certificate, host: string): boolean {
  const { domains } = facts(x509);
  const dot = host.indexOf(".");
  return domains.includes(host) || (dot > 0 && domains.includes(`*${host.slice(dot)}`));
}

/** Names are equal whatever the order and the blanks of their parts. */
function nameKey(name: string): string {
  return name
    .split(/,(?=\s*[A-Za-z0-9.]+=)/)
    .map((part) => part.trim().toLowerCase())
    .sort()
    .join(",");
}

/** Whether "<I>issuer<S>subject" names the certificate. */
export function isNamed(x509: X509Certificate, name: string): boolean {
  const at = name.indexOf("<S>");
  const { issuer, subject } = facts(x509);
  return nameKey(name.slice(3, at)) === nameKey(issuer) && nameKey(name.slice(at + 3)) === nameKey(subject);
}
