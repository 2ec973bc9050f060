// The culture of a session as Get-Culture and Get-UICulture give it.
import { int, text } from "../values/kinds.ts";
import { sessionFormats } from "../values/net/culture.ts";
import { defineShape } from "../values/shape.ts";
import { anything } from "./kinds.ts";

export const CultureInfo = defineShape({
  name: "System.Globalization.CultureInfo",
  summary: "Customs for numbers and dates.",
  properties: {
    LCID: { type: int, summary: "The number of the culture." },
    Name: { type: text, summary: "Its name; empty for the invariant culture." },
    DisplayName: { type: text, summary: "Its name for people." },
    DateTimeFormat: { type: anything, summary: "Its patterns and names for dates." },
    NumberFormat: { type: anything, summary: "Its signs in numbers." },
    TextInfo: { type: anything, summary: "Its rules for capitals." },
  },
  table: [{ property: "LCID", width: 16, align: "left" }, { property: "Name", width: 16 }, { property: "DisplayName" }],
});

export function sessionCulture() {
  const { dates, numbers, text: capitals } = sessionFormats();
  return CultureInfo.make({
    ...{ LCID: 1033, Name: "en-US", DisplayName: "English (United States)" },
    ...{ DateTimeFormat: dates, NumberFormat: numbers, TextInfo: capitals },
  });
}
