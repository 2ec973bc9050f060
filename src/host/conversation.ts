// What the prompt and -Command need of a session, and what the host needs of the prompt, which stands above it.
import type { Question } from "../command/context.ts";
import type { Screen } from "../command/session.ts";
import type { World } from "../world/world.ts";
import type { Script } from "./check.ts";

/** How a piece of text ended. */
export type Ending =
  /** `ok`: what `$?` says; false also after an error that ended it. */
  | { readonly kind: "done"; readonly ok: boolean }
  | { readonly kind: "stopped" }
  | { readonly kind: "exit"; readonly status: number };

/** A session that takes one text after the other. */
export interface Conversation {
  readonly world: World;
  readonly screen: Screen;
  /** The current folder, for the prompt. */
  readonly location: string;
  /** Parses, runs and shows; never rejects for what a person did. */
  run(text: string): Promise<Ending>;
  /** Runs a script file with its arguments as typed behind it. */
  runScript(script: Script, args: readonly string[]): Promise<Ending>;
  /** Runs a script in the session's own scope, so that what it defines stays. */
  runProfile(script: Script): Promise<Ending>;
  /** Stops what runs. */
  stop(): void;
  /** Whether the text needs more lines to be whole. */
  incomplete(text: string): boolean;
  /** Words that may replace the end of the line, and that end. */
  complete(line: string): Promise<readonly [readonly string[], string]>;
}

/** Thrown by a question that the person gave up with Ctrl+C or by ending the input: the pipeline stops. */
export class GivenUp extends Error {
  override readonly name = "GivenUp";
}

/** Somebody at a terminal. */
export interface Person {
  ask(question: Question): Promise<string>;
  close(): void;
}

/** The shell as the host sees it; loaded when a person is there. */
export interface ShellModule {
  /** For questions of -Command and -File. */
  openPerson(world: World): Person;
  /** Reads commands until the person leaves; gives the exit status. */
  openPrompt(options: PromptOptions): Promise<Prompt>;
}

export interface PromptOptions {
  readonly world: World;
  /** Where the history is kept. */
  readonly history: string;
}

export interface Prompt extends Person {
  /** Reads and runs commands until `exit` or the end of the input; gives the exit status. */
  converse(conversation: Conversation): Promise<number>;
}
