// The authorities whose certificates are trusted without further ado: those that Node comes with.
import { rootCertificates } from "node:tls";

/** PEM, one certificate each. */
export function trustedRoots(): readonly string[] {
  return rootCertificates;
}
