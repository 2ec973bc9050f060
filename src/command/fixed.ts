// Objects with fields that nobody changes, and with a text of their own where they are shown so (help, matches).
import { Structured } from "../values/structured.ts";

export class FixedObject extends Structured {
  override readonly typeNames: readonly string[];
  readonly #shown: string | (() => string) | undefined;
  /** Whether that text is for reading, so that its lines break at words where the screen ends. */
  readonly prose: boolean;
  readonly #fields: ReadonlyMap<string, readonly [string, unknown]>;

  /** @param shown what the screen shows instead of the fields, or what gives it when it is shown */
  constructor(
    typeNames: readonly string[],
    fields: Readonly<Record<string, unknown>>,
    shown?: string | (() => string),
    prose = false,
  ) {
    super();
    this.typeNames = typeNames;
    this.#shown = shown;
    this.prose = prose;
    this.#fields = new Map(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), [name, value] as const]));
  }

  /** What the screen shows instead of the fields; undefined for objects that are shown by their fields. */
  get shown(): string | undefined {
    return typeof this.#shown === "function" ? this.#shown() : this.#shown;
  }

  override names(): readonly string[] {
    return [...this.#fields.values()].map(([name]) => name);
  }

  override spelling(name: string): string | undefined {
    return this.#fields.get(name.toLowerCase())?.[0];
  }

  override get(name: string): unknown {
    return this.#fields.get(name.toLowerCase())?.[1] ?? null;
  }

  override set(name: string): void {
    throw new Error(`'${name}' is a read-only property.`);
  }

  override toString(): string {
    return this.shown ?? this.typeNames[0] ?? "";
  }
}
