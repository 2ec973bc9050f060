// Kinds that only parameters have: any object, a block of script.
import { Dictionary } from "../values/dictionary.ts";
import { ScriptBlock } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { ConversionError, type Json, type Type } from "../values/type.ts";

/** Takes whatever it is given, as it is. */
export const anything: Type<unknown> = {
  name: "Object",
  convert: (value) => value ?? null,
  show: toText,
  encode: (value) => value as Json,
  decode: (json) => json,
};

export const scriptBlock: Type<ScriptBlock> = {
  name: "ScriptBlock",
  convert(value) {
    if (value instanceof ScriptBlock) return value;
    throw new ConversionError(`'${toText(value)}' is not a script block. Write it in braces: { … }.`);
  },
  show: (value) => value.text,
  encode: (value) => value.text,
  decode() {
    throw new ConversionError("A script block cannot leave the shell it was written in.");
  },
};

/** A hash table of texts, as a map. */
export const stringTable: Type<ReadonlyMap<string, string>> = {
  name: "Hashtable",
  convert(value) {
    if (value instanceof Map) return value;
    if (!(value instanceof Dictionary)) throw new ConversionError(`'${toText(value)}' is not a hash table.`);
    return new Map(value.entries().map((entry) => [toText(entry.key), toText(entry.value)]));
  },
  show: () => "Hashtable",
  encode: (value) => Object.fromEntries(value),
  decode: (json) => new Map(Object.entries(json as Record<string, string>)),
};

/** Whether a kind takes a script block as it is; others get what the block gives for each pipeline object. */
export function takesBlocks(type: Type<unknown>): boolean {
  const name = type.element?.name ?? type.name;
  return name === "Object" || name === "PSObject" || name === "ScriptBlock";
}
