// Get-Random: numbers by chance, or items of a list by chance.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { Problem } from "../../src/command/problem.ts";
import { int, many, switchParameter, wholeNumber } from "../../src/values/kinds.ts";
import { double, integer, isNumber, parseNumber, toNumber } from "../../src/values/numbers.ts";
import { toText } from "../../src/values/text.ts";
import { ConversionError, type Type } from "../../src/values/type.ts";
import type { Random } from "../../src/world/world.ts";

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

export default defineCmdlet({
  name: "Get-Random",
  synopsis: "Gives a random number, or random items of a list.",
  runs: "shell",
  defaultSet: "RandomNumberParameterSet",
  sets: {
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
  },
  parameters: {
    SetSeed: { type: int, summary: "Begins a row of numbers that is the same each time; not for secrets." },
  },
  examples: [
    { run: "Get-Random -Maximum 10", note: "A number from 0 to 9." },
    { run: "1..49 | Get-Random -Count 6", note: "Six of 49." },
  ],
  start(bound, ctx) {
    const random = bound.SetSeed === undefined ? ctx.world.random : seeded(bound.SetSeed);
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
  },
});

function oneNumber(random: Pick<Random, "integer">, minimum = 0, maximum = 2147483647): unknown {
  if (minimum >= maximum) throw emptyRange(minimum, maximum);
  if (Number.isInteger(minimum) && Number.isInteger(maximum) && maximum - minimum <= 2 ** 47) {
    return integer(minimum + random.integer(maximum - minimum));
  }
  return double(minimum + (random.integer(2 ** 47) / 2 ** 47) * (maximum - minimum));
}

/** Mulberry32, for rows that repeat. */
function seeded(seed: number): Pick<Random, "integer"> {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return { integer: (limit) => Math.floor(next() * limit) };
}

function emptyRange(minimum: number, maximum: number): Problem {
  return new Problem({
    id: "MinGreaterThanOrEqualMax",
    category: "InvalidArgument",
    text: `The Minimum value (${minimum}) cannot be greater than or equal to the Maximum value (${maximum}).`,
  });
}
