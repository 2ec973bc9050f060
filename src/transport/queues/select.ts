// How cmdlets choose queues and messages: by identity, filter, server; how they order and cut what they give.

import type { Parameter } from "../../command/cmdlet.ts";
import type { Services } from "../../command/context.ts";
import { compileFilter } from "../../org/filter.ts";
import { identity, objectOrIdentity } from "../../org/parameters.ts";
import { isLimited, type UnlimitedValue } from "../../values/kinds.ts";
import type { Entity } from "../../values/shape.ts";
import { toText } from "../../values/text.ts";
import { ConversionError, type Type } from "../../values/type.ts";
import type { Item } from "./item.ts";
import type { Queue } from "./queue.ts";
import type { Steering } from "./steering.ts";
import { MessageInfo, type MessageView, QueueInfo, type QueueView } from "./views.ts";

export const queueIdentity: Type<string> = { ...identity("QueueIdentity"), offers: queuesFor };
export const messageIdentity: Type<string> = { ...identity("MessageIdentity"), offers: messagesFor };

/** Queues by their identity, and by what stands in it behind the server or where they lead once that is typed. */
function* queuesFor(prefix: string, { transport }: Services): Iterable<string> {
  for (const queue of transport.queues.all()) {
    const identity = transport.queues.identityOf(queue);
    const short = prefix === "" ? [] : [identity.slice(identity.indexOf("\\") + 1), queue.hop.domain];
    yield* [identity, ...short].filter((word) => beginsSo(word, prefix));
  }
}

/** Messages looked at for what Tab offers. */
const mostSeen = 5000;

function* messagesFor(prefix: string, { transport }: Services): Iterable<string> {
  let left = mostSeen;
  for (const queue of transport.queues.all()) {
    for (const item of transport.queues.messages(queue)) {
      const identity = transport.queues.identityOf(item);
      const number = identity.slice(identity.lastIndexOf("\\") + 1);
      if (beginsSo(identity, prefix)) yield identity;
      else if (beginsSo(number, prefix)) yield number;
      if (--left <= 0) return;
    }
  }
}

const beginsSo = (word: string, prefix: string) => word.toLowerCase().startsWith(prefix.toLowerCase());

/** -Server: by name, or a server from the pipeline whole (`Get-TransportService | Get-Queue`). */
export const serverParameter = {
  type: objectOrIdentity("ServerIdParameter", "ExchangeServer", "TransportServer"),
  pipeline: "value",
  summary: "The server that holds them.",
} as const satisfies Parameter;

/** What a queue or message was chosen by. */
export interface Choice {
  readonly Identity?: string | undefined;
  readonly Filter?: string | undefined;
  readonly Server?: string | Entity | undefined;
}

/** Queues with their views. Throws a Problem for what cannot be found or read. */
export function* chosenQueues(queues: Steering, choice: Choice): Generator<{ queue: Queue; view: QueueView }> {
  if (choice.Server !== undefined) queues.checkServer(choice.Server);
  const filter = choice.Filter === undefined ? undefined : compileFilter(choice.Filter, [QueueInfo]);
  const found = choice.Identity === undefined ? queues.all() : queues.named(choice.Identity);
  for (const queue of found) {
    const view = queues.view(queue);
    if (!filter || filter.test(view)) yield { queue, view };
  }
}

/** Messages with their views. */
export function* chosenMessages(
  queues: Steering,
  choice: Choice & { readonly Queue?: string | undefined },
  withRecipients = false,
): Generator<{ item: Item; view: MessageView }> {
  if (choice.Server !== undefined) queues.checkServer(choice.Server);
  const filter = choice.Filter === undefined ? undefined : compileFilter(choice.Filter, [MessageInfo]);
  for (const item of itemsOf(queues, choice)) {
    const view = queues.viewMessage(item, withRecipients);
    if (!filter || filter.test(view)) yield { item, view };
  }
}

function* itemsOf(queues: Steering, choice: Choice & { readonly Queue?: string | undefined }): Generator<Item> {
  if (choice.Identity !== undefined) yield* queues.messagesNamed(choice.Identity);
  else {
    const found = choice.Queue === undefined ? queues.all() : queues.named(choice.Queue);
    for (const queue of found) yield* [...queues.messages(queue)];
  }
}

/** "+Property" or "-Property", in the order in which they count. */
export const sortOrder: Type<readonly string[]> = {
  name: "QueueViewerSortOrderEntry[]",
  convert(value) {
    const items = (Array.isArray(value) ? value : [value]).flatMap((one) => toText(one).split(","));
    return items.map((item) => {
      const entry = item.trim();
      if (!/^[+-]?[A-Za-z]{1,64}$/.test(entry)) {
        throw new ConversionError(`'${entry}' isn't a sort order. Write it as +Property or -Property.`);
      }
      return /^[+-]/.test(entry) ? entry : `+${entry}`;
    });
  },
  show: (value) => value.join(","),
  encode: (value) => [...value],
  decode: (json) => (json as readonly string[]).map(String),
};

/** -ResultSize as a number; 1000 when it is left out. */
export function sizeLimit(size: number | UnlimitedValue | undefined): number {
  if (size === undefined) return 1000;
  return isLimited(size) ? size : Number.POSITIVE_INFINITY;
}

export const moreResults = (limit: number) =>
  `There are more results available than are currently displayed: the first ${limit} are shown. To view them, increase the value for the ResultSize parameter.`;
