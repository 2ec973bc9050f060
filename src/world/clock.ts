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
  let handle: NodeJS.Timeout;
  const wait = (left: number) => {
    const step = Math.min(Math.max(left, 0), longest);
    handle = setTimeout(() => (left > step ? wait(left - step) : task()), step);
    if (!keepsAlive) handle.unref();
  };
  wait(ms);
  return { cancel: () => clearTimeout(handle) };
}
