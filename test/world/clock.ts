// A clock that moves only when told, and runs what falls due on the way in order.
import type { Clock, Timer } from "../../src/world/world.ts";

interface Task {
  readonly due: number;
  readonly order: number;
  readonly run: () => void;
}

export class TestClock implements Clock {
  #now: number;
  /** How far the clock on the wall was set by. */
  #set = 0;
  readonly #start: number;
  #order = 0;
  readonly #tasks = new Set<Task>();

  constructor(now: number) {
    this.#now = now;
    this.#start = now;
  }

  now(): number {
    return this.#now + this.#set;
  }

  /** Sets the clock on the wall, forward or back; no time passes. */
  set(ms: number): void {
    this.#set += ms;
  }

  monotonic(): number {
    return this.#now - this.#start;
  }

  after(ms: number, run: () => void): Timer {
    const task = { due: this.#now + Math.max(ms, 0), order: this.#order++, run };
    this.#tasks.add(task);
    return { cancel: () => void this.#tasks.delete(task) };
  }

  soon(run: () => void): void {
    queueMicrotask(run);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = () => {
        timer.cancel();
        reject(signal?.reason);
      };
      const timer = this.after(ms, () => {
        signal?.removeEventListener("abort", stop);
        resolve();
      });
      signal?.addEventListener("abort", stop, { once: true });
    });
  }

  /** Milliseconds until the next task falls due; undefined when none waits. */
  get next(): number | undefined {
    const first = this.#first(Number.POSITIVE_INFINITY);
    return first && first.due - this.#now;
  }

  /** How many tasks wait. */
  get waiting(): number {
    return this.#tasks.size;
  }

  /** Moves on by `ms` milliseconds; each task runs at its own moment, and what it set off has settled before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (let task = this.#first(end); task; task = this.#first(end)) {
      this.#tasks.delete(task);
      this.#now = Math.max(this.#now, task.due);
      task.run();
      await this.settle();
    }
    this.#now = end;
  }

  /** Lets all promises that wait for nothing outside this process run to their end, and sockets have a few turns. */
  async settle(turns = 3): Promise<void> {
    for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
  }

  /** Moves on, task by task, until `done` is true; throws when no task is left or `limit` milliseconds have passed. */
  async until(done: () => boolean | Promise<boolean>, limit = 7 * 86_400_000): Promise<void> {
    const end = this.#now + limit;
    for (;;) {
      await this.settle();
      if (await done()) return;
      const next = this.next;
      if (next === undefined || this.#now + next > end) throw new Error("What was waited for did not come about.");
      await this.advance(Math.max(next, 0));
    }
  }

  #first(end: number): Task | undefined {
    let first: Task | undefined;
    for (const task of this.#tasks)
      if (task.due <= end && (!first || task.due < first.due || (task.due === first.due && task.order < first.order)))
        first = task;
    return first;
  }
}
