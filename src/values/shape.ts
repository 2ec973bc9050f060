// Classes of objects with typed properties, told once: storage, wire, views, filters and help all read the declaration.
import { CustomObject } from "./custom.ts";
import { Structured } from "./structured.ts";
import type { Json, Type, ValueOf } from "./type.ts";

/** One property of a class. */
export interface Property<T = any> {
  readonly type: Type<T>;
  readonly summary: string;
  /** What an object has that was made without it; read by `type.convert`, so "35MB" will do. */
  readonly default?: unknown;
  readonly mandatory?: boolean;
  /** Worked out from the object's other properties, never stored. */
  readonly derive?: (object: any) => T;
  readonly aliases?: readonly string[];
  /** Kept with the object and read by code alone: views, Get-Member, exports and reference pages pass over it. */
  readonly hidden?: true;
}

export type Properties = Readonly<Record<string, Property>>;

/** A column of a table: a property by name, with heading, width and alignment where they differ from the rule. */
export type Column =
  | string
  | { readonly property: string; readonly label?: string; readonly width?: number; readonly align?: "left" | "right" };

type Filled<P extends Property> = P extends
  | { readonly mandatory: true }
  | { readonly default: {} }
  | { readonly derive: (object: any) => {} }
  ? ValueOf<P["type"]>
  : ValueOf<P["type"]> | null;

/** The properties of an object as TypeScript sees them. */
export type Values<P extends Properties> = { readonly [K in keyof P]: Filled<P[K]> };

/** An object of a shape: its properties by name, each decoded when it is first asked for. */
export type Of<S> = S extends Shape<infer P> ? Entity & Values<P> : never;

export interface Shape<P extends Properties = any> {
  readonly name: string;
  readonly summary: string;
  readonly properties: P;
  /** Names beside `name` under which views and Get-Member may know it. */
  readonly parents: readonly string[];
  /** Columns of the default table; without it the default view is a list. */
  readonly table: readonly Column[] | undefined;
  /** How an object is shown when nobody chose a view: a table where there are columns, unless this says "list". */
  readonly view?: "list";
  /** Properties of the default list; all when absent. */
  readonly list: readonly string[] | undefined;
  /** The property whose value heads a table; another value begins another table. */
  readonly groupBy?: string;
  /** Makes an object from values; what is left out has its default, or is null. */
  make(values: Partial<Values<P>>): Entity & Values<P>;
  /** Makes an object from what disk or wire held, or will give when it is first asked for. Unknown names are kept, so that newer data survives an older reader. */
  decode(stored: Stored | Unread): Entity & Values<P>;
  /** True for an object made by this shape. */
  holds(value: unknown): value is Entity & Values<P>;
}

export type Stored = Readonly<Record<string, Json>>;

/** What disk or wire held, not taken apart before somebody looks at it. */
export abstract class Unread {
  abstract read(): Stored;
  /** False when it certainly holds no such text, in a name or a value. */
  abstract mentions(text: string): boolean;
}

/** Settings, which each message asks, are soon asked so often; objects that are listed never. */
const oftenAsked = 200;

/** An object of a {@link Shape}. */
export abstract class Entity extends Structured {
  readonly shape: Shape;
  protected abstract readonly facts: Facts;
  #kept: Stored | Unread;
  /** What was given since it was decoded, or made of. */
  #given: Map<string, unknown> | undefined;
  /** What has been asked for and is no plain value, so that it is decoded or worked out once. */
  #read: Map<string, unknown> | undefined;
  #added: CustomObject | undefined;
  /** How often a plain value has been decoded. */
  #asked = 0;

  constructor(shape: Shape, stored: Stored | Unread, made?: Readonly<Record<string, unknown>>) {
    super();
    this.shape = shape;
    this.#kept = stored;
    if (made === undefined) return;
    this.#given = new Map();
    for (const name of Object.keys(made)) {
      if ((shape.properties[name] as Property | undefined)?.derive) {
        // What follows from the rest may be told beforehand, and is forgotten when the rest changes.
        this.#read ??= new Map();
        this.#read.set(name, made[name]);
      } else this.#given.set(name, made[name]);
    }
  }

  get #stored(): Stored {
    if (this.#kept instanceof Unread) this.#kept = this.#kept.read();
    return this.#kept as Stored;
  }

  /** False when nothing it holds certainly has this text in it; reads no more than it must. */
  mentions(text: string): boolean {
    return this.#given !== undefined || !(this.#kept instanceof Unread) || this.#kept.mentions(text);
  }

  override get typeNames(): readonly string[] {
    return this.#added?.typeNames ?? [this.shape.name, ...this.shape.parents];
  }

  /** What a script added to this copy (Add-Member); it is neither stored nor sent. */
  get added(): CustomObject | undefined {
    return this.#added;
  }

  /** Where members are added to this copy. */
  extended(): CustomObject {
    this.#added ??= new CustomObject(undefined, this.typeNames, this);
    return this.#added;
  }

  override names(): readonly string[] {
    const { names } = this.facts;
    if (this.#added === undefined) return names;
    const own = this.#added.members().flatMap(({ kind, name }) => (kind === "ScriptMethod" ? [] : [name]));
    return [...new Set([...names, ...own])];
  }

  override spelling(name: string): string | undefined {
    const known = this.facts.spellings;
    const found = known.get(name) ?? known.get(name.toLowerCase());
    if (this.#added === undefined) return found;
    const member = this.#added.member(name);
    return member && member.kind !== "ScriptMethod" ? member.name : found;
  }

  override get(name: string): unknown {
    if (this.#added?.member(name)) return this.#added.get(name);
    if (Object.hasOwn(this.shape.properties, name)) return this.read(name);
    const known = this.spelling(name);
    return known === undefined ? null : this.read(known);
  }

  override settle(): void | Promise<void> {
    return this.#added?.settle();
  }

  /** The property of this exact spelling. */
  read(name: string): unknown {
    const given = this.#given?.get(name);
    if (given !== undefined) return given;
    const read = this.#read?.get(name);
    if (read !== undefined) return read;
    const property = this.shape.properties[name] as Property;
    let value: unknown = null;
    if (property.derive) value = property.derive(this) ?? null;
    else {
      const json = this.#stored[name];
      if (json !== undefined && json !== null) value = property.type.decode(json);
      else if (json === undefined && property.default !== undefined) value = this.facts.defaultOf(name);
      // Plain values are decoded as fast as they would be remembered, unless they are asked for again and again.
      if ((typeof value !== "object" || value === null) && ++this.#asked < oftenAsked) return value;
    }
    this.#read ??= new Map();
    this.#read.set(name, value);
    return value;
  }

  /** Whether the property of this exact spelling has a value of its own, beside the default: null, too. */
  has(name: string): boolean {
    return this.#stored[name] !== undefined || this.#given?.has(name) === true;
  }

  /** Changes this copy only; what was derived from other properties is derived anew. */
  override set(name: string, value: unknown): void {
    if (this.#added?.member(name)) {
      this.#added.set(name, value);
      return;
    }
    const known = this.spelling(name);
    if (known === undefined) throw new Error(`A ${this.shape.name} has no property '${name}'.`);
    const property = this.shape.properties[known] as Property;
    if (property.derive) throw new Error(`'${known}' is a read-only property.`);
    if (this.#read) for (const other of this.facts.derived) this.#read.delete(other);
    const converted = value === null ? null : property.type.convert(value);
    this.#read?.delete(known);
    this.#given ??= new Map();
    this.#given.set(known, converted);
  }

  /** What disk and wire hold: every property that is neither derived nor empty. Whoever changes it takes a copy. */
  stored(): Stored {
    if (this.#given === undefined) return this.#stored;
    const json: Record<string, Json> = { ...this.#stored };
    for (const [name, value] of this.#given) {
      const property = this.shape.properties[name] as Property;
      if (!property.derive) json[name] = value === null ? null : property.type.encode(value);
    }
    return json;
  }
}

/** What objects of a shape ask of its declaration, worked out once. */
class Facts {
  readonly properties: Properties;
  /** The exact spelling by what may be written. */
  readonly spellings = new Map<string, string>();
  readonly names: readonly string[];
  readonly derived: readonly string[];
  readonly #defaults = new Map<string, unknown>();

  constructor(properties: Properties) {
    const all = Object.entries(properties);
    this.properties = properties;
    this.names = all.flatMap(([name, spec]) => (spec.hidden ? [] : [name]));
    this.derived = all.flatMap(([name, spec]) => (spec.derive ? [name] : []));
    for (const [name, property] of all) {
      this.spellings.set(name, name);
      this.spellings.set(name.toLowerCase(), name);
      for (const alias of property.aliases ?? []) this.spellings.set(alias.toLowerCase(), name);
    }
  }

  /** The default of a property; one that nobody can change is read once for all objects. */
  defaultOf(name: string): unknown {
    const known = this.#defaults.get(name);
    if (known !== undefined) return known;
    const property = this.properties[name]!;
    const value = property.type.convert(property.default);
    if (Object.isFrozen(value)) this.#defaults.set(name, value);
    return value;
  }
}

/** Declares a class of objects. Getters by property name stand on the objects it makes: `queue.Status`. */
export function defineShape<const P extends Properties>(spec: {
  readonly name: string;
  readonly summary: string;
  readonly properties: P;
  readonly parents?: readonly string[];
  readonly table?: readonly Column[];
  readonly list?: readonly string[];
  readonly view?: "list";
  readonly groupBy?: string;
}): Shape<P> {
  let facts: Facts | undefined;
  class Made extends Entity {
    protected get facts(): Facts {
      facts ??= new Facts(shape.properties);
      return facts;
    }
  }
  for (const name of Object.keys(spec.properties)) {
    Object.defineProperty(Made.prototype, name, {
      get(this: Entity) {
        return this.read(name);
      },
    });
  }
  const shape: Shape<P> = {
    name: spec.name,
    summary: spec.summary,
    properties: spec.properties,
    parents: spec.parents ?? [],
    table: spec.table,
    list: spec.list,
    ...(spec.view === undefined ? {} : { view: spec.view }),
    ...(spec.groupBy === undefined ? {} : { groupBy: spec.groupBy }),
    make(values) {
      return new Made(shape, {}, values) as unknown as Entity & Values<P>;
    },
    decode(stored) {
      return new Made(shape, stored) as unknown as Entity & Values<P>;
    },
    holds(value): value is Entity & Values<P> {
      return value instanceof Entity && value.shape === (shape as Shape);
    },
  };
  return shape;
}
