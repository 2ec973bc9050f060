// Dates and time spans as parameters of core cmdlets.
import { parseDate } from "../values/dateparse.ts";
import { DateTime } from "../values/datetime.ts";
import { shownText, toText } from "../values/text.ts";
import { ConversionError, type Type } from "../values/type.ts";

/** A date that may leave out the day: it is read once today is known. */
export type DateGiven = (today: DateTime) => DateTime;

export const dateGiven: Type<DateGiven> = {
  name: "DateTime",
  convert(value) {
    if (typeof value === "function") return value as DateGiven;
    if (value instanceof DateTime) return () => value;
    if (typeof value === "number" && Number.isInteger(value)) return () => new DateTime(BigInt(value));
    const text = toText(value);
    if (!parseDate(text, new DateTime(0n))) {
      throw new ConversionError(`'${text}' is not a date. Write it as yyyy-MM-dd HH:mm or MM/dd/yyyy.`);
    }
    return (today) => parseDate(text, today) ?? today;
  },
  show: (value) => toText(value(new DateTime(0n))),
  encode: (value) => value(new DateTime(0n)).toIso(),
  decode: (json) => dateGiven.convert(String(json)),
};

/** A date as it is; text must say the day. */
export const dateTime: Type<DateTime> = {
  name: "DateTime",
  convert: (value) => dateGiven.convert(value)(new DateTime(0n)),
  show: (value) => shownText(value),
  encode: (value) => value.toIso(),
  decode: (json) => dateTime.convert(String(json)),
  compare: (a, b) => (a.ticks < b.ticks ? -1 : a.ticks > b.ticks ? 1 : 0),
};
