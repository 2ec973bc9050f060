// Get-AddressList: the parts of the address book.
import { AddressList } from "../../src/org/classes/AddressList.ts";
import { getOf } from "../../src/org/derived.ts";
import { placeFor } from "../../src/org/lists.ts";
import { identityOf } from "../../src/org/parameters.ts";
import { text } from "../../src/values/kinds.ts";

export default getOf(AddressList, {
  synopsis: "Shows address lists.",
  wildcards: true,
  sets: {
    Container: {
      Container: {
        type: identityOf(AddressList),
        mandatory: true,
        summary: "Only the lists directly below this one; \\ for the root.",
      },
    },
    SearchSet: { SearchText: { type: text, mandatory: true, summary: "A part of the name." } },
  },
  async narrow(given, { org }) {
    const wanted = (given["SearchText"] as string | undefined)?.toLowerCase();
    if (wanted !== undefined) return { where: (list) => list.Name.toLowerCase().includes(wanted) };
    if (given["Container"] === undefined) return undefined;
    const above = await placeFor(org, given["Container"]);
    return { where: (list) => list.Container === above };
  },
  examples: [
    { run: "Get-AddressList", note: "All of them." },
    {
      run: "Get-Recipient -RecipientPreviewFilter (Get-AddressList 'All Users').RecipientFilter",
      note: "Whom one takes in.",
    },
  ],
});
