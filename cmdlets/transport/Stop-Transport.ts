// Stops the transport: what is in flight is finished, what waits stays in its queues.
import { defineCmdlet } from "../../src/command/cmdlet.ts";

export default defineCmdlet({
  name: "Stop-Transport",
  synopsis: "Stops receiving, routing and delivering mail; nothing is lost.",
  runs: "organization",
  confirms: "allow",
  examples: [{ run: "Stop-Transport", note: "Stops it; the queues can still be seen." }],
  async process(_, ctx) {
    const { server } = ctx.org.snapshot();
    if (!(await ctx.shouldProcess(server.Name))) return;
    if (ctx.transport.running) await ctx.transport.stop();
    else ctx.warning(`The transport of '${server.Name}' doesn't run.`);
  },
});
