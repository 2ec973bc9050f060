// Gathers what is known of messages for their stories: their entries, those of the reports on them, and what still waits.
import { formatDate } from "../../values/dateformat.ts";
import { DateTime } from "../../values/datetime.ts";
import type { Of } from "../../values/shape.ts";
import type { Steering } from "../queues/steering.ts";
import type { MessageTrackingEvent, TrackingQuery } from "./search.ts";
import { tellStory } from "./story.ts";

type Event = Of<typeof MessageTrackingEvent>;

/** Stories at once, and entries of each; what a search by a sender finds may be a million. */
const mostStories = 100;
const mostEntries = 5000;

/** The story of each message that the query finds, an empty line between two. */
export async function* explain(
  query: TrackingQuery,
  search: (query: TrackingQuery) => AsyncIterable<Event>,
  queues: Pick<Steering, "all" | "viewMessage" | "identityOf">,
): AsyncGenerator<string> {
  const messages = new Set<string>();
  for await (const event of search(query)) {
    messages.add(event.NetworkMessageId);
    if (messages.size > mostStories) break;
  }
  let number = 0;
  for (const networkMessageId of messages) {
    if (number === mostStories) {
      yield "";
      yield `There are more messages; say which by -MessageId or -Start and -End.`;
      return;
    }
    if (number++ > 0) yield "";
    const events = await taken(search({ networkMessageId }));
    const reference = events[0]?.MessageId;
    const reports = reference === undefined ? [] : await taken(search({ eventId: "DSN", reference }));
    const all = [...events, ...reports.filter((report) => report.NetworkMessageId !== networkMessageId)];
    yield* tellStory(all.sort((a, b) => a.Timestamp.milliseconds - b.Timestamp.milliseconds));
    yield* waiting(networkMessageId, queues);
  }
}

async function taken(events: AsyncIterable<Event>): Promise<Event[]> {
  const list: Event[] = [];
  for await (const event of events) {
    list.push(event);
    if (list.length === mostEntries) break;
  }
  return list;
}

/** What of a message is still in queues. */
function* waiting(id: string, queues: Pick<Steering, "all" | "viewMessage" | "identityOf">): Generator<string> {
  for (const queue of queues.all()) {
    for (const item of queue.items) {
      if (item.mail.record.networkMessageId !== id) continue;
      const whom = item.recipients.slice(0, 20).map((recipient) => recipient.address);
      const error = item.error ?? (queue.lastError || undefined);
      const next = queue.retry?.next ?? (item.state === "Retry" ? item.due : undefined);
      const when = next === undefined ? "" : `, next attempt ${moment(next)}`;
      yield `Still in queue ${queues.identityOf(queue)} (${queues.viewMessage(item).Status}${when}) for ${whom.join(", ")}${error === undefined ? "." : `: ${error}`}`;
    }
  }
}

const moment = (ms: number) => formatDate(DateTime.ofMilliseconds(ms), "yyyy-MM-dd HH:mm:ss");
