// Test-ServiceHealth: whether what a server of this organization must run, runs.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { ExchangeServer } from "../../src/org/classes/ExchangeServer.ts";
import { directory } from "../../src/org/directory.ts";
import { identityOf } from "../../src/org/parameters.ts";
import { expiryWarnings } from "../../src/transport/certificates/expiry.ts";
import { bindingProblemOf, serviceDown } from "../../src/transport/errors.ts";
import { MonitoringContext, MonitoringData, monitored } from "../../src/transport/monitoring.ts";
import { shortages } from "../../src/transport/pressure/view.ts";
import { servicesOf } from "../../src/transport/services.ts";
import { boolean, int, many, text } from "../../src/values/kinds.ts";
import { defineShape } from "../../src/values/shape.ts";

const ServiceStatus = defineShape({
  name: "ServiceStatus",
  summary: "The services that one role of the server needs.",
  properties: {
    Role: { type: text, mandatory: true, summary: "The role." },
    RequiredServicesRunning: { type: boolean, mandatory: true, summary: "Whether all of them run." },
    ServicesRunning: { type: many(text), default: [], summary: "Those that run." },
    ServicesNotRunning: { type: many(text), default: [], summary: "Those that do not." },
  },
  view: "list",
});

export default defineCmdlet({
  name: "Test-ServiceHealth",
  synopsis: "Tests whether the services of a server run.",
  description:
    "Says of each role which services run, by Exchange's names: MSExchangeIS keeps the mailboxes, MSExchangeTransport routes and queues, MSExchangeDelivery delivers, MSExchangeFrontEndTransport listens on every binding of the enabled Receive connectors. Certificates that end within 30 days are warned of, and resources that the server is short of.",
  runs: "organization",
  parameters: {
    ...directory,
    Server: {
      type: identityOf(ExchangeServer, "Server"),
      position: 1,
      pipeline: "both",
      summary: "The server; this one.",
    },
    ActiveDirectoryTimeout: {
      type: int,
      noEffect: "the directory is in this very process.",
      quiet: true,
      summary: "How many seconds the directory may take.",
    },
    MonitoringContext,
  },
  outputs: [ServiceStatus, MonitoringData],
  examples: [{ run: "Test-ServiceHealth", note: "Each role with its services." }],
  async *process(p, ctx) {
    if (p.Server !== undefined) await ctx.org.find(ExchangeServer, p.Server);
    const { roles, silent } = servicesOf(ctx.org.snapshot(), ctx.transport);
    for (const { role, running, stopped } of roles) {
      yield ServiceStatus.make({
        Role: role,
        RequiredServicesRunning: stopped.length === 0,
        ServicesRunning: running,
        ServicesNotRunning: stopped,
      });
      if (stopped.length > 0) ctx.error(serviceDown(role, stopped));
    }
    for (const binding of silent) ctx.warning(bindingProblemOf(binding));
    const warnings = [
      ...expiryWarnings(await ctx.certificates.all(), ctx.world.clock.now()),
      ...shortages(ctx.transport.pressure.meters),
    ];
    for (const warning of warnings) ctx.warning(warning);
    if (!p.MonitoringContext) return;
    const outcomes = roles.map(({ role, stopped }) => ({
      good: stopped.length === 0,
      text: stopped.length === 0 ? `${role}: all services run.` : `${role}: ${stopped.join(", ")} not running.`,
    }));
    yield monitored("MSExchange Monitoring ServiceHealth", [
      ...outcomes,
      ...warnings.map((one) => ({ good: false, text: one })),
    ]);
  },
});
