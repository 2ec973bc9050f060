// [cultureinfo]: the one culture there is, as scripts hand it to Parse and ToString.
import { CastError, members, type NetType, registerTypes } from "../nettype.ts";
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

/** `.TextInfo` of a culture. */
class TextInfo {}

const textInfo = new TextInfo();
const invariant = new CultureInfo("");
const english = new CultureInfo("en-US");

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

registerTypes(cultureType, textInfoType);
