// Shows the messages in the queues as they are now.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import {
  chosenMessages,
  messageIdentity,
  moreResults,
  ordered,
  queueIdentity,
  serverParameter,
  sizeLimit,
  sortOrder,
} from "../../src/transport/queues/select.ts";
import { MessageInfo } from "../../src/transport/queues/views.ts";
import { count, switchParameter, text, unlimited } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Get-Message",
  synopsis: "Shows the messages that are in queues.",
  runs: "organization",
  sets: {
    Filter: {
      Filter: { type: text, summary: "An OPATH filter such as \"FromAddress -like '*@contoso.com'\"." },
      Server: serverParameter,
    },
    Identity: {
      Identity: { type: messageIdentity, position: 1, summary: "The message: Server\\Queue\\Number, or its number." },
    },
    Queue: {
      Queue: { type: queueIdentity, mandatory: true, pipeline: "value", summary: "The queue that it is in." },
    },
  },
  defaultSet: "Filter",
  parameters: {
    IncludeRecipientInfo: { type: switchParameter, summary: "Fills the property Recipients." },
    SortOrder: { type: sortOrder, summary: "Properties to order by, each with + or - before it." },
    ResultSize: { type: unlimited(count), summary: "The most messages to give; 1000 when it is left out." },
  },
  outputs: [MessageInfo],
  examples: [
    { run: "Get-Message", note: "All that is in queues." },
    { run: "Get-Queue | Get-Message -IncludeRecipientInfo", note: "The same, queue by queue and with the recipients." },
  ],
  async *process(p, ctx) {
    await ctx.transport.queues.load();
    try {
      const limit = sizeLimit(p.ResultSize);
      const all = chosenMessages(ctx.transport.queues, p, p.IncludeRecipientInfo);
      const found = p.SortOrder ? ordered([...all], ({ view }) => view, MessageInfo, p.SortOrder) : all;
      let count = 0;
      for (const { view } of found) {
        if (count++ >= limit) {
          ctx.warning(moreResults(limit));
          return;
        }
        yield view;
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      ctx.error(error);
    }
  },
});
