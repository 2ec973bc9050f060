// Get-GlobalAddressList: the address books as wholes.
import { GlobalAddressList } from "../../src/org/classes/GlobalAddressList.ts";
import { getOf } from "../../src/org/derived.ts";
import { switchParameter } from "../../src/values/kinds.ts";

export default getOf(GlobalAddressList, {
  synopsis: "Shows global address lists.",
  wildcards: true,
  sets: {
    DefaultOnly: { DefaultOnly: { type: switchParameter, mandatory: true, summary: "Only the default one." } },
  },
  narrow: (given) => (given["DefaultOnly"] ? { where: (list) => list.IsDefaultGlobalAddressList === true } : undefined),
  examples: [
    { run: "Get-GlobalAddressList", note: "All of them." },
    { run: "Get-GlobalAddressList -DefaultOnly | Format-List", note: "The default one with all its settings." },
  ],
});
