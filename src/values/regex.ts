// .NET's regular expressions on JavaScript's: the notation is translated, results have .NET's shape.
import { Collection } from "./collections.ts";
import { ConversionError } from "./type.ts";
import { wideEscape } from "./wordchars.ts";

export interface RegexOptions {
  readonly ignoreCase?: boolean;
  readonly multiline?: boolean;
  readonly singleline?: boolean;
  readonly ignoreWhitespace?: boolean;
}

const posixCategories = /\\[pP]\{/;

/** Translates what the two notations write differently: anchors, inline options, atomic groups, comments, `.` and `$`. */
function translate(pattern: string, given: RegexOptions, wide: boolean): { source: string; flags: string } {
  let { ignoreCase = false, multiline = false, singleline = false, ignoreWhitespace = false } = given;
  const unicode = posixCategories.test(pattern);
  let source = "";
  let inClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] as string;
    const next = pattern[i + 1];
    if (char === "\\") {
      i++;
      const wider = wide ? wideEscape(next, inClass) : undefined;
      if (wider !== undefined) source += wider;
      else if (next === "A") source += "(?<![\\s\\S])";
      else if (next === "z") source += "(?![\\s\\S])";
      else if (next === "Z") source += "(?=\\n?(?![\\s\\S]))";
      else if (next === "e") source += "\\x1b";
      else if (next === "a") source += "\\x07";
      else if (next !== undefined && unicode && /[^\w\s^$\\.*+?()[\]{}|/-]/.test(next)) source += next;
      else if (next !== undefined && unicode && next === "-" && !inClass) source += "-";
      else source += `\\${next ?? "\\"}`;
    } else if (inClass) {
      if (char === "]") inClass = false;
      source += char === "[" ? "\\[" : char;
    } else if (char === "[") {
      inClass = true;
      source += "[";
      if (next === "^") {
        source += "^";
        i++;
      }
      if (pattern[i + 1] === "]") {
        source += "\\]";
        i++;
      }
    } else if (char === ".") source += singleline ? "[\\s\\S]" : "[^\\n]";
    else if (char === "$") source += multiline ? "(?=\\n|(?![\\s\\S]))" : "(?=\\n?(?![\\s\\S]))";
    else if (char === "(" && next === "?") {
      const head = pattern.slice(i + 2, i + 14);
      const options = /^([imsnx]*)(?:-([imsnx]+))?([):])/.exec(head);
      if (head.startsWith("#")) {
        const close = pattern.indexOf(")", i);
        i = close < 0 ? pattern.length : close;
      } else if (head.startsWith(">")) {
        source += "(?:";
        i += 2;
      } else if (head.startsWith("'")) {
        const close = pattern.indexOf("'", i + 3);
        if (close < 0) throw new ConversionError("a group name has no closing quote");
        source += `(?<${pattern.slice(i + 3, close)}>`;
        i = close;
      } else if (options && options[0] !== ":") {
        // Options set inside the pattern hold for all of it here.
        if (options[1]?.includes("i")) ignoreCase = true;
        if (options[1]?.includes("m")) multiline = true;
        if (options[1]?.includes("s")) singleline = true;
        if (options[1]?.includes("x")) ignoreWhitespace = true;
        if (options[2]?.includes("i")) ignoreCase = false;
        if (options[3] === ":") source += "(?:";
        i += 1 + options[0].length;
      } else {
        source += "(?";
        i++;
      }
    } else if (ignoreWhitespace && /\s/.test(char)) continue;
    else if (ignoreWhitespace && char === "#") {
      const end = pattern.indexOf("\n", i);
      i = end < 0 ? pattern.length : end;
    } else source += char;
  }
  return { source, flags: `dg${ignoreCase ? "i" : ""}${multiline ? "m" : ""}${unicode ? "u" : ""}` };
}

const cache = new Map<string, Regex>();

/** Compiles a pattern; throws ConversionError that says what is wrong with it. */
export function regex(pattern: string, options: RegexOptions = {}): Regex {
  const key = `${options.ignoreCase ? 1 : 0}${options.multiline ? 1 : 0}${options.singleline ? 1 : 0}${options.ignoreWhitespace ? 1 : 0}${pattern}`;
  let made = cache.get(key);
  if (!made) {
    made = new Regex(pattern, options);
    if (cache.size > 500) cache.clear();
    cache.set(key, made);
  }
  return made;
}

/** [regex]: a compiled pattern. */
export class Regex {
  readonly pattern: string;
  readonly options: RegexOptions;
  readonly #expression: RegExp;
  /** The same for text beyond ASCII, where \w, \d and \b mean more. */
  #wide: RegExp | undefined;

  constructor(pattern: string, options: RegexOptions = {}) {
    this.pattern = pattern;
    this.options = options;
    try {
      const { source, flags } = translate(pattern, options, false);
      this.#expression = new RegExp(source, flags);
    } catch (error) {
      const why = error instanceof Error ? error.message.replace(/^Invalid regular expression: \/.*\/\w*: /s, "") : "";
      throw new ConversionError(`The regular expression pattern ${pattern} is not valid. ${why}`.trim());
    }
  }

  toString(): string {
    return this.pattern;
  }

  #lastText: string | undefined;
  #lastIsWide = false;

  #for(text: string): RegExp {
    if (!/\\[wdb]/i.test(this.pattern)) return this.#expression;
    // One text is asked for all its matches: it is looked through once.
    if (text !== this.#lastText) {
      this.#lastText = text;
      this.#lastIsWide = /[^\x00-\x7f]/.test(text);
    }
    if (!this.#lastIsWide) return this.#expression;
    if (!this.#wide) {
      const { source, flags } = translate(this.pattern, this.options, true);
      this.#wide = new RegExp(source, flags);
    }
    return this.#wide;
  }

  /** The first match at or after `start`; null when there is none. */
  match(text: string, start = 0): Match | null {
    const expression = this.#for(text);
    expression.lastIndex = start;
    const found = expression.exec(text);
    return found ? new Match(this, text, found) : null;
  }

  test(text: string): boolean {
    const expression = this.#for(text);
    expression.lastIndex = 0;
    return expression.test(text);
  }

  /** All matches from left to right, at most `limit`. */
  all(text: string, limit = Number.POSITIVE_INFINITY): Match[] {
    const found: Match[] = [];
    let start = 0;
    while (start <= text.length && found.length < limit) {
      const match = this.match(text, start);
      if (!match) break;
      found.push(match);
      start = match.length === 0 ? match.index + 1 : match.index + match.length;
    }
    return found;
  }

  /** `replacement` may hold $1, ${name}, $&, $$ and their kin (Regex.Replace). */
  replace(text: string, replacement: string | ((match: Match) => string), limit = Number.POSITIVE_INFINITY): string {
    let result = "";
    let end = 0;
    for (const match of this.all(text, limit)) {
      result += text.slice(end, match.index);
      result += typeof replacement === "string" ? match.expand(replacement) : replacement(match);
      end = match.index + match.length;
    }
    return end === 0 && result === "" ? text : result + text.slice(end);
  }

  /** Regex.Split: captures are kept among the pieces. */
  split(text: string, limit = 0): string[] {
    const pieces: string[] = [];
    let end = 0;
    for (const match of this.all(text, limit > 0 ? limit - 1 : Number.POSITIVE_INFINITY)) {
      pieces.push(text.slice(end, match.index));
      for (const group of match.groups.slice(1)) if (group.success) pieces.push(group.value);
      end = match.index + match.length;
    }
    pieces.push(text.slice(end));
    return pieces;
  }
}

/** One group of a match; group 0 is the match itself. */
export class Group {
  readonly name: string;
  readonly success: boolean;
  readonly value: string;
  readonly index: number;

  constructor(name: string, value: string | undefined, index: number) {
    this.name = name;
    this.success = value !== undefined;
    this.value = value ?? "";
    this.index = index;
  }

  get length(): number {
    return this.value.length;
  }

  toString(): string {
    return this.value;
  }
}

export class Match extends Group {
  readonly regex: Regex;
  readonly text: string;
  readonly groups: readonly Group[];

  constructor(owner: Regex, text: string, found: RegExpExecArray | null) {
    super("0", found?.[0], found?.index ?? 0);
    this.regex = owner;
    this.text = text;
    this.groups = found ? [this, ...groupsOf(found)] : [this];
  }

  group(name: string | number): Group | undefined {
    return this.groups.find((group) => group.name === String(name));
  }

  expand(replacement: string): string {
    return replacement.replace(/\$(?:(\d{1,3})|\{(\w+)\}|([$&`'+_]))/g, (whole, digits, name, mark) => {
      if (digits !== undefined || name !== undefined) {
        const group = this.group(digits === undefined ? name : Number(digits));
        return group ? group.value : whole;
      }
      if (mark === "$") return "$";
      if (mark === "&") return this.value;
      if (mark === "`") return this.text.slice(0, this.index);
      if (mark === "'") return this.text.slice(this.index + this.length);
      if (mark === "_") return this.text;
      return this.groups.at(-1)?.value ?? "";
    });
  }
}

/** .NET numbers the groups without a name first, those with one after them. */
function groupsOf(found: RegExpExecArray): Group[] {
  const indices = (
    found as RegExpExecArray & {
      indices: ([number, number] | undefined)[] & { groups?: Record<string, [number, number] | undefined> };
    }
  ).indices;
  const named = new Map<string, [number, number] | undefined>(Object.entries(indices.groups ?? {}));
  const plain: Group[] = [];
  const withName: Group[] = [];
  const left = new Map(named);
  for (let i = 1; i < found.length; i++) {
    const at = indices[i];
    // A named group is the one whose range object is the same; of groups without a match the order of names decides.
    const name = [...left].find(([, range]) =>
      at && range ? range[0] === at[0] && range[1] === at[1] : !at && !range,
    )?.[0];
    if (name === undefined) plain.push(new Group(String(plain.length + 1), found[i], at?.[0] ?? 0));
    else {
      left.delete(name);
      withName.push(new Group(name, found[i], at?.[0] ?? 0));
    }
  }
  return [...plain, ...withName];
}

/** A fixed list that a method gives: matches, groups, keys. */
export class Results extends Collection {
  readonly typeName: string;
  readonly items: readonly unknown[];

  constructor(typeName: string, items: readonly unknown[]) {
    super();
    this.typeName = typeName;
    this.items = items;
  }

  override get count(): number {
    return this.items.length;
  }

  override [Symbol.iterator](): IterableIterator<unknown> {
    return this.items.values();
  }
}
