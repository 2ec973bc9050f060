// The plain kinds of value, and the ways to build kinds from kinds: lists, choices, "or unlimited".

import { toText } from "./text.ts";
import { ConversionError, type Json, type Type } from "./type.ts";

export const text: Type<string> = {
  name: "String",
  convert: toText,
  show: (value) => value,
  encode: (value) => value,
  decode: (json) => String(json),
  compare: (a, b) => {
    const x = a.toLowerCase();
    const y = b.toLowerCase();
    return x < y ? -1 : x > y ? 1 : 0;
  },
  key: (value) => value.toLowerCase(),
};

/** Strictly $true and $false, 1 and 0, or their words: PowerShell refuses other text for a Boolean parameter. */
export const boolean: Type<boolean> = {
  name: "Boolean",
  convert(value) {
    if (typeof value === "boolean") return value;
    if (typeof value === "number") return value !== 0;
    const word = toText(value).trim().toLowerCase().replace(/^\$/, "");
    if (word === "true" || word === "1") return true;
    if (word === "false" || word === "0") return false;
    throw new ConversionError(`'${toText(value)}' is not a Boolean. Use $true, $false, 1 or 0.`);
  },
  show: (value) => (value ? "True" : "False"),
  encode: (value) => value,
  decode: (json) => json === true,
  compare: (a, b) => Number(a) - Number(b),
  key: (value) => (value ? "1" : "0"),
  choices: ["$true", "$false"],
};

/** A switch: present means $true, -Name:$false turns it off; it takes no positional value. */
export const switchParameter: Type<boolean> = { ...boolean, name: "SwitchParameter" };

export const int: Type<number> = wholeNumber("Int32", -2147483648, 2147483647);

/** A whole number within bounds. */
export function wholeNumber(name: string, min: number, max: number): Type<number> {
  return {
    name,
    convert(value) {
      const number = typeof value === "number" ? roundHalfEven(value) : Number(toText(value).trim() || Number.NaN);
      if (!Number.isInteger(number)) throw new ConversionError(`'${toText(value)}' is not a whole number.`);
      if (number < min || number > max) {
        throw new ConversionError(`The value ${number} is out of range: it must be between ${min} and ${max}.`);
      }
      return number;
    },
    show: (value) => String(value),
    encode: (value) => value,
    decode: (json) => Number(json),
    compare: (a, b) => a - b,
    key: (value) => (value - min).toString(16).padStart(14, "0"),
  };
}

/** How many of something: an Int32 that is not negative. */
export const count = wholeNumber("Int32", 0, 2147483647);

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

const guidPattern = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;

/** A GUID, kept as text in lower case. */
export const guid: Type<string> = {
  name: "Guid",
  convert(value) {
    const match = guidPattern.exec(toText(value).trim());
    if (!match?.[1]) throw new ConversionError(`'${toText(value)}' is not a GUID.`);
    return match[1].toLowerCase();
  },
  show: (value) => value,
  encode: (value) => value,
  decode: (json) => String(json),
  compare: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
  key: (value) => value,
};

/** True for text that is a GUID. */
export function isGuid(value: string): boolean {
  return guidPattern.test(value);
}

/** One of some words, in any case; a unique beginning will not do, as for .NET's enumerations on Exchange parameters. */
export function choice<const W extends string>(name: string, ...words: readonly W[]): Type<W> {
  const known = new Map(words.map((word) => [word.toLowerCase(), word]));
  return {
    name,
    choices: words,
    convert(value) {
      const word = known.get(toText(value).trim().toLowerCase());
      if (word === undefined) {
        throw new ConversionError(`'${toText(value)}' is not a ${name}. The possible values are: ${words.join(", ")}.`);
      }
      return word;
    },
    show: (value) => value,
    encode: (value) => value,
    decode: (json) => String(json) as W,
    compare: (a, b) => words.indexOf(a) - words.indexOf(b),
    key: (value) => value.toLowerCase(),
  };
}

/** A list; one value is a list of one, $null an empty one. */
export function many<T>(element: Type<T>, name = `${element.name}[]`): Type<readonly T[]> {
  return {
    name,
    element: element as Type<unknown>,
    ...(element.choices ? { choices: element.choices } : {}),
    convert(value) {
      if (value === null || value === undefined) return [];
      const items = isList(value) ? [...value] : [value];
      return items.map((item) => element.convert(item));
    },
    show: (value) => value.map((item) => element.show(item)).join(" "),
    encode: (value) => value.map((item) => element.encode(item)),
    decode: (json) => (Array.isArray(json) ? (json as Json[]).map((item) => element.decode(item)) : []),
  };
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

/** The value of an `Unlimited<T>` that sets no limit. */
export const unlimitedValue = Object.freeze({
  toString: () => "Unlimited",
});
export type UnlimitedValue = typeof unlimitedValue;

/** Exchange's Unlimited<T>: the word, or a value. */
export function unlimited<T>(inner: Type<T>): Type<T | UnlimitedValue> {
  return {
    name: `Unlimited<${inner.name}>`,
    convert(value) {
      if (value === unlimitedValue) return unlimitedValue;
      if (typeof value === "string" && value.trim().toLowerCase() === "unlimited") return unlimitedValue;
      return inner.convert(value);
    },
    show: (value) => (value === unlimitedValue ? "Unlimited" : inner.show(value as T)),
    encode: (value) => (value === unlimitedValue ? "unlimited" : inner.encode(value as T)),
    decode: (json) => (json === "unlimited" ? unlimitedValue : inner.decode(json)),
    compare: (a, b) => {
      if (a === unlimitedValue || b === unlimitedValue)
        return Number(a === unlimitedValue) - Number(b === unlimitedValue);
      return inner.compare?.(a as T, b as T) ?? 0;
    },
    key: (value) => (value === unlimitedValue ? "~" : (inner.key?.(value as T) ?? "")),
  };
}

/** True where an `Unlimited<T>` holds a value. */
export function isLimited<T>(value: T | UnlimitedValue): value is T {
  return value !== unlimitedValue;
}
