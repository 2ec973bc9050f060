// How a block ends: normally (undefined), by `return`, or by `break` and `continue` looking for their loop.

export class Jump {
  readonly kind: "break" | "continue";
  /** In lower case; null looks for the nearest loop. */
  readonly label: string | null;

  constructor(kind: "break" | "continue", label: string | null) {
    this.kind = kind;
    this.label = label;
  }
}

export const returned = Object.freeze({ kind: "return" as const });

export type End = Jump | typeof returned | undefined;

/** Carries an end through what is no block: a cmdlet that runs a script block, a sub-expression, a function. */
export class FlowSignal extends Error {
  override readonly name = "FlowSignal";
  readonly end: Exclude<End, undefined>;

  constructor(end: Exclude<End, undefined>) {
    super("A jump of the script left its place.");
    this.end = end;
  }
}

/** `exit`: ends the script file, or the session when there is none. */
export class ExitSignal extends Error {
  override readonly name = "ExitSignal";
  readonly code: number;

  constructor(code: number) {
    super("The script asked to end.");
    this.code = code;
  }
}

export type LoopEnd = "next" | "stop" | Exclude<End, undefined>;

/** What a loop of that label does when its body ended so: go on, stop, or pass the end up. */
export function loopEnd(end: End, label: string | null): LoopEnd {
  if (end === undefined) return "next";
  if (end.kind === "return" || (end.label !== null && end.label !== label)) return end;
  return end.kind === "break" ? "stop" : "next";
}
