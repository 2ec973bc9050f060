// Measure-Object: counts objects, adds numbers up, and counts lines, words and characters of texts.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { Problem } from "../../src/command/problem.ts";
import { hasProperty, readProperty } from "../../src/command/read.ts";
import { Measurement, TextMeasurement } from "../../src/command/shapes.ts";
import { blockValue, propertyNames } from "../../src/format/fields.ts";
import { add } from "../../src/values/arithmetic.ts";
import { compareValues } from "../../src/values/compare.ts";
import { many, switchParameter } from "../../src/values/kinds.ts";
import { type AnyNumber, double, isNumber, Num, parseNumber, toNumber } from "../../src/values/numbers.ts";
import { ScriptBlock } from "../../src/values/structured.ts";
import { toText } from "../../src/values/text.ts";
import { hasWildcard, wildcard } from "../../src/values/wildcard.ts";

/** What has been seen of one property. */
interface Tally {
  count: number;
  sum: AnyNumber;
  /** Welford's running mean and sum of squares. */
  mean: number;
  squares: number;
  most: unknown;
  least: unknown;
  lines: number;
  words: number;
  characters: number;
}

export default defineCmdlet({
  name: "Measure-Object",
  synopsis: "Counts objects, and measures their properties or the text they hold.",
  runs: "shell",
  aliases: ["measure"],
  outputs: [Measurement, TextMeasurement],
  defaultSet: "GenericMeasure",
  sets: {
    GenericMeasure: {
      Sum: { type: switchParameter, summary: "Adds the values up." },
      Average: { type: switchParameter, summary: "Gives the mean of the values." },
      Maximum: { type: switchParameter, summary: "Gives the largest value." },
      Minimum: { type: switchParameter, summary: "Gives the smallest value." },
      StandardDeviation: { type: switchParameter, summary: "Gives the standard deviation of the sample." },
      AllStats: { type: switchParameter, summary: "Gives all of these." },
    },
    TextMeasure: {
      Line: { type: switchParameter, summary: "Counts lines." },
      Word: { type: switchParameter, summary: "Counts words." },
      Character: { type: switchParameter, summary: "Counts characters." },
      IgnoreWhiteSpace: { type: switchParameter, summary: "Leaves blanks out of the characters." },
    },
  },
  parameters: {
    Property: { type: many(anything), position: 1, summary: "The properties to measure: names, wild cards, blocks." },
    InputObject: { type: anything, pipeline: "value", allowNull: true, summary: "The objects to measure." },
  },
  examples: [
    { run: "1..100 | Measure-Object -Sum -Average", note: "The sum and the mean." },
    { run: "'one two', 'three' | Measure-Object -Line -Word", note: "Lines and words of texts." },
  ],

  start(bound, ctx) {
    const all = bound.AllStats === true;
    const wants = {
      sum: all || bound.Sum === true || bound.Average === true,
      deviation: all || bound.StandardDeviation === true,
      most: all || bound.Maximum === true,
      least: all || bound.Minimum === true,
    };
    const numeric = wants.sum || wants.deviation;
    const text = bound.set === "TextMeasure";
    const tallies = new Map<string, Tally>();
    const labels = new Map<string, string>();
    const given = bound.Property ?? [];
    const whole = given.length === 0 ? tallyOf("") : undefined;

    function tallyOf(name: string): Tally {
      let found = tallies.get(name.toLowerCase());
      if (!found) {
        found = { count: 0, sum: 0, mean: 0, squares: 0, most: null, least: null, lines: 0, words: 0, characters: 0 };
        tallies.set(name.toLowerCase(), found);
        labels.set(name.toLowerCase(), name);
      }
      return found;
    }

    function measure(tally: Tally, value: unknown): void {
      if (text) {
        measureText(tally, toText(value), bound.IgnoreWhiteSpace === true);
        tally.count++;
        return;
      }
      if (numeric) {
        const number = typeof value === "number" ? value : numberOf(value);
        if (number === undefined) {
          ctx.error(notNumeric(value));
          return;
        }
        tally.count++;
        addTo(tally, number, wants.deviation);
      } else tally.count++;
      if (wants.most && (tally.most === null || compareValues(value, tally.most) > 0)) tally.most = value;
      if (wants.least && (tally.least === null || compareValues(value, tally.least) < 0)) tally.least = value;
    }

    function byNames(object: unknown): void | Promise<void> {
      let waits: Promise<void> | undefined;
      for (const entry of given) {
        if (entry instanceof ScriptBlock) {
          const tally = tallyOf(entry.text.trim());
          const value = blockValue(entry, object);
          if (value instanceof Promise) {
            waits = (waits ?? Promise.resolve()).then(async () => measure(tally, await value));
          } else measure(tally, value);
          continue;
        }
        const name = toText(entry);
        const names = hasWildcard(name) ? propertyNames(object).filter(wildcard(name)) : [name];
        for (const one of names) {
          if (!hasProperty(object, one)) continue;
          const value = readProperty(object, one, ctx.world);
          if (value !== null) measure(tallyOf(one), value);
        }
      }
      return waits;
    }

    return {
      process({ InputObject }) {
        if (InputObject === null) return;
        if (whole) measure(whole, InputObject);
        else return byNames(InputObject);
      },
      *end() {
        for (const entry of given) {
          const name = entry instanceof ScriptBlock ? entry.text.trim() : toText(entry);
          if (!hasWildcard(name) && !tallies.has(name.toLowerCase())) ctx.error(noProperty(name));
        }
        for (const [key, tally] of tallies) {
          const name = labels.get(key) || null;
          if (text) {
            yield TextMeasurement.make({
              Lines: bound.Line ? tally.lines : null,
              Words: bound.Word ? tally.words : null,
              Characters: bound.Character ? tally.characters : null,
              Property: name,
            });
            continue;
          }
          const some = tally.count > 0;
          yield Measurement.make({
            Count: tally.count,
            Average: some && (all || bound.Average) ? double(toNumber(tally.sum) / tally.count) : null,
            Sum: some && (all || bound.Sum) ? asDouble(tally.sum) : null,
            Maximum: tally.most,
            Minimum: tally.least,
            StandardDeviation: some && wants.deviation ? double(deviation(tally)) : null,
            Property: name,
          });
        }
      },
    };
  },
});

function measureText(tally: Tally, value: string, ignoreBlanks: boolean): void {
  tally.lines += value === "" ? 0 : value.split("\n").length - (value.endsWith("\n") ? 1 : 0);
  tally.words += value.split(/\s+/).filter((word) => word !== "").length;
  tally.characters += ignoreBlanks ? value.replace(/\s/g, "").length : value.length;
}

function addTo(tally: Tally, number: AnyNumber, deviates: boolean): void {
  tally.sum =
    typeof number === "number" && typeof tally.sum === "number"
      ? tally.sum + number
      : (add(tally.sum, number) as AnyNumber);
  if (!deviates) return;
  const value = toNumber(number);
  const before = value - tally.mean;
  tally.mean += before / tally.count;
  tally.squares += before * (value - tally.mean);
}

function deviation(tally: Tally): number {
  return tally.count < 2 ? 0 : Math.sqrt(tally.squares / (tally.count - 1));
}

/** Sums are Double, except of Decimals. */
function asDouble(sum: AnyNumber): AnyNumber {
  return sum instanceof Num && sum.kind === "Decimal" ? sum : double(toNumber(sum));
}

function numberOf(value: unknown): AnyNumber | undefined {
  if (isNumber(value)) return value;
  if (typeof value === "string") return parseNumber(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "object" && value !== null && "bytes" in value) return value.bytes as number;
  return undefined;
}

function notNumeric(value: unknown): Problem {
  return new Problem({
    id: "NonNumericInputObject",
    category: "InvalidType",
    text: `Input object "${toText(value)}" is not numeric.`,
    target: toText(value),
  });
}

function noProperty(name: string): Problem {
  return new Problem({
    id: "GenericMeasurePropertyNotFound",
    category: "InvalidArgument",
    text: `The property "${name}" cannot be found in the input for any objects.`,
    target: name,
  });
}
