// How long a peer may stay and be silent: one timer each, on the world's clock, whatever the socket thinks.
import type { Clock, Timer } from "../../world/world.ts";

/** What the watch asks of a session. */
export interface Watched {
  /** Whether the peer waits for us; its silence counts only while it is its turn (RFC 5321 4.5.3.2.7). */
  isBusy(): boolean;
  /** Time is up: says so and closes. False when the session goes on until its answer is out. */
  expire(): boolean;
  /** Ends the connection at once. */
  abort(): void;
}

export interface Watch {
  /** The peer has done something. */
  heard(): void;
  end(): void;
}

/** How long in milliseconds a peer may take to read that its time is up. */
const lastWords = 5000;

/** How soon in milliseconds a session that had an answer to give is looked at again. */
const again = 1000;

/** Limits in milliseconds. */
export function watchPeer(
  clock: Clock,
  limits: { readonly life: number; readonly silence: number },
  session: Watched,
): Watch {
  let touched = clock.now();
  let silence: Timer | undefined;
  let life = clock.after(limits.life, expire);
  watch(limits.silence);

  function expire(): void {
    end();
    if (!session.expire()) {
      life = clock.after(again, expire);
      return;
    }
    // Also when the peer reads nothing.
    life = clock.after(lastWords, () => session.abort());
  }

  function watch(ms: number): void {
    silence = clock.after(ms, () => {
      const silent = session.isBusy() ? 0 : clock.now() - touched;
      if (silent >= limits.silence) expire();
      else watch(limits.silence - silent);
    });
  }

  function end(): void {
    life.cancel();
    silence?.cancel();
  }

  return {
    heard() {
      touched = clock.now();
    },
    end,
  };
}
