// New-GlobalAddressList: an address book beside the default one.
import { GlobalAddressList } from "../../src/org/classes/GlobalAddressList.ts";
import { newOf } from "../../src/org/derived.ts";
import { containerParameter, filterSets, newFilter } from "../../src/org/filtered.ts";

const { precanned, custom } = filterSets(GlobalAddressList);

export default newOf(GlobalAddressList, {
  synopsis: "Creates a global address list.",
  description: "It holds nobody before Update-GlobalAddressList.",
  parameters: ["Name"],
  sets: { PrecannedFilter: precanned, CustomFilter: custom },
  defaultSet: "PrecannedFilter",
  extra: containerParameter,
  values: async (values, given, tx) => ({ ...values, ...(await newFilter(given, tx)) }),
  examples: [
    {
      run: "New-GlobalAddressList Partners -IncludedRecipients MailContacts; Update-GlobalAddressList Partners",
      note: "An address book of contacts alone.",
    },
  ],
});
