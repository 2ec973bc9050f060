// Tells in time that certificates end: those that SMTP uses and that nobody but people renews.
import { facts } from "./facts.ts";
import { type Held, renewalMs } from "./store.ts";

/** One sentence for each certificate that ends within 30 days or has ended. `now` is in milliseconds since 1970. */
export function expiryWarnings(all: readonly Held[], now: number): readonly string[] {
  return all
    .filter(
      ({ key, settings }) =>
        key !== undefined && !settings.automatic && !settings.request && settings.services.length > 0,
    )
    .filter((held) => held.notAfter - now < renewalMs && !isReplaced(held, all))
    .map(({ thumbprint, subject, notAfter }) => {
      const day = new Date(notAfter).toISOString().slice(0, 10);
      const when = notAfter > now ? `expires on ${day}` : `expired on ${day}`;
      return `The certificate ${thumbprint} (${subject}) ${when}. Renew it: Get-ExchangeCertificate ${thumbprint} | New-ExchangeCertificate, with -GenerateRequest for one of an authority.`;
    });
}

/** A longer certificate for the same names takes its place. */
function isReplaced(held: Held, all: readonly Held[]): boolean {
  const names = facts(held.x509).domains;
  return all.some(
    (other) =>
      other.notAfter > held.notAfter &&
      other.key !== undefined &&
      !other.settings.request &&
      held.settings.services.every((service) => other.settings.services.includes(service)) &&
      names.every((name) => facts(other.x509).domains.includes(name)),
  );
}
