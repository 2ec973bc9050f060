// New-ExchangeCertificate: makes a self-signed certificate, or a request that an authority answers.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { offerServices, replacesDefault } from "../../src/transport/certificates/enable.ts";
import { writeOut } from "../../src/transport/certificates/files.ts";
import { certificateRequest, placeholder, selfSigned } from "../../src/transport/certificates/make.ts";
import type { Settings } from "../../src/transport/certificates/store.ts";
import {
  allowedServices,
  BinaryFile,
  certificateParameters,
  ExchangeCertificate,
  fileOf,
  ownServer,
  serverParameter,
  viewCertificate,
} from "../../src/transport/certificates/view.ts";
import { certificateObject, wantedNames } from "../../src/transport/certificates/wanted.ts";
import { boolean, choice, many, switchParameter, text } from "../../src/values/kinds.ts";

const year = 365 * 86_400_000;
const included = (summary: string) => ({ type: switchParameter, summary }) as const;

export default defineCmdlet({
  name: "New-ExchangeCertificate",
  synopsis: "Makes a self-signed certificate, or a request for a certificate of an authority.",
  description:
    "A certificate that comes by the pipeline is renewed: what is left out is as it was, and its services show the new one. Without names it is for the server itself. A request is kept until Import-ExchangeCertificate brings the answer.",
  runs: "organization",
  confirms: "allow",
  sets: {
    Certificate: {
      Services: {
        type: allowedServices,
        summary: "The services that may show it: IMAP, POP and SMTP, or those of the certificate that it renews.",
      },
    },
    Request: {
      GenerateRequest: { type: switchParameter, mandatory: true, summary: "Makes a request instead (PKCS #10)." },
      BinaryEncoded: { type: switchParameter, summary: "Gives the request as bytes (DER) rather than text (PEM)." },
      RequestFile: { type: text, summary: "Writes the request to this file, too, named from the root." },
    },
  },
  defaultSet: "Certificate",
  parameters: {
    ...certificateParameters,
    DomainName: { type: many(text), summary: "The names it bears, such as mail.contoso.com or *.contoso.com." },
    Force: { type: switchParameter, summary: "Makes it the default certificate of SMTP without asking." },
    FriendlyName: {
      type: text,
      check: (value: string) => (value.length < 64 ? undefined : "A friendly name has fewer than 64 characters."),
      summary: "A name for people; Microsoft Exchange when left out, as scripts expect.",
    },
    IncludeAcceptedDomains: included("Adds the accepted domains to the names."),
    IncludeAutoDiscover: included("Adds autodiscover.<domain> for each accepted domain."),
    IncludeServerFQDN: included("Adds the full name of the server."),
    IncludeServerNetBIOSName: included("Adds the short name of the server."),
    Instance: { type: certificateObject, pipeline: "value", summary: "The certificate that is renewed." },
    KeySize: {
      type: choice("KeySize", "2048", "4096"),
      summary: "Bits of the RSA key; 2048, or as in the certificate that is renewed.",
    },
    PrivateKeyExportable: { type: boolean, default: false, summary: "Whether the key may leave the server." },
    Server: serverParameter,
    SubjectKeyIdentifier: {
      type: text,
      check: (value: string) =>
        /^(?:[0-9A-Fa-f]{2}){1,32}$/.test(value)
          ? undefined
          : "A key identifier is an even number of hexadecimal digits.",
      summary: "The identifier of the key; made from the key when left out.",
    },
    SubjectName: { type: text, summary: 'Whom it is for, such as "C=US, O=Contoso, CN=mail.contoso.com".' },
  },
  outputs: [ExchangeCertificate, BinaryFile],
  examples: [
    {
      run: "New-ExchangeCertificate -DomainName mail.contoso.com -Force",
      note: "A self-signed one that SMTP shows at once.",
    },
    {
      run: "New-ExchangeCertificate -GenerateRequest -SubjectName 'C=US, O=Contoso, CN=mail.contoso.com' -DomainName autodiscover.contoso.com",
      note: "The text to send to an authority; Import-ExchangeCertificate takes its answer.",
    },
  ],
  async *process(p, ctx) {
    await ownServer(p.Server, ctx);
    const renewed = p.Instance;
    const old = (await ctx.certificates.all()).find((held) => held.thumbprint === renewed);
    const wanted = { ...wantedNames(p, old, ctx), lifetime: 5 * year };
    const services = p.set === "Certificate" && p.Services ? p.Services.words : old ? old.settings.services : undefined;
    const settings: Settings = {
      friendlyName: p.FriendlyName ?? (old?.settings.friendlyName || "Microsoft Exchange"),
      services: services ?? (p.set === "Request" ? [] : ["IMAP", "POP", "SMTP"]),
      exportable: p.PrivateKeyExportable,
      isDefault: false,
      automatic: false,
    };
    if (!(await ctx.shouldProcess(wanted.domains.join(", ")))) return;
    if (p.set === "Request") {
      const { request, key } = await certificateRequest(wanted);
      const certificate = await placeholder(ctx.world, wanted, key);
      const isDefault = old?.settings.isDefault ?? false;
      await ctx.certificates.add(certificate, key, { ...settings, isDefault, request });
      const der = Buffer.from(request.replace(/-----[^-]+-----/g, ""), "base64");
      if (p.RequestFile !== undefined) await writeOut(p.RequestFile, p.BinaryEncoded ? der : Buffer.from(request), ctx);
      yield p.BinaryEncoded ? fileOf(der) : request;
      return;
    }
    const { certificate, key } = await selfSigned(ctx.world, wanted);
    const next = { thumbprint: "the new one", notAfter: ctx.world.clock.now() + wanted.lifetime };
    const isDefault =
      (old?.settings.isDefault ?? false) || (await replacesDefault(next, settings.services, p.Force, ctx));
    if (p.Services) offerServices(settings.services, ctx);
    const { held, warnings } = await ctx.certificates.add(certificate, key, { ...settings, isDefault });
    for (const warning of warnings) ctx.warning(warning);
    yield viewCertificate(held, await ctx.certificates.all(), ctx);
  },
});
