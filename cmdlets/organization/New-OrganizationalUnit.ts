// New-OrganizationalUnit: a container for recipients. One of ours, for there is no other directory to make it in.
import { OrganizationalUnit } from "../../src/org/classes/OrganizationalUnit.ts";
import { newOf } from "../../src/org/derived.ts";
import { rootOf, unitIdentity, unitNamed } from "../../src/org/units.ts";

export default newOf(OrganizationalUnit, {
  synopsis: "Creates an organizational unit, in which recipients can stand.",
  parameters: ["Name"],
  extra: { Parent: { type: unitIdentity, summary: "The unit above; the domain when left out." } },
  async values(values, given, tx) {
    const parent = given["Parent"] as string | undefined;
    return { ...values, Container: parent === undefined ? rootOf(tx) : (await unitNamed(tx, parent)).Identity };
  },
  examples: [
    { run: "New-OrganizationalUnit Sales", note: "A unit below the domain: contoso.com/Sales." },
    {
      run: "New-OrganizationalUnit Sales; New-OrganizationalUnit Vienna -Parent Sales; New-Mailbox -Shared -Name Desk -OrganizationalUnit contoso.com/Sales/Vienna",
      note: "A mailbox in a unit below another.",
    },
  ],
});
