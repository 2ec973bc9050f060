// The system's clock and timers.
import type { Clock, Timer } from "./world.ts";

/** The longest wait of a system timer in milliseconds; a longer one is cut to 1 ms by Node, so it is taken in steps. */
const longest = 2 ** 31 - 1;

export function realClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic() {
      // Not `performance`, whose module costs a start 2 ms.
      const [seconds, nanoseconds] = process.hrtime();
      return seconds * 1000 + nanoseconds / 1e6;
    },
    after: (ms, task) => timer(ms, task, false),
    soon: (task) => void setImmediate(task),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const stop = () => {
          waiting.cancel();
          reject(signal?.reason);
        };
        const waiting = timer(
          ms,
          () => {
            signal?.removeEventListener("abort", stop);
            resolve();
          },
          true,
        );
        signal?.addEventListener("abort", stop, { once: true });
      }),
  };
}

function timer(ms: number, task: () => void, keepsAlive: boolean): Timer {
  return new Waiting(ms, task, keepsAlive);
}

/** Each connection has one, so it holds no more than it must. */
class Waiting implements Timer {
  #handle: NodeJS.Timeout;

  constructor(ms: number, task: () => void, keepsAlive: boolean) {
    this.#handle = this.#wait(ms, task, keepsAlive);
  }

  #wait(left: number, task: () => void, keepsAlive: boolean): NodeJS.Timeout {
    const rest = left - longest;
    const next = () => {
      this.#handle = this.#wait(rest, task, keepsAlive);
    };
    const handle = rest > 0 ? setTimeout(next, longest) : setTimeout(task, Math.max(left, 0));
    if (!keepsAlive) handle.unref();
    return handle;
  }

  cancel(): void {
    clearTimeout(this.#handle);
  }
}
