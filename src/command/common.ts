// The common parameters (about_CommonParameters): one table for cmdlets and advanced functions, and what they do.
import { choice, int, switchParameter, text } from "../values/kinds.ts";
import { toText } from "../values/text.ts";
import type { Type } from "../values/type.ts";
import type { Parameter, ParameterTable } from "./cmdlet.ts";
import type { ActionPreference, Preferences, Streams } from "./context.ts";
import type { ErrorRecord } from "./record.ts";
import type { SessionFace } from "./session.ts";
import { InformationRecord, MessageRecord } from "./streamrecord.ts";

/** In the order of their numbers: old scripts write -ErrorAction 0. */
const actions = ["SilentlyContinue", "Stop", "Continue", "Inquire", "Ignore"] as const;
const named = choice<ActionPreference>("ActionPreference", ...actions);
const action: Type<ActionPreference> = {
  ...named,
  convert: (value) => named.convert(/^\d$/.test(toText(value)) ? (actions[Number(value)] ?? value) : value),
};

const always: ParameterTable = {
  Verbose: { type: switchParameter, aliases: ["vb"], summary: "Shows what is being done in detail." },
  Debug: { type: switchParameter, aliases: ["db"], summary: "Shows messages for those who look for faults." },
  ErrorAction: { type: action, aliases: ["ea"], summary: "What happens at an error that lets the work go on." },
  WarningAction: { type: action, aliases: ["wa"], summary: "What happens at a warning." },
  InformationAction: { type: action, aliases: ["infa"], summary: "What happens at information." },
  ProgressAction: { type: action, aliases: ["proga"], summary: "What happens at progress." },
  ErrorVariable: { type: text, aliases: ["ev"], summary: "The variable that gets the errors; + before it adds." },
  WarningVariable: { type: text, aliases: ["wv"], summary: "The variable that gets the warnings; + before it adds." },
  InformationVariable: {
    type: text,
    aliases: ["iv"],
    summary: "The variable that gets information; + before it adds.",
  },
  OutVariable: { type: text, aliases: ["ov"], summary: "The variable that gets the output too; + before it adds." },
  OutBuffer: { type: int, aliases: ["ob"], summary: "How many objects gather before they are handed on." },
  PipelineVariable: { type: text, aliases: ["pv"], summary: "The variable that holds the object handed on last." },
};

const risky: ParameterTable = {
  WhatIf: { type: switchParameter, aliases: ["wi"], summary: "Tells what would be done and does nothing." },
  Confirm: { type: switchParameter, aliases: ["cf"], summary: "Asks before it is done, or with $false never asks." },
};

const riskyToo: ParameterTable = { ...always, ...risky };

/** The common parameters of a command; `confirms`: whether it supports -WhatIf and -Confirm. */
export function commonParameters(confirms: boolean): Readonly<Record<string, Parameter>> {
  return confirms ? riskyToo : always;
}

/** Common parameters as bound; absent where not given. */
export interface CommonValues {
  readonly Verbose?: boolean;
  readonly Debug?: boolean;
  readonly ErrorAction?: ActionPreference;
  readonly WarningAction?: ActionPreference;
  readonly InformationAction?: ActionPreference;
  readonly ProgressAction?: ActionPreference;
  readonly ErrorVariable?: string;
  readonly WarningVariable?: string;
  readonly InformationVariable?: string;
  readonly OutVariable?: string;
  readonly OutBuffer?: number;
  readonly PipelineVariable?: string;
  readonly WhatIf?: boolean;
  readonly Confirm?: boolean;
}

/** The preferences of one call: those of the caller, overruled by its common parameters. */
export function preferencesOf(base: Preferences, common: CommonValues): Preferences {
  let any = false;
  for (const _ in common) any = true;
  if (!any) return base;
  const shown = (given: boolean | undefined, otherwise: ActionPreference): ActionPreference =>
    given === undefined ? otherwise : given ? "Continue" : "SilentlyContinue";
  return {
    error: common.ErrorAction ?? base.error,
    warning: common.WarningAction ?? base.warning,
    verbose: shown(common.Verbose, base.verbose),
    debug: shown(common.Debug, base.debug),
    information: common.InformationAction ?? base.information,
    progress: common.ProgressAction ?? base.progress,
    whatIf: common.WhatIf ?? base.whatIf,
    confirm: common.Confirm ?? base.confirm,
    confirmImpact: base.confirmImpact,
  };
}

/** What the -…Variable parameters of one call gather. */
export interface Capture {
  /** The streams of the call: they keep what they pass on, and show only what the preferences let through. */
  readonly streams: Streams;
  /** The output of the call; `out` itself when no common parameter looks at it. */
  readonly out: (value: unknown) => void | Promise<void>;
  /** Adds an error that ended the call to -ErrorVariable, once; undefined without one. */
  readonly keepError: ((record: ErrorRecord) => void) | undefined;
  /** Hands on what -OutBuffer still holds; before the call's end is told to the next command. */
  flush(): void | Promise<void>;
  /** When the pipeline is over: the variable of -PipelineVariable goes with it. */
  close(): void;
}

/**
 * Puts the common parameters between a call and what it writes to.
 * Variables are set at once (empty) and again with each value, as scripts in the same pipeline may look at them.
 */
export function capture(
  session: Pick<SessionFace, "setVariable" | "variable" | "world">,
  common: CommonValues,
  preferences: Preferences,
  streams: Streams,
  out: (value: unknown) => void | Promise<void>,
): Capture {
  const errors = keeper(session, common.ErrorVariable);
  const warnings = keeper(session, common.WarningVariable);
  const informations = keeper(session, common.InformationVariable);
  const outputs = keeper(session, common.OutVariable);
  const seen = new Set<unknown>();
  const keepError =
    errors &&
    ((record: ErrorRecord): void => {
      if (seen.has(record)) return;
      seen.add(record);
      errors(record);
    });
  const kept: Streams = {
    out: streams.out,
    error(record, silent) {
      keepError?.(record);
      streams.error(record, silent);
    },
    warning(line, silent) {
      warnings?.(new MessageRecord("Warning", line));
      streams.warning(line, silent === true || preferences.warning === "SilentlyContinue");
    },
    verbose: (line) => streams.verbose(line),
    debug: (line) => streams.debug(line),
    information(value, tags, silent) {
      informations?.(InformationRecord.of(value, tags, session.world));
      const hides = preferences.information === "SilentlyContinue" && !tags.includes("PSHOST");
      streams.information(value, tags, silent === true || hides);
    },
    progress(record) {
      if (preferences.progress !== "SilentlyContinue" && preferences.progress !== "Ignore") streams.progress(record);
    },
    ask: (question) => streams.ask(question),
    ...(streams.errorsElsewhere && { errorsElsewhere: true }),
  };
  let hand = out;
  const variable = common.PipelineVariable;
  if (variable !== undefined) session.setVariable(variable, null);
  const close = () => {
    if (variable !== undefined) session.setVariable(variable, null);
  };
  if (outputs || variable !== undefined) {
    const next = hand;
    hand = (value) => {
      outputs?.(value);
      if (variable !== undefined) session.setVariable(variable, value);
      return next(value);
    };
  }
  if (common.OutBuffer === undefined || common.OutBuffer <= 0)
    return { streams: kept, out: hand, keepError, flush() {}, close };
  return { streams: kept, keepError, close, ...buffered(hand, common.OutBuffer) };
}

/** Adds to the list in a variable; undefined without a variable. */
function keeper(
  session: Pick<SessionFace, "setVariable" | "variable">,
  name: string | undefined,
): ((value: unknown) => void) | undefined {
  if (name === undefined || name === "") return undefined;
  const adds = name.startsWith("+");
  const variable = adds ? name.slice(1) : name;
  const before = adds ? session.variable(variable) : null;
  const list: unknown[] = before === null ? [] : Array.isArray(before) ? [...before] : [before];
  session.setVariable(variable, list);
  return (value) => {
    list.push(value);
  };
}

function buffered(out: Capture["out"], count: number): Pick<Capture, "out" | "flush"> {
  let held: unknown[] = [];
  const flush = (): void | Promise<void> => {
    const values = held;
    held = [];
    for (let i = 0; i < values.length; i++) {
      const waits = out(values[i]);
      if (waits) return rest(values, i + 1, waits);
    }
  };
  async function rest(values: readonly unknown[], from: number, waits: Promise<void>): Promise<void> {
    await waits;
    for (let i = from; i < values.length; i++) await out(values[i]);
  }
  return {
    out(value) {
      held.push(value);
      if (held.length > count) return flush();
    },
    flush,
  };
}
