// Enable-ExchangeCertificate: says which services may show a certificate; the next connection has it.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { offerServices, replacesDefault } from "../../src/transport/certificates/enable.ts";
import { hasEnded, isPending, noPrivateKey } from "../../src/transport/certificates/errors.ts";
import {
  allowedServices,
  certificateParameters,
  findCertificate,
  oneCertificate,
} from "../../src/transport/certificates/view.ts";
import { switchParameter } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Enable-ExchangeCertificate",
  synopsis: "Lets services show a certificate.",
  description:
    "Services are added to those there are; to take one away, enable another certificate and remove this one. For SMTP it asks whether this one becomes the default, which connectors show whose name no certificate bears; -Force says yes.",
  runs: "organization",
  confirms: "allow",
  ...oneCertificate,
  parameters: {
    ...certificateParameters,
    Services: { type: allowedServices, mandatory: true, summary: "The services that may show it." },
    Force: { type: switchParameter, summary: "Makes it the default certificate of SMTP without asking." },
    NetworkServiceAllowed: {
      type: switchParameter,
      noEffect: "keys are readable by the account of the server alone.",
      summary: "Lets the Network Service account read the key.",
    },
  },
  examples: [
    {
      run: "New-ExchangeCertificate -DomainName mail.contoso.com -Services None | Enable-ExchangeCertificate -Services SMTP -Force",
      note: "SMTP shows it from the next connection on.",
    },
  ],
  async process(p, ctx) {
    const held = await findCertificate(p, ctx);
    const { thumbprint, settings, x509, notAfter } = held;
    if (settings.request) throw isPending(thumbprint);
    if (held.key === undefined) throw noPrivateKey(thumbprint);
    const now = ctx.world.clock.now();
    if (notAfter <= now || Date.parse(x509.validFrom) > now) {
      throw hasEnded(thumbprint, new Date(notAfter).toISOString().slice(0, 10));
    }
    if (!(await ctx.shouldProcess(`${thumbprint} (${held.subject})`, `Enable for ${p.Services}`))) return;
    const isDefault = settings.isDefault || (await replacesDefault(held, p.Services.words, p.Force, ctx));
    const services = [...new Set([...settings.services, ...p.Services.words])];
    offerServices(p.Services.words, ctx);
    const change = { services, isDefault, automatic: false };
    for (const warning of await ctx.certificates.change(thumbprint, change)) ctx.warning(warning);
  },
});
