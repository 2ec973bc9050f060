// Sets of words as .NET's flag enumerations show them: "Tls, BasicAuth".
import { toText } from "../values/text.ts";
import { ConversionError, type Type } from "../values/type.ts";

/** Some of `words`, each once, in the order of the declaration; `none` is the word for the empty set. */
export class Flags<W extends string = string> {
  readonly words: readonly W[];
  readonly #none: string;

  constructor(words: readonly W[], none: string) {
    this.words = words;
    this.#none = none;
    Object.freeze(this);
  }

  has(word: W): boolean {
    return this.words.includes(word);
  }

  toString(): string {
    return this.words.join(", ") || this.#none;
  }
}

/** The kind for such a set: a list of words, or a text with commas between them. */
export function flags<const W extends string>(name: string, none: string, ...words: readonly W[]): Type<Flags<W>> {
  const known = new Map(words.map((word) => [word.toLowerCase(), word]));
  const of = (chosen: ReadonlySet<W>) =>
    new Flags<W>(
      words.filter((word) => chosen.has(word)),
      none,
    );
  const type: Type<Flags<W>> = {
    name,
    choices: [none, ...words],
    convert(value) {
      const given = value instanceof Flags || !Array.isArray(value) ? [value] : value;
      const parts = given.flatMap((one) => toText(one).split(",")).map((part) => part.trim().toLowerCase());
      const chosen = new Set<W>();
      let empty = false;
      for (const part of parts) {
        const word = known.get(part);
        if (part === none.toLowerCase()) empty = true;
        else if (word !== undefined) chosen.add(word);
        else {
          throw new ConversionError(
            `'${part}' is not a ${name}. The possible values are: ${[none, ...words].join(", ")}.`,
          );
        }
      }
      if (empty && chosen.size > 0) throw new ConversionError(`'${none}' cannot stand beside other values of ${name}.`);
      return of(chosen);
    },
    show: String,
    encode: String,
    decode: (json) => type.convert(String(json)),
    compare: (a, b) => (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0),
    key: String,
  };
  return type;
}
