// [object], [string], arrays, hash tables, custom objects and [type]: conversion to them, and what all values share.
import { type Collection, isList, List } from "../collections.ts";
import { CustomObject } from "../custom.ts";
import { Dictionary, DictionaryEntry } from "../dictionary.ts";
import {
  CastError,
  EnumValue,
  MemberError,
  members,
  type NetType,
  namedType,
  registerTypes,
  TypeValue,
} from "../nettype.ts";
import { ScriptBlock, Structured } from "../structured.ts";
import { toText } from "../text.ts";
import { Reference } from "./numbers.ts";

export function refuse(value: unknown, name: string): CastError {
  return new CastError(
    `Cannot convert the "${toText(value)}" value to type "${name}".`,
    "ConvertToFinalInvalidCastException",
  );
}

export const objectType: NetType = {
  name: "System.Object",
  aliases: ["object", "psobject", "management.automation.psobject"],
  holds: () => true,
  convert: (value) => value,
  construct: () => new CustomObject(undefined, ["System.Object"]),
  statics: members({
    call: {
      ReferenceEquals: (_, [a, b]) => (a ?? null) === (b ?? null),
      Equals: (_, [a, b]) => sameElement(a, b),
    },
  }),
};

/** Equality as .NET's collections see it: no conversion, case counts. */
export function sameElement(a: unknown, b: unknown): boolean {
  if (a === b || (a ?? null) === (b ?? null)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  return Object.getPrototypeOf(a) === Object.getPrototypeOf(b) && Object.isFrozen(a) && toText(a) === toText(b);
}

export const hashtableType: NetType = {
  name: "System.Collections.Hashtable",
  aliases: ["hashtable"],
  holds: (value) => value instanceof Dictionary && value.kind === "Hashtable",
  convert(value) {
    if (value === null || value === undefined) return null;
    if (value instanceof Dictionary) return value;
    throw refuse(value, "System.Collections.Hashtable");
  },
  construct: ([from]) => {
    const made = new Dictionary("Hashtable", true);
    if (from instanceof Dictionary) for (const { key, value } of from.entries()) made.set(key, value);
    return made;
  },
};

export const orderedType: NetType = {
  name: "System.Collections.Specialized.OrderedDictionary",
  aliases: ["ordered"],
  holds: (value) => value instanceof Dictionary && value.kind === "Ordered",
  convert(value) {
    if (!(value instanceof Dictionary)) throw refuse(value, "System.Collections.Specialized.OrderedDictionary");
    const made = new Dictionary("Ordered");
    for (const { key, value: item } of value.entries()) made.set(key, item);
    return made;
  },
  construct: () => new Dictionary("Ordered", true),
};

const plainNames = ["System.Management.Automation.PSCustomObject", "System.Object"];

/** A custom object of a hash table; the key PSTypeName names its type and is no property. */
export function objectOf(table: Dictionary): CustomObject {
  const given = table.get("PSTypeName");
  const entries = table
    .entries()
    .filter(({ key }) => given === undefined || toText(key).toLowerCase() !== "pstypename");
  return new CustomObject(
    entries.map(({ key, value }) => [toText(key), value] as const),
    given === undefined ? plainNames : [toText(given), ...plainNames],
  );
}

/** `[pscustomobject]@{…}`: an object with a note property for each key. */
export const customObjectType: NetType = {
  name: "System.Management.Automation.PSCustomObject",
  aliases: ["pscustomobject", "management.automation.pscustomobject"],
  holds: (value) => value instanceof CustomObject,
  convert(value) {
    return value instanceof Dictionary ? objectOf(value) : value;
  },
};

export const scriptBlockType: NetType = {
  name: "System.Management.Automation.ScriptBlock",
  aliases: ["scriptblock", "management.automation.scriptblock"],
  holds: (value) => value instanceof ScriptBlock,
  convert(value) {
    if (value === null || value === undefined) return null;
    throw refuse(value, "System.Management.Automation.ScriptBlock");
  },
};

export const switchType: NetType = {
  name: "System.Management.Automation.SwitchParameter",
  aliases: ["switch", "switchparameter", "management.automation.switchparameter"],
  bases: ["System.ValueType"],
  holds: (value) => typeof value === "boolean",
  convert(value) {
    if (value === null || value === undefined) return false;
    if (typeof value === "number") return value !== 0;
    throw refuse(value, "System.Management.Automation.SwitchParameter");
  },
};

export const entryType: NetType = {
  name: "System.Collections.DictionaryEntry",
  holds: (value) => value instanceof DictionaryEntry,
  convert(value) {
    throw refuse(value, "System.Collections.DictionaryEntry");
  },
  members: members<DictionaryEntry>({
    get: { Key: (self) => self.key, Value: (self) => self.value, Name: (self) => self.key },
  }),
};

export const referenceType: NetType = {
  name: "System.Management.Automation.PSReference",
  aliases: ["ref"],
  holds: (value) => value instanceof Reference,
  convert: (value) => {
    let held = value;
    return new Reference(
      () => held,
      (next) => {
        held = next;
      },
    );
  },
  members: members<Reference>({
    get: { Value: (self) => self.value },
    set: {
      Value: (self, value) => {
        self.value = value;
      },
    },
  }),
};

export const voidType: NetType = {
  name: "System.Void",
  aliases: ["void"],
  holds: () => false,
  convert: () => undefined,
};

export const typeType: NetType = {
  name: "System.Type",
  aliases: ["type", "runtimetype"],
  holds: (value) => value instanceof TypeValue,
  convert(value) {
    throw refuse(value, "System.Type");
  },
  members: members<TypeValue>({
    get: {
      Name: (self) => shortName(self.type),
      FullName: (self) => self.type.name,
      Namespace: (self) => self.type.name.split(".").slice(0, -1).join("."),
      BaseType: (self) => baseOf(self.type),
      IsArray: (self) => self.type.element !== undefined,
      IsEnum: (self) => self.type.choices !== undefined,
      IsValueType: (self) => self.type.bases?.includes("System.ValueType") ?? false,
      IsPublic: () => true,
    },
    call: { IsInstanceOfType: (self, [value]) => self.type.holds(value) },
  }),
};

/** What a type derives from: System.Object in the end, and nothing from that. */
function baseOf(type: NetType): TypeValue | null {
  const [first] = type.bases ?? [];
  if (first === undefined) return type === objectType ? null : new TypeValue(objectType);
  return new TypeValue(
    namedType(first) ?? { name: first, holds: (value) => type.holds(value), convert: (value) => value },
  );
}

function shortName(type: NetType): string {
  return (
    type.name
      .replace(/`.*$/, (rest) => rest.slice(0, 2))
      .split(".")
      .pop() ?? type.name
  );
}

/** The words of the enumeration that a static method of [enum] is asked about. */
function choicesOf(type: unknown): readonly string[] {
  const choices = type instanceof TypeValue ? type.type.choices : undefined;
  if (!choices) throw new MemberError("Type provided must be an Enum. (Parameter 'enumType')");
  return choices;
}

const enumType: NetType = {
  name: "System.Enum",
  aliases: ["enum"],
  bases: ["System.ValueType"],
  holds: (value) => value instanceof EnumValue,
  convert(value) {
    throw refuse(value, "System.Enum");
  },
  statics: members<unknown>({
    call: {
      GetNames: (_, [type]) => [...choicesOf(type)],
      GetValues: (_, [type], around) => choicesOf(type).map((word) => (type as TypeValue).type.convert(word, around)),
      IsDefined: (_, [type, value]) =>
        choicesOf(type).some((word) => word.toLowerCase() === toText(value).toLowerCase()),
      Parse: (_, [type, value], around) => choicesOf(type) && (type as TypeValue).type.convert(value, around),
    },
  }),
};

/** What is unrolled but is no array: kept here so that `-is [IEnumerable]` has an answer. */
const interfaces: readonly NetType[] = [
  {
    name: "System.Collections.IEnumerable",
    aliases: ["collections.ienumerable", "ienumerable"],
    holds: (value) => isList(value) || typeof value === "string" || value instanceof Dictionary,
    convert: (value) => value,
  },
  {
    name: "System.Collections.ICollection",
    aliases: ["icollection"],
    holds: (value) => isList(value) || value instanceof Dictionary,
    convert: (value) => value,
  },
  {
    name: "System.Collections.IList",
    aliases: ["ilist"],
    holds: (value) => Array.isArray(value) || value instanceof List,
    convert: (value) => value,
  },
  {
    name: "System.Collections.IDictionary",
    aliases: ["idictionary"],
    holds: (value) => value instanceof Dictionary,
    convert: (value) => value,
  },
  {
    name: "System.ValueType",
    holds: (value) => typeof value === "number" || typeof value === "boolean",
    convert: (value) => value,
  },
];

registerTypes(
  objectType,
  hashtableType,
  orderedType,
  customObjectType,
  scriptBlockType,
  switchType,
  entryType,
  referenceType,
  voidType,
  typeType,
  enumType,
  ...interfaces,
);

/** The name that GetType().FullName gives for what has no table of its own. */
export function structuredTypeName(value: Structured | Collection): string {
  return value instanceof Structured ? (value.typeNames[0] ?? "System.Object") : value.typeName;
}
