// How items are leased and given back, and what is done with those that could not be processed now.
import type { Item } from "./item.ts";
import type { Queue } from "./queue.ts";

/** What the scheduler's parts need of one another. */
export interface Desk {
  /** Milliseconds since 1970. */
  now(): number;
  /** The first ready item of a queue, now in flight; undefined when there is none, or nothing may start. */
  take(queue: Queue): Lease | undefined;
  /** Ends a lease. An item that is still where it was waits until it is due. */
  release(lease: Lease): void;
  /** Puts an item off that could not be processed, or sets it aside when it fails again and again. */
  trouble(item: Item, error: unknown, laterMs: number): Promise<void>;
  /** Sends a waiting item back to the categorizer. */
  resubmit(item: Item): void;
  /** Looks whether an empty queue may go. */
  watchIdle(queue: Queue): void;
  /** False once the transport stops: nothing more is begun. */
  readonly running: boolean;
  /** Fires when what is in flight must end. */
  readonly signal: AbortSignal;
  /** Told when a connection has ended. */
  ended(): void;
}

/** One turn of an item in flight; a later turn has another number. */
export interface Lease {
  readonly item: Item;
  readonly number: number;
}

export const diskRetryMs = 60_000;
