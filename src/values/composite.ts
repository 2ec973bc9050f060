// The format operator: .NET's composite format strings, `{0,10:N2}`.

import { ByteQuantifiedSize } from "./bytesize.ts";
import type { Culture } from "./culture.ts";
import { formatDate, formatTimeSpan } from "./dateformat.ts";
import { DateTime } from "./datetime.ts";
import { EnumValue } from "./nettype.ts";
import { formatNumber } from "./numberformat.ts";
import { Char, isNumber } from "./numbers.ts";
import { shownText, toText } from "./text.ts";
import { TimeSpan } from "./timespan.ts";
import { ConversionError } from "./type.ts";

/** A value by a format of its own kind; kinds without formats show their text. */
export function formatValue(value: unknown, format: string, culture: Culture = "en-US"): string {
  if (format === "") return shownText(value, culture);
  if (isNumber(value)) return formatNumber(value, format, culture);
  if (value instanceof DateTime) return formatDate(value, format, culture);
  if (value instanceof TimeSpan) return formatTimeSpan(value, format);
  if (value instanceof EnumValue)
    return /^d$/i.test(format)
      ? String(value.number)
      : /^x$/i.test(format)
        ? value.number.toString(16).toUpperCase().padStart(8, "0")
        : value.word;
  if (value instanceof Char || value instanceof ByteQuantifiedSize) return toText(value);
  return toText(value);
}

const widest = 1_000_000;

/** Fills the placeholders; throws ConversionError for a malformed format or a number without a value. */
export function composite(format: string, values: readonly unknown[], culture: Culture = "en-US"): string {
  let text = "";
  let i = 0;
  while (i < format.length) {
    const char = format[i] as string;
    if (char === "{" && format[i + 1] === "{") {
      text += "{";
      i += 2;
    } else if (char === "}" && format[i + 1] === "}") {
      text += "}";
      i += 2;
    } else if (char === "}") throw malformed();
    else if (char === "{") {
      const head = /^\{(\d{1,6})\s*(?:,\s*(-?\d{1,7})\s*)?/.exec(format.slice(i, i + 40));
      if (!head) throw malformed();
      let at = i + head[0].length;
      let inner = "";
      if (format[at] === ":") {
        const close = format.indexOf("}", at);
        if (close < 0) throw malformed();
        inner = format.slice(at + 1, close);
        at = close;
      }
      if (format[at] !== "}") throw malformed();
      const index = Number(head[1]);
      if (index >= values.length) {
        throw new ConversionError(
          "Index (zero based) must be greater than or equal to zero and less than the size of the argument list.",
        );
      }
      const shown = formatValue(values[index], inner, culture);
      const width = Number(head[2] ?? 0);
      if (Math.abs(width) > widest) throw malformed();
      text += width < 0 ? shown.padEnd(-width) : shown.padStart(width);
      i = at + 1;
    } else {
      text += char;
      i++;
    }
  }
  return text;
}

function malformed(): ConversionError {
  return new ConversionError("Input string was not in a correct format.");
}
