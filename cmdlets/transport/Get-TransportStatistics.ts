// Shows what the transport has done since it started: messages, connections, queues, delays.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { directory } from "../../src/org/directory.ts";
import { attempt } from "../../src/org/turns.ts";
import { TransportStatistics, viewStatistics } from "../../src/transport/metrics/statistics.ts";
import { highest } from "../../src/transport/pressure/resources.ts";
import { serverParameter } from "../../src/transport/queues/select.ts";

export default defineCmdlet({
  name: "Get-TransportStatistics",
  synopsis: "Shows what the transport has done since it started.",
  runs: "organization",
  parameters: {
    Server: { ...serverParameter, position: 1, summary: "The server." },
    ...directory,
  },
  outputs: [TransportStatistics],
  examples: [
    { run: "Get-TransportStatistics", note: "Everything that is counted." },
    {
      run: "Get-TransportStatistics | Format-Table MessagesReceived, RecipientsDelivered, MessagesQueued",
      note: "Three of the figures.",
    },
  ],
  async *process(p, ctx) {
    const { transport, org, world } = ctx;
    const { Server } = p;
    const known = await attempt(ctx, async () => {
      if (Server !== undefined) transport.queues.checkServer(Server);
      return true;
    });
    if (!known) return;
    yield await viewStatistics(transport.metrics, {
      server: org.snapshot().server.Name,
      started: transport.started,
      usage: world.host.usage(),
      pressure: highest(transport.pressure.meters.map(({ level }) => level)),
    });
  },
});
