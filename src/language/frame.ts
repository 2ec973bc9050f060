// What a piece of compiled script runs in: session, scope, streams, and whether a `try` waits for its errors.

import type { Cmdlet } from "../command/cmdlet.ts";
import type { ActionPreference, Invocation, Running, Streams } from "../command/context.ts";
import type { ScriptPosition } from "../command/position.ts";
import type { ErrorRecord } from "../command/record.ts";
import type { Registry } from "../command/registry.ts";
import type { Screen, Shell } from "../command/session.ts";
import type { List } from "../values/collections.ts";
import type { Dictionary } from "../values/dictionary.ts";
import type { Surroundings } from "../values/nettype.ts";
import type { Out } from "../values/structured.ts";
import type { World } from "../world/world.ts";
import type { End } from "./flow.ts";
import type { Module } from "./modules.ts";
import type { Scope } from "./scope.ts";
import { lineStarts, positionIn } from "./syntax/position.ts";
import type { Span } from "./syntax/tree.ts";

/** A compiled expression: its value, or a promise where something waits. `undefined` is "nothing", null is $null. */
export type Eval = (f: Frame) => unknown;
/** A compiled statement: hands its output on and says how it ended. */
export type Run = (f: Frame, out: Out) => End | Promise<End>;

/** Starts a cmdlet; unlike command/context.ts's Runner it is told in which shell scope, for cmdlets of the shell. */
export type ShellRunner = (
  cmdlet: Cmdlet,
  invocation: Invocation,
  streams: Streams,
  given: ReadonlySet<string>,
  shell: Shell,
) => Running;

/** Standard streams of this very process. */
export interface OwnStreams {
  readonly input: boolean;
  readonly output: boolean;
  readonly errors: boolean;
}

/** What all frames of a session share. */
export interface Core {
  readonly world: World;
  /** The world and what the session lends, for members of .NET types. */
  readonly around: Surroundings;
  readonly registry: Registry;
  readonly runner: ShellRunner;
  readonly screen: Screen;
  readonly interactive: boolean;
  /** Which of the process's own standard streams programs may use. */
  readonly programs: OwnStreams;
  /** Where output goes that nothing captures. */
  console: Out | undefined;
  readonly global: Scope;
  /** Modules that are loaded, by their names in lower case. */
  readonly modules: Map<string, Module>;
  /** What `using namespace` said at the prompt holds for what is typed later. */
  namespaces: readonly string[];
  /** $Error, newest first. */
  readonly errors: List;
  /** Process environment as $env: sees it; changes stay in the session. */
  readonly env: Map<string, { name: string; value: string }>;
  signal: AbortSignal;
  /** $? */
  ok: boolean;
  location: string;
  strict: number;
  trace: ((line: string) => void) | undefined;
  /** Script blocks that cmdlets are running, one inside the other. */
  nested: number;
  /** Counts turns of loops, so that a long one lets the rest of the process breathe now and then. */
  turns: number;
  /** Gives a promise when it is time to breathe; throws when the session was stopped. */
  breathe(): void | Promise<void>;
  keepError(record: ErrorRecord): void;
  shellOf(frame: Frame): Shell;
}

/** One call of a function, script or script block. */
export interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly bound: Dictionary;
  /** Where it was called. */
  readonly position: ScriptPosition | undefined;
  /** The file of the script that is called, for a script. */
  readonly path: string;
  readonly expectsInput: boolean;
  /** The call that it was called in; null from the prompt. */
  readonly caller: Call | null;
  input: readonly unknown[];
  /** $PSCmdlet of an advanced function; null otherwise. */
  cmdlet: unknown;
}

export interface Frame {
  readonly core: Core;
  readonly scope: Scope;
  readonly streams: Streams;
  /** Whether errors that end a statement go up to a `try` or `trap`, rather than being shown where they happen. */
  readonly propagate: boolean;
  readonly call: Call | null;
  /** Calls below the first one. */
  readonly depth: number;
}

export const deepest = 1000;

/** The same place with other streams, error handling or scope. */
export function within(f: Frame, change: Partial<Omit<Frame, "core">>): Frame {
  return {
    core: f.core,
    scope: change.scope ?? f.scope,
    streams: change.streams ?? f.streams,
    propagate: change.propagate ?? f.propagate,
    call: change.call === undefined ? f.call : change.call,
    depth: change.depth ?? f.depth,
  };
}

/** The value of a preference variable as an action. */
export function actionOf(value: unknown, otherwise: ActionPreference): ActionPreference {
  const word = String(value ?? "").toLowerCase();
  return actions.get(word) ?? otherwise;
}

const actions = new Map<string, ActionPreference>(
  (["Stop", "Continue", "SilentlyContinue", "Ignore", "Inquire", "Break", "Suspend"] as const).map((word) => [
    word.toLowerCase(),
    word,
  ]),
);

/** A source text that was compiled: for positions in errors and $PSScriptRoot. */
export class Unit {
  readonly source: string;
  /** The file, or "" for typed text. */
  readonly file: string;
  /** `using namespace`: where types are looked for that are written without one. */
  readonly namespaces: readonly string[];
  #starts: number[] | undefined;

  constructor(source: string, file: string, namespaces: readonly string[] = []) {
    this.source = source;
    this.file = file;
    this.namespaces = namespaces;
  }

  position(span: Span): ScriptPosition {
    this.#starts ??= lineStarts(this.source);
    const { line, column } = positionIn(this.#starts, span.start);
    const start = span.start - column + 1;
    const end = this.#starts[line] ?? this.source.length;
    const text = this.source.slice(start, end).replace(/[\r\n]+$/, "");
    const length = Math.max(1, Math.min(span.end - span.start, text.length - column + 1));
    return { file: this.file, line, column, length, text };
  }
}
