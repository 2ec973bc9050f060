// [string] and its members, StringBuilder, and the enumerations they take.

import { largestText } from "../arithmetic.ts";
import { asList, isList, typed } from "../collections.ts";
import { compareText, compareValues } from "../compare.ts";
import { composite } from "../composite.ts";
import { EnumValue, enumeration, MemberError, members, type NetType, registerTypes } from "../nettype.ts";
import { Char, toNumber } from "../numbers.ts";
import { toText } from "../text.ts";
import { CultureInfo, cultureIn } from "./culture.ts";
import { castNumber } from "./numbers.ts";

export function intOf(value: unknown): number {
  return toNumber(castNumber("Int32", value));
}

const outOfRange = (what: string) =>
  new MemberError(`${what} must refer to a location within the string.`, "System.ArgumentOutOfRangeException");

/** The characters of Trim and kin: a text, characters, or an array of them. */
function charSet(args: readonly unknown[]): Set<string> | undefined {
  const chars = args.flatMap((arg) => (isList(arg) ? asList(arg) : [arg])).flatMap((arg) => [...toText(arg)]);
  return chars.length > 0 ? new Set(chars) : undefined;
}

function trim(text: string, args: readonly unknown[], start: boolean, end: boolean): string {
  const set = charSet(args);
  const blank = (char: string) => (set ? set.has(char) : /\s/.test(char));
  let from = 0;
  let to = text.length;
  if (start) while (from < to && blank(text[from] as string)) from++;
  if (end) while (to > from && blank(text[to - 1] as string)) to--;
  return text.slice(from, to);
}

/** Whether a StringComparison (or a Boolean "ignore case") among the arguments says that case does not count. */
function ignoresCase(args: readonly unknown[]): boolean {
  return args
    .slice(1)
    .some(
      (arg) =>
        arg === true ||
        (arg instanceof EnumValue
          ? /ignorecase/i.test(arg.word)
          : typeof arg === "string" && /^\w*ignorecase$/i.test(arg)),
    );
}

function folded(self: string, args: readonly unknown[]): [string, string] {
  const text = toText(args[0]);
  return ignoresCase(args) ? [self.toLowerCase(), text.toLowerCase()] : [self, text];
}

function split(self: string, args: readonly unknown[]): string[] {
  const options = args.find(
    (arg, i) =>
      i > 0 &&
      (arg instanceof EnumValue || (typeof arg === "string" && /^(none|removeemptyentries|trimentries)$/i.test(arg))),
  );
  const drop = options !== undefined && /remove/i.test(toText(options));
  const limit = args.slice(1).find((arg) => typeof arg === "number") as number | undefined;
  const marks = args.filter((arg, i) => (i === 0 || arg instanceof Char || typeof arg === "string") && arg !== options);
  const separators = marks
    .flatMap((mark) => (isList(mark) ? asList(mark).map(toText0) : [toText(mark)]))
    .filter((mark) => mark !== "");
  const pieces: string[] = [];
  let from = 0;
  let at = 0;
  while (at < self.length && (limit === undefined || pieces.length < limit - 1)) {
    const mark =
      separators.length === 0
        ? /\s/.test(self[at] as string)
          ? (self[at] as string)
          : undefined
        : separators.find((one) => self.startsWith(one, at));
    if (mark === undefined) at++;
    else {
      if (!drop || at > from) pieces.push(self.slice(from, at));
      at += mark.length;
      from = at;
    }
  }
  if (!drop || from < self.length) pieces.push(self.slice(from));
  return pieces;
}

const toText0 = (value: unknown) => toText(value);

function pad(self: string, width: number, fill: unknown, left: boolean): string {
  if (width < 0)
    throw new MemberError(
      "Non-negative number required. (Parameter 'totalWidth')",
      "System.ArgumentOutOfRangeException",
    );
  if (width > largestText) throw new MemberError("The text would be too long.", "System.OutOfMemoryException");
  const mark = fill === undefined ? " " : toText(fill);
  return left ? self.padStart(width, mark) : self.padEnd(width, mark);
}

const stringMembers = members<string>({
  get: { Length: (self) => self.length },
  call: {
    ToUpper: (self) => self.toUpperCase(),
    ToLower: (self) => self.toLowerCase(),
    ToUpperInvariant: (self) => self.toUpperCase(),
    ToLowerInvariant: (self) => self.toLowerCase(),
    ToString: (self) => self,
    Trim: (self, args) => trim(self, args, true, true),
    TrimStart: (self, args) => trim(self, args, true, false),
    TrimEnd: (self, args) => trim(self, args, false, true),
    Substring(self, [start, length]) {
      const from = intOf(start);
      if (from < 0 || from > self.length)
        throw new MemberError(
          "startIndex cannot be larger than length of string. (Parameter 'startIndex')",
          "System.ArgumentOutOfRangeException",
        );
      if (length === undefined) return self.slice(from);
      const count = intOf(length);
      if (count < 0 || from + count > self.length) throw outOfRange("Index and length");
      return self.slice(from, from + count);
    },
    Contains: (self, args) => {
      const [text, part] = folded(self, args);
      return text.includes(part);
    },
    StartsWith: (self, args) => {
      const [text, part] = folded(self, args);
      return text.startsWith(part);
    },
    EndsWith: (self, args) => {
      const [text, part] = folded(self, args);
      return text.endsWith(part);
    },
    IndexOf: (self, args) => {
      const [text, part] = folded(self, args);
      return text.indexOf(part, typeof args[1] === "number" ? args[1] : 0);
    },
    LastIndexOf: (self, args) => {
      const [text, part] = folded(self, args);
      return text.lastIndexOf(part);
    },
    IndexOfAny: (self, args) => {
      const set = charSet(args) ?? new Set();
      return [...self].findIndex((char) => set.has(char));
    },
    Replace: (self, args) => {
      const from = toText(args[0]);
      if (from === "") throw new MemberError("String cannot be of zero length. (Parameter 'oldValue')");
      const to = toText(args[1]);
      if (!ignoresCase(args.slice(1))) return self.split(from).join(to);
      let text = "";
      let at = 0;
      const lower = self.toLowerCase();
      for (;;) {
        const next = lower.indexOf(from.toLowerCase(), at);
        if (next < 0) return text + self.slice(at);
        text += self.slice(at, next) + to;
        at = next + from.length;
      }
    },
    Remove(self, [start, count]) {
      const from = intOf(start);
      if (from < 0 || from > self.length) throw outOfRange("Index");
      return count === undefined ? self.slice(0, from) : self.slice(0, from) + self.slice(from + intOf(count));
    },
    Insert(self, [start, text]) {
      const from = intOf(start);
      if (from < 0 || from > self.length) throw outOfRange("Index");
      return self.slice(0, from) + toText(text) + self.slice(from);
    },
    Split: (self, args) => typed("System.String", split(self, args)),
    PadLeft: (self, [width, fill]) => pad(self, intOf(width), fill, true),
    PadRight: (self, [width, fill]) => pad(self, intOf(width), fill, false),
    ToCharArray: (self, [start, count]) => {
      const from = start === undefined ? 0 : intOf(start);
      const length = count === undefined ? self.length - from : intOf(count);
      return typed(
        "System.Char",
        Array.from({ length }, (_, i) => new Char(self.charCodeAt(from + i))),
      );
    },
    GetEnumerator: (self) => Array.from({ length: self.length }, (_, i) => new Char(self.charCodeAt(i))),
    Chars: (self, [index]) => {
      const code = self.charCodeAt(intOf(index));
      if (Number.isNaN(code))
        throw new MemberError("Index was outside the bounds of the array.", "System.IndexOutOfRangeException");
      return new Char(code);
    },
    Equals: (self, args) => {
      const [text, other] = folded(self, args);
      return args[0] !== null && text === other;
    },
    CompareTo: (self, [other]) => Math.sign(compareValues(self, other, true)),
    Normalize: (self) => self.normalize(),
    IsNormalized: (self) => self === self.normalize(),
    Clone: (self) => self,
    GetTypeCode: () => "String",
    CopyTo: (self, [from, target, start, count]) => {
      for (let i = 0; i < intOf(count); i++)
        (target as unknown[])[intOf(start) + i] = new Char(self.charCodeAt(intOf(from) + i));
    },
    ReplaceLineEndings: (self, [by]) => self.replace(/\r\n|[\n\r\f\x85\u2028\u2029]/g, () => toText(by ?? newLine)),
    EnumerateRunes: (self) => [...self],
  },
});

export const stringType: NetType = {
  name: "System.String",
  aliases: ["string"],
  holds: (value) => typeof value === "string",
  convert: (value) => toText(value),
  members: stringMembers,
  construct: (args) => {
    const [first, count] = args;
    if (isList(first)) return asList(first).map(toText0).join("");
    const times = count === undefined ? 1 : intOf(count);
    if (times < 0 || times > largestText)
      throw new MemberError("The text would be too long.", "System.OutOfMemoryException");
    return toText(first).repeat(times);
  },
  statics: members({
    get: { Empty: () => "" },
    call: {
      IsNullOrEmpty: (_, [text]) => toText(text) === "",
      IsNullOrWhiteSpace: (_, [text]) => toText(text).trim() === "",
      Join: (_, [separator, ...values]) =>
        (values.length === 1 && isList(values[0]) ? asList(values[0]) : values).map(toText0).join(toText(separator)),
      Concat: (_, values) =>
        (values.length === 1 && isList(values[0]) ? asList(values[0]) : values).map(toText0).join(""),
      Format: (_, args) => {
        const culture = cultureIn(args.slice(0, 1));
        const [format, ...values] = args[0] instanceof CultureInfo ? args.slice(1) : args;
        return composite(
          toText(format),
          values.length === 1 && isList(values[0]) ? asList(values[0]) : values,
          culture,
        );
      },
      Compare: (_, [a, b, mode]) =>
        Math.sign(compareText(toText(a), toText(b), !(mode === true || /ignorecase/i.test(toText(mode))))),
      CompareOrdinal: (_, [a, b]) => (toText(a) < toText(b) ? -1 : toText(a) > toText(b) ? 1 : 0),
      Equals: (_, args) => {
        const [text, other] = folded(toText(args[0]), args.slice(1));
        return text === other;
      },
      Copy: (_, [text]) => toText(text),
      Intern: (_, [text]) => toText(text),
    },
  }),
};

/** [Text.StringBuilder]. */
export class StringBuilder {
  text: string;

  constructor(text: string) {
    this.text = text;
  }

  append(more: string): this {
    if (this.text.length + more.length > largestText)
      throw new MemberError("The text would be too long.", "System.OutOfMemoryException");
    this.text += more;
    return this;
  }

  toString(): string {
    return this.text;
  }
}

const newLine = "\n";

const builderType: NetType = {
  name: "System.Text.StringBuilder",
  holds: (value) => value instanceof StringBuilder,
  convert: (value) => new StringBuilder(toText(value)),
  construct: ([first]) => new StringBuilder(typeof first === "string" ? first : ""),
  members: members<StringBuilder>({
    get: { Length: (self) => self.text.length, Capacity: (self) => Math.max(16, self.text.length) },
    set: {
      Length: (self, value) => {
        self.text = self.text.slice(0, intOf(value)).padEnd(Math.min(intOf(value), largestText), "\0");
      },
    },
    call: {
      Append: (self, [value, count]) =>
        self.append(count === undefined ? toText(value) : toText(value).repeat(Math.min(intOf(count), largestText))),
      AppendLine: (self, [value]) => self.append(toText(value) + newLine),
      AppendFormat: (self, [format, ...values]) => self.append(composite(toText(format), values)),
      AppendJoin: (self, [separator, ...values]) =>
        self.append(
          values
            .flatMap((value) => asList(value))
            .map(toText0)
            .join(toText(separator)),
        ),
      Insert: (self, [at, value]) => {
        if (intOf(at) < 0 || intOf(at) > self.text.length) throw outOfRange("Index");
        const tail = self.text.slice(intOf(at));
        self.text = self.text.slice(0, intOf(at));
        return self.append(toText(value)).append(tail);
      },
      Equals: (self, [other]) => other instanceof StringBuilder && other.text === self.text,
      EnsureCapacity: (self) => Math.max(16, self.text.length),
      CopyTo: (self, [from, target, start, count]) => {
        for (let i = 0; i < intOf(count); i++)
          (target as unknown[])[intOf(start) + i] = new Char(self.text.charCodeAt(intOf(from) + i));
      },
      Chars: (self, [at]) => new Char(self.text.charCodeAt(intOf(at))),
      Remove: (self, [at, count]) => {
        self.text = self.text.slice(0, intOf(at)) + self.text.slice(intOf(at) + intOf(count));
        return self;
      },
      Replace: (self, [from, to]) => {
        if (toText(from) === "") throw new MemberError("String cannot be of zero length. (Parameter 'oldValue')");
        const pieces = self.text.split(toText(from));
        self.text = "";
        for (const [i, piece] of pieces.entries()) self.append(i === 0 ? piece : toText(to) + piece);
        return self;
      },
      Clear: (self) => {
        self.text = "";
        return self;
      },
      ToString: (self, [at, count]) => (at === undefined ? self.text : self.text.substr(intOf(at), intOf(count))),
    },
  }),
};

export const stringComparison = enumeration("System.StringComparison", [
  "CurrentCulture",
  "CurrentCultureIgnoreCase",
  "InvariantCulture",
  "InvariantCultureIgnoreCase",
  "Ordinal",
  "OrdinalIgnoreCase",
]);

const splitOptions = enumeration("System.StringSplitOptions", { None: 0, RemoveEmptyEntries: 1, TrimEntries: 2 });

registerTypes(stringType, builderType, stringComparison, splitOptions, {
  name: "System.StringComparer",
  holds: () => false,
  convert: (value) => value,
  statics: members({
    get: Object.fromEntries(
      [
        "Ordinal",
        "OrdinalIgnoreCase",
        "InvariantCulture",
        "InvariantCultureIgnoreCase",
        "CurrentCulture",
        "CurrentCultureIgnoreCase",
      ].map((word) => [word, () => stringComparison.convert(word, undefined as never)]),
    ),
  }),
});
