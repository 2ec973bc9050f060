// Stop-Process: ends programs that run on this machine.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import { listProcesses, noProcess, ProcessInfo, runProgram } from "../../src/command/processes.ts";
import { int, many, switchParameter, text } from "../../src/values/kinds.ts";
import { toNumber } from "../../src/values/numbers.ts";
import { hasWildcard, wildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "Stop-Process",
  synopsis: "Ends programs that run on this machine.",
  runs: "shell",
  aliases: ["spps"],
  confirms: "allow",
  outputs: [ProcessInfo],
  defaultSet: "Id",
  sets: {
    Id: { Id: { type: many(int), mandatory: true, position: 1, pipeline: "property", summary: "Their numbers." } },
    Name: {
      Name: {
        type: many(text),
        mandatory: true,
        pipeline: "property",
        aliases: ["ProcessName"],
        summary: "Their names; wild cards are allowed.",
      },
    },
  },
  parameters: {
    Force: { type: switchParameter, summary: "Ends them at once, whether they listen or not (SIGKILL)." },
    PassThru: { type: switchParameter, summary: "Gives those that were ended." },
  },
  examples: [{ run: "Stop-Process -Id 999999999 -WhatIf -ErrorAction SilentlyContinue", note: "What would be ended." }],
  async *process(p, ctx) {
    const all = await listProcesses(ctx);
    const found: typeof all = [];
    for (const id of p.Id ?? []) {
      const one = all.find((known) => toNumber(known.get("Id") as number) === id);
      if (one) found.push(one);
      else ctx.error(noProcess(id));
    }
    for (const name of p.Name ?? []) {
      const fits = wildcard(name);
      const named = all.filter((one) => fits(String(one.get("ProcessName"))));
      if (named.length === 0 && !hasWildcard(name)) ctx.error(noProcess(name));
      found.push(...named);
    }
    for (const one of found) {
      const id = String(one.get("Id"));
      if (!(await ctx.shouldProcess(`${one.get("ProcessName")} (${id})`))) continue;
      const { status, errors } = await runProgram(ctx, "kill", [p.Force ? "-KILL" : "-TERM", id]);
      if (status !== 0) ctx.error(notStopped(id, errors));
      else if (p.PassThru) yield one;
    }
  },
});

function notStopped(id: string, why: string): Problem {
  return new Problem({
    id: "CouldNotStopProcess",
    category: "CloseError",
    text: `Cannot stop process ${id}: ${why.trim().split("\n")[0] ?? ""}`,
    target: id,
    exceptionType: "Microsoft.PowerShell.Commands.ProcessCommandException",
  });
}
