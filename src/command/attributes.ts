// What Get-ChildItem -Attributes takes: attributes of files joined by or, and, not (FlagsExpression of FileAttributes).
import { isList, itemsOf } from "../values/collections.ts";
import { toText } from "../values/text.ts";
import { ConversionError, type Type } from "../values/type.ts";

const names = [
  ...["Archive", "Compressed", "Device", "Directory", "Encrypted", "Hidden", "Normal", "NotContentIndexed", "Offline"],
  ...["ReadOnly", "ReparsePoint", "SparseFile", "System", "Temporary"],
];
const short: Readonly<Record<string, string>> = {
  d: "Directory",
  h: "Hidden",
  r: "ReadOnly",
  s: "System",
  l: "ReparsePoint",
};

export interface AttributeTest {
  readonly text: string;
  /** Whether hidden files are asked for. */
  readonly hidden: boolean;
  fits(attributes: readonly string[]): boolean;
}

export const attributes: Type<AttributeTest> = {
  name: "FlagsExpression[FileAttributes]",
  choices: names,
  convert(value) {
    const text = isList(value)
      ? itemsOf(value)
          .map((one) => toText(one))
          .join(",")
      : toText(value);
    const choices = text.split(",").map((choice) =>
      choice.split("+").map((part) => {
        const not = part.trim().startsWith("!");
        const word = part.trim().replace(/^!/, "").trim();
        const name = short[word.toLowerCase()] ?? names.find((one) => one.toLowerCase() === word.toLowerCase());
        if (name === undefined)
          throw new ConversionError(
            `'${word}' is no attribute of a file. The possible values are: ${names.join(", ")}.`,
          );
        return { name, not };
      }),
    );
    return {
      text,
      hidden: choices.flat().some(({ name, not }) => name === "Hidden" && !not),
      fits: (own) => choices.some((all) => all.every(({ name, not }) => own.includes(name) !== not)),
    };
  },
  show: (value) => value.text,
  encode: (value) => value.text,
  decode: (json) => attributes.convert(json),
};
