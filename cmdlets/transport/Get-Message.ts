// Shows the messages in the queues as they are now.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { opath } from "../../src/org/filter.ts";
import { tell } from "../../src/org/turns.ts";
import { PagedPositionInfo, paged, pageParameters } from "../../src/transport/queues/paging.ts";
import { chosenMessages, messageIdentity, queueIdentity, serverParameter } from "../../src/transport/queues/select.ts";
import { MessageInfo } from "../../src/transport/queues/views.ts";
import { switchParameter } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Get-Message",
  synopsis: "Shows the messages that are in queues.",
  runs: "organization",
  sets: {
    Filter: {
      Filter: { type: opath, summary: "An OPATH filter such as \"FromAddress -like '*@contoso.com'\"." },
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
    ...pageParameters(MessageInfo),
  },
  outputs: [MessageInfo, PagedPositionInfo],
  examples: [
    { run: "Get-Message", note: "All that is in queues." },
    { run: "Get-Queue | Get-Message -IncludeRecipientInfo", note: "The same, queue by queue and with the recipients." },
    {
      run: 'Get-Message -SortOrder "+FromAddress,-Size" -BookmarkIndex 101 -ResultSize 100 -ReturnPageInfo $true',
      note: "The second hundred, and how many there are.",
    },
  ],
  async *process(p, ctx) {
    await ctx.transport.queues.load();
    function* found() {
      for (const { view } of chosenMessages(ctx.transport.queues, p, p.IncludeRecipientInfo)) yield view;
    }
    try {
      yield* paged(found(), MessageInfo, p, ctx);
    } catch (error) {
      tell(ctx, error);
    }
  },
});
