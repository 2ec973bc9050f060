// A kind of value, told once: how it is read, shown, kept and ordered. Every parameter and property names one.

/** What disk and wire can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One declaration for a parameter, a stored property, a column of an index, an operand of a filter and the help. */
export interface Type<T> {
  /** As help and Get-Member show it: "ByteQuantifiedSize", "String[]". */
  readonly name: string;
  /** Reads what a person or script gave; `null` only where the kind allows it. Throws {@link ConversionError}. */
  convert(value: unknown): T;
  /** The text on the screen, in `"$x"` and in CSV. */
  show(value: T): string;
  /** One form for disk and wire; `decode(encode(v))` equals `v`. */
  encode(value: T): Json;
  decode(json: Json): T;
  /** Negative, zero or positive; absent where order means nothing. */
  compare?(a: T, b: T): number;
  /** A key whose order as text is the order of `compare`, for an index; case is folded where `compare` folds it. */
  key?(value: T): string;
  /** The words that completion and errors may offer ("Authoritative", "InternalRelay" …). */
  readonly choices?: readonly string[];
  /**
   * The words that completion may offer for a value that begins so, as `services` of the organization know them; it runs
   * where they are, and its reader may stop early.
   */
  offers?(prefix: string, services: any): Iterable<string> | AsyncIterable<string>;
  /** Element kind of a list kind. */
  readonly element?: Type<unknown>;
}

export type ValueOf<K> = K extends Type<infer T> ? T : never;

/** A value that cannot be read as a kind. The message is for people and names the kind and the value. */
export class ConversionError extends Error {
  override readonly name = "ConversionError";
}
