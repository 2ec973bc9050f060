// Get-Culture: by whose customs numbers and dates are shown: those of the United States.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { CultureInfo, sessionCulture } from "../../src/command/cultures.ts";
import { Problem } from "../../src/command/problem.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Get-Culture",
  synopsis: "Tells the culture: English of the United States.",
  runs: "shell",
  outputs: [CultureInfo],
  defaultSet: "CurrentCulture",
  sets: {
    CurrentCulture: {},
    Name: {
      Name: { type: many(text), position: 1, pipeline: "both", summary: "Its name: en-US, the only one there is." },
    },
    ListAvailable: { ListAvailable: { type: switchParameter, mandatory: true, summary: "All there are." } },
  },
  examples: [{ run: "Get-Culture", note: "English (United States)." }],
  *process(p, { error }) {
    for (const name of p.Name ?? ["en-US"]) {
      if (name.toLowerCase() === "en-us") yield sessionCulture();
      else error(otherCulture(name));
    }
  },
});

function otherCulture(name: string): Problem {
  return new Problem({
    id: "ItemNotFoundException",
    category: "ObjectNotFound",
    text: `The culture '${name}' is not supported: numbers and dates follow en-US here.`,
    target: name,
    exceptionType: "System.Globalization.CultureNotFoundException",
  });
}
