// For whom a new certificate is: the names that parameters say, or those of the one it renews.
import type { Context } from "../../command/context.ts";
import { parseDomain } from "../../mail/address.ts";
import { Entity } from "../../values/shape.ts";
import { toText } from "../../values/text.ts";
import { ConversionError, type Type } from "../../values/type.ts";
import { badName } from "./errors.ts";
import { facts } from "./facts.ts";
import type { Wanted } from "./make.ts";
import type { Held } from "./store.ts";
import { commonName, parseSubject } from "./subject.ts";

/** A certificate that Get-ExchangeCertificate gave, as its thumbprint. */
export const certificateObject: Type<string> = {
  name: "X509Certificate2",
  convert(value) {
    if (value instanceof Entity && value.shape.name === "ExchangeCertificate") return toText(value.get("Thumbprint"));
    if (typeof value === "string" && /^[0-9A-F]{40}$/.test(value)) return value;
    throw new ConversionError("This is not a certificate of Get-ExchangeCertificate.");
  },
  show: (value) => value,
  encode: (value) => value,
  decode: (json) => String(json),
};

interface Names {
  readonly DomainName?: readonly string[] | undefined;
  readonly IncludeAcceptedDomains?: boolean | undefined;
  readonly IncludeAutoDiscover?: boolean | undefined;
  readonly IncludeServerFQDN?: boolean | undefined;
  readonly IncludeServerNetBIOSName?: boolean | undefined;
  readonly SubjectName?: string | undefined;
  readonly SubjectKeyIdentifier?: string | undefined;
  readonly KeySize?: "2048" | "4096" | undefined;
}

/** More names than this no client reads. */
const mostNames = 1000;

/** Throws a Problem for a name that none can have. */
export function wantedNames(p: Names, old: Held | undefined, ctx: Context): Omit<Wanted, "lifetime"> {
  const { server, acceptedDomains } = ctx.org.snapshot();
  const domains = acceptedDomains.map((one) => String(one.DomainName));
  const names = [...(p.DomainName ?? [])];
  if (p.IncludeAcceptedDomains) names.push(...domains);
  if (p.IncludeAutoDiscover) names.push(...domains.map((domain) => `autodiscover.${domain.replace(/^\*\./, "")}`));
  if (p.IncludeServerFQDN) names.push(server.Fqdn);
  if (p.IncludeServerNetBIOSName) names.push(server.Name);
  if (names.length === 0) names.push(...(old ? facts(old.x509).domains : [server.Name, server.Fqdn]));
  const named = names.map(asciiName);
  const fallback = (p.DomainName ?? [])[0] ?? (names.includes(server.Name) ? server.Name : names[0]!);
  const subject =
    p.SubjectName !== undefined
      ? parseSubject(p.SubjectName)
      : parseSubject(old && !p.DomainName ? facts(old.x509).subject : `CN=${fallback}`);
  const common = commonName(subject);
  const all = [...(common !== undefined && isName(common) ? [asciiName(common)] : []), ...named];
  const size = p.KeySize ? Number(p.KeySize) : rsaSize(old);
  return {
    subject: subject.map(([type, value]) => [type, type === "CN" && isName(value) ? asciiName(value) : value] as const),
    domains: [...new Set(all)].slice(0, mostNames),
    keySize: size,
    keyIdentifier: p.SubjectKeyIdentifier,
  };
}

const rsaSize = (old: Held | undefined) =>
  old?.x509.publicKey.asymmetricKeyType === "rsa" ? Math.max(2048, facts(old.x509).keySize) : 2048;

const isName = (name: string) => parseDomain(name.replace(/^\*\./, "")) !== undefined;

/** In lower case and A-labels; "*." may stand in front. */
function asciiName(given: string): string {
  const name = given.trim();
  const stars = name.startsWith("*.") ? "*." : "";
  const domain = parseDomain(name.slice(stars.length));
  if (domain === undefined) throw badName(name);
  return stars + domain;
}
