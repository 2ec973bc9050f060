// Remove-EmailAddressPolicy: takes an address policy away; recipients keep the addresses they have.
import { EmailAddressPolicy } from "../../src/org/classes/EmailAddressPolicy.ts";
import { removeOf } from "../../src/org/derived.ts";
import { defaultPolicyStays, leavePlace } from "../../src/org/policies.ts";

export default removeOf(EmailAddressPolicy, {
  synopsis: "Removes an e-mail address policy; recipients keep the addresses they have.",
  async before(policy, _given, tx) {
    if (policy.Priority === "Lowest") throw defaultPolicyStays("it can't be removed.");
    await leavePlace(tx, policy);
  },
  examples: [
    {
      run: "New-AcceptedDomain Fabrikam -DomainName fabrikam.com; New-EmailAddressPolicy Old -IncludedRecipients MailContacts -EnabledPrimarySMTPAddressTemplate %m@fabrikam.com; Remove-EmailAddressPolicy Old -Confirm:$false",
      note: "Removes it without asking.",
    },
  ],
});
