// How long a peer may stay and be silent: one timer each, on the world's clock, whatever the socket thinks.
import type { Clock, Timer } from "../../world/world.ts";

/** What the watch asks of a session. */
export interface Watched {
  /** Whether the peer waits for us; its silence counts only while it is its turn (RFC 5321 4.5.3.2.7). */
  readonly busy: boolean;
  /** Time is up: says so and closes. False when the session goes on until its answer is out. */
  expire(): boolean;
  /** Ends the connection at once. */
  abort(): void;
}

/** How long in milliseconds a peer may take to read that its time is up. */
const lastWords = 5000;

/** How soon in milliseconds a session that had an answer to give is looked at again. */
const again = 1000;

/** Thousands of sessions may have nothing but this that is awake, so it is small. */
export class Watch {
  readonly #clock: Clock;
  readonly #session: Watched;
  readonly #silence: number;
  readonly #until: number;
  #touched: number;
  #timer: Timer;

  /** Limits in milliseconds. */
  constructor(clock: Clock, limits: { readonly life: number; readonly silence: number }, session: Watched) {
    this.#clock = clock;
    this.#session = session;
    this.#silence = limits.silence;
    this.#touched = clock.monotonic();
    this.#until = this.#touched + limits.life;
    this.#timer = this.#after(Math.min(limits.life, limits.silence));
  }

  /** The peer has done something. */
  heard(): void {
    this.#touched = this.#clock.monotonic();
  }

  end(): void {
    this.#timer.cancel();
  }

  #after(ms: number): Timer {
    return this.#clock.after(ms, () => this.#look());
  }

  #look(): void {
    const now = this.#clock.monotonic();
    const silent = this.#session.busy ? 0 : now - this.#touched;
    if (silent >= this.#silence || now >= this.#until) this.#expire();
    else this.#timer = this.#after(Math.min(this.#silence - silent, this.#until - now));
  }

  #expire(): void {
    const next = this.#session.expire()
      ? // Also when the peer reads nothing.
        this.#clock.after(lastWords, () => this.#session.abort())
      : this.#clock.after(again, () => this.#expire());
    this.#timer = next;
  }
}
