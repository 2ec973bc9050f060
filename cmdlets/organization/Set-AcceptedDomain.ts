// Set-AcceptedDomain: changes how a domain is treated, or makes it the default one.
import { AcceptedDomain } from "../../src/org/classes/AcceptedDomain.ts";
import { setOf } from "../../src/org/derived.ts";
import { defaultDomainStays } from "../../src/org/domains.ts";
import { boolean } from "../../src/values/kinds.ts";

export default setOf(AcceptedDomain, {
  synopsis: "Changes an accepted domain.",
  parameters: ["Name", "DomainType", "MatchSubDomains"],
  extra: {
    MakeDefault: {
      type: boolean,
      summary: "$true makes it the default domain in the place of the one before.",
    },
  },
  async values(values, given, domain, tx) {
    if (given["MakeDefault"] === false && domain.Default) throw defaultDomainStays(domain.Name);
    if (given["MakeDefault"] !== true || domain.Default) return values;
    const before = tx.snapshot().acceptedDomains.filter((one) => one.Default);
    for (const one of before) await tx.set(one, { Default: false });
    return { ...values, Default: true };
  },
  examples: [
    {
      run: "New-AcceptedDomain Fabrikam -DomainName fabrikam.com; Set-AcceptedDomain Fabrikam -MakeDefault $true",
      note: "Reports and new logon names then bear fabrikam.com.",
    },
  ],
});
