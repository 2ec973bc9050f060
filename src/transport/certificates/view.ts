// Certificates as cmdlets show and name them.
import type { Parameter, ParameterTable } from "../../command/cmdlet.ts";
import type { Context } from "../../command/context.ts";
import { ExchangeServer } from "../../org/classes/ExchangeServer.ts";
import { directory } from "../../org/directory.ts";
import { flags } from "../../org/flags.ts";
import { instant } from "../../org/kinds.ts";
import { identityOf } from "../../org/parameters.ts";
import { DateTime } from "../../values/datetime.ts";
import { boolean, choice, int, many, text, wholeNumber } from "../../values/kinds.ts";
import { defineShape, Entity, type Of } from "../../values/shape.ts";
import { toText } from "../../values/text.ts";
import { ConversionError, type Type } from "../../values/type.ts";
import { trustedRoots } from "../../world/roots.ts";
import { certificateNotFound } from "./errors.ts";
import { facts } from "./facts.ts";
import type { Held } from "./store.ts";
import { isTrusted } from "./trust.ts";

/** Services that certificates are for; exsh has SMTP alone as yet, and keeps the others for when they come. */
export const allowedServices = flags("AllowedServices", "None", "IMAP", "POP", "IIS", "SMTP");

export const bytes = many(wholeNumber("Byte", 0, 255), "Byte[]");

export const ExchangeCertificate = defineShape({
  name: "ExchangeCertificate",
  summary: "A certificate of the server, or a request for one.",
  properties: {
    Thumbprint: { type: text, mandatory: true, summary: "SHA-1 of the certificate: its name." },
    Services: { type: allowedServices, mandatory: true, summary: "The services that may show it." },
    Subject: { type: text, mandatory: true, summary: "Whom it is for." },
    CertificateDomains: { type: many(text), default: [], summary: "The names that it bears." },
    HasPrivateKey: { type: boolean, mandatory: true, summary: "Whether its key is here." },
    IsSelfSigned: { type: boolean, mandatory: true, summary: "Whether nobody but itself vouches for it." },
    Issuer: { type: text, mandatory: true, summary: "Who vouches for it." },
    NotAfter: { type: instant, mandatory: true, summary: "When it ends." },
    NotBefore: { type: instant, mandatory: true, summary: "When it begins." },
    PublicKeySize: { type: int, mandatory: true, summary: "Bits of its key." },
    RootCAType: {
      type: choice("CertificateAuthorityType", "None", "ThirdParty", "Registry", "Unknown"),
      mandatory: true,
      summary:
        "Who stands at the end of its chain: itself (None), an authority that everybody trusts (ThirdParty), one that was imported (Registry).",
    },
    SerialNumber: { type: text, mandatory: true, summary: "Its number with the issuer." },
    Status: {
      type: choice("CertificateStatus", "Valid", "DateInvalid", "PendingRequest", "Untrusted"),
      mandatory: true,
      summary: "Whether it can be used; Untrusted when no authority at the end of its chain is known.",
    },
    FriendlyName: { type: text, default: "", summary: "A name for people." },
    Identity: { type: text, mandatory: true, summary: "Server\\Thumbprint." },
    PrivateKeyExportable: { type: boolean, mandatory: true, summary: "Whether its key may leave the server." },
    IsDefault: {
      type: boolean,
      mandatory: true,
      summary: "Whether connectors show it whose name no certificate bears.",
    },
    CertificateRequest: { type: text, summary: "The request that an authority has to answer, as PEM." },
    EnhancedKeyUsageList: { type: many(text), default: [], summary: "What it may be used for, as object identifiers." },
    RawData: { type: text, mandatory: true, summary: "The certificate as PEM." },
  },
  table: ["Thumbprint", "Services", "Subject"],
  list: [
    "CertificateDomains",
    "HasPrivateKey",
    "IsSelfSigned",
    "Issuer",
    "NotAfter",
    "NotBefore",
    "PublicKeySize",
    "RootCAType",
    "SerialNumber",
    "Services",
    "Status",
    "Subject",
    "Thumbprint",
  ],
});

export type CertificateObject = Of<typeof ExchangeCertificate>;

export const BinaryFile = defineShape({
  name: "BinaryFileDataObject",
  summary: "The bytes of a file.",
  properties: {
    FileData: { type: bytes, mandatory: true, summary: "The bytes, for [System.IO.File]::WriteAllBytes." },
  },
});

/** Bytes as a list of numbers. */
export const fileOf = (content: Buffer): Of<typeof BinaryFile> => BinaryFile.make({ FileData: [...content] });

/** `all` are the certificates there are: imported authorities vouch, too. */
export function viewCertificate(held: Held, all: readonly Held[], ctx: Context): CertificateObject {
  const { x509, settings } = held;
  const { subject, issuer, domains, keySize, selfSigned: own } = facts(x509);
  const imported = all.filter(({ key }) => key === undefined).map((one) => one.certificate);
  const third = !own && isTrusted(held.certificate, trustedRoots());
  const trusted = own || third || isTrusted(held.certificate, imported);
  const now = ctx.world.clock.now();
  const isNow = Date.parse(x509.validFrom) <= now && held.notAfter > now;
  return ExchangeCertificate.make({
    Thumbprint: held.thumbprint,
    Services: allowedServices.convert([...settings.services]),
    Subject: subject,
    CertificateDomains: domains,
    HasPrivateKey: held.key !== undefined,
    IsSelfSigned: own && !settings.request,
    Issuer: issuer,
    NotAfter: DateTime.ofMilliseconds(held.notAfter),
    NotBefore: DateTime.ofMilliseconds(Date.parse(x509.validFrom)),
    PublicKeySize: keySize,
    RootCAType: settings.request ? "Unknown" : own ? "None" : third ? "ThirdParty" : trusted ? "Registry" : "Unknown",
    SerialNumber: x509.serialNumber,
    Status: settings.request ? "PendingRequest" : !isNow ? "DateInvalid" : trusted ? "Valid" : "Untrusted",
    FriendlyName: settings.friendlyName,
    Identity: `${ctx.org.snapshot().server.Fqdn}\\${held.thumbprint}`,
    PrivateKeyExportable: settings.exportable,
    IsDefault: settings.isDefault,
    CertificateRequest: settings.request ?? null,
    EnhancedKeyUsageList: x509.keyUsage ?? [],
    RawData: held.certificate,
  });
}

/** A thumbprint, alone or behind "Server\"; blanks as Windows shows them do not count. A certificate stands for its own. */
export const thumbprint: Type<string> = {
  name: "String",
  convert(value) {
    const given = value instanceof Entity ? toText(value.get("Thumbprint")) : toText(value);
    const plain = given.slice(given.lastIndexOf("\\") + 1).replace(/[\s:\u200e]/g, "");
    if (!/^[0-9a-f]{40}$/i.test(plain)) {
      throw new ConversionError(`"${given}" isn't a thumbprint: forty hexadecimal digits.`);
    }
    return plain.toUpperCase();
  },
  show: (value) => value,
  encode: (value) => value,
  decode: (json) => String(json),
  async *offers(prefix, services) {
    const start = prefix.toUpperCase();
    for (const held of await services.certificates.all()) if (held.thumbprint.startsWith(start)) yield held.thumbprint;
  },
};

export const serverParameter: Parameter = {
  type: identityOf(ExchangeServer, "Server"),
  summary: "The server that has the certificates; this one.",
};

/** How a cmdlet names one certificate. */
export const oneCertificate = {
  sets: {
    Thumbprint: {
      Thumbprint: {
        type: thumbprint,
        mandatory: true,
        position: 1,
        pipeline: "both",
        summary: "The thumbprint of the certificate.",
      },
      Server: serverParameter,
    },
    Identity: {
      Identity: {
        type: { ...thumbprint, name: "ExchangeCertificateIdParameter" },
        mandatory: true,
        summary: "The certificate: its thumbprint, or Server\\Thumbprint.",
      },
    },
  },
  defaultSet: "Thumbprint",
} as const;

export const certificateParameters = { ...directory } as const satisfies ParameterTable;

/** The certificate that is meant. Throws a Problem when there is none, or no such server. */
export async function findCertificate(
  given: {
    readonly Thumbprint?: string | undefined;
    readonly Identity?: string | undefined;
    readonly Server?: unknown;
  },
  ctx: Context,
): Promise<Held> {
  await ownServer(given.Server, ctx);
  const wanted = given.Thumbprint ?? given.Identity ?? "";
  const found = (await ctx.certificates.all()).find((held) => held.thumbprint === wanted);
  if (found === undefined) throw certificateNotFound(wanted);
  return found;
}

/** There is one server: whoever names one means it, or is told that there is no other. */
export async function ownServer(server: unknown, ctx: Context): Promise<void> {
  if (server !== undefined) await ctx.org.find(ExchangeServer, server as string);
}
