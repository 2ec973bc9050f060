// What this room and the core cmdlets need of the language's session; src/language/session.ts fulfils it.
import type { ScriptBlock } from "../values/structured.ts";
import type { World } from "../world/world.ts";
import type { CommandFace, DefaultValue } from "./bind.ts";
import type { Preferences, Question, Runner, Streams } from "./context.ts";
import type { Modules } from "./modules.ts";
import type { ErrorRecord } from "./record.ts";
import type { Registry } from "./registry.ts";

/** What a stage needs of the session it runs in. */
export interface SessionFace {
  readonly world: World;
  readonly runner: Runner;
  /** Where output of this moment goes that no redirection of the stage catches. */
  readonly streams: Streams;
  /** Whether there is a person who can be asked. */
  readonly interactive: boolean;
  /** The preference variables as the current scope sees them. */
  preferences(): Preferences;
  /** The variable as the current scope sees it; null when there is none. */
  variable(name: string): unknown;
  /** Sets it in the current scope (-ErrorVariable, -OutVariable, -PipelineVariable). */
  setVariable(name: string, value: unknown): void;
  /** $PSDefaultParameterValues for a command. */
  defaults?(command: string): readonly DefaultValue[] | undefined | Promise<readonly DefaultValue[]>;
  /** Takes one line of the binder's trace; undefined while nobody traces. */
  readonly trace: ((line: string) => void) | undefined;
}

/** "Global", "Local", "Script", or how many scopes up as a number in text (about_Scopes). */
export type ScopeName = string;

export interface Variable {
  readonly name: string;
  readonly value: unknown;
  readonly description: string;
  readonly option: VariableOption;
  readonly visibility: Visibility;
}

/** Private: code of the global scope, as what is typed, cannot ask for it by name; functions and modules can. */
export type Visibility = "Public" | "Private";

export type VariableOption = "None" | "ReadOnly" | "Constant" | "Private" | "AllScope";

/**
 * The variables of the scope in which the cmdlet was called. Names without "$", compared without case. What names a
 * private one from the global scope throws a Problem (VariableIsPrivate).
 */
export interface Variables {
  /** The nearest one, or the one of the scope named. */
  get(name: string, scope?: ScopeName): Variable | undefined;
  /** Sets or makes it and gives it; throws a Problem where it is read-only and `force` is not given. */
  set(
    name: string,
    value: unknown,
    options?: {
      readonly scope?: ScopeName;
      readonly option?: VariableOption;
      readonly description?: string;
      readonly force?: boolean;
      readonly visibility?: Visibility;
    },
  ): Variable;
  /** False when there is none; throws a Problem where it is read-only and `force` is not given. */
  remove(name: string, options?: { readonly scope?: ScopeName; readonly force?: boolean }): boolean;
  /** Those that can be seen, or those of one scope, in no order. */
  list(scope?: ScopeName): Iterable<Variable>;
}

export interface Alias {
  readonly name: string;
  readonly definition: string;
  readonly description: string;
  readonly option: VariableOption;
}

/** The aliases that the scope of the cmdlet sees: at first what aliases.ts lists, in the global scope (about_Scopes). */
export interface Aliases {
  /** The nearest one, or the one of the scope named. */
  get(name: string, scope?: ScopeName): Alias | undefined;
  /** Sets it in the scope named, or in the current one. Throws a Problem where it is read-only and `force` is not given. */
  set(alias: Alias, options?: { readonly scope?: ScopeName; readonly force?: boolean }): void;
  /** Takes away the nearest one, or the one of the scope named; false when there is none. */
  remove(name: string, scope?: ScopeName): boolean;
  /** Those that can be seen, or those of one scope. */
  list(scope?: ScopeName): Iterable<Alias>;
}

/** A function or filter of the session. */
export interface FunctionEntry {
  readonly name: string;
  /** The source of the body. */
  readonly text: string;
  readonly block: ScriptBlock;
  /** Its declaration as the binder sees it. */
  readonly face: CommandFace;
  readonly filter: boolean;
  /** The module that brought it; "" for none. */
  readonly module: string;
  /** The text of its help comment without the comment marks; "" when it has none. */
  readonly help: string;
}

export interface Functions {
  get(name: string): FunctionEntry | undefined;
  set(name: string, block: ScriptBlock, scope?: ScopeName): void;
  remove(name: string): boolean;
  list(): Iterable<FunctionEntry>;
}

export interface HistoryEntry {
  /** Counted from 1. */
  readonly id: number;
  readonly text: string;
  /** Milliseconds since 1970 UTC. */
  readonly started: number;
  readonly ended: number;
  readonly status: "Completed" | "Failed" | "Stopped";
}

/** What the screen shows; src/format/screen.ts makes it. */
export interface Screen {
  /** Cells a line has. */
  readonly width: number;
  /** Lines that fit on a terminal; absent where there is none. */
  readonly height?: number;
  /** Whether colours are shown. */
  readonly colour?: boolean;
  /** Shows one object in the default view, in a row with those before it where they belong together. */
  out(value: unknown): void;
  /** Ends a table or group that is under way. */
  flush(): void;
  /** Empties a terminal; absent where there is none. */
  readonly clear?: () => void;
  /** Hands a copy of all text that is shown, without colours, to a listener; undefined ends it (Start-Transcript). */
  readonly copyTo?: (listener: ((text: string) => void) | undefined) => void;
  /** Writes text as it is (Write-Host). */
  write(text: string): void;
  /** The same for the error side; absent where there is but one. */
  readonly writeError?: (text: string) => void;
  error(record: ErrorRecord): void;
  warning(text: string): void;
  verbose(text: string): void;
  debug(text: string): void;
  /** A record of information; a HostMessage (Write-Host) in its colours. */
  information(value: unknown): void;
}

export interface Transcript {
  readonly path: string;
  append(text: string): void;
  /** Adds a command line as it was typed; `begun`: milliseconds since 1970. */
  command(typed: string, begun: number): void;
  /** Resolves when all is written; rejects with what the disk said. */
  written(): Promise<void>;
}

/** The shell that a cmdlet of `runs: "shell"` was called in. */
export interface Shell {
  readonly variables: Variables;
  readonly aliases: Aliases;
  readonly functions: Functions;
  readonly registry: Registry;
  /** $Error, newest first. */
  readonly errors: ErrorRecord[];
  readonly history: readonly HistoryEntry[];
  /** Adds a line to the history and gives it its number. */
  keepHistory(entry: Omit<HistoryEntry, "id">): HistoryEntry;
  /** Takes the lines out of the history that `fits` says; their numbers are not given again. */
  forgetHistory(fits: (entry: HistoryEntry) => boolean): void;
  readonly screen: Screen;
  readonly interactive: boolean;
  /** The current folder, absolute. */
  location: string;
  /** Puts a question to the person; rejects with a Problem when there is none. */
  ask(question: Question): Promise<string>;
  /** Parses and runs text in the scope of the caller (Invoke-Expression). */
  run(text: string, out: (value: unknown) => void | Promise<void>): void | Promise<void>;
  /** The paths of programs in $env:PATH whose name fits: the first in the order of PATH, or all. */
  programs(fits: string | ((name: string) => boolean)): Promise<readonly string[]>;
  readonly modules: Modules;
  /** What scripts offer for arguments, by {@link completerKey}. */
  readonly completers: Map<string, ScriptBlock>;
  /**
   * What a block puts out, for completion: quietly, without trace in $? and $Error, and only as much as comes in a bounded
   * time. Never rejects; gives nothing while something else runs.
   */
  sample(block: ScriptBlock, args: readonly unknown[]): Promise<readonly unknown[]>;
  /** Makes a script block of text ([scriptblock]::Create); throws a Problem at a syntax error. */
  block(text: string): ScriptBlock;
  /** The variables of the process as $env: sees them, with what the session changed. */
  environment(): readonly (readonly [name: string, value: string])[];
  /** Sets a variable of the environment for this session and the programs it starts; undefined removes it. */
  setEnvironment(name: string, value: string | undefined): void;
  /** Takes the lines of the binder's trace from now on; undefined ends it. */
  traceTo(listener: ((line: string) => void) | undefined): void;
  /** 0 is off; of Set-StrictMode. */
  strictMode: number;
  /** The transcript that is being written; the screen adds what it shows, the prompt what was typed. */
  transcript: Transcript | undefined;
}

declare module "./context.ts" {
  interface ShellServices {
    readonly shell: Shell;
  }
}
