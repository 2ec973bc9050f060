// The lists of .NET that scripts use beside plain arrays: what a pipeline unrolls and foreach walks.

/** Everything a pipeline unrolls that is not a JavaScript array. */
export abstract class Collection {
  abstract readonly typeName: string;
  abstract readonly count: number;
  abstract [Symbol.iterator](): IterableIterator<unknown>;
}

/** ArrayList (without element type), List[T], and read-only results of methods. */
export class List extends Collection {
  readonly items: unknown[];
  /** "Object" and such for List[T]; undefined for an ArrayList. */
  readonly element: string | undefined;
  /** Reads an element as the list's type; of an ArrayList anything will do. */
  readonly read: (value: unknown) => unknown;

  constructor(items: unknown[] = [], element?: string, read: (value: unknown) => unknown = (value) => value) {
    super();
    this.items = items;
    this.element = element;
    this.read = read;
  }

  override get typeName(): string {
    return this.element === undefined
      ? "System.Collections.ArrayList"
      : `System.Collections.Generic.List\`1[[${this.element}]]`;
  }

  override get count(): number {
    return this.items.length;
  }

  override [Symbol.iterator](): IterableIterator<unknown> {
    return this.items.values();
  }
}

/** HashSet[T]; `fold` makes equal elements the same key. */
export class Distinct extends Collection {
  readonly element: string;
  readonly fold: (value: unknown) => unknown;
  readonly read: (value: unknown) => unknown;
  readonly #items = new Map<unknown, unknown>();

  constructor(element: string, fold: (value: unknown) => unknown, read: (value: unknown) => unknown) {
    super();
    this.element = element;
    this.fold = fold;
    this.read = read;
  }

  override get typeName(): string {
    return `System.Collections.Generic.HashSet\`1[[${this.element}]]`;
  }

  override get count(): number {
    return this.#items.size;
  }

  add(value: unknown): boolean {
    const item = this.read(value);
    const key = this.fold(item);
    if (this.#items.has(key)) return false;
    this.#items.set(key, item);
    return true;
  }

  has(value: unknown): boolean {
    return this.#items.has(this.fold(this.read(value)));
  }

  delete(value: unknown): boolean {
    return this.#items.delete(this.fold(this.read(value)));
  }

  clear(): void {
    this.#items.clear();
  }

  override [Symbol.iterator](): IterableIterator<unknown> {
    return this.#items.values();
  }
}

/** Queue (first in, first out) and Stack (last in, first out), plain or generic. */
export class Line extends Collection {
  readonly kind: "Queue" | "Stack";
  readonly items: unknown[];

  constructor(kind: "Queue" | "Stack", items: unknown[] = []) {
    super();
    this.kind = kind;
    this.items = items;
  }

  override get typeName(): string {
    return `System.Collections.${this.kind}`;
  }

  override get count(): number {
    return this.items.length;
  }

  override [Symbol.iterator](): IterableIterator<unknown> {
    return this.kind === "Queue" ? this.items.values() : [...this.items].reverse().values();
  }
}

/** True for what a pipeline unrolls and an index counts through: arrays and collections, not text and hash tables. */
export function isList(value: unknown): value is readonly unknown[] | Collection {
  return Array.isArray(value) || value instanceof Collection;
}

/** The elements of a list; a copy only where it is no array. */
export function itemsOf(value: readonly unknown[] | Collection): readonly unknown[] {
  return Array.isArray(value) ? value : value instanceof List ? value.items : [...(value as Collection)];
}

/** A list as it is, $null as nothing, anything else as a list of one: what `@( )` and foreach see. */
export function asList(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  return isList(value) ? itemsOf(value) : [value];
}

const elements = new WeakMap<readonly unknown[], string>();

/** Makes an array one of that element type: `typed("System.String", pieces)` is a [string[]]. */
export function typed<T extends unknown[]>(element: string, items: T): T {
  if (element !== "System.Object") elements.set(items, element);
  return items;
}

/** The name of an array's element type; undefined for one of objects, as `1, 2` makes. */
export function elementOf(array: readonly unknown[]): string | undefined {
  return elements.get(array);
}
