// What has named properties: organization objects, records of queues and mail, custom objects of scripts.

/** A value with named properties. Names are compared without case and keep the order and case of their declaration. */
export abstract class Structured {
  /** As Get-Member and the views know it, most specific first: ["Mailbox", "OrganizationObject"]. */
  abstract readonly typeNames: readonly string[];
  /** The property names in order. */
  abstract names(): readonly string[];
  /** The property as it is spelled in the declaration, or undefined when there is none of that name. */
  abstract spelling(name: string): string | undefined;
  /** The property's value; null when it is empty or when there is none of that name. */
  abstract get(name: string): unknown;
  /** Changes a property of this copy; throws an Error for people where the property is read-only or missing. */
  abstract set(name: string, value: unknown): void;
  /** Makes what has to be waited for ready for {@link get}; a promise only when there is some. */
  settle?(): void | Promise<void>;
}

/** Hands one object on; gives a promise only when the reader must be waited for. */
export type Out = (value: unknown) => void | Promise<void>;

/** A block of script as a value. The language makes it; cmdlets that take one (Where-Object, ForEach-Object) only run it. */
export abstract class ScriptBlock {
  /** The source between the braces, without them. */
  abstract readonly text: string;
  /**
   * Runs the block where it was written and hands its output to `out`; `it` becomes $_, `args` its arguments.
   * Runs in a new scope only when `scope` says so. Gives a promise only when something waits.
   */
  abstract run(call: BlockCall, out: Out): void | Promise<void>;
  /** What a variable holds where the block is; null when there is none of that name. */
  variable?(name: string): unknown;
}

export interface BlockCall {
  readonly it?: unknown;
  readonly args?: readonly unknown[];
  /** Pipeline input that becomes $input. */
  readonly input?: readonly unknown[];
  readonly scope?: "new" | "here";
  /** Becomes $this (script properties and methods). */
  readonly self?: unknown;
}
