// A session of the language: variables, functions and streams that live on from one input to the next.
import type { Argument } from "../command/bind.ts";
import type { Question, Streams } from "../command/context.ts";
import { noPerson } from "../command/errors.ts";
import "../command/completers.ts";
import "../command/filetypes.ts";
import { type ErrorRecord, TerminatingError } from "../command/record.ts";
import type { Registry } from "../command/registry.ts";
import type { Screen, Shell } from "../command/session.ts";
import { List } from "../values/collections.ts";
import { settled } from "../values/custom.ts";
import type { SessionSurroundings, Surroundings } from "../values/nettype.ts";
import type { Out } from "../values/structured.ts";
import type { World } from "../world/world.ts";
import { globalScope, startAliases } from "./automatic.ts";
import { BlockValue } from "./blocks.ts";
import { functionStage } from "./calls.ts";
import { Downstream, located } from "./failure.ts";
import { type End, ExitSignal, FlowSignal } from "./flow.ts";
import { type Core, type Frame, type OwnStreams, type ShellRunner, Unit } from "./frame.ts";
import { type CompiledBody, compileBody } from "./functions.ts";
import { demandModules, demandUsings } from "./modules.ts";
import { namespacesOf } from "./paths.ts";
import { demand } from "./requires.ts";
import { sample } from "./sampling.ts";
import { type Keeping, parseProblem, shellOf } from "./shellface.ts";
import { parse } from "./syntax/parser.ts";

export type { ShellRunner } from "./frame.ts";

export interface SessionOptions {
  readonly world: World;
  readonly registry: Registry;
  /** Runs cmdlets: here or at the owner. */
  readonly runner: ShellRunner;
  readonly screen: Screen;
  /** Puts a question to the person; absent when there is none. */
  readonly ask?: (question: Question) => Promise<string>;
  /** Shows progress; absent where nobody looks. */
  readonly progress?: Streams["progress"];
  /** Which of this process's own standard streams programs may use; none when absent: all they write is output. */
  readonly programs?: OwnStreams;
  /** The folder that relative paths start from; the process's own when absent. */
  readonly location?: string;
}

export interface RunOptions {
  /** The script's absolute path: $PSScriptRoot, positions in errors, and a scope of its own. Typed text otherwise. */
  readonly file?: string;
  /** The words after a script's name, bound to its param(). */
  readonly args?: readonly string[];
  /** Takes the output; the screen when absent. */
  readonly out?: Out;
}

export interface RunResult {
  /** N of `exit N`; 1 when an error ended the run; else 0. */
  readonly exitCode: number;
  /** Whether an error ended the run (also an error of syntax). */
  readonly failed: boolean;
  /** $? at the end. */
  readonly ok: boolean;
  /** Whether `exit` was called: an interactive shell then ends. */
  readonly exited: boolean;
  /** Whether `stop` ended it. */
  readonly stopped: boolean;
}

export interface Session {
  /** Runs a script or what was typed; errors are shown by the screen, never thrown. One at a time. */
  run(source: string, options?: RunOptions): Promise<RunResult>;
  /** Ends what runs (Ctrl+C): the run resolves with `stopped`. */
  stop(): void;
  /** The shell in the global scope, for completion, history and the prompt. */
  readonly shell: Shell;
}

/** What `stop` aborts with; whoever waits rejects with it. */
class Stopped extends Error {
  override readonly name = "PipelineStopped";
}

/** Errors that $Error keeps when $MaximumErrorCount says nothing else, and what it may say at most. */
const largestErrorList = 256;
const largestErrors = 32_768;
const breathAfter = 50;

export function createSession(options: SessionOptions): Session {
  const { world, registry, screen } = options;
  const location = options.location ?? world.host.cwd;
  const errors = new List([]);
  const keeping: Keeping = {
    history: [],
    lastLine: 0,
    transcript: undefined,
    completers: new Map(),
    sample(block, args) {
      const turn = Promise.resolve(sampling).then(() => {
        if (running || !(block instanceof BlockValue)) return [];
        abort = new AbortController();
        core.signal = abort.signal;
        return sample(block, args, abort, new Stopped("The time is up."));
      });
      sampling = turn;
      return turn;
    },
  };
  let running = false;
  /** The last block that completion ran: a run waits for its end. */
  let sampling: Promise<unknown> | undefined;
  let abort = new AbortController();
  let breathed = world.clock.monotonic();
  const shells = new WeakMap<Frame, Shell>();

  const keepError = (record: ErrorRecord): void => {
    if (errors.items[0] === record) return;
    errors.items.unshift(record);
    const limit = Number(core.global.find("maximumerrorcount")?.value ?? largestErrorList);
    const most = limit >= 0 && limit <= largestErrors ? limit : largestErrorList;
    if (errors.items.length > most) errors.items.length = most;
  };

  /** The screen reads properties and cannot wait for those of scripts. */
  const show: Out = (value) => {
    const late = settled(value);
    return late ? late.then(() => screen.out(value)) : screen.out(value);
  };

  const streams: Streams = {
    out: show,
    error(record, silent) {
      keepError(record);
      if (!silent) screen.error(record);
    },
    warning(text, silent) {
      if (!silent) screen.warning(text);
    },
    verbose: (text) => screen.verbose(text),
    debug: (text) => screen.debug(text),
    information(value, _, silent) {
      if (!silent) screen.information(value);
    },
    progress: (record) => options.progress?.(record),
    ask(question) {
      // A question that was given up has stopped the pipeline.
      if (options.ask)
        return options.ask(question).catch((error) => {
          throw abort.signal.aborted ? abort.signal.reason : error;
        });
      return Promise.reject(noPerson(question));
    },
  };

  const env = new Map(
    Object.entries(world.host.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, { name, value }] as const],
    ),
  );
  const lent: SessionSurroundings = {
    write(text, error) {
      if (error && screen.writeError) screen.writeError(text);
      else screen.write(text);
    },
    ask: (question) => streams.ask(question),
    readLine: async () => (options.ask ? streams.ask({ kind: "text", prompt: "" }) : null),
    clear: () => screen.clear?.(),
    get width() {
      return screen.width;
    },
    interactive: options.ask !== undefined,
    env,
    get location() {
      return core.location;
    },
  };

  const core: Core = {
    world,
    around: Object.create(world, { session: { value: lent } }) as Surroundings,
    registry,
    runner: options.runner,
    screen,
    interactive: options.ask !== undefined,
    programs: options.programs ?? { input: false, output: false, errors: false },
    console: undefined,
    global: globalScope(world, errors, location, screen.width),
    modules: new Map(),
    namespaces: [],
    errors,
    env,
    signal: abort.signal,
    ok: true,
    location,
    strict: 0,
    trace: undefined,
    nested: 0,
    turns: 0,
    breathe() {
      if (abort.signal.aborted) throw abort.signal.reason;
      const now = world.clock.monotonic();
      if (now - breathed < breathAfter) return undefined;
      return world.clock.sleep(0).then(() => {
        breathed = world.clock.monotonic();
        if (abort.signal.aborted) throw abort.signal.reason;
      });
    },
    keepError,
    shellOf(frame) {
      let shell = shells.get(frame);
      if (!shell) {
        shell = shellOf(frame, keeping);
        shells.set(frame, shell);
      }
      return shell;
    },
  };
  if (!core.env.has("PSModulePath"))
    core.env.set("PSModulePath", {
      name: "PSModulePath",
      value: `${world.host.home}/.local/share/powershell/Modules:/usr/local/share/powershell/Modules`,
    });
  startAliases(registry, core.global);
  const top: Frame = { core, scope: core.global, streams, propagate: false, call: null, depth: 0 };

  const start = (body: CompiledBody, given: RunOptions, out: Out): void | Promise<void> | Promise<End> | End => {
    if (given.file === undefined && (given.args === undefined || given.args.length === 0) && body.simple)
      return body.run(top, out);
    const stage = functionStage(
      {
        name: given.file?.split("/").pop() ?? "",
        body,
        filter: false,
        args: (given.args ?? []).flatMap(argumentOf),
        expectsInput: false,
        position: undefined,
        frame: top,
        streams,
        dotted: given.file === undefined,
        path: given.file ?? "",
        failed: () => {
          core.ok = false;
        },
      },
      out,
    );
    return (async () => {
      try {
        await stage.begin();
        await stage.end();
      } finally {
        await stage.close();
      }
    })();
  };

  return {
    shell: core.shellOf(top),

    stop() {
      abort.abort(new Stopped("The pipeline was stopped."));
    },

    async run(source, given = {}) {
      running = true;
      if (sampling) {
        abort.abort(new Stopped("Something else is run."));
        await sampling;
        sampling = undefined;
      }
      if (abort.signal.aborted) abort = new AbortController();
      core.signal = abort.signal;
      core.ok = true;
      core.nested = 0;
      breathed = world.clock.monotonic();
      const out: Out = given.out ?? show;
      core.console = given.out ? undefined : out;
      let exitCode = 0;
      let failed = false;
      let exited = false;
      let stopped = false;
      try {
        const result = parse(source, given.file ?? null);
        const [first] = result.errors;
        if (first) throw parseProblem(source, result.errors, first.id, given.file ?? null);
        demand(result.tree.requirements, given.file ?? "");
        await demandModules(result.tree.requirements, given.file ?? "", top);
        const namespaces = [...(given.file === undefined ? core.namespaces : []), ...namespacesOf(result.tree)];
        if (given.file === undefined) core.namespaces = namespaces;
        await demandUsings(result.tree, given.file ?? "", top);
        await start(compileBody(result.tree, new Unit(source, given.file ?? "", namespaces)), given, out);
      } catch (thrown) {
        const error = thrown instanceof Downstream ? thrown.error : thrown;
        if (error instanceof ExitSignal) {
          exitCode = error.code;
          exited = true;
        } else if (abort.signal.aborted) {
          // Whatever the work below made of the stop.
          stopped = true;
          exitCode = 1;
        } else if (!(error instanceof FlowSignal)) {
          const failure = located(error, top, undefined);
          core.ok = false;
          failed = true;
          exitCode = 1;
          if (failure instanceof TerminatingError) streams.error(failure.record, false);
        }
      }
      running = false;
      screen.flush();
      return { exitCode, failed, ok: core.ok, exited, stopped };
    },
  };
}

const constants = new Map<string, unknown>([
  ["$true", true],
  ["$false", false],
  ["$null", null],
]);

/** A word of a command line as an argument: `-Name`, `-Name:value`, or a value. */
function argumentOf(word: string): Argument[] {
  const named = /^-([A-Za-z_]\w*)(?::(.*))?$/s.exec(word);
  if (!named?.[1]) return [{ hasValue: true, value: word }];
  const [, name, value] = named;
  if (value === undefined) return [{ name, hasValue: false }];
  const key = value.toLowerCase();
  return [{ name, hasValue: true, value: constants.has(key) ? constants.get(key) : value }];
}
