// Get-Process: the programs that run on this machine, as the system's ps tells them.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { listProcesses, noProcess, ProcessInfo, processObject } from "../../src/command/processes.ts";
import { int, many, text } from "../../src/values/kinds.ts";
import { toNumber } from "../../src/values/numbers.ts";
import { hasWildcard, wildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "Get-Process",
  synopsis: "Gives the programs that run on this machine.",
  runs: "shell",
  aliases: ["gps"],
  outputs: [ProcessInfo],
  defaultSet: "Name",
  sets: {
    Name: {
      Name: {
        type: many(text),
        position: 1,
        pipeline: "property",
        aliases: ["ProcessName"],
        summary: "Their names; wild cards are allowed.",
      },
    },
    InputObject: {
      InputObject: {
        type: many(processObject),
        mandatory: true,
        pipeline: "value",
        summary: "Processes, as they are now.",
      },
    },
    Id: { Id: { type: many(int), mandatory: true, pipeline: "property", aliases: ["PID"], summary: "Their numbers." } },
  },
  examples: [
    { run: "if ($false) { Get-Process node | Sort-Object WorkingSet64 -Descending }", note: "The largest first." },
  ],
  async *process(p, ctx) {
    const all = await listProcesses(ctx);
    const ids = p.Id ?? p.InputObject;
    if (ids) {
      for (const id of ids) {
        const found = all.find((one) => toNumber(one.get("Id") as number) === id);
        if (found) yield found;
        else ctx.error(noProcess(id));
      }
      return;
    }
    for (const name of p.Name ?? ["*"]) {
      const fits = wildcard(name);
      const found = all.filter((one) => fits(String(one.get("ProcessName"))));
      if (found.length === 0 && !hasWildcard(name)) ctx.error(noProcess(name));
      yield* found;
    }
  },
});
