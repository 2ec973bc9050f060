// What a cmdlet is given beside its parameters, and what stands between a running cmdlet and the rest of the world.
import type { World } from "../world/world.ts";
import type { Cmdlet } from "./cmdlet.ts";
import type { ScriptPosition } from "./position.ts";
import type { Problem } from "./problem.ts";
import type { ErrorRecord } from "./record.ts";

/**
 * The organization's services, for cmdlets that run at the "organization". Each room adds its own by declaration
 * merging (`declare module "./context.ts" { interface Services { org: Organization } }`), so that this room
 * need not know those above it.
 */
export interface Services {}

/** What a cmdlet that runs in the shell may ask of it; the language's session fulfils it. See session.ts. */
export interface ShellServices {}

/** The second argument of `process` and `start`. */
export interface Context extends Services, ShellServices {
  readonly world: World;
  /** Fires when the pipeline is stopped (Ctrl+C, Select-Object -First, a lost guest). */
  readonly signal: AbortSignal;
  /** The name under which the cmdlet was called. */
  readonly command: string;
  /** Where it was called. */
  readonly position: ScriptPosition | undefined;
  /** Whether the user gave this parameter, by argument, pipeline or splatting. */
  given(parameter: string): boolean;
  /** Reports an error that lets the work go on; throws when -ErrorAction says so. */
  error(problem: Problem | ErrorRecord): void;
  warning(text: string): void;
  verbose(text: string): void;
  debug(text: string): void;
  information(value: unknown, tags?: readonly string[]): void;
  progress(record: Progress): void;
  /**
   * Asks as -WhatIf and -Confirm demand; false means leave this object alone. With `force` (the cmdlet's own -Force) it asks
   * only where -Confirm was given.
   */
  shouldProcess(target: string, action?: string, force?: boolean): boolean | Promise<boolean>;
  /** Asks always, whatever the preferences; true without a person only if the cmdlet was given -Force (its own business). */
  shouldContinue(question: string, caption: string): Promise<boolean>;
}

export interface Progress {
  readonly activity: string;
  readonly status?: string;
  /** 0 to 100; absent when it cannot be known. */
  readonly percent?: number;
  readonly secondsRemaining?: number;
  readonly current?: string;
  readonly id?: number;
  readonly parent?: number;
  /** Tells works of the same id apart. */
  readonly source?: number;
  readonly completed?: boolean;
}

export type ActionPreference = "Stop" | "Continue" | "SilentlyContinue" | "Ignore" | "Inquire" | "Break" | "Suspend";

/** The preferences in force for one invocation: variables of the caller, overruled by its common parameters. */
export interface Preferences {
  readonly error: ActionPreference;
  readonly warning: ActionPreference;
  readonly verbose: ActionPreference;
  readonly debug: ActionPreference;
  readonly information: ActionPreference;
  readonly progress: ActionPreference;
  readonly whatIf: boolean;
  /** -Confirm given true or false; undefined when not given. */
  readonly confirm: boolean | undefined;
  /** $ConfirmPreference. */
  readonly confirmImpact: "None" | "Low" | "Medium" | "High";
}

/** One call of a command, before any object has gone through. */
export interface Invocation {
  readonly name: string;
  readonly preferences: Preferences;
  /** Where it was called, for errors. */
  readonly position: ScriptPosition | undefined;
  /** Whether it stands behind a pipe. */
  readonly expectsInput: boolean;
  readonly signal: AbortSignal;
}

/** The streams of one invocation. Only `out` and `ask` may wait. */
export interface Streams {
  out(value: unknown): void | Promise<void>;
  /** `silent`: kept in $Error but not shown (-ErrorAction SilentlyContinue). */
  error(record: ErrorRecord, silent: boolean): void;
  /** `silent`: kept in -WarningVariable but not shown. */
  warning(text: string, silent?: boolean): void;
  verbose(text: string): void;
  debug(text: string): void;
  /** `silent`: kept in -InformationVariable, and written where it is redirected, but not shown. */
  information(value: unknown, tags: readonly string[], silent?: boolean): void;
  progress(record: Progress): void;
  /** Puts a question to the person; without one (pipe, -NonInteractive) it rejects with a Problem that says so. */
  ask(question: Question): Promise<string>;
  /** Errors are redirected, and so are lines that programs write to standard error. */
  readonly errorsElsewhere?: boolean;
}

export type Question =
  | {
      readonly kind: "choice";
      readonly caption: string;
      readonly message: string;
      /** Labels with the hot key behind "&": "&Yes", "Yes to &All". The answer is the index as text. */
      readonly choices: readonly { readonly label: string; readonly help: string }[];
      readonly default: number;
      /** What spares the question, for where nobody is there to answer it: "-Confirm:$false". */
      readonly without?: string;
    }
  | { readonly kind: "text" | "secret"; readonly prompt: string };

/** Bound parameters of one record: converted values by exact name, `set` the parameter set in use. */
export interface Bound {
  readonly set: string;
  readonly [parameter: string]: unknown;
}

/** A cmdlet that runs: here in this process, or behind the owner's socket; the caller cannot tell. */
export interface Running {
  /** Once, with what the command line alone bound. */
  begin(bound: Bound): void | Promise<void>;
  /** Once per record. */
  process(bound: Bound): void | Promise<void>;
  end(): void | Promise<void>;
  /** Cleans up; called exactly once, also after an error or a stop. */
  close(): void | Promise<void>;
}

/** Starts a cmdlet. The session holds one; the host decides whether cmdlets of the organization run here or there. */
export type Runner = (cmdlet: Cmdlet, invocation: Invocation, streams: Streams, given: ReadonlySet<string>) => Running;
