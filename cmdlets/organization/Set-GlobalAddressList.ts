// Set-GlobalAddressList: changes name and filter of an address book; not of the default one.
import { GlobalAddressList } from "../../src/org/classes/GlobalAddressList.ts";
import { setOf } from "../../src/org/derived.ts";
import { changedFilter, containerParameter, differsIn, filterNames } from "../../src/org/filtered.ts";
import { defaultListStays } from "../../src/org/lists.ts";

export default setOf(GlobalAddressList, {
  synopsis: "Changes a global address list, but not the default one.",
  description: "Whom it holds changes with the next Update-GlobalAddressList.",
  parameters: ["Name", ...filterNames],
  extra: containerParameter,
  async values(values, given, list, tx) {
    defaultListStays(list, "can't be changed");
    const all = await changedFilter(list, values, given, tx);
    return differsIn(list, all) ? { ...all, RecipientFilterApplied: false } : all;
  },
  examples: [
    {
      run: "New-GlobalAddressList Partners -IncludedRecipients MailContacts; Set-GlobalAddressList Partners -ConditionalCompany Fabrikam",
      note: "Only one company, once Update-GlobalAddressList has run.",
    },
  ],
});
