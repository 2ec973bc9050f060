// The text of one value in a table or list.
import { isList, itemsOf } from "../values/collections.ts";
import { Dictionary } from "../values/dictionary.ts";
import { Entity, type Property } from "../values/shape.ts";
import { shownText, toText } from "../values/text.ts";
import type { Type } from "../values/type.ts";

/** How many items of a list are shown; $FormatEnumerationLimit, -1 for all. */
export const enumerationLimit = 4;

/** The text of a value; `type` shows it where a class declares one. A list is `{a, b…}`. */
export function cellText(value: unknown, type?: Type<unknown>, limit = enumerationLimit): string {
  if (value === null || value === undefined) return "";
  if (isList(value)) {
    const items = itemsOf(value);
    return braces(items.length, limit, (i) => itemText(items[i], type?.element));
  }
  if (value instanceof Dictionary) {
    const entries = value.entries();
    return braces(entries.length, limit, (i) => `[${toText(entries[i]!.key)}, ${shownText(entries[i]!.value)}]`);
  }
  return itemText(value, type);
}

function itemText(value: unknown, type: Type<unknown> | undefined): string {
  if (value === null || value === undefined) return "";
  return type ? type.show(value) : shownText(value);
}

function braces(count: number, limit: number, item: (index: number) => string): string {
  const shown = limit < 0 ? count : Math.min(count, limit);
  const parts: string[] = [];
  for (let i = 0; i < shown; i++) parts.push(item(i));
  return `{${parts.join(", ")}${shown < count ? "…" : ""}}`;
}

/** The declared kind of a property; undefined for objects without a shape. */
export function typeOfProperty(object: unknown, name: string): Type<unknown> | undefined {
  if (!(object instanceof Entity)) return undefined;
  const known = object.spelling(name);
  return known === undefined ? undefined : (object.shape.properties[known] as Property).type;
}
