// [cultureinfo]: the one culture there is, as scripts hand it to Parse and ToString.
import { type Culture, rulesOf } from "../culture.ts";
import { dayNames, monthNames } from "../dateformat.ts";
import { CastError, EnumValue, MemberError, members, type NetType, registerTypes } from "../nettype.ts";
import { isNumber, toNumber } from "../numbers.ts";
import { toText } from "../text.ts";

export class CultureInfo {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
    Object.freeze(this);
  }

  toString(): string {
    return this.name;
  }
}

/** The culture that a format provider among the arguments of ToString or Format names; the session's without one. */
export function cultureIn(args: readonly unknown[]): Culture {
  const provider = args.find((arg) => arg instanceof CultureInfo) as CultureInfo | undefined;
  return provider?.name === "" ? "" : "en-US";
}

/** `.TextInfo` of a culture. */
class TextInfo {}

/** `.DateTimeFormat` and `.NumberFormat` of a culture. */
class Formats {
  readonly culture: Culture;
  constructor(culture: Culture) {
    this.culture = culture;
  }
}
class DateFormats extends Formats {}
class NumberFormats extends Formats {}

const codeOf = (self: CultureInfo): Culture => (self.name === "" ? "" : "en-US");
const patternOf = (letter: string) => (self: DateFormats) => rulesOf(self.culture).dates[letter] ?? "";

/** The name at a place that scripts count from `first`. */
function nameAt(names: readonly string[], first: number, given: unknown): string {
  const place = given instanceof EnumValue ? given.number : isNumber(given) ? toNumber(given) : Number(toText(given));
  const name = names[place - first];
  if (name === undefined)
    throw new MemberError(
      "Specified argument was out of the range of valid values.",
      "System.ArgumentOutOfRangeException",
    );
  return name;
}

const short = (names: readonly string[]) => names.map((name) => name.slice(0, 3));

const dateFormatsType: NetType = {
  name: "System.Globalization.DateTimeFormatInfo",
  holds: (value) => value instanceof DateFormats,
  convert: (value) => value,
  members: members<DateFormats>({
    get: {
      ShortDatePattern: patternOf("d"),
      LongDatePattern: patternOf("D"),
      ShortTimePattern: patternOf("t"),
      LongTimePattern: patternOf("T"),
      FullDateTimePattern: patternOf("F"),
      MonthDayPattern: patternOf("M"),
      YearMonthPattern: patternOf("Y"),
      AMDesignator: () => "AM",
      PMDesignator: () => "PM",
      DateSeparator: () => "/",
      TimeSeparator: () => ":",
      // The thirteenth month of .NET's calendars is empty here.
      MonthNames: () => [...monthNames, ""],
      AbbreviatedMonthNames: () => [...short(monthNames), ""],
      DayNames: () => [...dayNames],
      AbbreviatedDayNames: () => short(dayNames),
    },
    call: {
      GetMonthName: (_, [month]) => nameAt(monthNames, 1, month),
      GetAbbreviatedMonthName: (_, [month]) => nameAt(short(monthNames), 1, month),
      GetDayName: (_, [day]) => nameAt(dayNames, 0, day),
      GetAbbreviatedDayName: (_, [day]) => nameAt(short(dayNames), 0, day),
    },
  }),
};

const numberFormatsType: NetType = {
  name: "System.Globalization.NumberFormatInfo",
  holds: (value) => value instanceof NumberFormats,
  convert: (value) => value,
  members: members<NumberFormats>({
    get: {
      CurrencySymbol: (self) => (self.culture === "" ? "¤" : "$"),
      NumberDecimalSeparator: () => ".",
      NumberGroupSeparator: () => ",",
      CurrencyDecimalSeparator: () => ".",
      CurrencyGroupSeparator: () => ",",
      PercentSymbol: () => "%",
      NegativeSign: () => "-",
      PositiveSign: () => "+",
    },
  }),
};

const textInfo = new TextInfo();
const invariant = new CultureInfo("");
const english = new CultureInfo("en-US");

/** The formats of the session's culture, for Get-Culture. */
export const sessionFormats = () => ({
  dates: new DateFormats("en-US"),
  numbers: new NumberFormats("en-US"),
  text: textInfo,
});

function cultureNamed(name: string): CultureInfo {
  const word = name.toLowerCase();
  if (word === "") return invariant;
  if (word === "en-us" || word === "en") return english;
  throw new CastError(
    `Cannot convert value "${name}" to type "System.Globalization.CultureInfo". Error: "Only en-US and the invariant culture are known here."`,
  );
}

const cultureType: NetType = {
  name: "System.Globalization.CultureInfo",
  aliases: ["cultureinfo"],
  holds: (value) => value instanceof CultureInfo,
  convert: (value) => cultureNamed(toText(value)),
  construct: ([name]) => cultureNamed(toText(name)),
  members: members<CultureInfo>({
    get: {
      Name: (self) => self.name,
      DisplayName: (self) => (self.name === "" ? "Invariant Language (Invariant Country)" : "English (United States)"),
      LCID: (self) => (self.name === "" ? 127 : 1033),
      TextInfo: () => textInfo,
      DateTimeFormat: (self) => new DateFormats(codeOf(self)),
      NumberFormat: (self) => new NumberFormats(codeOf(self)),
    },
  }),
  statics: members({
    get: { InvariantCulture: () => invariant, CurrentCulture: () => english, CurrentUICulture: () => english },
    call: {
      GetCultureInfo: (_, [name]) => cultureNamed(toText(name)),
      CreateSpecificCulture: (_, [name]) => cultureNamed(toText(name)),
    },
  }),
};

const textInfoType: NetType = {
  name: "System.Globalization.TextInfo",
  holds: (value) => value instanceof TextInfo,
  convert: (value) => value,
  members: members<TextInfo>({
    call: {
      // A word in capitals is taken for an abbreviation and stays.
      ToTitleCase: (_, [text]) =>
        toText(text).replace(/[\p{L}\p{M}']+/gu, (word) =>
          word.length > 1 && word === word.toUpperCase()
            ? word
            : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
        ),
      ToUpper: (_, [text]) => toText(text).toUpperCase(),
      ToLower: (_, [text]) => toText(text).toLowerCase(),
    },
  }),
};

registerTypes(cultureType, textInfoType, dateFormatsType, numberFormatsType);
