// Get-Uptime: how long the machine has been running.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { DateTime } from "../../src/values/datetime.ts";
import { switchParameter } from "../../src/values/kinds.ts";
import { TimeSpan } from "../../src/values/timespan.ts";

export default defineCmdlet({
  name: "Get-Uptime",
  synopsis: "Tells how long the machine has been running.",
  runs: "shell",
  defaultSet: "Timespan",
  sets: {
    Timespan: {},
    Since: { Since: { type: switchParameter, summary: "Gives the time when it was started." } },
  },
  examples: [{ run: "(Get-Uptime).TotalDays", note: "In days." }],
  process(p, { world }) {
    const milliseconds = Math.floor(world.host.uptime) * 1000;
    return [
      p.Since ? DateTime.ofMilliseconds(world.clock.now() - milliseconds) : TimeSpan.ofMilliseconds(milliseconds),
    ];
  },
});
