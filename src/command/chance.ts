// What Get-Random and Get-SecureRandom share: numbers by chance, and items of a list by chance.
import { many, switchParameter, wholeNumber } from "../values/kinds.ts";
import { double, integer, isNumber, parseNumber, toNumber } from "../values/numbers.ts";
import { toText } from "../values/text.ts";
import { ConversionError, type Type } from "../values/type.ts";
import type { Random } from "../world/world.ts";
import type { Steps } from "./cmdlet.ts";
import { anything } from "./kinds.ts";
import { Problem } from "./problem.ts";

const number: Type<number> = {
  name: "Object",
  convert(value) {
    const read = isNumber(value) ? value : parseNumber(toText(value));
    if (read === undefined) throw new ConversionError(`'${toText(value)}' is not a number.`);
    return toNumber(read);
  },
  show: String,
  encode: (value) => value,
  decode: Number,
};

export const chanceSets = {
  RandomNumberParameterSet: {
    Maximum: { type: number, position: 1, summary: "The number below which it stays." },
    Minimum: { type: number, summary: "The smallest it may be; 0 without it." },
    Count: { type: wholeNumber("Int32", 1, 2147483647), default: 1, summary: "How many." },
  },
  RandomListItemParameterSet: {
    InputObject: {
      type: many(anything),
      mandatory: true,
      position: 1,
      pipeline: "value",
      summary: "The items to choose from.",
    },
    Count: { type: wholeNumber("Int32", 1, 2147483647), default: 1, summary: "How many." },
  },
  ShuffleParameterSet: {
    InputObject: {
      type: many(anything),
      mandatory: true,
      position: 1,
      pipeline: "value",
      summary: "The items to choose from.",
    },
    Shuffle: { type: switchParameter, mandatory: true, summary: "Gives all items in random order." },
  },
} as const;

interface Chances {
  readonly InputObject?: readonly unknown[] | undefined;
  readonly Minimum?: number | undefined;
  readonly Maximum?: number | undefined;
  readonly Count?: number | undefined;
  readonly Shuffle?: boolean | undefined;
}

export function chanceSteps(bound: Chances, random: Pick<Random, "integer">): Steps<Chances> {
  const items: unknown[] = [];
  return {
    process(p) {
      if (p.InputObject) {
        items.push(...p.InputObject);
        return;
      }
      return Array.from({ length: p.Count ?? 1 }, () => oneNumber(random, p.Minimum, p.Maximum));
    },
    *end() {
      const count = bound.Shuffle ? items.length : Math.min(bound.Count ?? 1, items.length);
      for (let i = 0; i < count; i++) {
        const j = i + random.integer(items.length - i);
        [items[i], items[j]] = [items[j], items[i]];
        yield items[i];
      }
    },
  };
}

function oneNumber(random: Pick<Random, "integer">, minimum = 0, maximum = 2147483647): unknown {
  if (minimum >= maximum) throw emptyRange(minimum, maximum);
  if (Number.isInteger(minimum) && Number.isInteger(maximum) && maximum - minimum <= 2 ** 47) {
    return integer(minimum + random.integer(maximum - minimum));
  }
  return double(minimum + (random.integer(2 ** 47) / 2 ** 47) * (maximum - minimum));
}

function emptyRange(minimum: number, maximum: number): Problem {
  return new Problem({
    id: "MinGreaterThanOrEqualMax",
    category: "InvalidArgument",
    text: `The Minimum value (${minimum}) cannot be greater than or equal to the Maximum value (${maximum}).`,
  });
}
