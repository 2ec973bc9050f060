// Get-Culture: by whose customs numbers and dates are shown: those of the United States.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { int, text } from "../../src/values/kinds.ts";
import { sessionFormats } from "../../src/values/net/culture.ts";
import { defineShape } from "../../src/values/shape.ts";

const CultureInfo = defineShape({
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

export default defineCmdlet({
  name: "Get-Culture",
  synopsis: "Tells the culture: English of the United States.",
  runs: "shell",
  outputs: [CultureInfo],
  examples: [{ run: "Get-Culture", note: "English (United States)." }],
  *process() {
    const { dates, numbers, text: capitals } = sessionFormats();
    yield CultureInfo.make({
      LCID: 1033,
      Name: "en-US",
      DisplayName: "English (United States)",
      DateTimeFormat: dates,
      NumberFormat: numbers,
      TextInfo: capitals,
    });
  },
});
