// Get-Culture: by whose customs numbers and dates are read and shown: nobody's in particular.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { int, text } from "../../src/values/kinds.ts";
import { defineShape } from "../../src/values/shape.ts";

const CultureInfo = defineShape({
  name: "System.Globalization.CultureInfo",
  summary: "Customs for numbers and dates.",
  properties: {
    LCID: { type: int, summary: "The number of the culture." },
    Name: { type: text, summary: "Its name; empty for the invariant culture." },
    DisplayName: { type: text, summary: "Its name for people." },
  },
  table: [{ property: "LCID", width: 16, align: "left" }, { property: "Name", width: 16 }, { property: "DisplayName" }],
});

export default defineCmdlet({
  name: "Get-Culture",
  synopsis: "Tells the culture: the invariant one.",
  runs: "shell",
  outputs: [CultureInfo],
  examples: [{ run: "Get-Culture", note: "Invariant Language." }],
  process: () => [CultureInfo.make({ LCID: 127, Name: "", DisplayName: "Invariant Language (Invariant Country)" })],
});
