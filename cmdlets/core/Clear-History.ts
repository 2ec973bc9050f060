// Clear-History: forgets lines that were typed.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { historyIds, noLine } from "../../src/command/history.ts";
import { many, switchParameter, text, wholeNumber } from "../../src/values/kinds.ts";
import { wildcard } from "../../src/values/wildcard.ts";

const count = wholeNumber("Int32", 1, 32767);

export default defineCmdlet({
  name: "Clear-History",
  synopsis: "Takes lines out of the history of this session.",
  runs: "shell",
  aliases: ["clhy"],
  confirms: "allow",
  defaultSet: "IDParameter",
  sets: {
    IDParameter: {
      Id: { type: historyIds, position: 1, summary: "The numbers of the lines; all without it." },
      Count: { type: count, position: 2, summary: "How many, from the oldest; with one number, up to that line." },
      Newest: { type: switchParameter, summary: "Counts from the newest." },
    },
    CommandLineParameter: {
      CommandLine: { type: many(text), mandatory: true, summary: "The lines as typed; wild cards are allowed." },
      Count: { type: count, position: 2, summary: "How many, from the oldest." },
      Newest: { type: switchParameter, summary: "Counts from the newest." },
    },
  },
  examples: [{ run: "Clear-History -CommandLine *Password*", note: "Forgets what should not be seen." }],
  async process(p, { shell, shouldProcess, error }) {
    const lines = p.CommandLine?.map((one) => wildcard(one));
    for (const id of p.Id ?? []) if (!shell.history.some((one) => one.id === id)) error(noLine(id));
    let found = shell.history.filter((one) => {
      if (lines) return lines.some((fits) => fits(one.text));
      if (!p.Id) return true;
      // One number and a count: that many up to the line, or from it on with -Newest.
      if (p.Count !== undefined && p.Id.length === 1) return p.Newest ? one.id >= p.Id[0]! : one.id <= p.Id[0]!;
      return p.Id.includes(one.id);
    });
    const fromEnd = p.Id?.length === 1 ? !p.Newest : p.Newest === true;
    if (p.Count !== undefined) found = fromEnd ? found.slice(-p.Count) : found.slice(0, p.Count);
    const gone = new Set<number>();
    for (const one of found) if (await shouldProcess(`${one.id}: ${one.text}`, "Clear History")) gone.add(one.id);
    shell.forgetHistory((one) => gone.has(one.id));
  },
});
