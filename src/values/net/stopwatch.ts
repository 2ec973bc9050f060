// [Diagnostics.Stopwatch], on the world's clock.
import { CastError, members, type NetType, registerTypes } from "../nettype.ts";
import { int64 } from "../numbers.ts";
import { toText } from "../text.ts";
import { TimeSpan } from "../timespan.ts";

/** [Diagnostics.Stopwatch]; it reads the clock that it was made with. */
export class Stopwatch {
  readonly #monotonic: () => number;
  #started: number | undefined;
  #before = 0;

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  get running(): boolean {
    return this.#started !== undefined;
  }

  get milliseconds(): number {
    return this.#before + (this.#started === undefined ? 0 : this.#monotonic() - this.#started);
  }

  start(): void {
    this.#started ??= this.#monotonic();
  }

  stop(): void {
    this.#before = this.milliseconds;
    this.#started = undefined;
  }

  reset(): void {
    this.#before = 0;
    this.#started = undefined;
  }

  toString(): string {
    return TimeSpan.ofMilliseconds(this.milliseconds).toString();
  }
}

const stopwatchType: NetType = {
  name: "System.Diagnostics.Stopwatch",
  holds: (value) => value instanceof Stopwatch,
  convert(value) {
    throw new CastError(`Cannot convert the "${toText(value)}" value to type "System.Diagnostics.Stopwatch".`);
  },
  construct: (_, around) => new Stopwatch(() => around.clock.monotonic()),
  members: members<Stopwatch>({
    get: {
      Elapsed: (self) => TimeSpan.ofMilliseconds(self.milliseconds),
      ElapsedMilliseconds: (self) => int64(Math.floor(self.milliseconds)),
      ElapsedTicks: (self) => int64(Math.floor(self.milliseconds * 10_000)),
      IsRunning: (self) => self.running,
    },
    call: {
      Start: (self) => self.start(),
      Stop: (self) => self.stop(),
      Reset: (self) => self.reset(),
      Restart: (self) => {
        self.reset();
        self.start();
      },
    },
  }),
  statics: members({
    get: { Frequency: () => int64(10_000_000n), IsHighResolution: () => true },
    call: {
      StartNew: (_, __, around) => {
        const made = new Stopwatch(() => around.clock.monotonic());
        made.start();
        return made;
      },
      GetTimestamp: (_, __, around) => int64(Math.floor(around.clock.monotonic() * 10_000)),
    },
  }),
};

registerTypes(stopwatchType);
