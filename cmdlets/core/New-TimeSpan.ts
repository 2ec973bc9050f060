// New-TimeSpan: a length of time, or the time between two dates.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { dateGiven } from "../../src/command/dates.ts";
import { DateTime } from "../../src/values/datetime.ts";
import { int } from "../../src/values/kinds.ts";
import { TimeSpan } from "../../src/values/timespan.ts";

export default defineCmdlet({
  name: "New-TimeSpan",
  synopsis: "Makes a time span.",
  runs: "shell",
  defaultSet: "Date",
  sets: {
    Date: {
      Start: {
        type: dateGiven,
        position: 1,
        pipeline: "both",
        aliases: ["LastWriteTime"],
        summary: "Where it begins; now without it.",
      },
      End: { type: dateGiven, position: 2, pipeline: "property", summary: "Where it ends; now without it." },
    },
    Time: {
      Days: { type: int, summary: "Days." },
      Hours: { type: int, summary: "Hours." },
      Minutes: { type: int, summary: "Minutes." },
      Seconds: { type: int, summary: "Seconds." },
      Milliseconds: { type: int, summary: "Milliseconds." },
    },
  },
  examples: [
    { run: "New-TimeSpan -Hours 1 -Minutes 30", note: "An hour and a half." },
    { run: "New-TimeSpan -Start 2025-01-01 -End 2025-02-01", note: "31 days." },
  ],
  *process(p, { world }) {
    if (p.set === "Time") {
      const hours = (p.Days ?? 0) * 24 + (p.Hours ?? 0);
      const seconds = (hours * 60 + (p.Minutes ?? 0)) * 60 + (p.Seconds ?? 0);
      yield new TimeSpan((BigInt(seconds) * 1000n + BigInt(p.Milliseconds ?? 0)) * 10_000n);
      return;
    }
    const now = DateTime.ofMilliseconds(world.clock.now());
    yield new TimeSpan((p.End?.(now) ?? now).ticks - (p.Start?.(now) ?? now).ticks);
  },
});
