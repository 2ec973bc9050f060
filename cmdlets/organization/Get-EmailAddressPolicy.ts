// Get-EmailAddressPolicy: the address policies.
import { EmailAddressPolicy } from "../../src/org/classes/EmailAddressPolicy.ts";
import { getOf } from "../../src/org/derived.ts";

export default getOf(EmailAddressPolicy, {
  synopsis: "Shows e-mail address policies.",
  wildcards: true,
  examples: [
    { run: "Get-EmailAddressPolicy", note: "All of them." },
    { run: "Get-EmailAddressPolicy 'Default Policy' | Format-List", note: "One with all its settings." },
  ],
});
