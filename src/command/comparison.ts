// The comparison operators as tests of one value, for the short form of Where-Object.
import { isList, itemsOf } from "../values/collections.ts";
import { compareValues, contains, valuesEqual } from "../values/compare.ts";
import { TypeValue } from "../values/nettype.ts";
import { regex } from "../values/regex.ts";
import { toText } from "../values/text.ts";
import { findTypeByText } from "../values/types.ts";
import { wildcard } from "../values/wildcard.ts";
import { Problem } from "./problem.ts";
import { truth } from "./read.ts";

export interface Comparison {
  readonly summary: string;
  readonly aliases?: readonly string[];
  readonly needsValue: boolean;
}

type Test = (left: unknown, right: unknown, caseSensitive: boolean) => boolean;

const orders: Readonly<Record<string, Test>> = {
  EQ: valuesEqual,
  NE: (left, right, exact) => !valuesEqual(left, right, exact),
  GT: (left, right, exact) => compareValues(left, right, exact) > 0,
  GE: (left, right, exact) => compareValues(left, right, exact) >= 0,
  LT: (left, right, exact) => compareValues(left, right, exact) < 0,
  LE: (left, right, exact) => compareValues(left, right, exact) <= 0,
};

const texts: Readonly<Record<string, (right: unknown, caseSensitive: boolean) => (left: unknown) => boolean>> = {
  Like: (right, exact) => {
    const fits = wildcard(toText(right), exact);
    return (left) => fits(toText(left));
  },
  Match: (right, exact) => {
    const pattern = regex(toText(right), { ignoreCase: !exact });
    return (left) => pattern.test(toText(left));
  },
};

const words: Readonly<Record<string, string>> = {
  EQ: "is equal to",
  NE: "is not equal to",
  GT: "is greater than",
  GE: "is greater than or equal to",
  LT: "is less than",
  LE: "is less than or equal to",
  Like: "fits the wild cards of",
  NotLike: "does not fit the wild cards of",
  Match: "matches the regular expression",
  NotMatch: "does not match the regular expression",
  Contains: "holds",
  NotContains: "does not hold",
  In: "is among",
  NotIn: "is not among",
};

/** Operators by parameter name: `EQ`, `CEQ`, `NotLike` … */
export const comparisons: Readonly<Record<string, Comparison>> = {
  ...Object.fromEntries(
    Object.entries(words).flatMap(([name, what]): [string, Comparison][] => [
      [name, { summary: `True if the property ${what} the value.`, aliases: [`I${name}`], needsValue: true }],
      [`C${name}`, { summary: `The same as -${name}, and case counts.`, needsValue: true }],
    ]),
  ),
  Is: { summary: "True if the property is of the type that the value names.", needsValue: true },
  IsNot: { summary: "True if the property is not of the type that the value names.", needsValue: true },
  Not: { summary: "True if the property is missing, empty or false.", needsValue: false },
};

/** A test of values by one operator. A list on the left is filtered, as by the operator itself. */
export function comparison(name: string, right: unknown): (left: unknown) => boolean {
  const caseSensitive = name.startsWith("C") && name !== "Contains";
  const operator = caseSensitive ? name.slice(1) : name;
  switch (operator) {
    case "Not":
      return (left) => !truth(left);
    case "Contains":
      return (left) => contains(left, right, caseSensitive);
    case "NotContains":
      return (left) => !contains(left, right, caseSensitive);
    case "In":
      return (left) => contains(right, left, caseSensitive);
    case "NotIn":
      return (left) => !contains(right, left, caseSensitive);
    case "Is":
    case "IsNot": {
      const type = right instanceof TypeValue ? right.type : findTypeByText(toText(right).replace(/^\[(.*)\]$/, "$1"));
      if (!type) throw typeUnknown(toText(right));
      return (left) => type.holds(left) === (operator === "Is");
    }
  }
  const negated = operator === "NotLike" || operator === "NotMatch";
  const text = texts[negated ? operator.slice(3) : operator]?.(right, caseSensitive);
  if (text) return overLists(negated ? (left) => !text(left) : text);
  const order = orders[operator] as Test;
  return overLists((left) => order(left, right, caseSensitive));
}

function overLists(test: (left: unknown) => boolean): (left: unknown) => boolean {
  return (left) => (isList(left) ? truth(itemsOf(left).filter(test)) : test(left));
}

function typeUnknown(name: string): Problem {
  return new Problem({
    id: "TypeNotFound",
    category: "InvalidArgument",
    text: `Unable to find type [${name}].`,
    target: name,
  });
}
