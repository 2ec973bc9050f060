// Shows the queues as they are now.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import type { Queue } from "../../src/transport/queues/queue.ts";
import {
  chosenQueues,
  moreResults,
  ordered,
  queueIdentity,
  serverParameter,
  sizeLimit,
  sortOrder,
} from "../../src/transport/queues/select.ts";
import { isExternal, QueueInfo } from "../../src/transport/queues/views.ts";
import { choice, count, many, text, unlimited } from "../../src/values/kinds.ts";

const kinds = many(
  choice(
    "QueueViewerIncludesAndExcludes",
    "Internal",
    "External",
    "Empty",
    "SmtpDeliveryToMailbox",
    "DnsConnectorDelivery",
    "SmartHostConnectorDelivery",
    "Unreachable",
    "Undefined",
  ),
);

function isOf(queue: Queue, kind: string): boolean {
  if (kind === "Empty") return queue.items.size === 0;
  if (kind === "External") return isExternal(queue);
  if (kind === "Internal") return !isExternal(queue);
  return queue.hop.type === kind;
}

export default defineCmdlet({
  name: "Get-Queue",
  synopsis: "Shows the queues of the server: what waits, where it goes, and why it waits.",
  runs: "organization",
  sets: {
    Identity: {
      Identity: {
        type: queueIdentity,
        position: 1,
        pipeline: "both",
        summary: "The queue: Server\\Queue, or its next hop domain.",
      },
    },
    Server: {
      Server: serverParameter,
      Filter: { type: text, summary: "An OPATH filter such as \"Status -eq 'Retry'\"." },
    },
  },
  defaultSet: "Identity",
  parameters: {
    Include: { type: kinds, summary: "Only queues of these kinds." },
    Exclude: { type: kinds, summary: "No queues of these kinds." },
    SortOrder: { type: sortOrder, summary: "Properties to order by, each with + or - before it." },
    ResultSize: { type: unlimited(count), summary: "The most queues to give; 1000 when it is left out." },
  },
  outputs: [QueueInfo],
  examples: [
    { run: "Get-Queue", note: "All queues." },
    {
      run: 'Get-Queue -Filter "MessageCount -gt 100" -SortOrder "-MessageCount"',
      note: "The long ones, the longest first.",
    },
  ],
  async *process(p, ctx) {
    await ctx.transport.queues.load();
    try {
      let found = [...chosenQueues(ctx.transport.queues, p)].filter(
        ({ queue }) =>
          (!p.Include || p.Include.some((kind) => isOf(queue, kind))) && !p.Exclude?.some((kind) => isOf(queue, kind)),
      );
      if (p.SortOrder) found = ordered(found, ({ view }) => view, QueueInfo, p.SortOrder);
      const limit = sizeLimit(p.ResultSize);
      for (const { view } of found.slice(0, limit)) yield view;
      if (found.length > limit) ctx.warning(moreResults(limit));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      ctx.error(error);
    }
  },
});
