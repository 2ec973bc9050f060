// The queue log: once a minute a line for each queue that holds messages, fails or is suspended, so that a night can be read back.
import type { Timer } from "../../world/world.ts";
import { type LogFile, momentOf, openLog } from "../tracking/logfile.ts";
import { logSettings } from "../tracking/settings.ts";
import type { Core } from "./core.ts";
import type { Queue } from "./queue.ts";
import { viewQueue } from "./views.ts";

export interface QueueLog {
  start(): void;
  /** Writes down how things stand in the end. */
  stop(): void;
  readonly log: LogFile;
}

const fields = [
  "Timestamp",
  "SequenceNumber",
  "EventId",
  "QueueIdentity",
  "DeliveryType",
  "NextHopDomain",
  "NextHopConnector",
  "Status",
  "MessageCount",
  "DeferredMessageCount",
  "IncomingRate",
  "OutgoingRate",
  "Velocity",
  "RetryCount",
  "NextRetryTime",
  "LastError",
] as const;

const everyMs = 60_000;
/** More queues than this are summed up in one line: the longest are told. */
const mostQueues = 1000;

/** `base` is the data folder, `queues` what there is to see. */
export function createQueueLog(core: Core, base: string, queues: () => readonly Queue[]): QueueLog {
  const log = openLog(core.world, {
    prefix: "QUEUELOG",
    type: "Transport Queue Log",
    fields,
    settings: logSettings(core.org, base, "Queue"),
  });
  let number = 0;
  let timer: Timer | undefined;

  const write = (event: string, values: readonly (string | number)[]) =>
    log.write([momentOf(core.world.clock.now()), String(number++), event, ...values.map(String)]);

  function look(): void {
    const told = queues().filter((queue) => queue.items.size > 0 || queue.retry !== undefined || queue.suspended);
    told.sort((a, b) => b.items.size - a.items.size);
    for (const queue of told.slice(0, mostQueues)) {
      const view = viewQueue(core, queue);
      write("QueueSnapshot", [
        view.Identity,
        view.DeliveryType,
        view.NextHopDomain,
        view.NextHopConnector,
        view.Status,
        view.MessageCount,
        view.DeferredMessageCount,
        view.IncomingRate,
        view.OutgoingRate,
        view.Velocity,
        view.RetryCount,
        queue.retry ? momentOf(queue.retry.next) : "",
        view.LastError ?? "",
      ]);
    }
    const rest = told.slice(mostQueues);
    if (rest.length === 0) return;
    const messages = rest.reduce((sum, queue) => sum + queue.items.size, 0);
    write("QueueSummary", [`${rest.length} more queues`, "", "", "", "", messages, "", "", "", "", "", "", ""]);
  }

  function again(): void {
    timer = core.world.clock.after(everyMs, () => {
      look();
      again();
    });
  }

  return {
    start: again,
    stop() {
      timer?.cancel();
      look();
    },
    log,
  };
}
