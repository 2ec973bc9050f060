// The authorities whose certificates are trusted without further ado: those that Node comes with.
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";

/** PEM, one certificate each. */
export function trustedRoots(): readonly string[] {
  return rootCertificates;
}

/** What a client shows and whom it trusts, made once for many connections: reading all roots takes milliseconds. */
export function clientContext(
  roots: readonly string[],
  shown: { readonly certificate: string; readonly key: string } | undefined,
): SecureContext {
  return createSecureContext({
    ...(roots.length > 0 ? { ca: [...rootCertificates, ...roots] } : {}),
    ...(shown ? { cert: shown.certificate, key: shown.key } : {}),
  });
}
