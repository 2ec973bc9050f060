// Classes of organization objects, told once: identity, uniqueness, indexes, references and checks beside the properties.
import { boolean, choice, guid, text } from "../values/kinds.ts";
import {
  type Column,
  defineShape,
  type Entity,
  type Of,
  type Property,
  type Shape,
  type Values,
} from "../values/shape.ts";
import { instant } from "./kinds.ts";
import type { Reference } from "./reference.ts";

/** A property of an object class. */
export interface ClassProperty<T = any> extends Property<T> {
  /**
   * No two objects may have equal values (by `type.key`). True: among objects of this class; a word: among all
   * properties anywhere that name the same word.
   */
  readonly unique?: boolean | string;
  /** Kept in an index, which equality and prefix filters and identities read. Lists are indexed by each element. */
  readonly index?: boolean;
  /**
   * The class's `claims` hold its values in this scope, `before` put before their keys: so that filters can read them
   * there.
   */
  readonly claimed?: { readonly scope: string; readonly before: string };
  /**
   * For properties of kind `reference` (or lists of it): the names of the classes pointed to, and what happens to this property when
   * the target is removed. "refuse" keeps the target from being removed; "clear" empties the property or drops the entry.
   */
  readonly refers?: { readonly to: readonly string[]; readonly gone: "refuse" | "clear" };
}

export type ClassProperties = Readonly<Record<string, ClassProperty>>;

const words = {
  state: choice("ObjectState", "New", "Unchanged", "Changed", "Deleted"),
};

/** What every organization object has. */
const commonProperties = {
  Guid: { type: guid, mandatory: true, summary: "The object's own number, which never changes." },
  WhenCreated: { type: instant, mandatory: true, summary: "When it was created, local time." },
  WhenChanged: { type: instant, mandatory: true, summary: "When it was last changed, local time." },
  WhenCreatedUTC: {
    type: instant,
    derive: (object: Entity) => instant.utc(object.get("WhenCreated")),
    summary: "When it was created, UTC.",
  },
  WhenChangedUTC: {
    type: instant,
    derive: (object: Entity) => instant.utc(object.get("WhenChanged")),
    summary: "When it was last changed, UTC.",
  },
  IsValid: {
    type: boolean,
    derive: (object: Entity) => isObjectClass(object.shape) && [...object.shape.check(object)].length === 0,
    summary: "Whether it fulfils the rules of its class.",
  },
  ObjectState: {
    type: words.state,
    derive: () => "Unchanged" as const,
    summary: "Whether this copy has been changed.",
  },
} as const satisfies ClassProperties;

export type CommonProperties = typeof commonProperties & {
  readonly Identity: {
    readonly type: typeof text;
    readonly derive: (object: Entity) => string;
    readonly summary: string;
  };
  readonly Id: { readonly type: typeof text; readonly derive: (object: Entity) => string; readonly summary: string };
};

/** A claim to a value that only one object in the organization may hold. */
export interface Claim {
  /** "Address", or "<Class>.<Property>". */
  readonly scope: string;
  readonly key: string;
  /** As people know it: "smtp:kim@contoso.com". */
  readonly shown: string;
}

/** A class of organization objects. */
export interface ObjectClass<P extends ClassProperties = any> extends Shape<P> {
  /** Properties by which -Identity finds an object, beside GUID and Identity. Each is unique or indexed. */
  readonly identity: readonly string[];
  /** As messages call one object: "accepted domain". */
  readonly label: string;
  /** Held in memory as a whole and part of the snapshot: settings, never recipients. */
  readonly resident: boolean;
  /** What is wrong with an object as a whole, one sentence each. */
  check(object: Entity): Iterable<string>;
  /** Values that the object holds alone in the organization, beyond its `unique` properties. */
  claims(object: Entity): Iterable<Claim>;
  /** Values that find objects, beyond its `index` properties. */
  finds(object: Entity): Iterable<{ readonly index: string; readonly key: string }>;
}

/** The values from which an object is made: what the engine fills in itself may be left out. */
export type NewValues<P extends ClassProperties> = Partial<Omit<Values<P>, "Identity" | "Id">>;

/** An object of a class. */
export type ObjectOf<C> = C extends ObjectClass<any> ? Of<C> : never;

const classes = new WeakSet<Shape>();

/** True for a shape made by {@link defineClass}. */
export function isObjectClass(shape: Shape): shape is ObjectClass {
  return classes.has(shape);
}

/**
 * Declares a class of organization objects. `path` gives the Identity (the Name when absent); `Identity`, `Id`, `Guid`,
 * `WhenCreated`, `WhenChanged`, their UTC twins, `IsValid` and `ObjectState` are added to the properties.
 */
export function defineClass<const P extends ClassProperties>(spec: {
  readonly name: string;
  readonly summary: string;
  readonly label?: string;
  readonly identity: readonly (keyof P & string)[];
  readonly properties: P;
  readonly parents?: readonly string[];
  readonly table?: readonly Column[];
  readonly list?: readonly string[];
  readonly view?: "list";
  /** Settings classes are resident; recipients are not. */
  readonly resident?: boolean;
  readonly path?: (object: any) => string;
  readonly check?: (object: Entity & Values<P & CommonProperties>) => Iterable<string>;
  readonly claims?: (object: Entity & Values<P & CommonProperties>) => Iterable<Claim>;
  readonly finds?: (
    object: Entity & Values<P & CommonProperties>,
  ) => Iterable<{ readonly index: string; readonly key: string }>;
}): ObjectClass<P & CommonProperties> {
  const path = spec.path ?? ((object: Entity) => object.get("Name") as string);
  const properties = {
    Identity: { type: text, derive: path, summary: "The name that finds it anywhere in the organization." },
    ...spec.properties,
    Id: { type: text, derive: path, summary: "The same as Identity." },
    ...commonProperties,
  } as unknown as P & CommonProperties;
  const shape = defineShape<P & CommonProperties>({
    name: spec.name,
    summary: spec.summary,
    properties,
    ...(spec.parents ? { parents: spec.parents } : {}),
    ...(spec.table ? { table: spec.table } : {}),
    ...(spec.list ? { list: spec.list } : {}),
    ...(spec.view ? { view: spec.view } : {}),
  });
  // The shape itself becomes the class, because the objects it makes point to it.
  const made = Object.assign(shape, {
    identity: spec.identity,
    label: spec.label ?? spec.name,
    resident: spec.resident ?? true,
    check: (spec.check ?? none) as ObjectClass["check"],
    claims: (spec.claims ?? none) as ObjectClass["claims"],
    finds: (spec.finds ?? none) as ObjectClass["finds"],
  });
  classes.add(made);
  return made;
}

function* none(): Iterable<never> {}

/** The order in which objects are shown: by name without case, equal ones by GUID. */
export function byName(a: Entity, b: Entity): number {
  const key = (object: Entity, name: string) => String(object.get(name) ?? "").toLowerCase();
  const order = (x: string, y: string) => (x < y ? -1 : x > y ? 1 : 0);
  return order(key(a, "Name"), key(b, "Name")) || order(key(a, "Guid"), key(b, "Guid"));
}

/** The GUID of an object or of what a reference points to. */
export function guidOf(value: Entity | Reference): string {
  return "guid" in value ? value.guid : (value.get("Guid") as string);
}
