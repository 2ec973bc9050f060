// Remove-RemoteDomain: takes an entry away; the default one stays.
import { Problem } from "../../src/command/problem.ts";
import { RemoteDomain } from "../../src/org/classes/RemoteDomain.ts";
import { removeOf } from "../../src/org/derived.ts";

export default removeOf(RemoteDomain, {
  noun: "RemoteDomain",
  synopsis: "Removes a remote domain.",
  async before(entry) {
    if (entry.DomainName !== "*") return;
    throw new Problem({
      id: "DefaultRemoteDomain",
      category: "InvalidOperation",
      text: `The remote domain '${entry.Name}' can't be removed: it is the one for all domains that have none of their own.`,
      target: entry.Name,
    });
  },
  examples: [
    {
      run: "New-RemoteDomain Partner -DomainName fabrikam.com; Remove-RemoteDomain Partner -Confirm:$false",
      note: "Removes it without a question.",
    },
  ],
});
