// Runs cmdlets in a pipeline without the language: arguments as values, script blocks as functions.
import type { Argument } from "../../src/command/argument.ts";
import type { Cmdlet } from "../../src/command/cmdlet.ts";
import type { ActionPreference, Preferences, Question, Streams } from "../../src/command/context.ts";
import { noPerson } from "../../src/command/errors.ts";
import type { ErrorRecord } from "../../src/command/record.ts";
import { createRegistry } from "../../src/command/registry.ts";
import { type Given, runHere } from "../../src/command/run.ts";
import type { SessionFace, Shell } from "../../src/command/session.ts";
import { cmdletStage, type Stage, StopUpstream } from "../../src/command/stage.ts";
import { createScreen } from "../../src/format/screen.ts";
import { type BlockCall, type Out, ScriptBlock } from "../../src/values/structured.ts";
import { loaders } from "../loaders.ts";
import { testWorld } from "../world/world.ts";

/** A script block whose body is JavaScript: gets $_ and the call, gives its output (a list is several objects). */
export class Block extends ScriptBlock {
  readonly text: string;
  readonly #body: (it: any, call: BlockCall) => unknown;

  constructor(body: (it: any, call: BlockCall) => unknown, text = "…") {
    super();
    this.#body = body;
    this.text = text;
  }

  override run(call: BlockCall, out: Out): void | Promise<void> {
    const hand = (value: unknown): void | Promise<void> => {
      if (value === undefined) return;
      if (!Array.isArray(value)) return out(value);
      for (const item of value) void out(item);
    };
    const value = this.#body(call.it, call);
    return value instanceof Promise ? value.then(hand) : hand(value);
  }
}

export const block = (body: (it: any, call: BlockCall) => unknown, text?: string) => new Block(body, text);

/** Named arguments as an object, positional ones in a list. `true` for a switch. */
export type Call = readonly [name: string, named?: Readonly<Record<string, unknown>>, positional?: readonly unknown[]];

export interface Told {
  readonly output: unknown[];
  readonly errors: ErrorRecord[];
  readonly silent: ErrorRecord[];
  readonly warnings: string[];
  readonly verbose: string[];
  readonly debug: string[];
  readonly information: unknown[];
  readonly questions: Question[];
  readonly variables: Map<string, unknown>;
  /** What the screen showed. */
  readonly screen: string;
  /** What ended the pipeline. */
  readonly thrown: any;
}

const registry = createRegistry(loaders());

export const plainPreferences: Preferences = {
  error: "Continue",
  warning: "Continue",
  verbose: "SilentlyContinue",
  debug: "SilentlyContinue",
  information: "SilentlyContinue",
  progress: "Continue",
  whatIf: false,
  confirm: undefined,
  confirmImpact: "High",
};

export interface Options {
  readonly input?: readonly unknown[];
  readonly cmdlets?: readonly Cmdlet[];
  readonly preferences?: Partial<Preferences>;
  /** Answers to questions in turn; without it nobody is there to be asked. */
  readonly answers?: readonly string[];
  readonly files?: Readonly<Record<string, string | Buffer>>;
  readonly shell?: Partial<Shell>;
  readonly world?: ReturnType<typeof testWorld>;
  readonly services?: Record<string, unknown>;
  readonly trace?: string[];
}

/** Runs a pipeline to its end and tells what happened. */
export async function pipe(calls: readonly Call[], options: Options = {}): Promise<Told> {
  const world = options.world ?? testWorld();
  for (const [path, text] of Object.entries(options.files ?? {})) {
    await world.disk.makeFolder(path.slice(0, path.lastIndexOf("/")) || "/");
    await world.disk.write(path, text);
  }
  const told: { -readonly [K in keyof Told]: Told[K] } = {
    output: [],
    errors: [],
    silent: [],
    warnings: [],
    verbose: [],
    debug: [],
    information: [],
    questions: [],
    variables: new Map(),
    screen: "",
    thrown: undefined,
  };
  const answers = [...(options.answers ?? [])];
  const streams: Streams = {
    out: (value) => void told.output.push(value),
    error: (record, silent) => void (silent ? told.silent : told.errors).push(record),
    warning: (text, silent) => void (silent || told.warnings.push(text)),
    verbose: (text) => void told.verbose.push(text),
    debug: (text) => void told.debug.push(text),
    information: (value, _, silent) => void (silent || told.information.push(value)),
    progress() {},
    async ask(question) {
      told.questions.push(question);
      const answer = answers.shift();
      if (answer === undefined) throw noPerson(question);
      return answer;
    },
  };
  const screen = createScreen({
    width: 80,
    colour: false,
    write: (text) => {
      told.screen += text;
    },
    writeError: (text) => {
      told.screen += text;
    },
  });
  const shell = {
    registry,
    screen,
    errors: [],
    history: [],
    interactive: options.answers !== undefined,
    location: "/home",
    ask: streams.ask,
    variables: plainVariables(told.variables),
    ...options.shell,
  } as unknown as Shell;
  const services = { world, shell, ...options.services } as unknown as Given;
  const session: SessionFace = {
    world,
    streams,
    runner: (cmdlet, invocation, own, given) => runHere(cmdlet, invocation, own, given, services),
    interactive: options.answers !== undefined,
    preferences: () => ({ ...plainPreferences, ...options.preferences }),
    variable: (name) => told.variables.get(name) ?? null,
    setVariable: (name, value) => void told.variables.set(name, value),
    trace: options.trace ? (line) => void options.trace!.push(line) : undefined,
  };
  const stages: Stage[] = [];
  let out: Out = streams.out;
  for (const [index, [name, named, positional]] of [...calls.entries()].reverse()) {
    const cmdlet = options.cmdlets?.find((one) => one.name === name) ?? (await registry.load(name));
    const call = {
      name,
      args: argumentsOf(named ?? {}, positional ?? []),
      expectsInput: index > 0 || options.input !== undefined,
      position: undefined,
      signal: new AbortController().signal,
      streams,
    };
    const stage = cmdletStage(cmdlet, call, session, out);
    out = (value) => stage.process(value);
    stages.unshift(stage);
  }
  try {
    for (const stage of stages) await stage.begin();
    let from = 0;
    try {
      for (const value of options.input ?? []) await stages[0]!.process(value);
      await stages[0]!.end();
      from = 1;
    } catch (error) {
      if (!(error instanceof StopUpstream)) throw error;
      from = stages.indexOf(error.stage!);
      await stages[from]!.end();
      from++;
    }
    for (const stage of stages.slice(from)) await stage.end();
  } catch (error) {
    told.thrown = error;
  } finally {
    for (const stage of stages) await stage.close();
    screen.flush();
  }
  return told;
}

export function argumentsOf(named: Readonly<Record<string, unknown>>, positional: readonly unknown[]): Argument[] {
  return [
    ...Object.entries(named).map(([name, value]) => ({ name, hasValue: true, value })),
    ...positional.map((value) => ({ hasValue: true, value })),
  ];
}

function plainVariables(values: Map<string, unknown>): Shell["variables"] {
  const plain = { description: "", option: "None", visibility: "Public" } as const;
  const made = (name: string) => ({ name, value: values.get(name), ...plain });
  return {
    get: (name) => (values.has(name) ? made(name) : undefined),
    set(name, value) {
      values.set(name, value);
      return made(name);
    },
    remove: (name) => values.delete(name),
    list: () => [...values.keys()].map(made),
  };
}

export type { ActionPreference };
