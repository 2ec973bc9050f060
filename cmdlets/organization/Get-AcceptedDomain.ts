// Get-AcceptedDomain: the domains for which the organization takes mail.
import { AcceptedDomain } from "../../src/org/classes/AcceptedDomain.ts";
import { getOf } from "../../src/org/derived.ts";

export default getOf(AcceptedDomain, {
  synopsis: "Shows accepted domains.",
  wildcards: true,
  examples: [
    { run: "Get-AcceptedDomain", note: "All of them." },
    { run: "(Get-AcceptedDomain | Where-Object { $_.Default }).DomainName", note: "The default domain." },
  ],
});
