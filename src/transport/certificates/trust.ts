// Whether a chain of certificates ends with an authority that is trusted (RFC 5280 6, signatures and issuers).
import { X509Certificate } from "node:crypto";

/** Chains are short. */
const longest = 10;
const parsed = new WeakMap<readonly string[], ReadonlyMap<string, readonly X509Certificate[]>>();

/** By subject; the list that Node comes with is parsed once. */
function bySubject(roots: readonly string[]): ReadonlyMap<string, readonly X509Certificate[]> {
  let found = parsed.get(roots);
  if (found === undefined) {
    const made = new Map<string, X509Certificate[]>();
    for (const pem of roots) {
      const root = new X509Certificate(pem);
      made.set(root.subject, [...(made.get(root.subject) ?? []), root]);
    }
    found = made;
    parsed.set(roots, found);
  }
  return found;
}

/** The certificates in a text of PEM blocks. */
export function certificatesIn(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

/** @param chain PEM of a certificate, with those above it behind it. @param roots PEM, one each. */
export function isTrusted(chain: string, roots: readonly string[]): boolean {
  const trusted = bySubject(roots);
  const [leaf, ...above] = certificatesIn(chain);
  let last = leaf;
  for (let step = 0; last !== undefined && step < longest; step++) {
    const child: X509Certificate = last;
    const issued = (parent: X509Certificate) => child.checkIssued(parent) && child.verify(parent.publicKey);
    if ((trusted.get(child.issuer) ?? []).some(issued)) return true;
    last = above.find((one) => one.fingerprint !== child.fingerprint && issued(one));
  }
  return false;
}
