// New-SystemMessage: a text of one's own for reports with an enhanced status code.
import { SystemMessage, systemMessageName } from "../../src/org/classes/SystemMessage.ts";
import { newOf } from "../../src/org/derived.ts";

export default newOf(SystemMessage, {
  synopsis: "Creates a text of your own for reports with an enhanced status code.",
  description:
    "Reports of failures with the code say the text in the place of exsh's own advice, to senders on the side and in the language that it is for.",
  parameters: ["DsnCode", "Internal", "Language", "Text"],
  first: "",
  values: (values) => ({
    Name: systemMessageName(values["Language"] as string, values["Internal"] as boolean, values["DsnCode"] as string),
    ...values,
  }),
  examples: [
    {
      run: 'New-SystemMessage -DsnCode 5.7.1 -Internal $true -Language En -Text "You need a right to write to this address. Ask the <A HREF=""mailto:helpdesk@contoso.com"">help desk</A> for it."',
      note: "What people inside read, in English, when they may not write to somebody.",
    },
  ],
});
