// Get-MailContact: contacts by name, filter or a part of what they are called.
import { MailContact } from "../../src/org/classes/MailContact.ts";
import { getOf } from "../../src/org/derived.ts";
import { nameResolution } from "../../src/org/provision.ts";
import { text } from "../../src/values/kinds.ts";

export default getOf(MailContact, {
  synopsis: "Shows contacts.",
  filters: true,
  wildcards: true,
  sets: {
    AnrSet: { Anr: { type: text, mandatory: true, summary: "The beginning of a name, alias or address." } },
  },
  narrow: (given) => (given["Anr"] === undefined ? undefined : { where: nameResolution(given["Anr"]) }),
  examples: [
    { run: "Get-MailContact", note: "All of them, by name." },
    {
      run: "Get-MailContact -Filter \"ExternalEmailAddress -like '*@partner.example'\"",
      note: "Those of one partner.",
    },
  ],
});
