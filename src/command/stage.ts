// A cmdlet as one stage of a pipeline: binds its arguments, then each object, and runs it where the session says.
import { CustomObject, settled } from "../values/custom.ts";
import { inTurn } from "../values/inturn.ts";
import type { Out } from "../values/structured.ts";
import { type Argument, type Binding, bind, type DefaultValue } from "./bind.ts";
import type { Cmdlet } from "./cmdlet.ts";
import { capture, preferencesOf } from "./common.ts";
import type { ActionPreference, Bound, Invocation, Running, Streams } from "./context.ts";
import type { ScriptPosition } from "./position.ts";
import { Problem } from "./problem.ts";
import { ErrorRecord, TerminatingError } from "./record.ts";
import type { SessionFace } from "./session.ts";

/** One command of a running pipeline. Each step gives a promise only when something must be waited for. */
export interface Stage {
  begin(): void | Promise<void>;
  process(value: unknown): void | Promise<void>;
  end(): void | Promise<void>;
  /** Called once for each stage, also after an error or a stop. */
  close(): void | Promise<void>;
}

/**
 * Thrown by a stage that wants no more input (Select-Object -First). The pipeline ends the stages from `stage` on in the
 * ordinary way, and only closes those before it. Not an error: no `catch` of a script sees it.
 */
export class StopUpstream extends Error {
  override readonly name = "StopUpstream";
  /** The stage that threw it; set on its way through that stage. */
  stage: Stage | undefined;
}

/** How a command is called in a pipeline. */
export interface StageCall {
  /** As typed: an alias stands for the errors too. */
  readonly name: string;
  readonly args: readonly Argument[];
  readonly expectsInput: boolean;
  readonly position: ScriptPosition | undefined;
  readonly signal: AbortSignal;
  /** The streams with the redirections of this command. */
  readonly streams: Streams;
}

/** What was said once of parameters without effect, whichever cmdlet they were given to; a world lives as long as its session. */
const said = new WeakMap<object, Set<string>>();

function isNew(world: object, note: string): boolean {
  let notes = said.get(world);
  if (!notes) {
    notes = new Set();
    said.set(world, notes);
  }
  if (notes.has(note)) return false;
  notes.add(note);
  return true;
}

/** Makes a stage of a cmdlet whose module is loaded. Nothing is bound before `begin`. */
export function cmdletStage(cmdlet: Cmdlet, call: StageCall, session: SessionFace, out: Out): Stage {
  let binding!: Binding;
  let running: Running | undefined;
  let action: ActionPreference = "Continue";
  let kept = call.streams;
  let flush: () => void | Promise<void> = () => {};
  let keepError: ((record: ErrorRecord) => void) | undefined;
  let over: () => void = () => {};

  const start = (bound: Binding): void | Promise<void> => {
    binding = bound;
    const preferences = preferencesOf(session.preferences(), binding.common);
    action = preferences.error;
    const captured = capture(session, binding.common, preferences, call.streams, out);
    kept = captured.streams;
    flush = captured.flush;
    keepError = captured.keepError;
    over = captured.close;
    if (preferences.verbose === "Continue") for (const hint of binding.hints) kept.verbose(hint);
    for (const note of binding.notes) if (isNew(session.world, note)) kept.warning(note);
    const invocation: Invocation = {
      name: cmdlet.name,
      preferences,
      position: call.position,
      expectsInput: call.expectsInput,
      signal: call.signal,
    };
    running = session.runner(cmdlet, invocation, { ...kept, out: captured.out }, binding.given);
    return running.begin(binding.begin);
  };

  /** A problem of the binder, told as this command's. */
  const told = (error: unknown): unknown =>
    error instanceof Problem
      ? new TerminatingError(ErrorRecord.of(error, cmdlet.name, call.position), "statement")
      : error;

  /** An object that cannot be bound is an error of its own; the next one may do. */
  const refused = (error: unknown): void => {
    if (!(error instanceof Problem)) throw error;
    const record = ErrorRecord.of(error, cmdlet.name, call.position);
    if (action === "Stop") throw new TerminatingError(record, "script");
    if (action !== "Ignore") kept.error(record, action === "SilentlyContinue");
  };

  const bindSlowly = async (value: Promise<Bound>): Promise<void> => {
    let bound: Bound;
    try {
      bound = await value;
    } catch (error) {
      return refused(error);
    }
    await running!.process(bound);
  };

  const finish = (): void | Promise<void> => {
    const waits = running!.end();
    return waits ? waits.then(flush) : flush();
  };

  let begun: Promise<void> | true | undefined;

  const stage: Stage = {
    begin(): void | Promise<void> {
      // What the command before gives while it begins comes here before the pipeline has begun this one.
      if (begun) return begun === true ? undefined : begun;
      begun = true;
      const waits = bindAndStart();
      if (waits) {
        begun = waits.then(() => {
          begun = true;
        });
        return begun;
      }
    },

    process(value) {
      if (begun !== true) {
        const waits = stage.begin();
        if (waits) return waits.then(() => stage.process(value));
      }
      const late = settled(value);
      return late ? late.then(() => take(value)) : take(value);
    },

    end() {
      if (call.expectsInput) return finish();
      try {
        const waits = running!.process(binding.begin);
        return waits ? waits.then(finish, (error) => finishStopped(error)) : finish();
      } catch (error) {
        return finishStopped(error);
      }
    },

    close() {
      over();
      return running?.close();
    },
  };

  function take(value: unknown): void | Promise<void> {
    let bound: Bound | Promise<Bound>;
    try {
      bound = binding.object(value);
    } catch (error) {
      return refused(error);
    }
    try {
      if (bound instanceof Promise) return bindSlowly(bound).catch(marked);
      const waits = running!.process(bound);
      return waits ? waits.catch(marked) : undefined;
    } catch (error) {
      return marked(error);
    }
  }

  function bindAndStart(): void | Promise<void> {
    const waits = call.args.some(({ value }) => value instanceof CustomObject) ? settleArguments() : undefined;
    return waits ? waits.then(bindDefaults) : bindDefaults();
  }

  function settleArguments(): void | Promise<void> {
    const waits = inTurn(call.args, ({ value }) => settled(value));
    return waits instanceof Promise ? waits.then(() => {}) : undefined;
  }

  function bindDefaults(): void | Promise<void> {
    const defaults = session.defaults?.(cmdlet.name);
    return defaults instanceof Promise ? defaults.then(bindWith) : bindWith(defaults);
  }

  function bindWith(defaults: readonly DefaultValue[] | undefined): void | Promise<void> {
    let bound: Binding | Promise<Binding>;
    try {
      bound = bind(cmdlet, call.args, {
        expectsInput: call.expectsInput,
        trace: session.trace,
        defaults,
        ask: session.interactive ? (question) => call.streams.ask(question) : undefined,
      });
    } catch (error) {
      throw told(error);
    }
    if (bound instanceof Promise) {
      return bound.then(start, (error: unknown) => {
        throw told(error);
      });
    }
    return start(bound);
  }

  function marked(error: unknown): never {
    if (error instanceof StopUpstream) error.stage ??= stage;
    remember(error);
    throw error;
  }

  /** An error of this very command that ends it belongs to its -ErrorVariable too. */
  function remember(error: unknown): void {
    if (error instanceof TerminatingError && error.record.command === cmdlet.name) keepError?.(error.record);
  }

  /** Without a pipe before it, a stage that wants no more input has simply finished. */
  function finishStopped(error: unknown): void | Promise<void> {
    if (error instanceof StopUpstream && (error.stage === undefined || error.stage === stage)) return finish();
    remember(error);
    throw error;
  }

  return stage;
}
