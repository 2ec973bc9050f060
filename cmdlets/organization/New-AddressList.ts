// New-AddressList: a part of the address book, filled by a filter.
import { AddressList } from "../../src/org/classes/AddressList.ts";
import { newOf } from "../../src/org/derived.ts";
import { containerParameter, filterSets, newFilter } from "../../src/org/filtered.ts";
import { placeFor } from "../../src/org/lists.ts";
import { identityOf } from "../../src/org/parameters.ts";

const { precanned, custom } = filterSets(AddressList);

export default newOf(AddressList, {
  synopsis: "Creates an address list.",
  description: "It holds nobody before Update-AddressList.",
  parameters: ["Name", "DisplayName"],
  sets: { PrecannedFilter: precanned, CustomFilter: custom },
  defaultSet: "PrecannedFilter",
  extra: {
    Container: { type: identityOf(AddressList), default: "\\", summary: "The list above; \\ for the root." },
    ...containerParameter,
  },
  values: async (values, given, tx) => ({
    DisplayName: values["Name"],
    ...values,
    ...(await newFilter(given, tx)),
    Container: await placeFor(tx, given["Container"]),
  }),
  examples: [
    {
      run: "New-AddressList -Name Sales -IncludedRecipients MailboxUsers -ConditionalDepartment Sales; Update-AddressList Sales",
      note: "The mailboxes of one department.",
    },
    {
      run: "New-AddressList Offices -IncludedRecipients None; New-AddressList Vienna -Container \\Offices -RecipientFilter \"Office -eq 'Vienna'\"",
      note: "A list below another, with a filter of one's own.",
    },
  ],
});
