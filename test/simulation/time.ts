// The time of a simulation: one list of what is due for all machines, a clock of its own for each life of a machine, and
// one trace of everything, so that two runs of a seed can be compared.
import { createHash } from "node:crypto";
import { createTimeline } from "../../src/transport/queues/timeline.ts";
import type { Clock, Timer } from "../../src/world/world.ts";

/** So many of the last events are kept to be shown. */
const kept = 400;
/** A millisecond of simulated time in which more happens than this is a program that turns in a circle. */
const mostTurns = 20_000;

export class Time {
  /** Milliseconds since the simulation began; never runs backwards. */
  now = 0;
  /** What has run so far. */
  steps = 0;
  readonly #timeline = createTimeline();
  readonly #hash = createHash("sha256");
  readonly #last: string[] = [];
  /** Called for each line of the trace. */
  watcher: ((line: string) => void) | undefined;

  /** Runs `task` after `ms` milliseconds, at least one, as the timers of Node do. */
  after(ms: number, task: () => void): Timer {
    const due = this.#timeline.put(this.now + Math.max(Math.ceil(ms), 1), () => {
      this.steps++;
      task();
    });
    return { cancel: () => this.#timeline.drop(due) };
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.after(ms, resolve));
  }

  /** Writes down that something happened. */
  trace(line: string): void {
    const text = `${(this.now / 1000).toFixed(3)} ${line}`;
    this.mark(text);
    this.#last.push(text);
    if (this.#last.length > 2 * kept) this.#last.splice(0, kept);
    this.watcher?.(text);
  }

  /** Counts for the comparison of two runs, and is not shown. */
  mark(line: string): void {
    this.#hash.update(`${this.now} ${line}\n`);
  }

  /** The end of the trace. */
  last(count: number): readonly string[] {
    return this.#last.slice(-count);
  }

  /** Equal for equal traces. */
  digest(): string {
    return this.#hash.copy().digest("hex");
  }

  /** Lets `ms` milliseconds pass: what is due runs at its moment, and all it set off has come to rest before the next. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    await rest();
    for (let next = this.#timeline.next; next !== undefined && next <= end; next = this.#timeline.next) {
      this.now = Math.max(next, this.now);
      this.#timeline.step(this.now);
      await rest();
    }
    this.now = end;
  }

  /** Lets time pass until some work is done, at most `ms` milliseconds: what reads may have to mend first, which takes time. */
  async until(work: Promise<unknown>, ms: number): Promise<boolean> {
    let done = false;
    const ended = () => {
      done = true;
    };
    work.then(ended, ended);
    await rest();
    for (const end = this.now + ms; !done && this.now < end; ) await this.pass(100);
    if (done) await work;
    return done;
  }
}

/** Until nothing in this process waits for anything but a timer. */
export async function rest(): Promise<void> {
  for (let turn = 0; turn < mostTurns; turn++) {
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (!process.getActiveResourcesInfo().includes("Immediate")) return;
  }
  throw new Error("Something turns in a circle without time passing.");
}

/** The clock of one life of a machine: when it ends, nothing it waited for happens any more. */
export class LifeClock implements Clock {
  readonly #time: Time;
  readonly #wall: () => number;
  readonly #timers = new Set<Timer>();
  #dead = false;

  /** @param wall milliseconds since 1970 as this machine believes. */
  constructor(time: Time, wall: () => number) {
    this.#time = time;
    this.#wall = wall;
  }

  now(): number {
    return this.#wall();
  }

  monotonic(): number {
    return this.#time.now;
  }

  after(ms: number, task: () => void): Timer {
    if (this.#dead) return { cancel: () => undefined };
    const timer = this.#time.after(ms, () => {
      this.#timers.delete(handle);
      task();
    });
    const handle: Timer = {
      cancel: () => {
        timer.cancel();
        this.#timers.delete(handle);
      },
    };
    this.#timers.add(handle);
    return handle;
  }

  soon(task: () => void): void {
    setImmediate(() => this.#dead || task());
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

  /** How many timers wait. */
  get waiting(): number {
    return this.#timers.size;
  }

  end(): void {
    this.#dead = true;
    for (const timer of [...this.#timers]) timer.cancel();
  }
}
