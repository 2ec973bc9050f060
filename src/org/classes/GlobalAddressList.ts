// The class GlobalAddressList: the address book as a whole, filled by a filter.
import { boolean } from "../../values/kinds.ts";
import type { Entity } from "../../values/shape.ts";
import { defineClass } from "../class.ts";
import { objectName } from "../kinds.ts";
import { appliedProperties, filterProperties } from "../precanned.ts";

export const GlobalAddressList = defineClass({
  name: "GlobalAddressList",
  summary: "The address book as a whole.",
  label: "global address list",
  identity: ["Name"],
  path: (list: Entity) => `\\${list.get("Name") as string}`,
  properties: {
    Name: { type: objectName, mandatory: true, unique: true, summary: "The unique name." },
    IsDefaultGlobalAddressList: {
      type: boolean,
      default: false,
      summary: "Whether it is the one that was there from the beginning.",
    },
    ...filterProperties,
    ...appliedProperties,
  },
  table: ["Name", "RecipientFilter"],
});
