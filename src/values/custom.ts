// Custom objects ([pscustomobject]@{}, New-Object, Select-Object) and members added to other values (Add-Member).
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

/** Runs the getter of a script property with `$this`; the output of a block that does not wait, or null. */
function runGetter(block: ScriptBlock, self: unknown): unknown {
  const output: unknown[] = [];
  const waiting = block.run({ self, scope: "new" }, (value) => {
    output.push(value);
  });
  if (waiting instanceof Promise) {
    waiting.catch(() => {});
    throw new Error("A script property must not wait for anything.");
  }
  return output.length > 1 ? output : (output[0] ?? null);
}

/** An object with the properties that a script gave it. */
export class CustomObject extends Structured {
  override typeNames: readonly string[];
  readonly #members = new Map<string, AddedMember>();
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
    const member = this.#members.get(name.toLowerCase());
    if (!member) return this.base instanceof Structured ? this.base.get(name) : null;
    switch (member.kind) {
      case "NoteProperty":
        return member.value;
      case "AliasProperty":
        return this.get(member.target);
      case "ScriptProperty":
        return runGetter(member.getter, this);
      case "ScriptMethod":
        return null;
    }
  }

  override set(name: string, value: unknown): void {
    const member = this.#members.get(name.toLowerCase());
    if (!member) {
      if (this.base instanceof Structured && this.base.spelling(name) !== undefined) {
        this.base.set(name, value);
        return;
      }
      throw new Error(
        `The property '${name}' cannot be found on this object. Verify that the property exists and can be set.`,
      );
    }
    if (member.kind === "NoteProperty") member.value = value;
    else if (member.kind === "AliasProperty") this.set(member.target, value);
    else if (member.kind === "ScriptProperty" && member.setter) {
      const waiting = member.setter.run({ self: this, args: [value], scope: "new" }, () => {});
      if (waiting instanceof Promise) waiting.catch(() => {});
    } else throw new Error(`'${member.name}' is a read-only property.`);
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
