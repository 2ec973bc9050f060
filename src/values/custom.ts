// Custom objects ([pscustomobject]@{}, New-Object, Select-Object) and members added to other values (Add-Member).
import { outputOf, when } from "./inturn.ts";
import { type ScriptBlock, Structured } from "./structured.ts";

export type AddedMember =
  | { readonly kind: "NoteProperty"; readonly name: string; value: unknown }
  | { readonly kind: "AliasProperty"; readonly name: string; readonly target: string }
  | {
      readonly kind: "ScriptProperty";
      readonly name: string;
      readonly getter: ScriptBlock;
      readonly setter: ScriptBlock | null;
    }
  | { readonly kind: "ScriptMethod"; readonly name: string; readonly body: ScriptBlock };

/** Runs the getter of a script property with `$this`: nothing, one value, or a list. */
function runGetter(block: ScriptBlock, self: unknown): unknown {
  return when(outputOf(block, { self, scope: "new" }), (output) => (output.length > 1 ? output : (output[0] ?? null)));
}

/** An object with the properties that a script gave it. */
export class CustomObject extends Structured {
  override typeNames: readonly string[];
  readonly #members = new Map<string, AddedMember>();
  /** What script properties gave that had to wait, for readers that cannot. */
  #late: Map<string, unknown> | undefined;
  /** The value that members were added to (Add-Member on text, a number, an organization object); undefined of none. */
  readonly base: unknown;

  constructor(
    values?: Readonly<Record<string, unknown>> | Iterable<readonly [string, unknown]>,
    typeNames: readonly string[] = ["System.Management.Automation.PSCustomObject", "System.Object"],
    base?: unknown,
  ) {
    super();
    this.typeNames = typeNames;
    this.base = base;
    if (values) {
      const pairs = Symbol.iterator in values ? values : Object.entries(values);
      for (const [name, value] of pairs as Iterable<readonly [string, unknown]>) this.add(name, value);
    }
  }

  override names(): readonly string[] {
    const own = [...this.#members.values()].filter((member) => member.kind !== "ScriptMethod").map(({ name }) => name);
    return this.base instanceof Structured ? [...new Set([...this.base.names(), ...own])] : own;
  }

  override spelling(name: string): string | undefined {
    const member = this.#members.get(name.toLowerCase());
    if (member) return member.kind === "ScriptMethod" ? undefined : member.name;
    return this.base instanceof Structured ? this.base.spelling(name) : undefined;
  }

  override get(name: string): unknown {
    const key = name.toLowerCase();
    if (this.#late?.has(key)) return this.#late.get(key);
    const value = this.read(name);
    if (!(value instanceof Promise)) return value;
    value.catch(() => {});
    throw new Error(`The script property '${name}' has to wait. Read it into a variable first.`);
  }

  /** The property's value, or a promise of it where it is a script property that has to wait. */
  read(name: string): unknown {
    const member = this.#members.get(name.toLowerCase());
    if (!member) {
      if (this.base instanceof CustomObject) return this.base.read(name);
      return this.base instanceof Structured ? this.base.get(name) : null;
    }
    switch (member.kind) {
      case "NoteProperty":
        return member.value;
      case "AliasProperty":
        return this.read(member.target);
      case "ScriptProperty":
        return runGetter(member.getter, this);
      case "ScriptMethod":
        return null;
    }
  }

  /** Makes the script properties that have to wait ready for {@link get}; a promise only when there are some. */
  override settle(): void | Promise<void> {
    let late: Promise<void>[] | undefined;
    for (const [key, member] of this.#members) {
      if (member.kind !== "ScriptProperty") continue;
      let value: unknown;
      try {
        value = runGetter(member.getter, this);
      } catch {
        continue; // It is told when the property is read.
      }
      if (!(value instanceof Promise)) continue;
      late ??= [];
      late.push(
        value.then(
          (found) => {
            this.#late ??= new Map();
            this.#late.set(key, found);
          },
          () => {},
        ),
      );
    }
    return late && Promise.all(late).then(() => {});
  }

  override set(name: string, value: unknown): void {
    const waits = this.put(name, value);
    if (waits instanceof Promise) waits.catch(() => {});
  }

  /** Sets a property; a promise where the setter of a script property has to wait. */
  put(name: string, value: unknown): void | Promise<void> {
    const member = this.#members.get(name.toLowerCase());
    if (!member) {
      if (this.base instanceof Structured && this.base.spelling(name) !== undefined) {
        return this.base instanceof CustomObject ? this.base.put(name, value) : this.base.set(name, value);
      }
      throw new Error(
        `The property '${name}' cannot be found on this object. Verify that the property exists and can be set.`,
      );
    }
    if (member.kind === "NoteProperty") member.value = value;
    else if (member.kind === "AliasProperty") return this.put(member.target, value);
    else if (member.kind === "ScriptProperty" && member.setter)
      return member.setter.run({ self: this, args: [value], scope: "new" }, () => {});
    else throw new Error(`'${member.name}' is a read-only property.`);
  }

  /** Adds a note property, or replaces the value of the one that is there. */
  add(name: string, value: unknown): void {
    this.#members.set(name.toLowerCase(), { kind: "NoteProperty", name, value });
  }

  addMember(member: AddedMember): void {
    this.#members.set(member.name.toLowerCase(), member);
  }

  /** The members added here, methods too, in order. */
  members(): readonly AddedMember[] {
    return [...this.#members.values()];
  }

  member(name: string): AddedMember | undefined {
    return this.#members.get(name.toLowerCase());
  }

  remove(name: string): void {
    this.#members.delete(name.toLowerCase());
  }

  /** A copy with notes of its own. */
  copy(): CustomObject {
    const made = new CustomObject(undefined, this.typeNames, this.base);
    for (const member of this.#members.values()) made.addMember({ ...member });
    return made;
  }

  /** `@{Name=a; Age=5}`, the text of a custom object in a string. */
  override toString(): string {
    return `@{${this.names()
      .map((name) => `${name}=${customText(this.get(name))}`)
      .join("; ")}}`;
  }
}

let customText: (value: unknown) => string = String;

/** Set by text.ts, which knows the text of every value; a direct import would go round in a circle. */
export function setCustomText(show: (value: unknown) => string): void {
  customText = show;
}

/** The object itself when members can be added to it, else a wrapper that carries them beside the value. */
export function extensible(value: unknown): CustomObject {
  if (value instanceof CustomObject) return value;
  const names = value instanceof Structured ? value.typeNames : ["System.Object"];
  return new CustomObject(undefined, names, value);
}

/** Makes an object ready for readers that cannot wait, as cmdlets and the screen are. */
export function settled(value: unknown): void | Promise<void> {
  return value instanceof Structured ? value.settle?.() : undefined;
}
