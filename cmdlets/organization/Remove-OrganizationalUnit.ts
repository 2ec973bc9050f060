// Remove-OrganizationalUnit: takes an empty container away. One of ours, for there is no other directory to do it in.
import { OrganizationalUnit } from "../../src/org/classes/OrganizationalUnit.ts";
import { removeOf } from "../../src/org/derived.ts";
import { mayRemoveUnit } from "../../src/org/units.ts";

export default removeOf(OrganizationalUnit, {
  synopsis: "Removes an organizational unit in which nothing stands.",
  before: (unit, _given, tx) => mayRemoveUnit(tx, unit),
  examples: [
    {
      run: "New-OrganizationalUnit Old; Remove-OrganizationalUnit Old -Confirm:$false",
      note: "Removes it without asking.",
    },
  ],
});
