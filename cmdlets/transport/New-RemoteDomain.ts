// New-RemoteDomain: settings of their own for mail to and from a domain outside.
import { RemoteDomain } from "../../src/org/classes/RemoteDomain.ts";
import { newOf } from "../../src/org/derived.ts";

export default newOf(RemoteDomain, {
  noun: "RemoteDomain",
  synopsis: "Creates a remote domain.",
  parameters: ["Name", "DomainName"],
  examples: [
    {
      run: "New-RemoteDomain -Name Partner -DomainName *.fabrikam.com",
      note: "An entry for fabrikam.com and its subdomains.",
    },
  ],
});
