// Remove-ExchangeCertificate: takes a certificate and its key, or a request, from the server.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { isNamed } from "../../src/transport/certificates/facts.ts";
import { certificateParameters, findCertificate, oneCertificate } from "../../src/transport/certificates/view.ts";

export default defineCmdlet({
  name: "Remove-ExchangeCertificate",
  synopsis: "Removes a certificate, or a request for one, with its private key.",
  description:
    "The next connection no longer has it: SMTP shows the next best one, and in the end one that the server makes for itself.",
  runs: "organization",
  confirms: "ask",
  ...oneCertificate,
  parameters: certificateParameters,
  examples: [
    {
      run: "New-ExchangeCertificate -DomainName old.contoso.com -Services None | Remove-ExchangeCertificate -Confirm:$false",
      note: "Removes one without being asked.",
    },
  ],
  async process(p, ctx) {
    const held = await findCertificate(p, ctx);
    if (!(await ctx.shouldProcess(`${held.thumbprint} (${held.subject})`))) return;
    for (const warning of await ctx.certificates.remove(held.thumbprint)) ctx.warning(warning);
    const { sendConnectors } = ctx.org.snapshot();
    for (const { Name, TlsCertificateName: name } of sendConnectors) {
      if (name === null || !isNamed(held.x509, name) || (await ctx.certificates.named(name))) continue;
      ctx.warning(`The Send connector '${Name}' has no certificate any more: its TlsCertificateName is ${name}.`);
    }
  },
});
