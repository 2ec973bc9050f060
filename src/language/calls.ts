// Calls of functions, scripts and script blocks as stages of a pipeline, and of script blocks by cmdlets.
import { type Argument, type Binding, bind, type DefaultValue } from "../command/bind.ts";
import { capture, preferencesOf } from "../command/common.ts";
import type { Bound, Streams } from "../command/context.ts";
import type { ScriptPosition } from "../command/position.ts";
import { Problem } from "../command/problem.ts";
import { ErrorRecord, TerminatingError } from "../command/record.ts";
import type { Stage } from "../command/stage.ts";
import { Dictionary } from "../values/dictionary.ts";
import type { BlockCall, Out } from "../values/structured.ts";
import type { BlockValue } from "./blocks.ts";
import { leave } from "./blocks.ts";
import { defaultsFor } from "./defaults.ts";
import { tooDeep } from "./errors.ts";
import { ExitSignal } from "./flow.ts";
import { type Call, deepest, type Frame, type Run, within } from "./frame.ts";
import { type CompiledBody, looseFace } from "./functions.ts";
import { preferencesIn } from "./preferences.ts";
import { CmdletVariable } from "./pscmdlet.ts";
import { Scope } from "./scope.ts";

/** What is called, and how. */
export interface Target {
  readonly name: string;
  readonly body: CompiledBody;
  readonly filter: boolean;
  readonly args: readonly Argument[];
  readonly expectsInput: boolean;
  readonly position: ScriptPosition | undefined;
  /** The caller; a closure's own home otherwise. */
  readonly frame: Frame;
  readonly streams: Streams;
  /** Runs in the scope of the caller (`. name`). */
  readonly dotted: boolean;
  /** The file of a script. */
  readonly path: string;
  /** Told when the function itself reports an error ($PSCmdlet.WriteError). */
  readonly failed: () => void;
}

/** One call; $PSBoundParameters is made when somebody asks for it. */
class FunctionCall implements Call {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly position: ScriptPosition | undefined;
  readonly path: string;
  readonly expectsInput: boolean;
  readonly caller: Call | null;
  input: readonly unknown[];
  cmdlet: unknown = null;
  readonly #binding: Binding;
  #bound: Dictionary | undefined;

  constructor(target: Target, binding: Binding, input: readonly unknown[]) {
    this.name = target.name;
    this.args = binding.rest;
    this.position = target.position;
    this.path = target.path;
    this.expectsInput = target.expectsInput;
    this.caller = target.frame.call;
    this.input = input;
    this.#binding = binding;
  }

  get bound(): Dictionary {
    if (!this.#bound) {
      this.#bound = new Dictionary("Hashtable");
      for (const name of this.#binding.given) this.#bound.set(name, this.#binding.begin[name]);
    }
    return this.#bound;
  }

  /** Adds what a pipeline object bound. */
  rebind(bound: Bound): void {
    for (const name of this.#binding.given) this.bound.set(name, bound[name]);
  }
}

/** Calls that may stand on one JavaScript stack. */
const stackEvery = 40;

export function functionStage(target: Target, out: Out): Stage {
  const { body, frame: caller } = target;
  const input: unknown[] = [];
  let inner!: Frame;
  let scope!: Scope;
  let hand: Out = out;
  let binding: Binding | undefined;
  let call!: FunctionCall;
  let flush: () => void | Promise<void> = () => {};
  let over: () => void = () => {};
  const process = target.filter ? (body.process ?? body.end) : body.process;
  const end = target.filter && !body.process ? undefined : body.end;

  const prepare = (bound: Binding): void | Promise<void> => {
    binding = bound;
    scope = target.dotted ? caller.scope : new Scope(caller.scope, target.path !== "");
    call = new FunctionCall(target, bound, input);
    let streams = target.streams;
    const { parameters } = body;
    if (parameters?.advanced) {
      const preferences = preferencesOf(preferencesIn(caller), bound.common);
      const keeper = {
        world: caller.core.world,
        variable: (name: string) => caller.scope.find(name.toLowerCase())?.value ?? null,
        setVariable: (name: string, value: unknown) => caller.scope.set(name, value),
      };
      const captured = capture(keeper, bound.common, preferences, target.streams, out);
      streams = captured.streams;
      hand = captured.out;
      flush = captured.flush;
      over = captured.close;
      overrule(scope, bound);
      for (const note of bound.notes) streams.warning(note);
    }
    inner = within(caller, { scope, call, streams, depth: caller.depth + 1 });
    if (inner.depth > deepest) throw tooDeep();
    if (parameters?.advanced) {
      call.cmdlet = new CmdletVariable(target, inner, hand, bound.begin.set);
    }
    if (!target.dotted || bound.rest.length > 0) scope.put("args", bound.rest);
    const declared = parameters?.declare(scope, inner, bound.begin);
    const go = () => runEnd(body.begin, inner, hand);
    if (declared instanceof Promise) return declared.then(go);
    const { core } = caller;
    if ((++core.turns & 1023) === 0) {
      const rest = core.breathe();
      if (rest instanceof Promise) return rest.then(go);
    }
    // Now and then a deep recursion goes on from an empty stack.
    return inner.depth % stackEvery === 0 ? Promise.resolve().then(go) : go();
  };

  const told = (error: unknown): unknown =>
    error instanceof Problem
      ? new TerminatingError(ErrorRecord.of(error, target.name, target.position), "statement")
      : error;

  const refused = (error: unknown): void => {
    if (!(error instanceof Problem)) throw error;
    const record = ErrorRecord.of(error, target.name, target.position);
    target.failed();
    const action = preferencesOf(preferencesIn(caller), binding?.common ?? {}).error;
    if (action === "Stop") throw new TerminatingError(record, "script");
    if (action !== "Ignore") inner.streams.error(record, action === "SilentlyContinue");
  };

  /** What was bound, once validation scripts that had to wait have had their say. */
  const settled = async <T>(bound: T | Promise<T>, checked: void | Promise<void>): Promise<T> => {
    await checked;
    const made = await bound;
    await body.parameters?.checked();
    return made;
  };

  const withObject = (value: unknown, bound: Bound | undefined): void | Promise<void> => {
    if (bound) body.parameters?.rebind(scope, bound);
    scope.put("_", value);
    if (bound) call.rebind(bound);
    if (!process) return undefined;
    return runEnd(process, inner, hand);
  };

  const bindWith = (defaults: readonly DefaultValue[] | undefined): void | Promise<void> => {
    const face = body.parameters?.face(target.name, caller) ?? looseFace(target.name);
    let bound: Binding | Promise<Binding>;
    try {
      bound = bind(face, target.args, {
        expectsInput: target.expectsInput,
        trace: caller.core.trace,
        defaults,
        ask: caller.core.interactive ? (question) => caller.streams.ask(question) : undefined,
      });
    } catch (error) {
      throw told(error);
    }
    const checked = body.parameters?.checked();
    if (bound instanceof Promise || checked instanceof Promise) {
      return settled(bound, checked).then(prepare, (error: unknown) => {
        throw told(error);
      });
    }
    return prepare(bound);
  };

  const stage: Stage = {
    begin() {
      if (!body.parameters?.advanced) return bindWith(undefined);
      const defaults = defaultsFor(caller, target.name);
      return defaults instanceof Promise ? defaults.then(bindWith) : bindWith(defaults);
    },

    process(value) {
      if (!process) input.push(value);
      if (!binding || !takesInput(binding)) {
        return process ? withObject(value, undefined) : undefined;
      }
      let bound: Bound | Promise<Bound>;
      try {
        bound = binding.object(value);
      } catch (error) {
        return refused(error);
      }
      const checked = body.parameters?.checked();
      if (bound instanceof Promise || checked instanceof Promise) {
        return settled(bound, checked).then((late) => withObject(value, late), refused);
      }
      return withObject(value, bound);
    },

    end() {
      const finish = (): void | Promise<void> => {
        const ran = runEnd(end, inner, hand);
        return ran instanceof Promise ? ran.then(flush) : flush();
      };
      if (process && !target.expectsInput) {
        const ran = runEnd(process, inner, hand);
        return ran instanceof Promise ? ran.then(finish) : finish();
      }
      return finish();
    },

    close() {
      over();
      if (body.clean && inner) return runEnd(body.clean, inner, () => {});
    },
  };
  return stage;
}

/** `exit` in a script file ends that script alone and leaves its code in $LASTEXITCODE. */
export function scriptStage(stage: Stage, caller: Frame): Stage {
  let over = false;
  const step = (work: () => void | Promise<void>): void | Promise<void> => {
    if (over) return undefined;
    const left = (error: unknown): void => {
      if (!(error instanceof ExitSignal)) throw error;
      over = true;
      caller.core.global.put("LASTEXITCODE", error.code);
      caller.core.ok = error.code === 0;
    };
    try {
      const ran = work();
      return ran instanceof Promise ? ran.catch(left) : ran;
    } catch (error) {
      return left(error);
    }
  };
  return {
    begin: () => step(() => stage.begin()),
    process: (value) => step(() => stage.process(value)),
    end: () => step(() => stage.end()),
    close: () => stage.close(),
  };
}

function takesInput(binding: Binding): boolean {
  const { face } = binding;
  const tables = [face.parameters, ...Object.values(face.sets)];
  return tables.some((table) => Object.values(table).some((parameter) => parameter.pipeline !== undefined));
}

function runEnd(run: Run | undefined, f: Frame, out: Out): void | Promise<void> {
  if (!run) return undefined;
  const end = run(f, out);
  return end instanceof Promise ? end.then(leave) : leave(end);
}

/** -Verbose, -ErrorAction and their kin become the preference variables of the function. */
function overrule(scope: Scope, { common }: Binding): void {
  const shown = (on: boolean) => (on ? "Continue" : "SilentlyContinue");
  if (common.Verbose !== undefined) scope.put("VerbosePreference", shown(common.Verbose));
  if (common.Debug !== undefined) scope.put("DebugPreference", shown(common.Debug));
  if (common.ErrorAction !== undefined) scope.put("ErrorActionPreference", common.ErrorAction);
  if (common.WarningAction !== undefined) scope.put("WarningPreference", common.WarningAction);
  if (common.InformationAction !== undefined) scope.put("InformationPreference", common.InformationAction);
  if (common.ProgressAction !== undefined) scope.put("ProgressPreference", common.ProgressAction);
  if (common.WhatIf !== undefined) scope.put("WhatIfPreference", common.WhatIf);
  if (common.Confirm !== undefined) scope.put("ConfirmPreference", common.Confirm ? "Low" : "None");
}

/** A cmdlet runs a block that has parameters, arguments or a scope of its own. */
export function callBlock(block: BlockValue, call: BlockCall, out: Out): void | Promise<void> {
  const { home } = block;
  const args = (call.args ?? []).map((value): Argument => ({ hasValue: true, value }));
  const hasIt = "it" in call;
  const scope = call.scope === "new" ? new Scope(home.scope) : home.scope;
  const before = hasIt ? scope.own("_").value : undefined;
  if (hasIt) scope.put("_", call.it);
  if (call.self !== undefined) scope.put("this", call.self);
  const stage = functionStage(
    {
      name: "",
      body: block.body,
      filter: false,
      args,
      expectsInput: call.input !== undefined,
      position: undefined,
      frame: within(home, { scope }),
      streams: home.streams,
      dotted: call.scope !== "new" && args.length === 0,
      path: "",
      failed: () => {},
    },
    out,
  );
  const restore = () => {
    if (hasIt) scope.put("_", before ?? null);
  };
  const rest = async (waits: Promise<void>, step: number): Promise<void> => {
    try {
      await waits;
      if (step < 1) for (const value of call.input ?? []) await stage.process(value);
      if (step < 2) await stage.end();
    } finally {
      await stage.close();
      restore();
    }
  };
  try {
    const begun = stage.begin();
    if (begun instanceof Promise) return rest(begun, 0);
    for (const [i, value] of (call.input ?? []).entries()) {
      const waits = stage.process(value);
      if (waits instanceof Promise) {
        const left = (call.input ?? []).slice(i + 1);
        return rest(
          waits.then(async () => {
            for (const one of left) await stage.process(one);
          }),
          1,
        );
      }
    }
    const ended = stage.end();
    if (ended instanceof Promise) return rest(ended, 2);
  } catch (error) {
    restore();
    throw error;
  }
  restore();
  return stage.close();
}
