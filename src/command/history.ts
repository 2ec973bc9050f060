// What the history cmdlets share: lines that were typed as objects, and how they are asked for.
import { DateTime } from "../values/datetime.ts";
import { many, wholeNumber } from "../values/kinds.ts";
import { TimeSpan } from "../values/timespan.ts";
import { Problem } from "./problem.ts";
import type { HistoryEntry } from "./session.ts";
import { HistoryInfo } from "./shapes.ts";

export const historyIds = many(wholeNumber("Int64", 1, Number.MAX_SAFE_INTEGER));

export function historyObject(one: HistoryEntry) {
  return HistoryInfo.make({
    Id: one.id,
    CommandLine: one.text,
    ExecutionStatus: one.status,
    StartExecutionTime: DateTime.ofMilliseconds(one.started),
    EndExecutionTime: DateTime.ofMilliseconds(one.ended),
    Duration: TimeSpan.ofMilliseconds(one.ended - one.started),
  });
}

export function noLine(id: number | string): Problem {
  return new Problem({
    id: "GetHistoryNoHistoryForId",
    category: "ObjectNotFound",
    text:
      typeof id === "number"
        ? `Cannot locate the history for Id ${id}.`
        : `Cannot locate the history for command line '${id}'.`,
    target: id,
  });
}
