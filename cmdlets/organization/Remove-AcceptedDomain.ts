// Remove-AcceptedDomain: takes a domain away when nothing needs it any more.
import { AcceptedDomain } from "../../src/org/classes/AcceptedDomain.ts";
import { removeOf } from "../../src/org/derived.ts";
import { mayRemoveDomain } from "../../src/org/domains.ts";

export default removeOf(AcceptedDomain, {
  synopsis: "Removes an accepted domain.",
  description:
    "The default domain stays, and so does one that an address policy or the address of a recipient still names.",
  before: (domain, _given, tx) => mayRemoveDomain(tx, domain),
  examples: [
    {
      run: "New-AcceptedDomain Fabrikam -DomainName fabrikam.com; Remove-AcceptedDomain Fabrikam -Confirm:$false",
      note: "Removes it without asking.",
    },
  ],
});
