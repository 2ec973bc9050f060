// Parameters made from the properties of classes: identities, changes of lists, and how bound values become properties.
import type { Parameter } from "../command/cmdlet.ts";
import { Dictionary } from "../values/dictionary.ts";
import { Entity } from "../values/shape.ts";
import { Structured } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { ConversionError, type Json, type Type } from "../values/type.ts";
import type { ClassProperties, ClassProperty, ObjectClass } from "./class.ts";
import { invalidValue } from "./errors.ts";
import { identitiesFor } from "./offers.ts";
import type { Reader } from "./organization.ts";
import { Reference, reference } from "./reference.ts";
import { classNamed } from "./registry.ts";

/**
 * What names an object: text, or an object that came through the pipeline, which becomes its GUID.
 * @param name as help shows it: "MailboxIdParameter".
 */
export function identity(name: string): Type<string> {
  return {
    name,
    convert(value) {
      if (value instanceof Reference) return value.guid;
      if (value instanceof Structured) {
        const named = value.get("Guid") ?? value.get("Identity") ?? value.get("Name");
        if (named !== null && named !== undefined && toText(named) !== "") return toText(named);
        throw new ConversionError(`An object of type ${value.typeNames[0] ?? "Object"} does not name anything.`);
      }
      if (value instanceof Dictionary || Array.isArray(value)) {
        const kind = Array.isArray(value) ? "System.Object[]" : "System.Collections.Hashtable";
        throw new ConversionError(`Cannot convert a value of type "${kind}" to type "${name}". Name one object.`);
      }
      const given = toText(value).trim();
      if (given === "") throw new ConversionError("An identity must not be empty.");
      return given;
    },
    show: (value) => value,
    encode: (value) => value,
    decode: (json) => String(json),
    offers: (prefix, services) => identitiesFor(name, prefix, services),
  };
}

/**
 * As {@link identity}, but an object of these classes passes as it is, and one of another class does not. An exact fit
 * comes first for the binder, so that `Get-MailboxDatabase | Get-Mailbox` binds -Database and not the database's Identity
 * to -Identity; a refusal leaves `Get-Queue | Get-Message` to -Queue, beside a -Server that takes input, too.
 */
export function objectOrIdentity(name: string, ...classes: readonly string[]): Type<string | Entity> {
  const text = identity(name);
  return {
    name,
    convert(value) {
      if (!(value instanceof Entity)) return text.convert(value);
      if (classes.includes(value.shape.name)) return value;
      throw new ConversionError(`An object of type ${value.shape.name} is not a ${name}.`);
    },
    show: (value) => toText(value),
    encode: (value) => (value instanceof Entity ? toText(value.get("Guid")) : value),
    decode: (json) => String(json),
    offers: text.offers!,
  };
}

/** "AcceptedDomainIdParameter" for a class, as Exchange names these kinds. */
export function identityOf(cls: ObjectClass, noun: string = cls.name): Type<string> {
  return identity(`${noun}IdParameter`);
}

/** A list that takes the place of the old one, or what is to be added to it and removed from it. */
export type ListChange<T> =
  | { readonly replace: readonly T[] }
  | { readonly add: readonly T[]; readonly remove: readonly T[] };

/** Reads a list, or @{Add=…; Remove=…} (documentation: "Modifying multivalued properties"). */
export function listChange<T>(list: Type<readonly T[]>, name = "MultiValuedProperty"): Type<ListChange<T>> {
  return {
    name,
    ...(list.choices ? { choices: list.choices } : {}),
    ...(list.element?.offers ? { offers: list.element.offers } : {}),
    convert(value) {
      if (isChange<T>(value)) return value;
      if (!(value instanceof Dictionary)) return { replace: list.convert(value) };
      const change: { add: readonly T[]; remove: readonly T[] } = { add: [], remove: [] };
      for (const { key, value: items } of value.entries()) {
        const word = toText(key).toLowerCase();
        if (word !== "add" && word !== "remove") {
          throw new ConversionError(`'${toText(key)}' is neither Add nor Remove. Write @{Add="…"; Remove="…"}.`);
        }
        change[word] = list.convert(items);
      }
      return change;
    },
    show: (change) =>
      "replace" in change
        ? list.show(change.replace)
        : `@{Add=${list.show(change.add)}; Remove=${list.show(change.remove)}}`,
    encode: (change) =>
      "replace" in change
        ? list.encode(change.replace)
        : { add: list.encode(change.add), remove: list.encode(change.remove) },
    decode(json) {
      if (Array.isArray(json)) return { replace: list.decode(json as Json) };
      const { add, remove } = json as { add: Json; remove: Json };
      return { add: list.decode(add), remove: list.decode(remove) };
    },
  };
}

function isChange<T>(value: unknown): value is ListChange<T> {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && ("replace" in value || "remove" in value)
  );
}

/** The list after a change. An element that is there already is not added again; one that is not there is not missed. */
export function changed<T>(current: readonly T[], change: ListChange<T>, key: (value: T) => string): readonly T[] {
  const seen = new Set<string>();
  const once = (items: readonly T[]) =>
    items.filter((item) => {
      const own = key(item);
      if (seen.has(own)) return false;
      seen.add(own);
      return true;
    });
  if ("replace" in change) return once(change.replace);
  const gone = new Set(change.remove.map(key));
  return once([...current.filter((item) => !gone.has(key(item))), ...change.add]);
}

/** How an element of a list is told from others. */
export function keyFor<T>(type: Type<T>): (value: T) => string {
  return (value) => type.key?.(value) ?? type.show(value).toLowerCase();
}

/** A value that its kind refused; the cmdlet reports it, for the binder passes over what it cannot convert. */
export class Unread {
  readonly value: string;
  readonly reason: string;

  constructor(value: string, reason: string) {
    this.value = value;
    this.reason = reason;
  }
}

const unreadMark = "#unread";

/**
 * The kind for a parameter that binds by property: PowerShell leaves such a parameter alone when the value cannot be
 * converted, so a mistyped cell of a table would silently count as empty. Here it becomes an {@link Unread}.
 */
export function late<T>(type: Type<T>): Type<T | Unread> {
  return {
    ...type,
    convert(value) {
      if (value instanceof Unread) return value;
      try {
        return type.convert(value);
      } catch (error) {
        if (!(error instanceof ConversionError) || typeof value !== "string") throw error;
        return new Unread(value, error.message);
      }
    },
    show: (value) => (value instanceof Unread ? value.value : type.show(value)),
    encode: (value) => (value instanceof Unread ? { [unreadMark]: value.value } : type.encode(value)),
    decode(json) {
      const text = (json as { readonly [unreadMark]?: unknown } | null)?.[unreadMark];
      return typeof text === "string" ? this.convert(text) : type.decode(json);
    },
  } as Type<T | Unread>;
}

/** Throws a Problem for the first value that was refused. */
export function allRead(bound: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(bound)) {
    if (value instanceof Unread) throw invalidValue(name, value.reason);
  }
}

export const propertyOf = (cls: ObjectClass, name: string): ClassProperty => {
  const found = (cls.properties as ClassProperties)[name];
  if (found === undefined) throw new Error(`The class ${cls.name} has no property ${name}.`);
  return found;
};

/** The kind of the parameter for a property: what points to objects is given by identity, and a list can be changed. */
function kindFor(property: ClassProperty, changeable: boolean): Type<any> {
  const isReference = property.type === reference;
  const element = property.type.element;
  const servers = property.refers?.to.includes("ExchangeServer") ?? false;
  const domains = property.refers?.to.includes("AcceptedDomain") ?? false;
  if (!element && isReference && domains) return identity("AcceptedDomainIdParameter");
  if (!element) return isReference ? identity(servers ? "ServerIdParameter" : "RecipientIdParameter") : property.type;
  const identities = servers ? serverList : identityList;
  const list: Type<any> = element === (reference as unknown) ? identities : property.type;
  return changeable ? listChange(list, "MultiValuedProperty") : list;
}

/** Several identities of one kind. */
function listOf(element: Type<string>): Type<readonly string[]> {
  return {
    name: `${element.name}[]`,
    element: element as Type<unknown>,
    convert(value) {
      if (value === null || value === undefined) return [];
      return (Array.isArray(value) ? value : [value]).map((one) => element.convert(one));
    },
    show: (value) => value.join(" "),
    encode: (value) => [...value],
    decode: (json) => (json as readonly string[]).map(String),
  };
}

/** Several recipients. */
export const identityList = listOf(identity("RecipientIdParameter"));
const serverList = listOf(identity("ServerIdParameter"));

/** Parameters of these names, each from the property of that name. */
export function parametersOf(
  cls: ObjectClass,
  names: readonly string[],
  options: { readonly changeable: boolean; readonly mandatory?: boolean },
): Record<string, Parameter> {
  const made: Record<string, Parameter> = {};
  for (const name of names) {
    const property = propertyOf(cls, name);
    const mandatory = options.mandatory === true && property.mandatory === true;
    made[name] = {
      type: kindFor(property, options.changeable),
      summary: property.summary,
      ...(mandatory ? { mandatory } : { allowNull: true, allowEmpty: true }),
      ...(property.aliases ? { aliases: property.aliases } : {}),
    };
  }
  return made;
}

/** The properties that bound parameters of these names stand for. Identities become references, changes become lists. */
export async function propertiesFrom(
  cls: ObjectClass,
  names: readonly string[],
  bound: Readonly<Record<string, unknown>>,
  reader: Reader,
  current?: Entity,
): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const name of names) {
    const value = bound[name];
    if (value === undefined) continue;
    const property = propertyOf(cls, name);
    if (value === null || value === "") values[name] = null;
    else if (property.type.element) values[name] = await listFrom(property, value, reader, current?.get(name));
    else if (property.type === reference) values[name] = await referenceTo(property, value as string, reader);
    else values[name] = value;
  }
  return values;
}

async function listFrom(property: ClassProperty, value: unknown, reader: Reader, current: unknown): Promise<unknown> {
  const change = Array.isArray(value) ? { replace: value as readonly unknown[] } : (value as ListChange<unknown>);
  const old = (current as readonly unknown[] | null | undefined) ?? [];
  const element = property.type.element!;
  if (element !== (reference as unknown)) return changed(old, change, keyFor(element));
  const resolve = (items: readonly unknown[]) => referencesTo(property, items as readonly string[], reader);
  const resolved =
    "replace" in change
      ? { replace: await resolve(change.replace) }
      : { add: await resolve(change.add), remove: await resolve(change.remove) };
  return changed(old as readonly Reference[], resolved, (one) => one.guid);
}

async function referencesTo(property: ClassProperty, items: readonly string[], reader: Reader): Promise<Reference[]> {
  const found: Reference[] = [];
  for (const item of items) found.push(await referenceTo(property, item, reader));
  return found;
}

async function referenceTo(property: ClassProperty, given: string, reader: Reader): Promise<Reference> {
  const classes = (property.refers?.to ?? []).flatMap((name) => classNamed(name) ?? []);
  return Reference.to((await reader.find(classes, given)) as Entity);
}
