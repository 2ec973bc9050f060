// Get-ExchangeDiagnosticInfo: what the Transport service is short of, as the XML that scripts for Exchange read.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { directory } from "../../src/org/directory.ts";
import { attempt } from "../../src/org/turns.ts";
import { noSuchDiagnostics } from "../../src/transport/errors.ts";
import {
  argumentsKnown,
  componentName,
  DiagnosticInfo,
  processes,
  processName,
  throttling,
} from "../../src/transport/pressure/view.ts";
import { serverParameter } from "../../src/transport/queues/select.ts";
import { switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Get-ExchangeDiagnosticInfo",
  synopsis: "Tells what the Transport service is short of, as XML.",
  description:
    "The resources that back pressure watches, each with its level now and at the look before, the thresholds and what was measured. The object is its XML when it is made a text, so that [xml] reads it.",
  runs: "organization",
  parameters: {
    Server: { ...serverParameter, summary: "The server." },
    Process: { type: text, summary: "The process, EdgeTransport; without it those that can be asked are listed." },
    Component: { type: text, summary: "The part of the process, ResourceThrottling; all when left out." },
    Argument: { type: text, summary: "How much is told: basic, verbose; help tells what may stand here." },
    Unlimited: {
      type: switchParameter,
      noEffect: "nothing of the answer is ever cut.",
      quiet: true,
      summary: "Whether the answer is whole, however long.",
    },
    ...directory,
  },
  outputs: [DiagnosticInfo],
  examples: [
    {
      run: "[xml]$bp = Get-ExchangeDiagnosticInfo -Process EdgeTransport -Component ResourceThrottling; $bp.Diagnostics.Components.ResourceThrottling.ResourceTracker.ResourceMeter | Format-Table Resource, CurrentResourceUse, Pressure",
      note: "How much of each resource is used.",
    },
    {
      run: "(Get-ExchangeDiagnosticInfo -Process EdgeTransport -Component ResourceThrottling -Argument verbose).Result",
      note: "The XML, with what is done about it.",
    },
  ],
  async *process(p, ctx) {
    const { transport, org, world } = ctx;
    const { Server, Process, Component, Argument } = p;
    const known = await attempt(ctx, async () => {
      if (Server !== undefined) transport.queues.checkServer(Server);
      check(Process, "Process", [processName]);
      check(Component, "Component", [componentName]);
      check(Argument, "Argument", argumentsKnown);
      return true;
    });
    if (!known) return;
    const facts = {
      pid: world.host.pid,
      server: org.snapshot().server.Name,
      started: transport.started,
      now: world.clock.now(),
      memory: world.host.usage().memory,
    };
    if (Process === undefined) {
      yield processes(facts);
      return;
    }
    if (transport.running) await transport.pressure.look();
    yield throttling(facts, transport.pressure, Argument?.toLowerCase() ?? "basic");
  },
});

function check(given: string | undefined, parameter: string, known: readonly string[]): void {
  if (given === undefined || known.some((one) => one.toLowerCase() === given.toLowerCase())) return;
  throw noSuchDiagnostics(parameter, given, known);
}
