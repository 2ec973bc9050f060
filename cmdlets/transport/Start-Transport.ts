// Starts the transport inside the process that owns the organization, and shows where it listens.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { TransportListener, viewListener } from "../../src/transport/listeners.ts";

export default defineCmdlet({
  name: "Start-Transport",
  synopsis: "Starts receiving, routing and delivering mail.",
  description: "Takes up the queues where they were left, and listens on the bindings of the Receive connectors.",
  runs: "organization",
  confirms: "allow",
  outputs: [TransportListener],
  examples: [{ run: "Start-Transport", note: "Starts it; when it runs already, shows where it listens." }],
  async *process(_, ctx) {
    const { server } = ctx.org.snapshot();
    if (!(await ctx.shouldProcess(server.Name))) return;
    const { listeners, problems } = await ctx.transport.start();
    for (const problem of problems) ctx.warning(problem);
    for (const listener of listeners) yield viewListener(listener);
  },
});
