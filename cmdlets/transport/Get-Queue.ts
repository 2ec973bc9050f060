// Shows the queues as they are now.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { opath } from "../../src/org/filter.ts";
import { tell } from "../../src/org/turns.ts";
import { isOfKind, queueKinds } from "../../src/transport/queues/kinds.ts";
import { PagedPositionInfo, paged, pageParameters } from "../../src/transport/queues/paging.ts";
import { chosenQueues, queueIdentity, serverParameter } from "../../src/transport/queues/select.ts";
import { QueueInfo } from "../../src/transport/queues/views.ts";

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
      Filter: { type: opath, summary: "An OPATH filter such as \"Status -eq 'Retry'\"." },
    },
  },
  defaultSet: "Identity",
  parameters: {
    Include: { type: queueKinds, summary: "Only queues of these kinds." },
    Exclude: { type: queueKinds, summary: "No queues of these kinds." },
    ...pageParameters(QueueInfo),
  },
  outputs: [QueueInfo, PagedPositionInfo],
  examples: [
    { run: "Get-Queue", note: "All queues." },
    { run: "Get-Queue -Include Internal -Exclude Empty", note: "Those that lead to servers here and hold something." },
    {
      run: 'Get-Queue -Filter "MessageCount -gt 100" -SortOrder "-MessageCount"',
      note: "The long ones, the longest first.",
    },
    {
      run: "$page = @(Get-Queue -ResultSize 20); Get-Queue -BookmarkObject $page[-1] -IncludeBookmark $false -ResultSize 20",
      note: "The first page, and the next one.",
    },
  ],
  async *process(p, ctx) {
    await ctx.transport.queues.load();
    const { Include, Exclude } = p;
    function* found() {
      for (const { queue, view } of chosenQueues(ctx.transport.queues, p)) {
        if (Include && !Include.some((kind) => isOfKind(queue, kind))) continue;
        if (!Exclude?.some((kind) => isOfKind(queue, kind))) yield view;
      }
    }
    try {
      yield* paged(found(), QueueInfo, p, ctx);
    } catch (error) {
      tell(ctx, error);
    }
  },
});
