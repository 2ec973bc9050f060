// Where the mail of a contact goes, and that this address finds the contact.
import type { ParameterTable } from "../command/cmdlet.ts";
import { addressOf, isPrimary, isSmtpProxy, proxyAddress, proxyKey } from "./kinds.ts";

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

/** What Set- was told, with a new external address among the addresses. */
export function changedExternal(
  values: Readonly<Record<string, unknown>>,
  before: string,
): Readonly<Record<string, unknown>> {
  const external = values["ExternalEmailAddress"] as string | null | undefined;
  if (external === undefined || external === null) return values;
  return withExternal(values, values["EmailAddresses"] as readonly string[], external, before);
}

/** The parameter of Enable- and New- cmdlets. */
export const externalParameter = {
  ExternalEmailAddress: {
    type: proxyAddress,
    mandatory: true,
    summary: "Where its mail goes: an address outside the organization.",
  },
} as const satisfies ParameterTable;
