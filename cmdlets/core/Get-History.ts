// Get-History: what was typed in this session.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import { HistoryInfo } from "../../src/command/shapes.ts";
import { DateTime } from "../../src/values/datetime.ts";
import { many, wholeNumber } from "../../src/values/kinds.ts";
import { TimeSpan } from "../../src/values/timespan.ts";

export default defineCmdlet({
  name: "Get-History",
  synopsis: "Gives the lines that were typed in this session.",
  runs: "shell",
  aliases: ["ghy", "h", "history"],
  outputs: [HistoryInfo],
  parameters: {
    Id: {
      type: many(wholeNumber("Int64", 1, Number.MAX_SAFE_INTEGER)),
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
    for (const one of list) {
      yield HistoryInfo.make({
        Id: one.id,
        CommandLine: one.text,
        ExecutionStatus: one.status,
        StartExecutionTime: DateTime.ofMilliseconds(one.started),
        EndExecutionTime: DateTime.ofMilliseconds(one.ended),
        Duration: TimeSpan.ofMilliseconds(one.ended - one.started),
      });
    }
  },
});

function noLine(id: number): Problem {
  return new Problem({
    id: "GetHistoryNoHistoryForId",
    category: "ObjectNotFound",
    text: `Cannot locate the history for Id ${id}.`,
    target: id,
  });
}
