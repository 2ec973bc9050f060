// Set-Contact: changes what the directory knows of a person outside.
import { Contact } from "../../src/org/classes/Contact.ts";
import { setOf } from "../../src/org/derived.ts";
import { contactClasses } from "../../src/org/families.ts";
import { changedEntry, entryExtras, personParameters } from "../../src/org/provision.ts";

export default setOf(Contact, {
  synopsis: "Changes what the directory knows of a contact, with or without an address.",
  classes: contactClasses,
  parameters: personParameters,
  extra: entryExtras,
  values: (values, given, contact, tx) => changedEntry(tx, contact, values, given),
  examples: [
    {
      run: "New-MailContact Robin -ExternalEmailAddress robin@partner.example; Set-Contact Robin -Company Partner -Phone '+1 555 0101' -Manager alice",
      note: "Company, telephone and manager.",
    },
  ],
});
