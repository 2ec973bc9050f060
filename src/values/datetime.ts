// DateTime as .NET has it: ticks of 100 nanoseconds since year 1, and whether they count local time or UTC.

export type DateTimeKind = "Unspecified" | "Utc" | "Local";

const epoch = 621_355_968_000_000_000n;

export class DateTime {
  /** 100 nanoseconds each since 0001-01-01T00:00 of the clock that `kind` names. */
  readonly ticks: bigint;
  readonly kind: DateTimeKind;

  constructor(ticks: bigint, kind: DateTimeKind = "Unspecified") {
    this.ticks = ticks;
    this.kind = kind;
    Object.freeze(this);
  }

  /** From milliseconds since 1970 UTC; a local time shows the wall clock of this machine's zone. */
  static ofMilliseconds(ms: number, kind: "Utc" | "Local" = "Local"): DateTime {
    const wall = kind === "Local" ? ms - new Date(ms).getTimezoneOffset() * 60_000 : ms;
    return new DateTime(BigInt(Math.trunc(wall)) * 10_000n + epoch, kind);
  }

  /** Milliseconds since 1970 UTC; an unspecified time counts as local. */
  get milliseconds(): number {
    const wall = Number((this.ticks - epoch) / 10_000n);
    if (this.kind === "Utc") return wall;
    const parts = new Date(wall);
    const local = new Date(2000, 0, 1);
    local.setFullYear(parts.getUTCFullYear(), parts.getUTCMonth(), parts.getUTCDate());
    local.setHours(parts.getUTCHours(), parts.getUTCMinutes(), parts.getUTCSeconds(), parts.getUTCMilliseconds());
    return local.getTime();
  }

  /** The instant in UTC, ISO 8601 with milliseconds and Z: the form on the wire. */
  toIso(): string {
    return new Date(this.milliseconds).toISOString();
  }
}

/** DateTimeOffset: a moment with the clock that it was read from. */
export class DateTimeOffset {
  /** What that clock shows. */
  readonly clock: DateTime;
  /** Minutes that it is ahead of UTC. */
  readonly minutes: number;

  constructor(clock: DateTime, minutes: number) {
    this.clock = clock.kind === "Unspecified" ? clock : new DateTime(clock.ticks);
    this.minutes = minutes;
    Object.freeze(this);
  }

  /** The ticks of the same moment in UTC. */
  get utcTicks(): bigint {
    return this.clock.ticks - BigInt(this.minutes) * 600_000_000n;
  }
}
