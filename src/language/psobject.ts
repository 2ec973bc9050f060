// `.psobject`: what an object is made of, its properties as objects that can be asked, changed, added and removed.
import { isList, itemsOf, List } from "../values/collections.ts";
import { type AddedMember, CustomObject } from "../values/custom.ts";
import { Dictionary } from "../values/dictionary.ts";
import { MemberError, type NetType, registerTypes } from "../values/nettype.ts";
import { ScriptBlock, Structured } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { typeOf } from "../values/types.ts";
import { wildcard } from "../values/wildcard.ts";
import type { Core } from "./frame.ts";
import { getProperty, setProperty } from "./members.ts";

const automation = "System.Management.Automation.";
const namesOfInfo = ["MemberType", "IsSettable", "IsGettable", "Value", "TypeNameOfValue", "Name", "IsInstance"];

/** A property of an object; of one that was just made (`[psnoteproperty]::new`) there is no owner yet. */
export class PropertyInfo extends Structured {
  readonly name: string;
  readonly kind: AddedMember["kind"] | "Property" | "ParameterizedProperty";
  readonly #get: () => unknown;
  readonly #set: ((value: unknown) => void | Promise<void>) | undefined;
  /** What Properties.Add adds. */
  readonly member: AddedMember | undefined;

  constructor(
    name: string,
    kind: PropertyInfo["kind"],
    get: () => unknown,
    set: ((value: unknown) => void | Promise<void>) | undefined,
    member?: AddedMember,
  ) {
    super();
    this.name = name;
    this.kind = kind;
    this.#get = get;
    this.#set = set;
    this.member = member;
  }

  override get typeNames(): readonly string[] {
    return [`${automation}PS${this.kind}`, `${automation}PSPropertyInfo`, `${automation}PSMemberInfo`];
  }

  override names(): readonly string[] {
    return namesOfInfo;
  }

  override spelling(name: string): string | undefined {
    return namesOfInfo.find((known) => known.toLowerCase() === name.toLowerCase());
  }

  override get(name: string): unknown {
    switch (name.toLowerCase()) {
      case "name":
        return this.name;
      case "membertype":
        return this.kind;
      case "value":
        return this.#get();
      case "issettable":
        return this.#set !== undefined;
      case "isgettable":
        return true;
      case "isinstance":
        return this.kind !== "Property";
      case "typenameofvalue": {
        const value = this.#get();
        return value === null || value === undefined ? "System.Object" : typeOf(value).name;
      }
      default:
        return null;
    }
  }

  override set(name: string, value: unknown): void {
    if (name.toLowerCase() !== "value" || !this.#set) throw new Error(`'${name}' is a read-only property.`);
    const waits = this.#set(value);
    if (waits instanceof Promise) waits.catch(() => {});
  }

  override toString(): string {
    return `${this.kind === "Property" ? "" : `${this.get("TypeNameOfValue")} `}${this.name}=${toText(this.#get())}`;
  }
}

/** `.psobject.Properties`: a list of properties that can also be asked by name and changed. */
export class PropertyBag extends List {
  readonly owner: unknown;

  constructor(properties: PropertyInfo[], owner: unknown) {
    super(properties, `${automation}PSPropertyInfo`);
    this.owner = owner;
  }

  named(name: string): PropertyInfo | null {
    const key = name.toLowerCase();
    return (this.items as PropertyInfo[]).find((one) => one.name.toLowerCase() === key) ?? null;
  }
}

/** The names of a value's properties, in order. */
export function propertyNames(value: unknown): readonly string[] {
  if (value instanceof CustomObject && value.base !== undefined && !(value.base instanceof Structured)) {
    return [...propertyNames(value.base), ...value.names()];
  }
  if (value instanceof Structured) return value.names();
  if (value === null || value === undefined) return [];
  return [...(typeOf(value).members?.properties.values() ?? [])].map((property) => property.name);
}

/** The type names that a list is kept of, so that they can be changed: of custom objects only. */
export function typeNamesOf(value: unknown): List {
  if (!(value instanceof CustomObject)) {
    if (value instanceof Structured) return new List([...value.typeNames], "System.String");
    const type = typeOf(value);
    const names = [type.name, ...(type.bases ?? []), "System.Object"];
    return new List([...new Set(names)], "System.String");
  }
  const names = [...value.typeNames];
  // The object sees what is done to the list.
  value.typeNames = names;
  return new List(names, "System.String");
}

function infoOf(value: unknown, name: string, core: Core): PropertyInfo {
  const member = value instanceof CustomObject ? value.member(name) : undefined;
  const found = value instanceof Structured ? undefined : typeOf(value).members?.properties.get(name.toLowerCase());
  const settable = member
    ? member.kind !== "ScriptProperty" || member.setter !== null
    : value instanceof Structured || found?.set !== undefined;
  return new PropertyInfo(
    member?.name ?? name,
    member?.kind ?? "Property",
    () => getProperty(value, name, core),
    settable ? (to) => setProperty(value, name, to, core) : undefined,
    member,
  );
}

/** `.psobject`: Properties, Members, Methods, TypeNames, BaseObject, ImmediateBaseObject. */
export function psObject(value: unknown, core: Core): CustomObject {
  const properties = propertyNames(value).map((name) => infoOf(value, name, core));
  const methods = [
    ...(value instanceof CustomObject ? value.members().filter((one) => one.kind === "ScriptMethod") : []).map(
      (one) =>
        new PropertyInfo(one.name, "ScriptMethod", () => (one.kind === "ScriptMethod" ? one.body : null), undefined),
    ),
    ...[...(value instanceof Structured ? [] : (typeOf(value).members?.methods.values() ?? []))].map(
      ({ name }) => new PropertyInfo(name, "ScriptMethod", () => name, undefined),
    ),
  ];
  const base = value instanceof CustomObject && value.base !== undefined ? value.base : value;
  return new CustomObject(
    {
      Members: new PropertyBag([...properties, ...methods], value),
      Properties: new PropertyBag(properties, value),
      Methods: new PropertyBag(methods, value),
      ImmediateBaseObject: base,
      BaseObject: base,
      TypeNames: typeNamesOf(value),
    },
    [`${automation}PSObject`],
  );
}

/** The members that `.psobject` and its lists have beside those of any list; undefined for another name. */
export function bagMethod(bag: PropertyBag, key: string, args: readonly unknown[]): { result: unknown } | undefined {
  switch (key) {
    case "add": {
      const [info] = args;
      if (!(bag.owner instanceof CustomObject) || !(info instanceof PropertyInfo) || !info.member)
        throw new MemberError(
          "Only a PSNoteProperty, PSAliasProperty, PSScriptProperty or PSScriptMethod can be added to a custom object.",
        );
      if (bag.named(info.name))
        throw new MemberError(
          `Cannot add a member with the name "${info.name}" because a member with that name already exists.`,
          `${automation}ExtendedTypeSystemException`,
        );
      bag.owner.addMember(info.member);
      bag.items.push(info);
      return { result: undefined };
    }
    case "remove": {
      const name = toText(args[0]);
      if (bag.owner instanceof CustomObject) bag.owner.remove(name);
      const at = (bag.items as PropertyInfo[]).findIndex((one) => one.name.toLowerCase() === name.toLowerCase());
      if (at >= 0) bag.items.splice(at, 1);
      return { result: undefined };
    }
    case "match": {
      const fits = wildcard(toText(args[0]));
      return { result: (bag.items as PropertyInfo[]).filter((one) => fits(one.name)) };
    }
    case "item":
      return { result: bag.named(toText(args[0])) };
    default:
      return undefined;
  }
}

function block(value: unknown): ScriptBlock {
  if (value instanceof ScriptBlock) return value;
  throw new MemberError("A script block is needed here.");
}

/** `[psnoteproperty]::new('Name', value)` and its kin: a member that waits for an object. */
function memberType(kind: AddedMember["kind"], make: (name: string, args: readonly unknown[]) => AddedMember): NetType {
  const name = `${automation}PS${kind}`;
  return {
    name,
    aliases: [`ps${kind}`.toLowerCase(), name.toLowerCase().replace(/^system\./, "")],
    holds: (value) => value instanceof PropertyInfo && value.kind === kind,
    convert: (value) => value,
    construct: ([given, ...args]) => {
      const member = make(toText(given), args);
      let value = args[0] ?? null;
      if (member.kind !== "NoteProperty") return new PropertyInfo(member.name, kind, () => value, undefined, member);
      const set = (to: unknown): void => {
        value = to ?? null;
        member.value = value;
      };
      return new PropertyInfo(member.name, kind, () => value, set, member);
    },
  };
}

registerTypes(
  memberType("NoteProperty", (name, [value]) => ({ kind: "NoteProperty", name, value: value ?? null })),
  memberType("AliasProperty", (name, [target]) => ({ kind: "AliasProperty", name, target: toText(target) })),
  memberType("ScriptProperty", (name, [getter, setter]) => ({
    kind: "ScriptProperty",
    name,
    getter: block(getter),
    setter: setter === undefined || setter === null ? null : block(setter),
  })),
  memberType("ScriptMethod", (name, [body]) => ({ kind: "ScriptMethod", name, body: block(body) })),
);

/** `.psobject.Copy()`: the object again, with properties of its own. */
export function copyOf(value: unknown): unknown {
  const base = value instanceof CustomObject ? value.get("BaseObject") : value;
  if (base instanceof CustomObject) return base.copy();
  if (base instanceof Dictionary) return base.clone();
  return isList(base) ? [...itemsOf(base)] : base;
}
