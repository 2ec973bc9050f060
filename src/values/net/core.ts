// [object], [string], arrays, hash tables, custom objects and [type]: conversion to them, and what all values share.
import { asList, type Collection, isList, itemsOf, List } from "../collections.ts";
import { CustomObject } from "../custom.ts";
import { Dictionary, DictionaryEntry } from "../dictionary.ts";
import { CastError, EnumValue, MemberError, members, type NetType, registerTypes, TypeValue } from "../nettype.ts";
import { integer } from "../numbers.ts";
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
};

export const arrayMembers = members<readonly unknown[]>({
  get: {
    Length: (self) => integer(self.length),
    Count: (self) => integer(self.length),
    LongLength: (self) => integer(self.length),
    Rank: () => 1,
    IsReadOnly: () => false,
    IsFixedSize: () => true,
    SyncRoot: (self) => self,
  },
  call: {
    Contains: (self, [value]) => self.some((item) => sameElement(item, value)),
    IndexOf: (self, [value]) => self.findIndex((item) => sameElement(item, value)),
    GetValue: (self, [index]) => self[Number(index)] ?? null,
    SetValue: (self, [value, index]) => {
      (self as unknown[])[Number(index)] = value;
      return undefined;
    },
    GetLength: (self) => self.length,
    GetUpperBound: (self) => self.length - 1,
    GetLowerBound: () => 0,
    Clone: (self) => [...self],
    GetEnumerator: (self) => self,
    CopyTo: (self, [target, at]) => {
      if (!Array.isArray(target)) throw new MemberError("The target must be an array.");
      for (const [i, item] of self.entries()) target[Number(at ?? 0) + i] = item;
      return undefined;
    },
    Add: () => {
      throw new MemberError("Collection was of a fixed size.", "System.NotSupportedException");
    },
    Remove: () => {
      throw new MemberError("Collection was of a fixed size.", "System.NotSupportedException");
    },
    Clear: (self) => {
      (self as unknown[]).fill(null);
      return undefined;
    },
  },
});

/** Equality as .NET's collections see it: no conversion, case counts. */
export function sameElement(a: unknown, b: unknown): boolean {
  if (a === b || (a ?? null) === (b ?? null)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  return Object.getPrototypeOf(a) === Object.getPrototypeOf(b) && Object.isFrozen(a) && toText(a) === toText(b);
}

const arrays = new WeakMap<NetType, NetType>();

/** `[int[]]` of `[int]`. */
export function arrayOf(element: NetType): NetType {
  let made = arrays.get(element);
  if (!made) {
    made = {
      name: `${element.name}[]`,
      bases: ["System.Array"],
      element,
      holds: (value) => Array.isArray(value) && (element === objectType || value.every((item) => element.holds(item))),
      convert(value, around) {
        if (value === null || value === undefined) return null;
        if (element.name === "System.Char" && typeof value === "string")
          return [...value].map((char) => element.convert(char, around));
        return asList(value).map((item) => (element.holds(item) ? item : element.convert(item, around)));
      },
      construct: (args) => new Array(Math.max(0, Math.min(Number(args[0] ?? 0), 1 << 24))).fill(emptyOf(element)),
      members: arrayMembers,
    };
    arrays.set(element, made);
  }
  return made;
}

/** What a new array or a variable of a type holds at first. */
export function emptyOf(type: NetType): unknown {
  if (!type.bases?.includes("System.ValueType")) return null;
  try {
    return type.convert(type.name === "System.Boolean" ? false : 0, undefined as never);
  } catch {
    return null;
  }
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

export const arrayType: NetType = {
  name: "System.Array",
  aliases: ["array"],
  holds: (value) => Array.isArray(value),
  convert: (value) => (value === null || value === undefined ? null : [...asList(value)]),
  statics: members({
    call: {
      IndexOf: (_, [list, value]) => asList(list).findIndex((item) => sameElement(item, value)),
      Reverse: (_, [list]) => {
        (itemsOf(list as unknown[]) as unknown[]).reverse();
        return undefined;
      },
      Copy: (_, [from, to, count]) => {
        const source = asList(from);
        for (let i = 0; i < Number(count); i++) (to as unknown[])[i] = source[i];
        return undefined;
      },
      Resize: (_, [target, size]) => {
        if (target instanceof Reference) {
          const list = [...asList(target.value)].slice(0, Number(size));
          while (list.length < Number(size)) list.push(null);
          target.value = list;
        }
        return undefined;
      },
      Empty: () => [],
    },
  }),
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
      BaseType: (self) => self.type.bases?.[0] ?? "System.Object",
      IsArray: (self) => self.type.element !== undefined,
      IsEnum: (self) => self.type.choices !== undefined,
      IsValueType: (self) => self.type.bases?.includes("System.ValueType") ?? false,
      IsPublic: () => true,
    },
    call: { IsInstanceOfType: (self, [value]) => self.type.holds(value) },
  }),
};

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
  arrayType,
  typeType,
  enumType,
  ...interfaces,
);

/** The name that GetType().FullName gives for what has no table of its own. */
export function structuredTypeName(value: Structured | Collection): string {
  return value instanceof Structured ? (value.typeNames[0] ?? "System.Object") : value.typeName;
}
