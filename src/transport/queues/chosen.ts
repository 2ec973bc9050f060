// What the cmdlets that steer queues and messages have in common: how both are named, and one after the other done.

import type { ParameterSets } from "../../command/cmdlet.ts";
import type { Context } from "../../command/context.ts";
import { opath } from "../../org/filter.ts";
import { attempt } from "../../org/turns.ts";
import type { Item } from "./item.ts";
import type { Queue } from "./queue.ts";
import {
  type Choice,
  chosenMessages,
  chosenQueues,
  messageIdentity,
  queueIdentity,
  serverParameter,
} from "./select.ts";
import type { Steering } from "./steering.ts";

/** A queue by its identity, or queues by a filter. */
export const queueSets = {
  Identity: {
    Identity: {
      type: queueIdentity,
      mandatory: true,
      position: 1,
      pipeline: "both",
      summary: "The queue: Server\\Queue, or its next hop domain.",
    },
  },
  Filter: {
    Filter: { type: opath, mandatory: true, summary: "Which queues, by their properties." },
    Server: serverParameter,
  },
} as const satisfies ParameterSets;

/** A message by its identity, or messages by a filter. */
export const messageSets = {
  Identity: {
    Identity: {
      type: messageIdentity,
      mandatory: true,
      position: 1,
      pipeline: "both",
      summary: "The message: Server\\Queue\\Number, or its number for all queues.",
    },
  },
  Filter: {
    Filter: { type: opath, mandatory: true, summary: "Which messages, by their properties." },
    Server: serverParameter,
  },
} as const satisfies ParameterSets;

/** Does something to each queue that was chosen and confirmed; what cannot be done is reported, and the next one follows. */
export async function eachQueue(
  choice: Choice,
  ctx: Context,
  steer: (queues: Steering, queue: Queue) => unknown,
): Promise<void> {
  const { queues } = ctx.transport;
  await queues.load();
  await attempt(ctx, async () => {
    for (const { queue, view } of chosenQueues(queues, choice)) {
      if (await ctx.shouldProcess(view.Identity)) await attempt(ctx, async () => steer(queues, queue));
    }
  });
}

/** The same for messages. They are chosen before the first is steered, for steering moves them. */
export async function eachMessage(
  choice: Choice,
  ctx: Context,
  steer: (queues: Steering, item: Item) => unknown,
): Promise<void> {
  const { queues } = ctx.transport;
  await queues.load();
  await attempt(ctx, async () => {
    for (const { item, view } of [...chosenMessages(queues, choice)]) {
      if (await ctx.shouldProcess(view.Identity)) await attempt(ctx, async () => steer(queues, item));
    }
  });
}
