// The text of any value as "$x" shows it (about_Quoting_Rules, culture-invariant).
import { Collection, itemsOf } from "./collections.ts";
import type { Culture } from "./culture.ts";
import { CustomObject, setCustomText } from "./custom.ts";
import { formatDate } from "./dateformat.ts";
import { DateTime } from "./datetime.ts";
import { Dictionary, DictionaryEntry } from "./dictionary.ts";
import { numberText } from "./numbers.ts";
import { ScriptBlock, Structured } from "./structured.ts";

/** The text of a value; $null is "". A list joins its items with a space, or with `separator` ($OFS). */
export function toText(value: unknown, separator = " "): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return (value | 0) === value ? String(value) : numberText(value);
  if (Array.isArray(value)) return joinText(value, separator);
  if (value instanceof Collection) return joinText(itemsOf(value), separator);
  if (value instanceof DateTime) return formatDate(value, "G", "");
  if (value instanceof Dictionary) return value.typeName;
  if (value instanceof DictionaryEntry) return "System.Collections.DictionaryEntry";
  if (value instanceof ScriptBlock) return value.text;
  if (value instanceof CustomObject) return customObjectText(value);
  if (value instanceof Structured) return structuredText(value);
  return String(value);
}

/**
 * The text of a value as people read it: by the culture of the session, as `.ToString()`, `-f`, tables and files have it.
 * Only dates look different from "$x".
 */
export function shownText(value: unknown, culture: Culture = "en-US"): string {
  return value instanceof DateTime ? formatDate(value, "G", culture) : toText(value);
}

/** The text of an item inside the text of another value: a list there is its type name. */
function innerText(value: unknown): string {
  return Array.isArray(value) ? "System.Object[]" : value instanceof Collection ? value.typeName : toText(value);
}

function joinText(items: readonly unknown[], separator: string): string {
  let joined = "";
  for (let i = 0; i < items.length; i++) joined += (i > 0 ? separator : "") + innerText(items[i]);
  return joined;
}

function customObjectText(value: CustomObject): string {
  const method = value.member("ToString");
  if (method?.kind === "ScriptMethod") {
    const said: unknown[] = [];
    const waiting = method.body.run({ self: value, scope: "new" }, (item) => {
      said.push(item);
    });
    if (!(waiting instanceof Promise)) return said.map((item) => toText(item)).join(" ");
    waiting.catch(() => {});
  }
  if (value.base !== undefined) return toText(value.base);
  if (Object.hasOwn(value, "toString")) return String(value);
  return value.names().length > 0 ? value.toString() : "";
}

setCustomText(innerText);

function structuredText(value: Structured): string {
  // An own text (an exception's message, an error record's) goes before the identity of an organization object.
  if (value.toString !== Object.prototype.toString) return String(value);
  const identity = value.get("Identity") ?? value.get("Name");
  return identity === null || identity === undefined ? (value.typeNames[0] ?? "") : toText(identity);
}
