// Sums up the long queues, so that one sees at a glance where mail is stuck.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { opath } from "../../src/org/filter.ts";
import { identity } from "../../src/org/parameters.ts";
import { tell } from "../../src/org/turns.ts";
import { digest, groupings, QueueDigest } from "../../src/transport/queues/digest.ts";
import { chosenQueues, moreResults, sizeLimit } from "../../src/transport/queues/select.ts";
import { choice, count, many, switchParameter, unlimited } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Get-QueueDigest",
  synopsis: "Sums up the queues with ten messages or more, by where they lead or by what else they have in common.",
  runs: "organization",
  sets: {
    Server: {
      Server: {
        type: many(identity("ServerIdParameter")),
        mandatory: true,
        position: 1,
        pipeline: "both",
        summary: "The servers that hold the queues.",
      },
    },
    Forest: {
      Forest: { type: switchParameter, mandatory: true, summary: "The queues of all servers of the organization." },
    },
  },
  parameters: {
    Filter: { type: opath, summary: "Which queues: an OPATH filter such as \"DeliveryType -eq 'Unreachable'\"." },
    GroupBy: {
      type: choice("QueueDigestGroupBy", ...(Object.keys(groupings) as (keyof typeof groupings)[])),
      default: "NextHopDomain",
      summary: "What the queues of a group have in common.",
    },
    DetailsLevel: {
      type: choice("DetailsLevel", "None", "Normal", "Verbose"),
      default: "Normal",
      summary: "What is told of each queue: nothing, its messages, or all.",
    },
    ResultSize: { type: unlimited(count), summary: "The most groups to give; 1000 when it is left out." },
  },
  outputs: [QueueDigest],
  examples: [
    { run: "Get-QueueDigest -Forest", note: "Where much waits." },
    { run: "(Get-QueueDigest -Forest -GroupBy LastError).GroupByValue", note: "Why it waits." },
  ],
  async *process(p, ctx) {
    const { queues } = ctx.transport;
    await queues.load();
    try {
      for (const server of p.Server ?? []) queues.checkServer(server);
      const chosen = [...chosenQueues(queues, { Filter: p.Filter })].map(({ view }) => view);
      const groups = digest(chosen, p.GroupBy, p.DetailsLevel);
      const most = sizeLimit(p.ResultSize);
      yield* groups.slice(0, most);
      if (groups.length > most) ctx.warning(moreResults(most));
    } catch (error) {
      tell(ctx, error);
    }
  },
});
