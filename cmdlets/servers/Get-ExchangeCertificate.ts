// Get-ExchangeCertificate: the certificates of the server, and the requests that no authority has answered yet.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { certificateNotFound } from "../../src/transport/certificates/errors.ts";
import { covers } from "../../src/transport/certificates/facts.ts";
import {
  certificateParameters,
  ExchangeCertificate,
  ownServer,
  serverParameter,
  thumbprint,
  viewCertificate,
} from "../../src/transport/certificates/view.ts";
import { many, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Get-ExchangeCertificate",
  synopsis: "Shows certificates and requests for certificates.",
  description:
    "With -DomainName, the first one shown is the one that SMTP shows under that name: of those that are enabled for SMTP and valid, one of an authority before a self-signed one, the very name before a wildcard, the newest first.",
  runs: "organization",
  sets: {
    Thumbprint: {
      Thumbprint: { type: thumbprint, position: 1, pipeline: "both", summary: "The certificate with this thumbprint." },
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
  parameters: {
    ...certificateParameters,
    DomainName: { type: many(text), summary: "Only those that bear one of these names." },
  },
  outputs: [ExchangeCertificate],
  examples: [
    { run: "Get-ExchangeCertificate", note: "All of them." },
    { run: "Get-ExchangeCertificate -DomainName mail.contoso.com", note: "The one in front is what SMTP would show." },
  ],
  async *process(p, ctx) {
    await ownServer(p.Server, ctx);
    const all = await ctx.certificates.all();
    const wanted = p.Thumbprint ?? p.Identity;
    const names = p.DomainName?.map((name) => name.toLowerCase());
    const first = (await Promise.all((names ?? []).map((name) => ctx.certificates.choices(name)))).flat();
    const shown = new Set([...first, ...all]);
    let found = false;
    for (const held of shown) {
      if (wanted !== undefined && held.thumbprint !== wanted) continue;
      if (names && !names.some((name) => covers(held.x509, name))) continue;
      found = true;
      yield viewCertificate(held, all, ctx);
    }
    if (!found && wanted !== undefined) ctx.error(certificateNotFound(wanted));
  },
});
