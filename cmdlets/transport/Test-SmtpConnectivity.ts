// Test-SmtpConnectivity: whether each binding of each Receive connector answers.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { ExchangeServer } from "../../src/org/classes/ExchangeServer.ts";
import { directory } from "../../src/org/directory.ts";
import { identityOf } from "../../src/org/parameters.ts";
import { contactAll, statusCodes } from "../../src/transport/connectivity.ts";
import { bindingSilent } from "../../src/transport/errors.ts";
import { MonitoringContext, MonitoringData, monitored } from "../../src/transport/monitoring.ts";
import { choice, text } from "../../src/values/kinds.ts";
import { defineShape } from "../../src/values/shape.ts";

const SmtpConnectivityStatus = defineShape({
  name: "SmtpConnectivityStatus",
  summary: "Whether one binding of a Receive connector answers.",
  properties: {
    Server: { type: text, mandatory: true, summary: "The server." },
    ReceiveConnector: { type: text, mandatory: true, summary: "The connector." },
    Binding: { type: text, mandatory: true, summary: "The binding." },
    EndPoint: { type: text, mandatory: true, summary: "Where it was tried." },
    StatusCode: {
      type: choice("SmtpConnectivityStatusCode", ...statusCodes),
      mandatory: true,
      summary: "How it ended.",
    },
    Details: { type: text, mandatory: true, summary: "The greeting, or what went wrong." },
  },
  table: ["ReceiveConnector", "EndPoint", "StatusCode", "Details"],
});

export default defineCmdlet({
  name: "Test-SmtpConnectivity",
  synopsis: "Tests whether the Receive connectors answer.",
  description:
    "Connects to each binding of each Receive connector from this machine, greets and leaves again. Which connector serves such a connection is decided by its address, as always.",
  runs: "organization",
  confirms: "allow",
  parameters: {
    ...directory,
    Identity: {
      type: identityOf(ExchangeServer, "Server"),
      position: 1,
      pipeline: "both",
      summary: "The server; this one.",
    },
    MonitoringContext,
  },
  outputs: [SmtpConnectivityStatus, MonitoringData],
  examples: [
    { run: "Test-SmtpConnectivity", note: "A row for each binding." },
    { run: "Test-SmtpConnectivity -MonitoringContext $true", note: "With events for a monitoring program." },
  ],
  async *process(p, ctx) {
    const { server, receiveConnectors } = ctx.org.snapshot();
    if (p.Identity !== undefined) await ctx.org.find(ExchangeServer, p.Identity);
    if (!(await ctx.shouldProcess(server.Name))) return;
    const contacts = await contactAll(ctx.world, receiveConnectors, ctx.transport.listeners);
    for (const { connector, binding, endPoint, status, details } of contacts) {
      yield SmtpConnectivityStatus.make({
        Server: server.Name,
        ReceiveConnector: connector.Identity,
        Binding: binding,
        EndPoint: endPoint,
        StatusCode: status,
        Details: details,
      });
      if (status !== "Success" && connector.Enabled) ctx.error(bindingSilent(connector.Identity, binding, details));
    }
    if (!p.MonitoringContext) return;
    const outcomes = contacts.map(({ connector, binding, status, details }) => ({
      good: status === "Success",
      text: `${connector.Identity} on ${binding}: ${status}. ${details}`,
    }));
    yield monitored("MSExchange Monitoring SMTPConnectivity", outcomes);
  },
});
