// The class AddressList: a part of the address book, filled by a filter. Lists stand in a tree.
import { text } from "../../values/kinds.ts";
import type { Entity } from "../../values/shape.ts";
import { defineClass } from "../class.ts";
import { objectName, shortText } from "../kinds.ts";
import { appliedProperties, filterProperties } from "../precanned.ts";

/** "\Offices\Vienna": the names from the root. */
export function listPath(list: Entity): string {
  const parent = list.get("Container") as string;
  return `${parent === "\\" ? "" : parent}\\${list.get("Name") as string}`;
}

export const AddressList = defineClass({
  name: "AddressList",
  summary: "A part of the address book.",
  label: "address list",
  identity: ["Name", "DisplayName"],
  path: listPath,
  properties: {
    Name: { type: objectName, mandatory: true, summary: "The name, unique in the list above." },
    DisplayName: { type: shortText(256), summary: "The name that address books show." },
    Container: { type: text, default: "\\", summary: "The path of the list above; \\ for the root." },
    Path: { type: text, derive: listPath, summary: "The names from the root." },
    ...filterProperties,
    ...appliedProperties,
  },
  table: ["Name", "DisplayName", "RecipientFilter"],
  *claims(list) {
    const path = listPath(list);
    yield { scope: "Path", key: path.toLowerCase(), shown: path };
  },
  *check(list) {
    if (list.Name.includes("\\")) yield "The name of an address list must not contain a backslash.";
  },
});
