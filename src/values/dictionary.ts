// Hash tables: @{}, [ordered]@{} and the generic Dictionary. Text keys ignore case; the order of entry is kept.

import { DateTime } from "./datetime.ts";
import { Char, isNumber, Num, numberText } from "./numbers.ts";
import { TimeSpan } from "./timespan.ts";

export interface Entry {
  readonly key: unknown;
  readonly value: unknown;
}

/** Equal keys have equal texts; kinds are kept apart, so that 1 and "1" are two keys as in .NET. */
function fold(key: unknown, caseSensitive: boolean): unknown {
  if (typeof key === "string") return caseSensitive ? `s${key}` : `s${key.toLowerCase()}`;
  if (isNumber(key)) return `${key instanceof Num ? key.kind : "n"}${numberText(key)}`;
  if (key instanceof Char) return `c${key.code}`;
  if (key instanceof DateTime || key instanceof TimeSpan) return `t${key.ticks}`;
  return key;
}

/** `kind` tells Hashtable (`@{}`), OrderedDictionary (`[ordered]@{}`) and the generic Dictionary apart. */
export class Dictionary {
  readonly kind: "Hashtable" | "Ordered" | "Generic";
  readonly caseSensitive: boolean;
  /** Of a generic dictionary: the names of key and value types, for its type name. */
  readonly typeArguments: readonly string[];
  readonly #entries = new Map<unknown, Entry>();

  constructor(kind: Dictionary["kind"] = "Hashtable", caseSensitive = false, typeArguments: readonly string[] = []) {
    this.kind = kind;
    this.caseSensitive = caseSensitive;
    this.typeArguments = typeArguments;
  }

  /** A hash table of named values. */
  static of(values: Readonly<Record<string, unknown>>, kind: Dictionary["kind"] = "Hashtable"): Dictionary {
    const made = new Dictionary(kind);
    for (const [key, value] of Object.entries(values)) made.set(key, value);
    return made;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: unknown): boolean {
    return this.#entries.has(fold(key, this.caseSensitive));
  }

  /** The value, or undefined when there is no such key. */
  get(key: unknown): unknown {
    return this.#entries.get(fold(key, this.caseSensitive))?.value;
  }

  /** An entry that exists keeps its place and the spelling of its key. */
  set(key: unknown, value: unknown): void {
    const folded = fold(key, this.caseSensitive);
    const old = this.#entries.get(folded);
    this.#entries.set(folded, { key: old ? old.key : key, value });
  }

  delete(key: unknown): boolean {
    return this.#entries.delete(fold(key, this.caseSensitive));
  }

  clear(): void {
    this.#entries.clear();
  }

  /** In the order of entry. A copy, so that the table may change during the walk. */
  entries(): Entry[] {
    return [...this.#entries.values()];
  }

  keys(): unknown[] {
    return this.entries().map((entry) => entry.key);
  }

  values(): unknown[] {
    return this.entries().map((entry) => entry.value);
  }

  clone(): Dictionary {
    const copy = new Dictionary(this.kind, this.caseSensitive, this.typeArguments);
    for (const { key, value } of this.#entries.values()) copy.set(key, value);
    return copy;
  }

  get typeName(): string {
    if (this.kind === "Hashtable") return "System.Collections.Hashtable";
    if (this.kind === "Ordered") return "System.Collections.Specialized.OrderedDictionary";
    return `System.Collections.Generic.Dictionary\`2[${this.typeArguments.map((name) => `[${name}]`).join(",")}]`;
  }
}

/** One key and value of a dictionary, as its enumerator gives them. */
export class DictionaryEntry {
  readonly key: unknown;
  readonly value: unknown;

  constructor(key: unknown, value: unknown) {
    this.key = key;
    this.value = value;
  }
}
