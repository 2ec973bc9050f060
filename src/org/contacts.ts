// Where the mail of a contact goes, and that this address finds the contact.
import { addressOf, isPrimary, isSmtpProxy, proxyKey } from "./kinds.ts";

/**
 * The properties with the external address as the target and among the addresses.
 * @param before the external address that was there, which goes unless it is the primary one.
 */
export function withExternal(
  values: Readonly<Record<string, unknown>>,
  addresses: readonly string[],
  external: string,
  before: string | undefined,
): Record<string, unknown> {
  const own = proxyKey(external);
  const old = before === undefined ? undefined : proxyKey(before);
  const kept = addresses.filter((proxy) => {
    const key = proxyKey(proxy);
    return key === own || key !== old || isPrimary(proxy);
  });
  const there = kept.some((proxy) => proxyKey(proxy) === own);
  const prefix = external.slice(0, external.indexOf(":")).toLowerCase();
  const added = `${prefix}:${addressOf(external)}`;
  const first = !kept.some(isPrimary) && isSmtpProxy(external);
  return {
    ...values,
    // The target is shown with its prefix in capitals, as Exchange does.
    ExternalEmailAddress: `${prefix.toUpperCase()}:${addressOf(external)}`,
    EmailAddresses: there ? kept : first ? [`SMTP:${addressOf(external)}`, ...kept] : [...kept, added],
  };
}
