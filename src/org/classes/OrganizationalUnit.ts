// The class OrganizationalUnit: a container of the directory in which recipients stand.
import type { Entity } from "../../values/shape.ts";
import { defineClass } from "../class.ts";
import { objectName, shortText } from "../kinds.ts";
import { distinguishedUnit } from "../recipient.ts";

/** "contoso.com/Sales": the path that recipients in it bear. */
export function unitPath(unit: Entity): string {
  const parent = unit.get("Container") as string;
  const name = (unit.get("Name") as string).replaceAll("/", "\\/");
  return parent === "" ? name : `${parent}/${name}`;
}

export const OrganizationalUnit = defineClass({
  name: "OrganizationalUnit",
  summary: "A container of the directory in which recipients stand.",
  label: "organizational unit",
  identity: ["Name", "DistinguishedName"],
  path: unitPath,
  properties: {
    Name: { type: objectName, mandatory: true, summary: "The name, unique in the unit above." },
    Container: { type: shortText(256), default: "", summary: "The path of the unit above; empty for the domain." },
    CanonicalName: { type: shortText(256), derive: unitPath, summary: "The path from the domain." },
    DistinguishedName: {
      type: shortText(1024),
      derive: (object: Entity) => distinguishedUnit(unitPath(object)),
      summary: "The name in the manner of LDAP.",
    },
  },
  table: ["Name", "CanonicalName"],
  *claims(unit) {
    const path = unitPath(unit);
    yield { scope: "CanonicalName", key: path.toLowerCase(), shown: path };
  },
});
