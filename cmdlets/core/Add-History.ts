// Add-History: adds lines to the history, such as those of another session.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { historyObject } from "../../src/command/history.ts";
import { anything } from "../../src/command/kinds.ts";
import { Problem } from "../../src/command/problem.ts";
import type { HistoryEntry } from "../../src/command/session.ts";
import { HistoryInfo } from "../../src/command/shapes.ts";
import { DateTime } from "../../src/values/datetime.ts";
import { many, switchParameter } from "../../src/values/kinds.ts";
import { Structured } from "../../src/values/structured.ts";
import { toText } from "../../src/values/text.ts";

export default defineCmdlet({
  name: "Add-History",
  synopsis: "Adds lines to the history of this session.",
  runs: "shell",
  outputs: [HistoryInfo],
  parameters: {
    InputObject: {
      type: many(anything),
      position: 1,
      pipeline: "value",
      summary: "The lines, as Get-History or Import-Csv gives them.",
    },
    Passthru: { type: switchParameter, summary: "Gives the lines that were added." },
  },
  examples: [
    {
      run: "Get-History | Export-Csv lines.csv; Import-Csv lines.csv | Add-History",
      note: "From one session to the next.",
    },
  ],
  *process(p, { shell, world, error }) {
    for (const given of p.InputObject ?? []) {
      const text = given instanceof Structured ? toText(given.get("CommandLine")) : "";
      if (!(given instanceof Structured) || text === "") {
        error(noLine(given));
        continue;
      }
      const status = toText(given.get("ExecutionStatus"));
      const kept = shell.keepHistory({
        text,
        started: timeOf(given.get("StartExecutionTime"), world.clock.now()),
        ended: timeOf(given.get("EndExecutionTime"), world.clock.now()),
        status: statuses.find((one) => one === status) ?? "Completed",
      });
      if (p.Passthru) yield historyObject(kept);
    }
  },
});

const statuses: readonly HistoryEntry["status"][] = ["Completed", "Failed", "Stopped"];

function timeOf(value: unknown, otherwise: number): number {
  const read = value instanceof DateTime ? value.milliseconds : Date.parse(toText(value));
  return Number.isFinite(read) ? read : otherwise;
}

function noLine(value: unknown): Problem {
  return new Problem({
    id: "AddHistoryInvalidInput",
    category: "InvalidData",
    text: "Cannot add to the history because the input has no CommandLine.",
    target: value,
    exceptionType: "System.ArgumentException",
  });
}
