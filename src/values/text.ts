// The text of any value as "$x" shows it (about_Quoting_Rules, culture-invariant).
import { DateTime } from "./datetime.ts";
import { Structured } from "./structured.ts";

/** The text of a value; $null is "". A list joins its items with a space ($OFS). */
export function toText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return value.map(toText).join(" ");
  if (value instanceof DateTime) return value.toIso();
  if (value instanceof Structured) return structuredText(value);
  return String(value);
}

function structuredText(value: Structured): string {
  const identity = value.get("Identity") ?? value.get("Name");
  return identity === null || identity === undefined ? (value.typeNames[0] ?? "") : toText(identity);
}
