// What -MonitoringContext adds to the tests of mail flow: their outcome as events for a monitoring program.
import type { Parameter } from "../command/cmdlet.ts";
import { boolean, many, text } from "../values/kinds.ts";
import { defineShape, type Of } from "../values/shape.ts";

export const MonitoringData = defineShape({
  name: "MonitoringData",
  summary: "The outcomes of a test, for a monitoring program.",
  properties: {
    Events: {
      type: many(text),
      mandatory: true,
      summary: "One text for each outcome: source, number, kind and message.",
    },
  },
  view: "list",
});

export const MonitoringContext: Parameter<boolean> = {
  type: boolean,
  summary: "Whether the outcomes are given as events for a monitoring program, too.",
};

/** @param source "MSExchange Monitoring Mailflow". */
export function monitored(
  source: string,
  outcomes: readonly { readonly good: boolean; readonly text: string }[],
): Of<typeof MonitoringData> {
  return MonitoringData.make({
    Events: outcomes.map(
      ({ good, text: message }) =>
        `Source: ${source}; Id: ${good ? 1000 : 1001}; Type: ${good ? "Success" : "Error"}; Message: ${message}`,
    ),
  });
}
