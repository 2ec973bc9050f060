// Whether a certificate bears a domain, as TlsAuthLevel DomainValidation and TlsDomain ask (RFC 6125 6.4).

/** The DNS names in the subject alternative names of a certificate, as Node tells them. */
export function namesIn(subjectAltName: string | undefined): string[] {
  // Node puts names with odd characters in quotes; those are never domains, and a comma inside them must not make one.
  return (subjectAltName ?? "")
    .split(", ")
    .filter((entry) => /^DNS:[A-Za-z0-9*_.-]+$/.test(entry))
    .map((entry) => entry.slice(4).toLowerCase());
}

/**
 * Whether one of the names stands for the domain. "*.contoso.com" as the wanted domain takes any name below it; a
 * wildcard in the certificate stands for one label.
 */
export function bearsDomain(names: readonly string[], wanted: string): boolean {
  const domain = wanted.toLowerCase();
  if (domain.startsWith("*.")) {
    const base = domain.slice(2);
    return names.some((name) => {
      const plain = name.startsWith("*.") ? name.slice(2) : name;
      return plain === base || plain.endsWith(`.${base}`);
    });
  }
  const parent = domain.slice(domain.indexOf(".") + 1);
  return names.some((name) => name === domain || name === `*.${parent}`);
}
