// Get-History: what was typed in this session.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { historyIds, historyObject, noLine } from "../../src/command/history.ts";
import { HistoryInfo } from "../../src/command/shapes.ts";
import { wholeNumber } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Get-History",
  synopsis: "Gives the lines that were typed in this session.",
  runs: "shell",
  aliases: ["ghy", "h", "history"],
  outputs: [HistoryInfo],
  parameters: {
    Id: {
      type: historyIds,
      position: 1,
      pipeline: "value",
      summary: "The numbers of the lines.",
    },
    Count: { type: wholeNumber("Int32", 0, 32767), position: 2, summary: "How many, the latest ones." },
  },
  examples: [{ run: "Get-History -Count 3", note: "The last three lines." }],
  *process(p, { shell, error }) {
    let list = shell.history;
    for (const id of p.Id ?? []) {
      if (!list.some((one) => one.id === id)) error(noLine(id));
    }
    if (p.Id) list = list.filter((one) => p.Id?.includes(one.id));
    if (p.Count !== undefined) list = p.Count === 0 ? [] : list.slice(-p.Count);
    yield* list.map(historyObject);
  },
});
