// Measure-Command: how long a script block takes.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything, scriptBlock } from "../../src/command/kinds.ts";
import { TimeSpan } from "../../src/values/timespan.ts";

export default defineCmdlet({
  name: "Measure-Command",
  synopsis: "Measures how long a script block takes.",
  runs: "shell",
  parameters: {
    Expression: { type: scriptBlock, mandatory: true, position: 1, summary: "The block; its output is dropped." },
    InputObject: { type: anything, pipeline: "value", summary: "What it finds in $_, once for each object." },
  },
  examples: [{ run: "(Measure-Command { 1..1000 | Sort-Object }).TotalSeconds", note: "Seconds." }],
  start(bound, { world }) {
    let total = 0;
    return {
      process({ InputObject }): void | Promise<void> {
        const from = world.clock.monotonic();
        const stop = () => {
          total += world.clock.monotonic() - from;
        };
        const waits = bound.Expression!.run({ it: InputObject }, () => {});
        if (waits) return waits.then(stop);
        stop();
      },
      end: () => [TimeSpan.ofMilliseconds(total)],
    };
  },
});
