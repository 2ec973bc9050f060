// [regex] and what its methods give: Match, Group, collections of them.
import { asList, typed } from "../collections.ts";
import { inTurn, outputOf, when } from "../inturn.ts";
import {
  CastError,
  type EnumValue,
  enumeration,
  MemberError,
  members,
  type NetType,
  registerTypes,
} from "../nettype.ts";
import { Group, Match, Regex, type RegexOptions, Results, regex } from "../regex.ts";
import { ScriptBlock } from "../structured.ts";
import { toText } from "../text.ts";
import { ConversionError } from "../type.ts";
import { intOf } from "./strings.ts";

const options = enumeration("System.Text.RegularExpressions.RegexOptions", {
  None: 0,
  IgnoreCase: 1,
  Multiline: 2,
  ExplicitCapture: 4,
  Compiled: 8,
  Singleline: 16,
  IgnorePatternWhitespace: 32,
  RightToLeft: 64,
  ECMAScript: 256,
  CultureInvariant: 512,
});

function readOptions(value: unknown): RegexOptions {
  if (value === undefined || value === null) return {};
  const bits = (options.holds(value) ? (value as EnumValue) : (options.convert(value, undefined as never) as EnumValue))
    .number;
  return {
    ignoreCase: (bits & 1) > 0,
    multiline: (bits & 2) > 0,
    singleline: (bits & 16) > 0,
    ignoreWhitespace: (bits & 32) > 0,
  };
}

/** Compiles; what is wrong with the pattern is said as the exception of the method. */
function compiled(pattern: unknown, given?: unknown): Regex {
  if (pattern instanceof Regex) return pattern;
  try {
    return regex(toText(pattern), readOptions(given));
  } catch (error) {
    if (error instanceof ConversionError)
      throw new MemberError(error.message, "System.Text.RegularExpressions.RegexParseException");
    throw error;
  }
}

function collected(matches: readonly Match[]): Results {
  return new Results("System.Text.RegularExpressions.MatchCollection", matches);
}

function noMatch(owner: Regex, text: string): Match {
  return new Match(owner, text, null);
}

/** Replaces matches by text, or by what a block makes of each (`$args[0]` and `$_`), one after the other. */
export function replaced(pattern: Regex, text: string, by: unknown, most: number): string | Promise<string> {
  if (!(by instanceof ScriptBlock)) return pattern.replace(text, toText(by), most);
  const matches = pattern.all(text, most);
  const shown = inTurn(matches, (match) =>
    when(outputOf(by, { it: match, args: [match], scope: "new" }), (output) => toText(output)),
  );
  return when(shown, (texts) => {
    let result = "";
    let end = 0;
    for (const [i, match] of matches.entries()) {
      result += text.slice(end, match.index) + texts[i];
      end = match.index + match.length;
    }
    return result + text.slice(end);
  });
}

function limit(value: unknown): number {
  return typeof value === "number" && value > 0 ? value : Number.POSITIVE_INFINITY;
}

const regexType: NetType = {
  name: "System.Text.RegularExpressions.Regex",
  aliases: ["regex"],
  holds: (value) => value instanceof Regex,
  convert(value) {
    if (value === null) return null;
    try {
      return regex(toText(value));
    } catch (error) {
      const why = error instanceof Error ? error.message : "";
      throw new CastError(
        `Cannot convert value "${toText(value)}" to type "System.Text.RegularExpressions.Regex". Error: "${why}"`,
      );
    }
  },
  construct: ([pattern, given]) => compiled(pattern, given),
  members: members<Regex>({
    get: {
      Options: (self) =>
        options.convert((self.options.ignoreCase ? 1 : 0) + (self.options.multiline ? 2 : 0), undefined as never),
    },
    call: {
      IsMatch: (self, [text]) => self.test(toText(text)),
      Match: (self, [text, start]) =>
        self.match(toText(text), start === undefined ? 0 : intOf(start)) ?? noMatch(self, toText(text)),
      Matches: (self, [text, start]) =>
        collected(self.all(toText(text)).filter((match) => start === undefined || match.index >= intOf(start))),
      Replace: (self, [text, by, count]) => replaced(self, toText(text), by, limit(count)),
      Split: (self, [text, count]) =>
        typed("System.String", self.split(toText(text), count === undefined ? 0 : intOf(count))),
      ToString: (self) => self.toString(),
      GroupNumberFromName: (self, [name]) => noMatch(self, "").groups.findIndex((group) => group.name === toText(name)),
      GetGroupNames: (self) => noMatch(self, "").groups.map((group) => group.name),
    },
  }),
  statics: members({
    call: {
      IsMatch: (_, [text, pattern, given]) => compiled(pattern, given).test(toText(text)),
      Match: (_, [text, pattern, given]) => {
        const made = compiled(pattern, given);
        return made.match(toText(text)) ?? noMatch(made, toText(text));
      },
      Matches: (_, [text, pattern, given]) => collected(compiled(pattern, given).all(toText(text))),
      Replace: (_, [text, pattern, by, given]) =>
        replaced(compiled(pattern, given), toText(text), by, Number.POSITIVE_INFINITY),
      Split: (_, [text, pattern, given]) => typed("System.String", compiled(pattern, given).split(toText(text))),
      Escape: (_, [text]) =>
        toText(text)
          .replace(/[\\*+?|{[()^$.#]/g, "\\$&")
          .replace(/[ \n\r\t]/g, (char) => ({ " ": "\\ ", "\n": "\\n", "\r": "\\r", "\t": "\\t" })[char] ?? char),
      Unescape: (_, [text]) => toText(text).replace(/\\(.)/g, "$1"),
    },
  }),
};

const group = {
  Success: (self: Group) => self.success,
  Value: (self: Group) => self.value,
  Index: (self: Group) => self.index,
  Length: (self: Group) => self.length,
  Name: (self: Group) => self.name,
};

const matchType: NetType = {
  name: "System.Text.RegularExpressions.Match",
  holds: (value) => value instanceof Match,
  convert: (value) => value,
  members: members<Match>({
    get: {
      ...group,
      Groups: (self) => new GroupResults(self),
      Captures: (self) => [self],
    },
    call: {
      NextMatch: (self) =>
        self.regex.match(self.text, self.index + Math.max(1, self.length)) ?? noMatch(self.regex, self.text),
      Result: (self, [text]) => self.expand(toText(text)),
    },
  }),
};

const groupType: NetType = {
  name: "System.Text.RegularExpressions.Group",
  holds: (value) => value instanceof Group && !(value instanceof Match),
  convert: (value) => value,
  members: members<Group>({ get: { ...group, Captures: (self) => [self] } }),
};

/** `$match.Groups`: by number or by name. */
export class GroupResults extends Results {
  readonly match: Match;

  constructor(match: Match) {
    super("System.Text.RegularExpressions.GroupCollection", match.groups);
    this.match = match;
  }

  named(name: string): Group {
    return this.match.group(name) ?? new Group(name, undefined, 0);
  }
}

const groupsType: NetType = {
  name: "System.Text.RegularExpressions.GroupCollection",
  holds: (value) => value instanceof GroupResults,
  convert: (value) => value,
  members: members<GroupResults>({
    get: {
      Count: (self) => self.count,
      Keys: (self) => self.match.groups.map((one) => one.name),
      Values: (self) => self.match.groups,
    },
    call: {
      ContainsKey: (self, [name]) => self.match.group(toText(name)) !== undefined,
      GetEnumerator: (self) => asList(self),
    },
  }),
};

registerTypes(regexType, matchType, groupType, groupsType, options);
