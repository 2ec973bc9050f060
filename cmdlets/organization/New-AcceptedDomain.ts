// New-AcceptedDomain: a domain more for which the organization takes mail.
import { AcceptedDomain } from "../../src/org/classes/AcceptedDomain.ts";
import { newOf } from "../../src/org/derived.ts";

export default newOf(AcceptedDomain, {
  synopsis: "Creates an accepted domain.",
  description:
    "An authoritative domain has all its recipients here. Mail for unknown recipients of an internal relay domain is sent on, and that for an external relay domain is sent on always.",
  parameters: ["Name", "DomainName", "DomainType"],
  examples: [
    {
      run: "New-AcceptedDomain -Name Fabrikam -DomainName fabrikam.com",
      note: "All recipients of fabrikam.com are here.",
    },
    {
      run: "New-AcceptedDomain Partner -DomainName *.partner.example -DomainType InternalRelay",
      note: "Takes mail for the subdomains of partner.example, and sends on what nobody here has.",
    },
  ],
});
