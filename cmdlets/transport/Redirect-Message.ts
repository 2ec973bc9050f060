// Empties the delivery queues of a server into another one, before the first is taken out of service.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { fqdn } from "../../src/org/routekinds.ts";
import { attempt } from "../../src/org/turns.ts";
import { serverParameter } from "../../src/transport/queues/select.ts";
import { many } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Redirect-Message",
  synopsis: "Sends what waits in the delivery queues to another server, which delivers it instead.",
  runs: "organization",
  confirms: "ask",
  parameters: {
    Server: { ...serverParameter, mandatory: true, summary: "The server whose queues are emptied." },
    Target: {
      type: many(fqdn),
      mandatory: true,
      summary: "The server that takes the messages, by its FQDN; of several, the first that answers.",
    },
  },
  examples: [
    {
      run: "Redirect-Message -Server EX1 -Target ex2.contoso.com -WhatIf",
      note: "Tells what would be emptied where. Messages that are suspended or in flight stay, and so do those in the Submission, Unreachable and Poison queues.",
    },
  ],
  async process(p, ctx) {
    const { queues } = ctx.transport;
    await attempt(ctx, async () => {
      await queues.load();
      queues.checkServer(p.Server);
      if (!(await ctx.shouldProcess(`${p.Server} to ${p.Target.join(", ")}`))) return;
      const count = await queues.redirect(p.Target);
      ctx.verbose(`${count} messages go to ${p.Target.join(", ")}.`);
    });
  },
});
