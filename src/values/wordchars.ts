// The letters and digits of all scripts as ranges, for \w, \d and \b, which .NET reads so and JavaScript in ASCII only.

interface Class {
  /** Ranges to stand between brackets. */
  readonly inside: string;
  /** The same for all that is not of the class. */
  readonly outside: string;
}

const code = (point: number): string => `\\u${point.toString(16).padStart(4, "0")}`;

/** Walks the code units once; half a millisecond for a class, and only where a text is not ASCII. */
function classOf(belongs: RegExp): Class {
  const inside: string[] = [];
  const outside: string[] = [];
  let start = 0;
  let was = false;
  for (let point = 0; point <= 0x10000; point++) {
    const is = point < 0x10000 && belongs.test(String.fromCharCode(point));
    if (is === was && point < 0x10000) continue;
    if (point > start) (was ? inside : outside).push(`${code(start)}-${code(point - 1)}`);
    start = point;
    was = is;
  }
  return { inside: inside.join(""), outside: outside.join("") };
}

let words: Class | undefined;
let digits: Class | undefined;

const word = (): Class => {
  words ??= classOf(/[\p{L}\p{Mn}\p{Nd}\p{Pc}]/u);
  return words;
};

const digit = (): Class => {
  digits ??= classOf(/\p{Nd}/u);
  return digits;
};

/** The notation of an escape for text beyond ASCII; undefined for one that means the same in both. */
export function wideEscape(letter: string | undefined, inClass: boolean): string | undefined {
  const wrapped = (ranges: string) => (inClass ? ranges : `[${ranges}]`);
  switch (letter) {
    case "w":
      return wrapped(word().inside);
    case "W":
      return wrapped(word().outside);
    case "d":
      return wrapped(digit().inside);
    case "D":
      return wrapped(digit().outside);
    case "b":
    case "B": {
      if (inClass) return undefined;
      const w = `[${word().inside}]`;
      return letter === "b" ? `(?:(?<=${w})(?!${w})|(?<!${w})(?=${w}))` : `(?:(?<=${w})(?=${w})|(?<!${w})(?!${w}))`;
    }
    default:
      return undefined;
  }
}
