// Searches the message tracking log: what happened to which message, when and why.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import { directory } from "../../src/org/directory.ts";
import { instant } from "../../src/org/kinds.ts";
import { attempt } from "../../src/org/turns.ts";
import { moreResults, serverParameter, sizeLimit } from "../../src/transport/queues/select.ts";
import { explain } from "../../src/transport/tracking/explain.ts";
import { MessageTrackingEvent, searchTracking, type TrackingQuery } from "../../src/transport/tracking/search.ts";
import { count, many, switchParameter, text, unlimited } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Get-MessageTrackingLog",
  synopsis: "Searches the message tracking log.",
  runs: "organization",
  parameters: {
    Start: { type: instant, summary: "Entries from this moment on, local time." },
    End: { type: instant, summary: "Entries up to this moment, local time." },
    EventId: { type: text, summary: "The kind of event: RECEIVE, DELIVER, SEND, FAIL, DEFER, DSN …" },
    Source: { type: text, summary: "The part of the transport: SMTP, STOREDRIVER, ROUTING, DSN …" },
    Sender: { type: text, summary: "The address of the sender." },
    Recipients: { type: many(text), summary: "Addresses of recipients; one of them is enough." },
    MessageId: { type: text, summary: "The Message-ID field; angle brackets may be left out." },
    InternalMessageId: { type: text, summary: "The number of the message on this server." },
    NetworkMessageId: { type: text, summary: "The number that all copies of the message share." },
    MessageSubject: { type: text, summary: "A part of the subject." },
    Reference: { type: text, summary: "The Message-ID of the message that a report is about." },
    TransportTrafficType: { type: text, summary: "The kind of traffic." },
    Server: { ...serverParameter, summary: "The server whose log it is." },
    Explain: {
      type: switchParameter,
      summary:
        "Tells the whole story of the messages in plain sentences: who sent them, what was decided and why, each attempt.",
    },
    ResultSize: { type: unlimited(count), summary: "The most entries to give; 1000 when it is left out." },
    ...directory,
  },
  outputs: [MessageTrackingEvent],
  examples: [
    { run: "Get-MessageTrackingLog -EventId FAIL -Start (Get-Date).AddDays(-1)", note: "What failed since yesterday." },
    {
      run: "Get-MessageTrackingLog -Sender kim@contoso.com -ResultSize 10",
      note: "The first ten entries of a sender.",
    },
    {
      run: "Get-MessageTrackingLog -Sender kim@contoso.com -EventId FAIL | ForEach-Object { Get-MessageTrackingLog -MessageId $_.MessageId -Explain }",
      note: "Why mail of a sender failed, step by step.",
    },
  ],
  async *process(p, ctx) {
    if (p.Server !== undefined) {
      const { Server } = p;
      const known = await attempt(ctx, async () => {
        ctx.transport.queues.checkServer(Server);
        return true;
      });
      if (!known) return;
    }
    const { tracking } = ctx.transport;
    await tracking.flush();
    if (tracking.trouble !== undefined) ctx.warning(tracking.trouble);
    const folder = tracking.folder();
    if (folder === undefined) return ctx.warning("The message tracking log has no folder (MessageTrackingLogPath).");
    const bracketed = (id: string | undefined) => (id === undefined || id.startsWith("<") ? id : `<${id}>`);
    const search = (query: TrackingQuery) => searchTracking(ctx.world, tracking.index, folder, query);
    const limit = sizeLimit(p.ResultSize);
    const query: TrackingQuery = {
      start: p.Start?.milliseconds,
      end: p.End?.milliseconds,
      eventId: p.EventId,
      source: p.Source,
      sender: p.Sender,
      recipients: p.Recipients,
      messageId: bracketed(p.MessageId),
      internalMessageId: p.InternalMessageId,
      networkMessageId: p.NetworkMessageId,
      subject: p.MessageSubject,
      reference: bracketed(p.Reference),
      trafficType: p.TransportTrafficType,
    };
    let count = 0;
    try {
      if (p.Explain) return yield* explain(query, search, ctx.transport.queues);
      for await (const event of search(query)) {
        if (ctx.signal.aborted) return;
        if (count++ >= limit) {
          ctx.warning(moreResults(limit));
          return;
        }
        yield event;
      }
    } catch (error) {
      if ((error as { code?: unknown }).code === undefined) throw error;
      throw new Problem({
        id: "TrackingLogUnreadable",
        category: "ReadError",
        text: `The message tracking log can't be read: ${(error as Error).message}`,
      });
    }
  },
});
